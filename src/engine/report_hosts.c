/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The report's list of hosts, at the end of a replay. One thread; hosts are copied out
 * of their stripes.
 */
#include "engine/report_hosts.h"

#include <stdlib.h>

#include "base/log.h"
#include "config/ruleset.h"
#include "engine/describe.h"
#include "engine/renew.h"
#include "engine/shared.h"
#include "host/table.h"
#include "report/report.h"

struct decided_host {
	struct address address;
	struct host_application host_application;
};

struct decided_hosts {
	const struct ruleset *ruleset; /* in force */
	struct decided_host *hosts;
	size_t count, room;
	bool failed;
};

static void collect_case(struct decided_hosts *all,
			 const struct address *address,
			 const struct host_application *host_application)
{
	if (all->count == all->room) {
		size_t room = all->room ? all->room * 2 : 64;
		struct decided_host *grown =
			reallocarray(all->hosts, room, sizeof(*grown));

		all->failed = !grown;
		if (!grown)
			return;
		all->hosts = grown;
		all->room = room;
	}
	all->hosts[all->count++] = (struct decided_host){
		.address = *address,
		.host_application = *host_application,
	};
}

static void collect_host(void *context, const struct address *address,
			 const struct host *host)
{
	struct decided_hosts *all = context;
	enum revision_answer keeps =
		revision_keeps(&all->ruleset->revision, host->revision);

	for (int i = 0; i < HOST_APPLICATIONS && !all->failed; i++) {
		struct host_application copy = host->applications[i];

		if (keeps == REVISION_FORGET)
			return;
		if (keeps == REVISION_RECHECK)
			engine_renew_application(all->ruleset, &copy);
		if (copy.decided)
			collect_case(all, address, &copy);
	}
}

/* By decision, then address and application: never by the hash. */
static int decided_compare(const void *a, const void *b)
{
	const struct decided_host *x = a, *y = b;
	int order = packet_address_compare(&x->address, &y->address);

	if (x->host_application.since_us != y->host_application.since_us)
		return x->host_application.since_us <
				       y->host_application.since_us
			       ? -1
			       : 1;
	if (order)
		return order;
	return (int)x->host_application.application -
	       (int)y->host_application.application;
}

static void report_one(const struct engine *engine,
		       const struct ruleset *ruleset, struct report *report,
		       const struct decided_host *host)
{
	struct engine_description description;
	struct host_application host_application = host->host_application;
	struct report_event record = {
		.kind = REPORT_EVENT_HOST,
		.host =
			{
				.address = host->address,
				.first_us = host->host_application.first_us,
				.since_us = host->host_application.since_us,
				.last_us = host->host_application.last_us,
				.decided_at = host->host_application.decided_at,
				.peers = host_application_peers(
					&host->host_application),
			},
	};

	/* all activities have ended: name the most that there was */
	host_application.activity = host_application.top_activity;
	engine_describe_application(engine, ruleset, &host->address,
				    &host_application, &description,
				    &record.host.finding);
	report_event(report, &record);
}

void engine_report_hosts(struct engine *engine, struct report *report)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	struct decided_hosts all = {.ruleset = ruleset};

	host_table_each(engine->hosts, collect_host, &all);
	if (all.failed)
		log_warnx("report: some hosts left out: no memory");
	if (all.count)
		qsort(all.hosts, all.count, sizeof(*all.hosts),
		      decided_compare);
	for (size_t i = 0; i < all.count; i++)
		report_one(engine, ruleset, report, &all.hosts[i]);
	free(all.hosts);
}
