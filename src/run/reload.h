/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_RELOAD_H
#define RUN_RELOAD_H

#include <stdbool.h>

#include "config/ruleset.h"

struct engine;
struct identity_feed;
struct shaper_tc_trees;

/* Everything that is brought in line with a ruleset when it is loaded. */
struct run_reload {
	struct engine *engine;
	struct config_request request; /* of the first load */
	struct identity_feed *feed;
	/* the classes in the kernel; NULL: the engine polices instead */
	struct shaper_tc_trees *trees;
};

/**
 * run_reload_load - load the configuration again, for engine_publish()
 *
 * The shaper, the kernel and the identity feed have the new classes and names when
 * this returns: a class must exist before a packet is put into it. Notifies the service
 * manager that a reload is going on.
 *
 * Return: the ruleset; NULL when there was an error: all errors were logged, and
 * nothing changed.
 */
struct ruleset *run_reload_load(struct run_reload *reload);

/**
 * run_reload_unload - free a ruleset that no worker uses any more
 *
 * Notifies the service manager that the reload has ended.
 */
void run_reload_unload(struct run_reload *reload, struct ruleset *ruleset);

/**
 * run_reload_start_classes - leave the replay mode of the shaper: a packet cannot wait
 * @kernel_shapes: whether verdicts carry a priority; else the shaper polices
 *
 * Return: 0; -ENOMEM.
 */
int run_reload_start_classes(struct run_reload *reload, bool kernel_shapes,
			     const struct ruleset *ruleset);

/**
 * run_reload_update_identities - follow the ruleset's identity feed
 *
 * Reads the file if it changed. A file with an error is rejected and logged, and the
 * records in force stay.
 */
void run_reload_update_identities(struct run_reload *reload,
				  const struct ruleset *ruleset);

#endif
