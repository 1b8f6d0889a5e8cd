/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skywardend: tests a configuration, replays captures or serves queues, as the command
 * line asks; skywardend(8) is the specification.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "config/explain.h"
#include "config/ruleset.h"
#include "run/checkpoint.h"
#include "engine/engine.h"
#include "identity/feed.h"
#include "identity/file.h"
#include "run/identities.h"
#include "run/replay.h"
#include "base/exit_code.h"
#include "options.h"
#include "progress.h"
#include "report/outputs.h"
#include "report/report.h"
#include "run/service.h"
#include "signature/set.h"

static volatile sig_atomic_t stop;

static void on_stop(int signal)
{
	stop = signal;
}

/* ---- configuration ---- */

static struct config_request request_of(const struct options *options)
{
	return (struct config_request){
		.path = options->config,
		.settings = options->settings.items,
		.setting_count = options->settings.count,
		.only = options->only.items,
		.only_count = options->only.count,
		.also = options->also.items,
		.also_count = options->also.count,
		.tree = options->tree,
		.needs_signatures = options_are_live(options) ||
				    options->captures.count,
	};
}

static struct ruleset *load_ruleset(const struct config_request *request)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};

	return config_ruleset_load(request, &diagnostics);
}

/* ---- replay ---- */

static void catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_stop};

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

static int replay_result(const struct options *options,
			 const struct run_replay *replay, int error)
{
	if (error || replay->failures || replay->checkpoint_failures || stop)
		return EXIT_FAILED;
	if ((options->fail_on & OPTIONS_FAIL_ON_DROP) && replay->drops)
		return EXIT_MATCHED;
	if ((options->fail_on & OPTIONS_FAIL_ON_ALERT) && replay->alerts)
		return EXIT_MATCHED;
	return EXIT_GOOD;
}

static int run_replay(const struct options *options, struct engine *engine,
		      struct report *report)
{
	const char *state = options->service.state_directory;
	struct progress_line line = {0};
	struct run_replay replay = {
		.engine = engine,
		.report = report,
		.write = options->write,
		.keep_state = options->keep_state,
		.stop = &stop,
		.context = &line,
	};
	int error;

	if (state) {
		replay.checkpoint = run_checkpoint_create(engine, state);
		if (!replay.checkpoint)
			return EXIT_FAILED;
	}
	if (isatty(STDERR_FILENO))
		replay.progress = progress_show;
	progress_start(&line);
	error = run_replay_run(&replay, options->captures.items,
			       options->captures.count);
	run_checkpoint_destroy(replay.checkpoint);
	return replay_result(options, &replay, error);
}

/* Once only: a capture has its own clock. Return: an exit code. */
static int read_identities(struct engine *engine, const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};
	struct identity_feed *feed = run_identities_create(engine);

	if (!feed) {
		log_warn("startup failed: identity feed");
		return EXIT_FAILED;
	}
	identity_feed_follow(feed, ruleset->identity);
	run_identities_update(engine, feed, ruleset->policy, &diagnostics);
	identity_feed_destroy(feed);
	return diagnostics.count ? EXIT_CONFIGURATION : EXIT_GOOD;
}

/* Return: an exit code. */
static int report_captures(const struct options *options, struct engine *engine,
			   struct report *report, const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};
	struct report_outputs *outputs =
		report_outputs_create(report, &options->service.outputs);
	int result = EXIT_FAILED;

	if (!outputs)
		log_warn("startup failed: outputs");
	else if (report_outputs_apply(outputs, ruleset->outputs,
				      ruleset->output_count, &diagnostics) == 0)
		result = read_identities(engine, ruleset);
	if (result == EXIT_GOOD)
		result = run_replay(options, engine, report);
	if (outputs && report_outputs_close(outputs) < 0)
		result = EXIT_FAILED;
	return result;
}

static int replay(const struct options *options, struct ruleset *ruleset)
{
	struct engine *engine = engine_create(ruleset, &hash_key_fixed);
	struct report *report = report_create();
	int result = EXIT_FAILED;

	if (!engine || !report)
		log_warn("startup failed: tables and report");
	else
		result = report_captures(options, engine, report, ruleset);
	if (report)
		report_close(report);
	engine_destroy(engine);
	return result;
}

/* ---- main ---- */

static int serve(const struct options *options,
		 const struct config_request *request, struct ruleset *ruleset)
{
	struct run_service_options service = options->service;

	service.request = *request;
	return run_service_run(&service, ruleset);
}

/* Identities loaded for --explain and -T. */
struct identities {
	const struct ruleset *ruleset;
	struct identity_file identities;
};

/* Loads the file that the configuration names, if any. Return: whether it is good. */
static bool load_identities(struct identities *known,
			    const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};

	*known = (struct identities){.ruleset = ruleset};
	if (!ruleset->identity)
		return true;
	if (!identity_file_read(ruleset->identity, ruleset->limits.hosts,
				&diagnostics, &known->identities))
		return false;
	identity_file_warn(&known->identities, ruleset->identity,
			   ruleset->policy, &diagnostics);
	return true;
}

static void lookup_identity(void *context, usec_t now, struct policy_host *host)
{
	const struct identities *known = context;

	identity_file_identify(&known->identities, known->ruleset->policy, now,
			       host);
}

/* Explain one question as of the time of day. Return: an exit code. */
static int explain_one(struct identities *known, const char *question)
{
	const struct config_explain_feed feed = {lookup_identity, known};
	char message[256], *answer;
	struct text error;

	text_init(&error, message, sizeof(message));
	answer = config_explain(known->ruleset, question, &feed,
				clock_now() / USEC_PER_SEC * USEC_PER_SEC,
				&error);
	if (!answer) {
		log_warnx("--explain: %s", message);
		return EXIT_USAGE;
	}
	fputs(answer, stdout);
	free(answer);
	return EXIT_GOOD;
}

static int explain(const struct options *options, const struct ruleset *ruleset)
{
	struct identities known;
	int result = EXIT_GOOD;

	if (!load_identities(&known, ruleset))
		return EXIT_CONFIGURATION;
	for (size_t i = 0; i < options->explain.count; i++)
		if (explain_one(&known, options->explain.items[i]) != EXIT_GOOD)
			result = EXIT_USAGE;
	identity_file_free(&known.identities);
	return result;
}

/* Return: an exit code. */
static int test(const struct options *options,
		const struct config_request *request,
		const struct ruleset *ruleset)
{
	struct identities known;

	if (!load_identities(&known, ruleset))
		return EXIT_CONFIGURATION;
	identity_file_free(&known.identities);
	if (options->dump)
		return EXIT_GOOD;
	config_ruleset_print(ruleset, stdout);
	fprintf(stderr, "skywardend: %s: good: ",
		request->path ? request->path : "built-in configuration");
	config_ruleset_print_counts(ruleset, stderr);
	return EXIT_GOOD;
}

static int run(const struct options *options)
{
	const struct config_request request = request_of(options);
	struct ruleset *ruleset = load_ruleset(&request);
	int result = EXIT_GOOD;

	if (!ruleset)
		return EXIT_CONFIGURATION;
	if (options->dump)
		config_ruleset_print(ruleset, stdout);
	if (options->explain.count)
		result = explain(options, ruleset);
	if (options->list_signatures)
		signature_set_print_signatures(ruleset->signatures, stdout);
	if (options->list_applications)
		signature_set_print_applications(ruleset->signatures, stdout);
	if (options_are_live(options))
		return serve(options, &request, ruleset);
	if (options->captures.count)
		result = replay(options, ruleset);
	if (options->test && result == EXIT_GOOD)
		result = test(options, &request, ruleset);
	config_ruleset_free(ruleset);
	if (fflush(stdout) == EOF && result == EXIT_GOOD) {
		log_warn("standard output: not complete");
		result = EXIT_FAILED;
	}
	return result;
}

int main(int argc, char **argv)
{
	struct options options = {0};
	int result = options_parse(&options, argc, argv);

	if (result == EXIT_GOOD) {
		log_set_verbosity(options.verbosity);
		catch_signals();
		result = run(&options);
	} else if (result == OPTIONS_DONE) {
		result = EXIT_GOOD;
	}
	options_fini(&options);
	return result;
}
