/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * skywardend: argv, then what it asks for. So far that is testing a configuration
 * and replaying captures; skywardend(8) is the specification.
 */
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <pcap/pcap.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/complaint.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "config/explain.h"
#include "config/ruleset.h"
#include "engine/checkpoint.h"
#include "engine/engine.h"
#include "engine/feed.h"
#include "engine/replay.h"
#include "exit_code.h"
#include "flow/table.h"
#include "report/report.h"
#include "service.h"
#include "signature/set.h"

#define DEFAULT_CONFIG SKYWARDEN_SYSCONFDIR "/skywarden/skywarden.conf"

#define QUEUES_MOST 64

#define FAIL_ON_DROP 1
#define FAIL_ON_ALERT 2

/* A list of option arguments; borrowed from argv. */
struct words {
	const char **items;
	size_t count;
};

struct options {
	const char *config; /* NULL: the default file, if it is there */
	const char *write;
	const char *explain;		/* the question */
	struct service_options service; /* -q or -i */
	struct words captures, settings, only, also;
	enum report_format format;
	int verbosity;
	unsigned fail_on; /* mask of FAIL_ON_ */
	bool formatted;	  /* -o was given */
	bool test, dump, list_signatures, list_applications, go_on;
};

enum long_option {
	OPTION_SET = 256,
	OPTION_DUMP,
	OPTION_EXPLAIN,
	OPTION_LIST_SIGNATURES,
	OPTION_LIST_APPLICATIONS,
	OPTION_BUILD_INFO,
	OPTION_CONTINUE,
	OPTION_FAIL_ON,
	OPTION_USER,
	OPTION_GROUP,
	OPTION_RUN_DIRECTORY,
	OPTION_STATE_DIRECTORY,
	OPTION_VLAN_MARKS,
};

static volatile sig_atomic_t stop;

static void on_stop(int signal)
{
	stop = signal;
}

/* ---- usage ---- */

static const char usage[] =
	"usage: skywardend -q N[:M] | -i INTERFACE [options]\n"
	"       skywardend -r FILE|DIR|- [-r ...] [options]\n"
	"       skywardend -T [options]\n"
	"  -c FILE   configuration (default " DEFAULT_CONFIG
	" if it is there)\n"
	"  -q N:M    serve netfilter queues N to M inline, a thread each\n"
	"  -i IFACE  listen on an interface, say what would be done\n"
	"  -l DIR    events of -q and -i go to DIR/eve.json, or flows.csv\n"
	"  -r PATH   replay a capture, all captures of a directory, or - "
	"(stdin)\n"
	"  -o FORM   json (EVE lines), csv, or with -r text (its default), "
	"on\n"
	"            standard output\n"
	"  -w FILE   write the packets that the policy would have passed "
	"(pcapng)\n"
	"  -S FILE   only these signatures; -s FILE: these, too\n"
	"  -T        test the configuration and exit; with -v print it\n"
	"  -v        say more, on standard error; repeatable\n"
	"  -V, -h    version, this text\n"
	"  --continue           do not start over with each file\n"
	"  --fail-on drop|alert exit 3 when a packet was dropped, something "
	"found\n"
	"  --set KEY=VALUE      a setting over the file's; repeatable\n"
	"  --dump-config        print the configuration as understood\n"
	"  --explain KEY=VALUE,...\n"
	"                       which rule applies to this user, application, "
	"time\n"
	"  --user U, --group G  become these when the queues are open\n"
	"  --run-directory DIR  counters.json goes there, every second\n"
	"  --state-directory DIR\n"
	"                       what was used of quotas is kept there\n"
	"  --vlan-marks yes|no  is a VLAN's number in the mark (default yes)\n"
	"  --list-signatures, --list-applications, --build-info\n";

static int usage_error(const char *message, const char *what)
{
	fprintf(stderr, "skywardend: %s%s%s\n%s", message, what ? ": " : "",
		what ? what : "", usage);
	return EXIT_USAGE;
}

/* ---- options ---- */

static bool words_add(struct words *words, const char *word)
{
	const char **grown =
		reallocarray(words->items, words->count + 1, sizeof(*grown));

	if (!grown)
		return false;
	words->items = grown;
	words->items[words->count++] = word;
	return true;
}

/*
 * Each takes the option's argument, and where in the options it goes; most know that
 * themselves. EXIT_GOOD to go on, END_WELL, else an exit code.
 */
typedef int parser(struct options *options, size_t offset, const char *word);

#define END_WELL -1

static int parse_text(struct options *options, size_t offset, const char *word)
{
	*(const char **)((char *)options + offset) = word;
	return EXIT_GOOD;
}

static int parse_flag(struct options *options, size_t offset, const char *word)
{
	(void)word;
	*(bool *)((char *)options + offset) = true;
	return EXIT_GOOD;
}

static int parse_word(struct options *options, size_t offset, const char *word)
{
	struct words *words = (struct words *)((char *)options + offset);

	return words_add(words, word) ? EXIT_GOOD : EXIT_FAILED;
}

static int parse_verbose(struct options *options, size_t offset,
			 const char *word)
{
	(void)offset;
	(void)word;
	options->verbosity++;
	return EXIT_GOOD;
}

static int parse_write(struct options *options, size_t offset, const char *word)
{
	if (strcmp(word, "-") == 0)
		return usage_error("-w wants a file, not", "-");
	return parse_text(options, offset, word);
}

static int parse_format(struct options *options, size_t offset,
			const char *word)
{
	static const char *const names[] = {"text", "json", "csv"};

	(void)offset;
	options->formatted = true;
	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(names[i], word) == 0) {
			options->format = i;
			return EXIT_GOOD;
		}
	}
	return usage_error("-o wants text, json or csv, not", word);
}

static int parse_queues(struct options *options, size_t offset,
			const char *word)
{
	struct service_options *service = &options->service;
	unsigned first, last;
	char rest;
	int got = sscanf(word, "%u:%u%c", &first, &last, &rest);

	(void)offset;
	if (got == 1 && sscanf(word, "%u%c", &first, &rest) == 1)
		last = first;
	else if (got != 2)
		return usage_error("-q wants N or N:M, not", word);
	if (last < first || last > UINT16_MAX || last - first >= QUEUES_MOST)
		return usage_error("-q: no such range of queues", word);
	service->queues = true;
	service->first_queue = (uint16_t)first;
	service->last_queue = (uint16_t)last;
	return EXIT_GOOD;
}

static int parse_vlan_marks(struct options *options, size_t offset,
			    const char *word)
{
	(void)offset;
	if (strcmp(word, "yes") != 0 && strcmp(word, "no") != 0)
		return usage_error("--vlan-marks wants yes or no, not", word);
	options->service.marks_are_foreign = word[0] == 'n';
	return EXIT_GOOD;
}

static int parse_fail_on(struct options *options, size_t offset,
			 const char *word)
{
	(void)offset;
	if (strcmp(word, "drop") == 0)
		options->fail_on |= FAIL_ON_DROP;
	else if (strcmp(word, "alert") == 0)
		options->fail_on |= FAIL_ON_ALERT;
	else
		return usage_error("--fail-on wants drop or alert, not", word);
	return EXIT_GOOD;
}

static int print_version(struct options *options, size_t offset,
			 const char *word)
{
	(void)options;
	(void)offset;
	(void)word;
	puts("skywardend " SKYWARDEN_VERSION);
	return END_WELL;
}

static int print_help(struct options *options, size_t offset, const char *word)
{
	(void)options;
	(void)offset;
	(void)word;
	fputs(usage, stdout);
	return END_WELL;
}

static int print_build_info(struct options *options, size_t offset,
			    const char *word)
{
	(void)options;
	(void)offset;
	(void)word;
	printf("skywardend " SKYWARDEN_VERSION "\n"
	       "%s\n"
	       "jansson %s\n"
	       "%zu bytes a flow\n",
	       pcap_lib_version(), JANSSON_VERSION,
	       flow_table_bytes_per_flow());
	return END_WELL;
}

#define AT(member) offsetof(struct options, member)

static const struct {
	int option;
	parser *parse;
	size_t offset;
} parsers[] = {
	{'c', parse_text, AT(config)},
	{'w', parse_write, AT(write)},
	{'q', parse_queues, 0},
	{'i', parse_text, AT(service.interface)},
	{'l', parse_text, AT(service.log_directory)},
	{'o', parse_format, 0},
	{'T', parse_flag, AT(test)},
	{'v', parse_verbose, 0},
	{'V', print_version, 0},
	{'h', print_help, 0},
	{'r', parse_word, AT(captures)},
	{'S', parse_word, AT(only)},
	{'s', parse_word, AT(also)},
	{OPTION_SET, parse_word, AT(settings)},
	{OPTION_DUMP, parse_flag, AT(dump)},
	{OPTION_EXPLAIN, parse_text, AT(explain)},
	{OPTION_LIST_SIGNATURES, parse_flag, AT(list_signatures)},
	{OPTION_LIST_APPLICATIONS, parse_flag, AT(list_applications)},
	{OPTION_BUILD_INFO, print_build_info, 0},
	{OPTION_CONTINUE, parse_flag, AT(go_on)},
	{OPTION_FAIL_ON, parse_fail_on, 0},
	{OPTION_USER, parse_text, AT(service.user)},
	{OPTION_GROUP, parse_text, AT(service.group)},
	{OPTION_RUN_DIRECTORY, parse_text, AT(service.run_directory)},
	{OPTION_STATE_DIRECTORY, parse_text, AT(service.state_directory)},
	{OPTION_VLAN_MARKS, parse_vlan_marks, 0},
};

static int parse_option(struct options *options, int option)
{
	for (size_t i = 0; i < sizeof(parsers) / sizeof(*parsers); i++)
		if (parsers[i].option == option)
			return parsers[i].parse(options, parsers[i].offset,
						optarg);
	return usage_error("see the options", NULL);
}

static bool is_live(const struct options *options)
{
	return options->service.queues || options->service.interface;
}

/* ---- options that do not go together ---- */

static const char *source_option(const struct options *options)
{
	if (options->captures.count)
		return "-r";
	return options->service.queues ? "-q" : "-i";
}

static int check_live(const struct options *options)
{
	const char *source = source_option(options);
	char message[64];

	if (!options->formatted || options->format != REPORT_TEXT)
		return EXIT_GOOD;
	snprintf(message, sizeof(message), "%s writes json or csv, not -o",
		 source);
	return usage_error(message, "text");
}

/* An option that would change nothing is a mistake, and said. */
static int check_together(const struct options *options)
{
	const struct service_options *service = &options->service;
	const struct {
		const char *name;
		bool given, live; /* of which mode it is */
	} rows[] = {
		{"-l", service->log_directory, true},
		{"--user", service->user, true},
		{"--group", service->group, true},
		{"--run-directory", service->run_directory, true},
		{"-w", options->write, false},
		{"--fail-on", options->fail_on, false},
		{"--continue", options->go_on, false},
	};
	bool live = is_live(options);
	char message[64];

	if (!live && !options->captures.count)
		return EXIT_GOOD;
	snprintf(message, sizeof(message), "does not go together with %s",
		 source_option(options));
	if (options->test)
		return usage_error(message, "-T");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].given && rows[i].live != live)
			return usage_error(message, rows[i].name);
	return live ? check_live(options) : EXIT_GOOD;
}

static int parse_options(struct options *options, int argc, char **argv)
{
	static const struct option longs[] = {
		{"set", required_argument, NULL, OPTION_SET},
		{"dump-config", no_argument, NULL, OPTION_DUMP},
		{"explain", required_argument, NULL, OPTION_EXPLAIN},
		{"list-signatures", no_argument, NULL, OPTION_LIST_SIGNATURES},
		{"list-applications", no_argument, NULL,
		 OPTION_LIST_APPLICATIONS},
		{"build-info", no_argument, NULL, OPTION_BUILD_INFO},
		{"continue", no_argument, NULL, OPTION_CONTINUE},
		{"fail-on", required_argument, NULL, OPTION_FAIL_ON},
		{"user", required_argument, NULL, OPTION_USER},
		{"group", required_argument, NULL, OPTION_GROUP},
		{"run-directory", required_argument, NULL,
		 OPTION_RUN_DIRECTORY},
		{"state-directory", required_argument, NULL,
		 OPTION_STATE_DIRECTORY},
		{"vlan-marks", required_argument, NULL, OPTION_VLAN_MARKS},
		{"version", no_argument, NULL, 'V'},
		{"help", no_argument, NULL, 'h'},
		{0},
	};
	int option, result;

	while ((option = getopt_long(argc, argv, "c:r:q:i:l:o:w:S:s:TvVh",
				     longs, NULL)) != -1) {
		result = parse_option(options, option);
		if (result != EXIT_GOOD)
			return result;
	}
	if (optind < argc)
		return usage_error("not an option", argv[optind]);
	if (!!options->captures.count + options->service.queues +
		    !!options->service.interface >
	    1)
		return usage_error("one of -r, -q and -i", NULL);
	if (!is_live(options) && !options->captures.count && !options->test &&
	    !options->dump && !options->explain && !options->list_signatures &&
	    !options->list_applications)
		return usage_error("nothing to do", NULL);
	return check_together(options);
}

/* ---- configuration ---- */

static void say_complaint(void *context, const char *line)
{
	(void)context;
	log_warnx("%s", line);
}

static struct config_request request_of(const struct options *options)
{
	struct config_request request = {
		.path = options->config,
		.settings = options->settings.items,
		.setting_count = options->settings.count,
		.only = options->only.items,
		.only_count = options->only.count,
		.also = options->also.items,
		.also_count = options->also.count,
	};

	if (!request.path && access(DEFAULT_CONFIG, F_OK) == 0)
		request.path = DEFAULT_CONFIG;
	return request;
}

static struct ruleset *load_ruleset(const struct config_request *request)
{
	struct complaints complaints = {.say = say_complaint};
	struct ruleset *ruleset;

	ruleset = config_ruleset_load(request, &complaints);
	if (ruleset)
		ruleset->epoch = 1;
	return ruleset;
}

/* ---- progress ---- */

#define BAR_CELLS 24
#define PROGRESS_SECONDS 0.2

struct progress_line {
	struct timespec start, last;
	bool shown;
};

static double seconds_between(const struct timespec *a,
			      const struct timespec *b)
{
	return (double)(b->tv_sec - a->tv_sec) +
	       (double)(b->tv_nsec - a->tv_nsec) / 1e9;
}

static void progress_print(struct progress_line *line,
			   const struct engine_progress *progress,
			   double seconds)
{
	double part = progress->total
			      ? (double)progress->done / (double)progress->total
			      : 0;
	unsigned cells = (unsigned)(part * BAR_CELLS);

	if (cells > BAR_CELLS)
		cells = BAR_CELLS;
	fprintf(stderr, "\r\033[K[%.*s%*s] %3.0f %%", (int)cells,
		"########################", (int)(BAR_CELLS - cells), "",
		part * 100);
	fprintf(stderr, "  %.0f kpkt/s  %.0f MB/s",
		(double)progress->packets / seconds / 1e3,
		(double)progress->done / seconds / 1e6);
	if (progress->files > 1)
		fprintf(stderr, "  file %zu of %zu", progress->file,
			progress->files);
	if (part > 0)
		fprintf(stderr, "  %.0f s left", seconds * (1 - part) / part);
	line->shown = true;
}

static void on_progress(void *context, const struct engine_progress *progress)
{
	struct progress_line *line = context;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!progress->path) {
		if (line->shown)
			fputs("\r\033[K", stderr);
		return;
	}
	if (seconds_between(&line->last, &now) < PROGRESS_SECONDS)
		return;
	line->last = now;
	progress_print(line, progress, seconds_between(&line->start, &now));
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
			 const struct engine_replay *replay, int error)
{
	if (error || replay->failures || stop)
		return EXIT_FAILED;
	if ((options->fail_on & FAIL_ON_DROP) && replay->drops)
		return EXIT_MATCHED;
	if ((options->fail_on & FAIL_ON_ALERT) && replay->alerts)
		return EXIT_MATCHED;
	return EXIT_GOOD;
}

static int run_replay(const struct options *options, struct engine *engine,
		      struct report *report)
{
	const char *state = options->service.state_directory;
	struct progress_line line = {0};
	struct engine_replay replay = {
		.engine = engine,
		.report = report,
		.write = options->write,
		.go_on = options->go_on,
		.stop = &stop,
		.context = &line,
	};
	int error;

	if (state) {
		replay.checkpoint = engine_checkpoint_create(engine, state);
		if (!replay.checkpoint)
			return EXIT_FAILED;
	}
	if (isatty(STDERR_FILENO))
		replay.progress = on_progress;
	clock_gettime(CLOCK_MONOTONIC, &line.start);
	line.last = line.start;
	error = engine_replay_run(&replay, options->captures.items,
				  options->captures.count);
	engine_checkpoint_destroy(replay.checkpoint);
	return replay_result(options, &replay, error);
}

/* Once: a capture has a clock of its own. Return: an exit code. */
static int read_identities(struct engine *engine, const struct ruleset *ruleset)
{
	struct complaints complaints = {.say = say_complaint};
	struct engine_feed *feed = engine_feed_create(engine);

	if (!feed) {
		log_warn("identity feed");
		return EXIT_FAILED;
	}
	engine_feed_follow(feed, ruleset->identity);
	engine_feed_update(feed, &complaints);
	engine_feed_destroy(feed);
	return complaints.count ? EXIT_CONFIGURATION : EXIT_GOOD;
}

static int replay(const struct options *options, const struct ruleset *ruleset)
{
	struct engine *engine;
	struct report *report;
	int result = EXIT_FAILED, error;

	engine = engine_create(ruleset, &hash_key_fixed);
	report = report_open(options->format, stdout);
	if (!engine || !report)
		log_warn("start");
	else if ((result = read_identities(engine, ruleset)) == EXIT_GOOD)
		result = run_replay(options, engine, report);
	if (report && (error = report_close(report)) < 0) {
		log_warnx("output: %s", strerror(-error));
		result = EXIT_FAILED;
	}
	engine_destroy(engine);
	return result;
}

/* ---- main ---- */

static int serve(const struct options *options,
		 const struct config_request *request, struct ruleset *ruleset)
{
	struct service_options service = options->service;

	service.request = *request;
	service.format = options->formatted ? options->format : REPORT_JSON;
	return service_run(&service, ruleset);
}

/* Which rule applies; the day on the wall is now. */
static int explain(const struct options *options, const struct ruleset *ruleset)
{
	usec_t now = (usec_t)time(NULL) * USEC_PER_SEC;
	char message[256];
	struct text why;

	text_init(&why, message, sizeof(message));
	if (config_explain(ruleset, options->explain, now, stdout, &why) == 0)
		return EXIT_GOOD;
	log_warnx("--explain: %s", message);
	return EXIT_USAGE;
}

/* Return: an exit code. */
static int test(const struct options *options,
		const struct config_request *request,
		const struct ruleset *ruleset)
{
	struct complaints complaints = {.say = say_complaint};

	if (ruleset->identity)
		engine_feed_check(ruleset->identity, ruleset->limits.hosts,
				  &complaints);
	if (complaints.count)
		return EXIT_CONFIGURATION;
	if (options->dump)
		return EXIT_GOOD;
	if (options->verbosity)
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
	if (options->explain)
		result = explain(options, ruleset);
	if (options->list_signatures)
		signature_set_print_signatures(ruleset->signatures, stdout);
	if (options->list_applications)
		signature_set_print_applications(ruleset->signatures, stdout);
	if (is_live(options))
		return serve(options, &request, ruleset);
	if (options->captures.count)
		result = replay(options, ruleset);
	if (options->test && result == EXIT_GOOD)
		result = test(options, &request, ruleset);
	config_ruleset_free(ruleset);
	if (fflush(stdout) == EOF && result == EXIT_GOOD) {
		log_warn("output");
		result = EXIT_FAILED;
	}
	return result;
}

int main(int argc, char **argv)
{
	struct options options = {0};
	int result = parse_options(&options, argc, argv);

	if (result == EXIT_GOOD) {
		log_set_verbosity(options.verbosity);
		catch_signals();
		result = run(&options);
	} else if (result == END_WELL) {
		result = EXIT_GOOD;
	}
	free(options.captures.items);
	free(options.settings.items);
	free(options.only.items);
	free(options.also.items);
	return result;
}
