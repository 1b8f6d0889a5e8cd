/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_SERVICE_H
#define RUN_SERVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/ruleset.h"
#include "report/outputs.h"
#include "run/sources.h"

/* Options of a live service. */
struct run_service_options {
	struct run_sources_options sources;
	struct report_outputs_options outputs;
	const char *run_directory;   /* for counters.json; NULL: not written */
	const char *state_directory; /* for quotas.json; NULL: as configured */
	const char *user, *group;    /* to become; NULL: stay */
	struct config_request request; /* for reloads */
};

/**
 * run_service_run - open the sources, drop privileges, serve until TERM or INT
 * @ruleset: the first one; owned from here on
 *
 * Return: an exit code of skywardend(8).
 */
int run_service_run(const struct run_service_options *options,
		    struct ruleset *ruleset);

#endif
