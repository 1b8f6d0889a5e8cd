/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: a table of options with a small parser each, and a check of
 * which options can be combined.
 */
#include "options.h"

#include <ctype.h>
#include <getopt.h>
#include <jansson.h>
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/exit_code.h"
#include "flow/table.h"
#include "source_tree.h"

#define DEFAULT_CONFIG SKYWARDEN_SYSCONFDIR "/skywarden/skywarden.conf"

#define QUEUES_MOST 64

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
	OPTION_TOP,
};

/* ---- usage ---- */

static const char usage[] =
	"usage: skywardend -r FILE|DIR|- [-r ...] [options]  replay captures\n"
	"       skywardend -q N[:M] [options]   inspect netfilter queues "
	"inline\n"
	"       skywardend -i INTERFACE [options]   listen, change nothing\n"
	"       skywardend -T [options]         test the configuration\n"
	"Input:\n"
	"  -r PATH              a capture, all captures of a directory, or -\n"
	"                       (standard input); repeatable\n"
	"  -q N[:M]             queues N to M, a thread each\n"
	"  -i INTERFACE         a network interface\n"
	"  --continue           keep what was learned from capture to capture\n"
	"  --vlan-marks yes|no  packet marks of queues hold the VLAN (default "
	"yes)\n"
	"Policy:\n"
	"  -c FILE              configuration (default\n"
	"                       " DEFAULT_CONFIG ")\n"
	"  --set KEY=VALUE      override one setting of the file; repeatable\n"
	"  -S FILE              load only these signatures; repeatable\n"
	"  -s FILE              load these signatures too; repeatable\n"
	"Output:\n"
	"  -o FORMAT            text (default of -r), json (EVE lines) or csv\n"
	"  -l DIR               write to files in DIR (eve.json, flows.csv,\n"
	"                       report.txt, or as configured)\n"
	"  --top N|all          with -r: rows of each table of the text "
	"report\n"
	"                       (default 20)\n"
	"  -w FILE              with -r: write the packets that pass (pcapng)\n"
	"  --fail-on drop|alert with -r: exit 3 if a packet was dropped, or "
	"an\n"
	"                       application was detected; repeatable\n"
	"  -v                   more verbose messages; repeatable\n"
	"Service:\n"
	"  --user U, --group G  run as this user and group once queues are "
	"open\n"
	"  --run-directory DIR  write counters.json there every second\n"
	"  --state-directory DIR  keep the usage of quotas there\n"
	"Information:\n"
	"  -T                   test the configuration, print it, and exit\n"
	"  --dump-config        print the configuration with its defaults\n"
	"  --explain KEY=VALUE,...\n"
	"                       print the rule that applies, for example to\n"
	"                       address=10.1.0.9,application=NAME; repeatable\n"
	"  --list-signatures, --list-applications\n"
	"  --build-info, -V, -h libraries and sizes; version; this text\n";

#define HELP_HINT "skywardend: -h lists the options\n"

static int usage_error(const char *message, const char *what)
{
	fprintf(stderr, "skywardend: %s%s%s\n", message, what ? ": " : "",
		what ? what : "");
	fputs(HELP_HINT, stderr);
	return EXIT_USAGE;
}

/* ---- options ---- */

static bool words_add(struct option_words *words, const char *word)
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
 * Parses the argument of an option. @offset is the member of struct options that a
 * shared parser writes to. Returns EXIT_GOOD to go on, OPTIONS_DONE, or an exit code.
 */
typedef int parser(struct options *options, size_t offset, const char *word);

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
	struct option_words *words =
		(struct option_words *)((char *)options + offset);

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
		return usage_error("-w expects a file, got", "-");
	return parse_text(options, offset, word);
}

static int parse_format(struct options *options, size_t offset,
			const char *word)
{
	struct report_outputs_options *outputs = &options->service.outputs;

	(void)offset;
	for (unsigned i = 0; report_outputs_format_name(i); i++) {
		if (strcmp(report_outputs_format_name(i), word) == 0) {
			outputs->format_given = true;
			outputs->format = i;
			return EXIT_GOOD;
		}
	}
	return usage_error("-o expects text, json or csv, got", word);
}

static int parse_top(struct options *options, size_t offset, const char *word)
{
	size_t *top = &options->service.outputs.top;
	unsigned rows;
	char rest;

	(void)offset;
	if (strcmp(word, "all") == 0)
		*top = REPORT_TOP_ALL;
	else if (isdigit((unsigned char)*word) && strlen(word) < 10 &&
		 sscanf(word, "%u%c", &rows, &rest) == 1 && rows > 0)
		*top = rows;
	else
		return usage_error(
			"--top expects a number from 1 to 999999999, "
			"or all, got",
			word);
	return EXIT_GOOD;
}

static int parse_queues(struct options *options, size_t offset,
			const char *word)
{
	struct run_service_options *service = &options->service;
	unsigned first, last;
	char rest;
	int got = sscanf(word, "%u:%u%c", &first, &last, &rest);

	(void)offset;
	if (got == 1 && sscanf(word, "%u%c", &first, &rest) == 1)
		last = first;
	else if (got != 2)
		return usage_error("-q expects N or N:M, got", word);
	if (last < first || last > UINT16_MAX || last - first >= QUEUES_MOST)
		return usage_error("-q: no such range of queues", word);
	service->sources.queues = true;
	service->sources.first_queue = (uint16_t)first;
	service->sources.last_queue = (uint16_t)last;
	return EXIT_GOOD;
}

static int parse_vlan_marks(struct options *options, size_t offset,
			    const char *word)
{
	(void)offset;
	if (strcmp(word, "yes") != 0 && strcmp(word, "no") != 0)
		return usage_error("--vlan-marks expects yes or no, got", word);
	options->service.sources.marks_are_foreign = word[0] == 'n';
	return EXIT_GOOD;
}

static int parse_fail_on(struct options *options, size_t offset,
			 const char *word)
{
	(void)offset;
	if (strcmp(word, "drop") == 0)
		options->fail_on |= OPTIONS_FAIL_ON_DROP;
	else if (strcmp(word, "alert") == 0)
		options->fail_on |= OPTIONS_FAIL_ON_ALERT;
	else
		return usage_error("--fail-on expects drop or alert, got",
				   word);
	return EXIT_GOOD;
}

static int print_version(struct options *options, size_t offset,
			 const char *word)
{
	(void)options;
	(void)offset;
	(void)word;
	puts("skywardend " SKYWARDEN_VERSION);
	return OPTIONS_DONE;
}

static int print_help(struct options *options, size_t offset, const char *word)
{
	(void)options;
	(void)offset;
	(void)word;
	fputs(usage, stdout);
	return OPTIONS_DONE;
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
	return OPTIONS_DONE;
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
	{'i', parse_text, AT(service.sources.interface)},
	{'l', parse_text, AT(service.outputs.directory)},
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
	{OPTION_EXPLAIN, parse_word, AT(explain)},
	{OPTION_LIST_SIGNATURES, parse_flag, AT(list_signatures)},
	{OPTION_LIST_APPLICATIONS, parse_flag, AT(list_applications)},
	{OPTION_BUILD_INFO, print_build_info, 0},
	{OPTION_CONTINUE, parse_flag, AT(keep_state)},
	{OPTION_FAIL_ON, parse_fail_on, 0},
	{OPTION_USER, parse_text, AT(service.user)},
	{OPTION_GROUP, parse_text, AT(service.group)},
	{OPTION_RUN_DIRECTORY, parse_text, AT(service.run_directory)},
	{OPTION_STATE_DIRECTORY, parse_text, AT(service.state_directory)},
	{OPTION_VLAN_MARKS, parse_vlan_marks, 0},
	{OPTION_TOP, parse_top, 0},
};

static int parse_option(struct options *options, int option)
{
	for (size_t i = 0; i < sizeof(parsers) / sizeof(*parsers); i++)
		if (parsers[i].option == option)
			return parsers[i].parse(options, parsers[i].offset,
						optarg);
	fputs(HELP_HINT, stderr); /* getopt_long() has printed the error */
	return EXIT_USAGE;
}

bool options_are_live(const struct options *options)
{
	return options->service.sources.queues ||
	       options->service.sources.interface;
}

/* ---- options that do not go together ---- */

static const char *source_option(const struct options *options)
{
	if (options->captures.count)
		return "-r";
	return options->service.sources.queues ? "-q" : "-i";
}

static int check_live(const struct options *options)
{
	const char *source = source_option(options);
	char message[64];

	if (!options->service.outputs.format_given ||
	    options->service.outputs.format != REPORT_TEXT)
		return EXIT_GOOD;
	snprintf(message, sizeof(message), "%s writes json or csv, not -o",
		 source);
	return usage_error(message, "text");
}

/* An option that would change nothing is an error. */
static int check_together(const struct options *options)
{
	const struct run_service_options *service = &options->service;
	const struct {
		const char *name;
		bool given, live; /* belongs to -q and -i, else to -r */
	} rows[] = {
		{"--user", service->user, true},
		{"--group", service->group, true},
		{"--run-directory", service->run_directory, true},
		{"-w", options->write, false},
		{"--fail-on", options->fail_on, false},
		{"--continue", options->keep_state, false},
		{"--top", service->outputs.top, false},
	};
	bool live = options_are_live(options);
	char message[64];

	if (!live && !options->captures.count)
		return EXIT_GOOD;
	snprintf(message, sizeof(message), "does not go together with %s",
		 source_option(options));
	if (options->test)
		return usage_error(message, "-T");
	if (options->explain.count)
		return usage_error(message, "--explain");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].given && rows[i].live != live)
			return usage_error(message, rows[i].name);
	return live ? check_live(options) : EXIT_GOOD;
}

/* The likely mistakes are a capture without -r, and a word too many. */
static int argument_error(const char *argument)
{
	if (access(argument, F_OK) == 0)
		fprintf(stderr,
			"skywardend: unexpected argument: %s: write -r %s to "
			"replay it\n",
			argument, argument);
	else
		fprintf(stderr,
			"skywardend: unexpected argument: %s: -h lists the "
			"options\n",
			argument);
	return EXIT_USAGE;
}

static int nothing_to_do(void)
{
	fputs("skywardend: nothing to do: give -r, -q, -i or -T\n", stderr);
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static int parse_all(struct options *options, int argc, char **argv)
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
		{"top", required_argument, NULL, OPTION_TOP},
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
		return argument_error(argv[optind]);
	if (!!options->captures.count + options->service.sources.queues +
		    !!options->service.sources.interface >
	    1)
		return usage_error("-r, -q and -i cannot be combined", NULL);
	if (!options_are_live(options) && !options->captures.count &&
	    !options->test && !options->dump && !options->explain.count &&
	    !options->list_signatures && !options->list_applications)
		return nothing_to_do();
	return check_together(options);
}

/* The tree's own configuration comes before an installed one. */
static void choose_default_config(struct options *options)
{
	if (options->tree &&
	    asprintf(&options->tree_config, "%s/conf/skywarden.conf",
		     options->tree) < 0)
		options->tree_config = NULL;
	if (options->tree_config && access(options->tree_config, F_OK) == 0)
		options->config = options->tree_config;
	else if (access(DEFAULT_CONFIG, F_OK) == 0)
		options->config = DEFAULT_CONFIG;
}

int options_parse(struct options *options, int argc, char **argv)
{
	struct report_outputs_options *outputs = &options->service.outputs;
	int result = parse_all(options, argc, argv);

	options->tree = source_tree_find();
	outputs->replay = !options_are_live(options);
	if (!outputs->format_given)
		outputs->format = outputs->replay ? REPORT_TEXT : REPORT_JSON;
	if (!options->config)
		choose_default_config(options);
	return result;
}

void options_fini(struct options *options)
{
	free(options->captures.items);
	free(options->settings.items);
	free(options->only.items);
	free(options->also.items);
	free(options->explain.items);
	free(options->tree);
	free(options->tree_config);
}
