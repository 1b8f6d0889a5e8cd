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
 * Brings evidence of an older ruleset under a newer one. Evidence of signatures that are
 * still there, and say the same, stays; other evidence is withdrawn; sequences that are
 * half matched start over. The caller holds the flow or host, or has a copy.
 */

/**
 * engine_renew_is_due - return whether the flow was last decided under an older ruleset
 */
bool engine_renew_is_due(const struct ruleset *ruleset,
			 const struct flow *flow);

/**
 * engine_renew_flow - renew the evidence of a flow; nothing when it is not due
 *
 * Return: whether evidence of an endpoint was withdrawn with the rest, so that endpoints
 * have to be asked again.
 */
bool engine_renew_flow(const struct ruleset *ruleset, struct flow *flow);

/**
 * engine_renew_host - renew the evidence of a host; nothing when it is not due
 * @news: ends of activities without evidence are added
 */
void engine_renew_host(const struct ruleset *ruleset, struct host *host,
		       struct engine_host_news *news);

/**
 * engine_renew_application - renew the evidence of an application at a host
 *
 * Return: whether evidence or client info is left.
 */
bool engine_renew_application(const struct ruleset *ruleset,
			      struct host_application *host_application);

#endif
