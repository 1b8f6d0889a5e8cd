/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVICE_H
#define SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/ruleset.h"
#include "report/report.h"

/* What the command line wants of a live service. */
struct service_options {
	bool queues; /* else listen on `interface` */
	uint16_t first_queue, last_queue;
	const char *interface;
	const char *log_directory; /* NULL: events to standard output */
	const char *run_directory; /* counters.json goes there; NULL: nowhere */
	const char *state_directory;   /* of quotas.json; NULL: as configured */
	const char *user, *group;      /* to become; NULL: stay */
	bool marks_are_foreign;	       /* no VLAN in a queued packet's mark */
	enum report_format format;     /* json or csv: text is for captures */
	struct config_request request; /* for reloads */
};

/**
 * service_run - open the sources, drop privileges, serve until TERM
 * @ruleset: the first one; owned from here on
 *
 * Return: an exit code of skywardend(8).
 */
int service_run(const struct service_options *options, struct ruleset *ruleset);

#endif
