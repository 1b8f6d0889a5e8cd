/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live service: opens the sources, drops privileges, and gives the main loop its
 * outputs, statistics, checkpoint and reloads.
 */
#include "run/service.h"

#include <errno.h>
#include <string.h>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/exit_code.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/notify.h"
#include "engine/engine.h"
#include "engine/stats.h"
#include "engine/worker.h"
#include "identity/feed.h"
#include "report/counters_file.h"
#include "report/outputs.h"
#include "report/report.h"
#include "run/checkpoint.h"
#include "run/identities.h"
#include "run/live.h"
#include "run/privileges.h"
#include "run/reload.h"
#include "run/sources.h"
#include "shaper/tc_trees.h"

#define STATS_SECONDS 60  /* between two stats events */
#define CLASSES_SECONDS 5 /* between two readings of the kernel's counters */

struct service {
	const struct run_service_options *options;
	struct engine *engine;
	struct run_live live;
	struct run_checkpoint *checkpoint;
	struct run_reload reload;
	struct run_sources sources;
	struct report_outputs *outputs;
	unsigned seconds;
	usec_t start_us;
};

/* ---- outputs ---- */

/* Return: an exit code. */
static int open_outputs(struct service *service, const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};

	service->live.report = report_create();
	if (service->live.report)
		service->outputs = report_outputs_create(
			service->live.report, &service->options->outputs);
	if (!service->outputs) {
		log_warn("startup failed: outputs");
		return EXIT_FAILED;
	}
	if (!report_outputs_check(service->outputs, ruleset->outputs,
				  ruleset->output_count, &diagnostics))
		return EXIT_CONFIGURATION;
	if (report_outputs_apply(service->outputs, ruleset->outputs,
				 ruleset->output_count, &diagnostics) < 0)
		return EXIT_FAILED;
	return EXIT_GOOD;
}

/* Rules that are in force matter more than a file: a failure refuses no reload. */
static void update_outputs(struct service *service,
			   const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};

	if (!report_outputs_check(service->outputs, ruleset->outputs,
				  ruleset->output_count, &diagnostics) ||
	    report_outputs_apply(service->outputs, ruleset->outputs,
				 ruleset->output_count, &diagnostics) < 0)
		log_warnx("outputs: not changed: the old ones stay open");
}

static void close_outputs(struct service *service)
{
	if (service->outputs)
		report_outputs_close(service->outputs);
	if (service->live.report)
		report_close(service->live.report);
}

static void on_reopen(void *context)
{
	struct service *service = context;

	report_outputs_reopen(service->outputs);
}

/* ---- functions of the main loop ---- */

static struct ruleset *on_load(void *context)
{
	struct service *service = context;

	struct ruleset *ruleset = run_reload_load(&service->reload);

	if (ruleset)
		update_outputs(service, ruleset);
	return ruleset;
}

static void on_unload(void *context, struct ruleset *ruleset)
{
	struct service *service = context;

	run_reload_unload(&service->reload, ruleset);
}

static void on_drain(void *context, struct io_source *source)
{
	struct service *service = context;

	run_sources_drain(&service->sources, source);
}

static void on_count(void *context, struct io_source *source)
{
	struct service *service = context;

	run_sources_count(&service->sources, source);
}

static void on_tick(void *context, const struct engine_counters *counters,
		    bool dump)
{
	struct service *service = context;
	struct shaper_tc_trees *trees = service->reload.trees;
	struct engine_stats stats;

	notify_manager("WATCHDOG=1");
	run_reload_update_identities(&service->reload,
				     atomic_load(&service->engine->ruleset));
	if (trees)
		shaper_tc_trees_check(trees);
	if (trees && (dump || (service->seconds + 1) % CLASSES_SECONDS == 0))
		shaper_tc_trees_count(trees);
	engine_stats_collect(service->engine, counters, &stats);
	stats.event.first_us = service->start_us;
	if (!stats.event.last_us)
		stats.event.last_us = service->start_us;
	run_source_counts_add(&service->sources.counts, &stats);
	if (dump || ++service->seconds % STATS_SECONDS == 0)
		engine_stats_report(service->engine, &stats,
				    service->live.report);
	if (service->options->run_directory)
		report_counters_file_write(service->options->run_directory,
					   &stats.event, service->start_us);
	engine_stats_fini(&stats);
	report_outputs_flush(service->outputs);
}

static void on_timer(void *context)
{
	struct service *service = context;

	run_checkpoint_save_if_due(service->checkpoint, clock_now());
	if (service->reload.trees)
		shaper_tc_trees_update(service->reload.trees);
}

static void on_ready(void *context)
{
	struct service *service = context;

	service->start_us = clock_now();
	log_info("serving %zu %s", service->sources.count,
		 service->sources.queues ? "queues" : "interface");
	notify_manager("READY=1");
}

/* ---- start and stop ---- */

/* An interface is only listened to: nothing is shaped. Return: an exit code. */
static int start_shaping(struct service *service, const struct ruleset *ruleset)
{
	if (!service->sources.queues ||
	    run_reload_start_classes(
		    &service->reload,
		    run_sources_set_priority(&service->sources), ruleset) == 0)
		return EXIT_GOOD;
	log_warn("startup failed: traffic control");
	return EXIT_FAILED;
}

static int serve(struct service *service, const struct ruleset *ruleset)
{
	int error, result;

	service->live = (struct run_live){
		.engine = service->engine,
		.sources = service->sources.all,
		.source_count = service->sources.count,
		.pin = service->sources.count > 1,
		.context = service,
		.drain = on_drain,
		.load = on_load,
		.unload = on_unload,
		.reopen = on_reopen,
		.count = on_count,
		.tick = on_tick,
		.timer = on_timer,
		.ready = on_ready,
	};

	result = open_outputs(service, ruleset);
	if (result != EXIT_GOOD)
		return result;
	run_reload_update_identities(&service->reload, ruleset);
	run_checkpoint_load(service->checkpoint, clock_now());
	error = run_live_run(&service->live);
	run_checkpoint_save(service->checkpoint, clock_now());
	service->sources.count = 0; /* run_live_run() closed them */
	notify_manager("STOPPING=1");
	if (error)
		log_warnx("stopped: %s", strerror(-error));
	return error ? EXIT_FAILED : EXIT_GOOD;
}

/* Return: an exit code; the log says which step failed. */
static int create_tables(struct service *service, struct ruleset *ruleset)
{
	struct hash_key key;

	if (hash_key_draw(&key) < 0) {
		log_warn("startup failed: random key");
		return EXIT_FAILED;
	}
	service->engine = engine_create(ruleset, &key);
	if (!service->engine) {
		log_warn("startup failed: tables");
		return EXIT_FAILED;
	}
	service->reload.engine = service->engine;
	service->reload.feed = run_identities_create(service->engine);
	service->checkpoint = run_checkpoint_create(
		service->engine, service->options->state_directory);
	if (service->reload.feed && service->checkpoint)
		return EXIT_GOOD;
	log_warn("startup failed: identity feed and checkpoint");
	return EXIT_FAILED;
}

int run_service_run(const struct run_service_options *options,
		    struct ruleset *ruleset)
{
	struct service service = {
		.options = options,
		.reload.request = options->request,
	};
	int result;

	run_live_block_signals();
	result = create_tables(&service, ruleset);
	if (result == EXIT_GOOD)
		result = run_sources_open(&service.sources, &options->sources,
					  ruleset);
	if (result == EXIT_GOOD)
		result = run_privileges_drop(options->user, options->group);
	if (result == EXIT_GOOD)
		result = start_shaping(&service, ruleset);
	if (result == EXIT_GOOD)
		result = serve(&service, ruleset);
	close_outputs(&service);
	shaper_tc_trees_destroy(service.reload.trees);
	run_sources_fini(&service.sources);
	identity_feed_destroy(service.reload.feed);
	run_checkpoint_destroy(service.checkpoint);
	if (service.engine)
		ruleset = atomic_load(&service.engine->ruleset);
	engine_destroy(service.engine);
	config_ruleset_free(ruleset);
	return result;
}
