/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_REPORT_HOSTS_H
#define ENGINE_REPORT_HOSTS_H

struct engine;
struct report;

/**
 * engine_report_hosts - report every host that runs an application
 *
 * In the order of decisions, then of addresses: it does not follow the hash.
 */
void engine_report_hosts(struct engine *engine, struct report *report);

#endif
