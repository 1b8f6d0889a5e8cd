/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run the live engine on sources that make their own traffic: several workers, one
 * reload after another, outputs reopened, for ThreadSanitizer. At the end every frame
 * must have one verdict, and every reload must have happened. No check depends on
 * how long anything takes: each step waits for the one before it.
 */
#include <errno.h>
#include <pcap/dlt.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/hash.h"
#include "config/ruleset.h"
#include "run/checkpoint.h"
#include "engine/engine.h"
#include "engine/rule_counters.h"
#include "run/live.h"
#include "engine/quota.h"
#include "engine/worker.h"
#include "io/source.h"
#include "packet/packet.h"
#include "report/event.h"
#include "report/outputs.h"
#include "report/report.h"

#define SOURCES 4
#define FRAMES 20000 /* of each source at least; more until the last reload */
#define RELOADS 12   /* or the first argument */
#define PATIENCE_MS 60000 /* a loaded machine may stop a thread for seconds */
#define BYTES 60

/* One simulated host per source, which talks to many. */
struct source {
	struct io_source source; /* first */
	unsigned number;
	uint64_t made, verdicts;
	bool done;
	uint32_t lcg;
	uint8_t bytes[ENGINE_BATCH][BYTES];
};

struct hammer {
	struct report_outputs *outputs;
	struct engine *engine;
	unsigned unloads, ticks;
	struct run_checkpoint *checkpoint;
	atomic_uint loads, reopens, counts, drains;
	uint64_t packets, of_rules;
	bool obeyed, ended; /* the operator's; read after its thread ended */
};

static unsigned passed, failed, reloads = RELOADS, frames_least = FRAMES;
static atomic_uint sources_done;
static atomic_bool reloads_done;

static void check(const char *what, bool good)
{
	passed += good;
	failed += !good;
	if (!good)
		printf("FAILED %s\n", what);
}

/* ---- the sources ---- */

static void make_frame(struct source *source, uint8_t *bytes)
{
	uint32_t peer = (uint32_t)(source->made % 3000);

	source->lcg = source->lcg * 69069 + 17009;
	memset(bytes, 0, BYTES);
	bytes[0] = 0x45;
	bytes[3] = BYTES;
	bytes[8] = 64;
	bytes[9] = 17;
	memcpy(bytes + 12, (uint8_t[]){10, 0, 0, (uint8_t)source->number}, 4);
	memcpy(bytes + 16,
	       (uint8_t[]){198, 18, (uint8_t)(peer >> 8), (uint8_t)peer}, 4);
	memcpy(bytes + 20, (uint8_t[]){0x30, 0x39, 0x9c, 0x41, 0, BYTES - 20},
	       6);
	bytes[30] = 2;
	for (int i = 0; i < 4; i++)
		bytes[31 + i] = (uint8_t)(source->lcg >> (24 - 8 * i));
}

static int source_read(struct io_source *base, struct frame *frames,
		       unsigned most)
{
	struct source *source = (struct source *)base;
	usec_t now;
	unsigned count = 0;

	if (source->made >= frames_least && atomic_load(&reloads_done)) {
		if (!source->done) {
			source->done = true;
			atomic_fetch_add(&sources_done, 1);
		}
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
		return -EAGAIN;
	}
	/* the rest is to accompany the reloads, not to starve them */
	if (source->made >= frames_least) {
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
		most = 1 + most / 16;
	}
	now = clock_now();
	for (; count < most; count++) {
		make_frame(source, source->bytes[count]);
		frames[count] = (struct frame){
			.time_us = now,
			.data = source->bytes[count],
			.caplen = BYTES,
			.len = BYTES,
			.link_type = DLT_RAW,
			.number = ++source->made,
		};
	}
	return (int)count;
}

static int source_verdict(struct io_source *base, const struct frame *frame,
			  const struct verdict *verdict)
{
	struct source *source = (struct source *)base;

	(void)frame;
	(void)verdict;
	source->verdicts++;
	return 0;
}

static const char *source_interface_name(struct io_source *base, unsigned index)
{
	(void)base;
	(void)index;
	return "made0";
}

static void source_close(struct io_source *base)
{
	(void)base;
}

static const struct io_source_ops source_ops = {
	.read = source_read,
	.verdict = source_verdict,
	.interface_name = source_interface_name,
	.close = source_close,
};

/* ---- the functions that the live engine calls ---- */

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static struct ruleset *load(void *context)
{
	static const char *const only[] = {"conf/signatures/*.sig"};
	/* one quota stays and changes, one comes and goes */
	static const char *const settings[][2] = {
		{"rules=({name=\"o\";quota=\"q\";exceeded=true;action=\"drop\";"
		 "},"
		 "{name=\"a\";application=\"skype\";action=\"accept\";})",
		 "quotas=({name=\"q\";bytes=500000;per=\"host\";"
		 "period=\"day\";zone=\"UTC\";})"},
		{"rules=({name=\"o\";quota=\"r\";exceeded=true;action=\"drop\";"
		 "},"
		 "{name=\"b\";application=\"skype\";action=\"shape\";"
		 "rate=64000;})",
		 "quotas=({name=\"r\";bytes=5000;per=\"host\";period=\"day\";"
		 "zone=\"UTC\";},{name=\"q\";bytes=1000000;per=\"host\";"
		 "period=\"week\";zone=\"UTC\";})"},
	};
	struct hammer *hammer = context;
	struct diagnostics diagnostics = {.say = say};
	struct config_request request = {
		.only = only,
		.only_count = 1,
		.settings = settings[hammer->loads % 2],
		.setting_count = 2,
		.previous = hammer->engine
				    ? atomic_load(&hammer->engine->ruleset)
				    : NULL,
	};

	hammer->loads++;
	return config_ruleset_load(&request, &diagnostics);
}

/* The directory does not exist: everything runs except the writing. */
static void timer(void *context)
{
	run_checkpoint_save_if_due(((struct hammer *)context)->checkpoint,
				   clock_now());
}

static void unload(void *context, struct ruleset *ruleset)
{
	struct hammer *hammer = context;

	engine_quota_retire(hammer->engine, ruleset, clock_now());
	hammer->unloads++;
	config_ruleset_free(ruleset);
}

static void reopen(void *context)
{
	atomic_fetch_add(&((struct hammer *)context)->reopens, 1);
	report_outputs_reopen(((struct hammer *)context)->outputs);
}

static void drain(void *context, struct io_source *source)
{
	(void)source;
	atomic_fetch_add(&((struct hammer *)context)->drains, 1);
}

static void count(void *context, struct io_source *source)
{
	(void)source;
	atomic_fetch_add(&((struct hammer *)context)->counts, 1);
}

static void tick(void *context, const struct engine_counters *counters,
		 bool dump)
{
	struct hammer *hammer = context;
	struct report_totals rules;

	(void)dump;
	hammer->ticks++;
	hammer->packets = counters->packets;
	engine_rule_counters_collect(hammer->engine, &rules);
	hammer->of_rules = 0;
	for (size_t i = 0; i < rules.count; i++)
		hammer->of_rules += rules.lines[i]->counters.packets;
	report_totals_fini(&rules);
}

static void ready(void *context)
{
	(void)context;
}

/* Return false when @counter stays below @wanted for PATIENCE_MS. */
static bool wait_until(const atomic_uint *counter, unsigned wanted)
{
	for (int i = 0; i < PATIENCE_MS; i++) {
		if (atomic_load(counter) >= wanted)
			return true;
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
	return false;
}

/*
 * Send signals as an operator would, but faster, and wait for the effect of each. A
 * reload is requested while the ruleset before it may still be in use.
 */
static void *operate(void *context)
{
	struct hammer *hammer = context;
	bool good = true;

	for (unsigned i = 1; i <= reloads && good; i++) {
		kill(getpid(), SIGUSR1);
		good = wait_until(&hammer->reopens, 2 * i - 1);
		kill(getpid(), SIGHUP);
		good = good && wait_until(&hammer->reopens, 2 * i) &&
		       wait_until(&hammer->loads, i + 1);
	}
	hammer->obeyed = good;
	atomic_store(&reloads_done, true);
	hammer->ended = wait_until(&sources_done, SOURCES);
	kill(getpid(), SIGTERM);
	return NULL;
}

int main(int argc, char **argv)
{
	static struct source sources[SOURCES];
	struct io_source *list[SOURCES];
	const struct report_outputs_options options = {.directory = "/"};
	const struct report_target target = {
		.file = "dev/null",
		.format = REPORT_JSON,
		.kinds = REPORT_EVENT_ALL,
	};
	struct diagnostics diagnostics = {.say = NULL};
	struct hammer hammer = {.engine = NULL};
	struct ruleset *first = load(&hammer);
	struct run_live live = {
		.sources = list,
		.source_count = SOURCES,
		.context = &hammer,
		.drain = drain,
		.load = load,
		.unload = unload,
		.reopen = reopen,
		.count = count,
		.tick = tick,
		.timer = timer,
		.ready = ready,
		.report = report_create(),
	};
	pthread_t operator_thread;
	uint64_t made = 0, verdicts = 0;

	if (argc > 1)
		reloads = (unsigned)atoi(argv[1]);
	if (argc > 2)
		frames_least = (unsigned)atoi(argv[2]);
	for (unsigned i = 0; i < SOURCES; i++) {
		sources[i] = (struct source){.source = {&source_ops},
					     .number = i + 1,
					     .lcg = i * 7919};
		list[i] = &sources[i].source;
	}
	hammer.outputs = report_outputs_create(live.report, &options);
	if (!first ||
	    report_outputs_apply(hammer.outputs, &target, 1, &diagnostics) < 0)
		return 1;
	live.engine = hammer.engine = engine_create(first, &hash_key_fixed);
	hammer.checkpoint =
		run_checkpoint_create(hammer.engine, "/nonexistent/hammer");
	run_live_block_signals();
	pthread_create(&operator_thread, NULL, operate, &hammer);
	check("the engine ends well", run_live_run(&live) == 0);
	pthread_join(operator_thread, NULL);
	check("each signal had its effect", hammer.obeyed);
	check("every source ended", hammer.ended);
	for (unsigned i = 0; i < SOURCES; i++) {
		check("every source made its frames",
		      sources[i].made >= frames_least);
		made += sources[i].made;
		verdicts += sources[i].verdicts;
	}
	check("every frame got a verdict", verdicts == made);
	check("every packet was counted", hammer.packets == made);
	check("every packet counts for a rule",
	      hammer.of_rules == hammer.packets);
	check("every source was drained", hammer.drains == SOURCES);
	check("each reload loaded a ruleset", hammer.loads == reloads + 1);
	check("all rulesets but the last were freed",
	      hammer.unloads == hammer.loads - 1);
	run_checkpoint_destroy(hammer.checkpoint);
	report_outputs_close(hammer.outputs);
	report_close(live.report);
	config_ruleset_free(atomic_load(&hammer.engine->ruleset));
	engine_destroy(hammer.engine);
	printf("%u passed, %u failed\n", passed, failed);
	return failed != 0;
}
