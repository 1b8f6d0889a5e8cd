/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_RENEW_H
#define ENGINE_RENEW_H

#include <stdbool.h>

struct engine_host_news;
struct flow;
struct host;
struct host_application;
struct ruleset;

/*
 * What was said under an older ruleset, seen under a newer one. Evidence of
 * signatures that are still there, and say the same, stays; what others said is
 * withdrawn; sequences that are half matched start over. The caller holds the flow or
 * host, or has a copy.
 */

/**
 * engine_renew_is_due - was the flow last decided before @ruleset was in force?
 */
bool engine_renew_is_due(const struct ruleset *ruleset,
			 const struct flow *flow);

/**
 * engine_renew_flow - what is said of a flow, under a newer ruleset
 *
 * Return: whether knowledge of an endpoint had spoken for it and was taken away
 * with the rest, so that endpoints have to be asked again.
 */
bool engine_renew_flow(const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_renew_host - what is said of a host, under a newer ruleset
 * @news: is added to: ends of activities for which nothing speaks any more
 */
void engine_renew_host(const struct ruleset *ruleset, struct host *host,
		       struct engine_host_news *news);

/**
 * engine_renew_case - what is said of an application at a host
 *
 * Return: whether there is still anything to say.
 */
bool engine_renew_case(const struct ruleset *ruleset,
		       struct host_application *host_application);

#endif
