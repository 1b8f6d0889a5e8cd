/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The live service around engine/live: sources are opened while we may, then
 * privileges go; outputs are files that can be opened anew; a reload reads the same
 * files as the start did.
 */
#include "service.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/notify.h"
#include "base/text.h"
#include "config/ports.h"
#include "run/checkpoint.h"
#include "engine/engine.h"
#include "identity/feed.h"
#include "run/live.h"
#include "run/source_counts.h"
#include "engine/quota.h"
#include "engine/stats.h"
#include "shaper/shaper.h"
#include "shaper/tc_trees.h"
#include "engine/worker.h"
#include "exit_code.h"
#include "io/nfqueue.h"
#include "io/capture_live.h"
#include "io/source.h"
#include "packet/decode.h"
#include "policy/policy.h"
#include "report/counters_file.h"
#include "signature/match.h"

#define STATS_SECONDS 60  /* between two stats events */
#define CLASSES_SECONDS 5 /* between two looks at the kernel's counters */
/* Where "skywarden-bridge" puts the VLAN of a packet that br_netfilter queues. */
#define VLAN_MARK_MASK 0x0fff
/* And where it looks for a DSCP. */
#define DSCP_MARK_MASK 0x7f0000

struct service {
	const struct service_options *options;
	struct engine *engine;
	struct run_live live;
	struct identity_feed *feed;
	struct run_checkpoint *checkpoint;
	struct shaper_tc_trees *trees; /* NULL: nothing is shaped, only said */
	struct io_source **sources;
	size_t source_count;
	FILE *stream; /* the report's; ours but for stdout */
	unsigned seconds;
	usec_t start_us;
	struct run_source_counts counts;
};

/* ---- outputs ---- */

static const char *events_file(enum report_format format)
{
	return format == REPORT_CSV ? "flows.csv" : "eve.json";
}

static struct report *open_report(struct service *service)
{
	const char *directory = service->options->log_directory;
	char path[4096];
	struct report *report;

	service->stream = stdout;
	if (directory) {
		snprintf(path, sizeof(path), "%s/%s", directory,
			 events_file(service->options->format));
		service->stream = fopen(path, "ae");
	}
	if (!service->stream) {
		log_warn("%s", path);
		return NULL;
	}
	report = report_open(service->options->format, service->stream);
	if (report)
		report_capture_begin(report, NULL);
	return report;
}

static void close_report(struct service *service, struct report *report)
{
	int error = report ? report_close(report) : 0;

	if (error < 0)
		log_warnx("events: %s", strerror(-error));
	if (service->stream && service->stream != stdout)
		fclose(service->stream);
	service->stream = NULL;
}

/* Opens the new files first: when that fails the old ones stay. */
static struct report *on_reopen(void *context, struct report *report)
{
	struct service *service = context;
	FILE *old = service->stream;
	struct report *fresh;

	if (!service->options->log_directory)
		return report;
	fresh = open_report(service);
	if (!fresh) {
		log_warnx("events: not reopened: the old file stays");
		service->stream = old;
		return report;
	}
	if (report_close(report) < 0 || fclose(old) == EOF)
		log_warnx("events: the old file is not complete");
	return fresh;
}

/* ---- rulesets ---- */

static const char *port_of(const char *configured, const char *of_bridge)
{
	if (configured)
		return configured;
	return *of_bridge ? of_bridge : NULL;
}

static void follow_classes(struct service *service,
			   const struct ruleset *ruleset)
{
	struct config_ports ports;

	if (!service->trees)
		return;
	config_ports_read(CONFIG_PORTS_FILE, &ports);
	shaper_tc_trees_follow(service->trees, ruleset->classes,
			       port_of(ruleset->lan, ports.lan),
			       port_of(ruleset->uplink, ports.uplink));
}

/* What is wrong with the file is said; what is known of the same one stays. */
static void update_identities(struct service *service,
			      const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};

	identity_feed_update(service->feed, ruleset->policy, &diagnostics);
	if (diagnostics.count)
		log_warnx("identity feed: refused: %s",
			  identity_feed_count(service->feed)
				  ? "what it said before stays"
				  : "it says nothing of anybody");
}

static struct ruleset *on_load(void *context)
{
	struct service *service = context;
	struct diagnostics diagnostics = {.say = diagnostic_log};

	struct config_request request = service->options->request;
	struct ruleset *ruleset;

	request.previous = atomic_load(&service->engine->ruleset);
	notify_manager("RELOADING=1");
	ruleset = config_ruleset_load(&request, &diagnostics);
	/* the kernel has every class before a packet can be put into it */
	if (ruleset) {
		shaper_publish(service->engine->shaper, ruleset->classes);
		follow_classes(service, ruleset);
		identity_feed_follow(service->feed, ruleset->identity);
		update_identities(service, ruleset);
	}
	return ruleset;
}

static void on_unload(void *context, struct ruleset *ruleset)
{
	struct service *service = context;

	engine_quota_retire(service->engine, ruleset, clock_now());
	shaper_retire(service->engine->shaper,
		      atomic_load(&service->engine->ruleset)->classes);
	if (service->trees)
		shaper_tc_trees_update(service->trees);
	config_ruleset_free(ruleset);
	notify_manager("READY=1");
}

/* ---- sources ---- */

static struct io_source *open_queue(const struct service_options *service,
				    const struct ruleset *ruleset,
				    uint16_t number, struct text *why)
{
	const struct io_nfqueue_options options = {
		.queue = number,
		.copy_bytes = PACKET_HEADERS_LIVE +
			      signature_look_bytes(ruleset->signatures),
		.fail_open = true,
		.gso = true,
		.vlan_mask = service->marks_are_foreign ? 0 : VLAN_MARK_MASK,
		.dscp_mask = service->marks_are_foreign ? 0 : DSCP_MARK_MASK,
	};

	return io_nfqueue_open(&options, why);
}

static struct io_source *open_interface(const struct ruleset *ruleset,
					const char *name, struct text *why)
{
	const struct io_capture_live_options options = {
		.interface = name,
		.snap_bytes = PACKET_HEADERS_LIVE +
			      signature_look_bytes(ruleset->signatures),
	};

	return io_capture_live_open(&options, why);
}

static void close_sources(struct service *service)
{
	for (size_t i = 0; i < service->source_count; i++)
		io_source_close(service->sources[i]);
	service->source_count = 0;
}

/* Return: EXIT_GOOD, or what the program ends with; nothing stays open then. */
static int open_sources(struct service *service, const struct ruleset *ruleset)
{
	const struct service_options *options = service->options;
	size_t wanted = options->queues ? options->last_queue -
						  options->first_queue + 1U
					: 1;
	char why[512];
	struct text text;

	service->sources = calloc(wanted, sizeof(struct io_source *));
	if (!service->sources ||
	    run_source_counts_init(&service->counts, options->queues, wanted) <
		    0) {
		log_warn("start");
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < wanted; i++) {
		uint16_t queue = (uint16_t)(options->first_queue + i);
		int error;

		text_init(&text, why, sizeof(why));
		service->sources[i] =
			options->queues
				? open_queue(options, ruleset, queue, &text)
				: open_interface(ruleset, options->interface,
						 &text);
		error = errno;
		if (service->sources[i]) {
			service->source_count++;
			continue;
		}
		if (options->queues)
			log_warnx("queue %u: %s", queue, why);
		else
			log_warnx("%s: %s", options->interface, why);
		close_sources(service);
		return error == EPERM || error == EACCES ? EXIT_PERMISSION
							 : EXIT_FAILED;
	}
	return EXIT_GOOD;
}

static void on_drain(void *context, struct io_source *source)
{
	struct service *service = context;

	if (service->options->queues && io_nfqueue_drain(source, true) < 0)
		log_warn("queue: drained: packets may have been dropped");
}

static void on_count(void *context, struct io_source *source)
{
	struct service *service = context;

	for (size_t i = 0; i < service->source_count; i++)
		if (service->sources[i] == source)
			run_source_counts_store(&service->counts, i, source);
}

/* ---- privileges ---- */

/* Only what reading counters, setting marks and priorities takes. */
static int drop_privileges(const struct service_options *options)
{
	const struct passwd *user = NULL;
	const struct group *group = NULL;
	capng_select_t what = CAPNG_SELECT_BOTH;
	int uid = -1, gid = -1;

	if (geteuid() != 0)
		return EXIT_GOOD; /* we have what we were given */
	if (options->user) {
		user = getpwnam(options->user);
		if (!user) {
			log_warnx("--user: there is no %s", options->user);
			return EXIT_USAGE;
		}
		uid = (int)user->pw_uid;
		gid = (int)user->pw_gid;
	}
	if (options->group) {
		group = getgrnam(options->group);
		if (!group) {
			log_warnx("--group: there is no %s", options->group);
			return EXIT_USAGE;
		}
		gid = (int)group->gr_gid;
	}
	/* a service manager may have taken the right to bound ourselves */
	capng_get_caps_process();
	if (!capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP))
		what = CAPNG_SELECT_CAPS;
	capng_clear(CAPNG_SELECT_BOTH);
	capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
		     CAP_NET_ADMIN);
	if (uid < 0 && gid < 0) {
		if (capng_apply(what) == 0)
			return EXIT_GOOD;
	} else if (capng_change_id(uid, gid,
				   CAPNG_DROP_SUPP_GRP |
					   CAPNG_CLEAR_BOUNDING) == 0) {
		return EXIT_GOOD;
	}
	log_warnx("privileges: not dropped");
	return EXIT_PERMISSION;
}

/* ---- statistics ---- */

static void on_tick(void *context, const struct engine_counters *counters,
		    bool dump)
{
	struct service *service = context;
	struct engine_stats stats;

	notify_manager("WATCHDOG=1");
	update_identities(service, atomic_load(&service->engine->ruleset));
	if (service->trees)
		shaper_tc_trees_check(service->trees);
	if (service->trees &&
	    (dump || (service->seconds + 1) % CLASSES_SECONDS == 0))
		shaper_tc_trees_count(service->trees);
	engine_stats_collect(service->engine, counters, &stats);
	stats.event.first_us = service->start_us;
	if (!stats.event.last_us)
		stats.event.last_us = service->start_us;
	run_source_counts_add(&service->counts, &stats);
	if (dump || ++service->seconds % STATS_SECONDS == 0)
		engine_stats_report(service->engine, &stats,
				    service->live.report);
	if (service->options->run_directory)
		report_counters_file_write(service->options->run_directory,
					   &stats.event, service->start_us);
	engine_stats_fini(&stats);
	fflush(service->stream);
}

static void on_timer(void *context)
{
	struct service *service = context;

	run_checkpoint_save_if_due(service->checkpoint, clock_now());
	if (service->trees)
		shaper_tc_trees_update(service->trees);
}

static void on_ready(void *context)
{
	struct service *service = context;

	service->start_us = clock_now();
	log_info("serving %zu %s", service->source_count,
		 service->options->queues ? "queues" : "interface");
	notify_manager("READY=1");
}

/* ---- shaping ---- */

/* A listener only says what would be done. Return: an exit code. */
static int start_shaping(struct service *service, const struct ruleset *ruleset)
{
	bool can = true;

	if (!service->options->queues)
		return EXIT_GOOD;
	service->trees = shaper_tc_trees_create(service->engine->shaper);
	if (!service->trees) {
		log_warn("classes");
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < service->source_count; i++)
		can &= io_nfqueue_sets_priority(service->sources[i]);
	if (can) {
		follow_classes(service, ruleset);
		return EXIT_GOOD;
	}
	log_warnx("classes: policing instead of shaping: this kernel takes no "
		  "priority with a verdict");
	shaper_tc_trees_destroy(service->trees);
	service->trees = NULL;
	return EXIT_GOOD;
}

/* ---- the service ---- */

static int serve(struct service *service)
{
	int error;

	service->live = (struct run_live){
		.engine = service->engine,
		.sources = service->sources,
		.source_count = service->source_count,
		.pin = service->source_count > 1,
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

	service->live.report = open_report(service);
	if (!service->live.report)
		return EXIT_FAILED;
	identity_feed_follow(service->feed,
			     atomic_load(&service->engine->ruleset)->identity);
	update_identities(service, atomic_load(&service->engine->ruleset));
	run_checkpoint_load(service->checkpoint, clock_now());
	error = run_live_run(&service->live);
	run_checkpoint_save(service->checkpoint, clock_now());
	service->source_count = 0; /* closed */
	notify_manager("STOPPING=1");
	if (error)
		log_warnx("stopped: %s", strerror(-error));
	close_report(service, service->live.report);
	return error ? EXIT_FAILED : EXIT_GOOD;
}

int service_run(const struct service_options *options, struct ruleset *ruleset)
{
	struct service service = {.options = options};
	struct hash_key key;
	int result = EXIT_FAILED;

	run_live_block_signals();
	if (hash_key_draw(&key) == 0)
		service.engine = engine_create(ruleset, &key);
	if (service.engine)
		service.feed = identity_feed_create(service.engine);
	if (service.feed)
		service.checkpoint = run_checkpoint_create(
			service.engine, options->state_directory);
	if (!service.checkpoint)
		log_warn("start");
	else
		result = open_sources(&service, ruleset);
	if (result == EXIT_GOOD)
		result = drop_privileges(options);
	if (result == EXIT_GOOD)
		result = start_shaping(&service, ruleset);
	if (result == EXIT_GOOD)
		result = serve(&service);
	shaper_tc_trees_destroy(service.trees);
	close_sources(&service);
	identity_feed_destroy(service.feed);
	run_checkpoint_destroy(service.checkpoint);
	if (service.engine)
		ruleset = atomic_load(&service.engine->ruleset);
	engine_destroy(service.engine);
	config_ruleset_free(ruleset);
	free(service.sources);
	run_source_counts_fini(&service.counts);
	return result;
}
