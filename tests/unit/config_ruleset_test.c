/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From files and options to a ruleset. Messages about bad input are tested by
 * tests/config; here it is the result.
 */
#include "config/ruleset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/diagnostic.h"
#include "packet/verdict.h"
#include "policy/policy.h"
#include "signature/set.h"

/* A directory of files, and the messages. */
struct place {
	char directory[64];
	char path[96]; /* of main.conf in it */
	char said[4096];
	struct diagnostics diagnostics;
};

static void say(void *context, const char *line)
{
	struct place *place = context;
	size_t used = strlen(place->said);

	snprintf(place->said + used, sizeof(place->said) - used, "%s\n", line);
}

static void put(const struct place *place, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", place->directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* Unused declarations and rules that never match cause warnings: avoid both. */
#define SIGNATURE(name, match, then)                                   \
	"{ name = \"" name "\"; about = \"-\"; source = \"-\"; " match \
	"then = { " then "; }; }"
#define PROVES(activity)                                 \
	SIGNATURE(activity, "application = \"skype\"; ", \
		  "activity = \"" activity "\"")
#define ASKS(activity)                                                  \
	SIGNATURE("asks", "match = [ \"activity('" activity "')\" ]; ", \
		  "event = \"e\"")

static int enter(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	assert_non_null(place);
	strcpy(place->directory, "/tmp/config-test-XXXXXX");
	assert_non_null(mkdtemp(place->directory));
	snprintf(place->path, sizeof(place->path), "%s/main.conf",
		 place->directory);
	place->diagnostics = (struct diagnostics){.say = say, .context = place};
	put(place, "a.sig",
	    "applications = ( { name = \"skype\"; family = \"voip\"; } );\n"
	    "activities = [ \"login\", \"call\" ];\n"
	    "signatures = ( " PROVES("login") ", " PROVES("call") " );\n");
	*state = place;
	return 0;
}

static int leave(void **state)
{
	struct place *place = *state;
	char command[128];

	snprintf(command, sizeof(command), "rm -r '%s'", place->directory);
	assert_int_equal(system(command), 0);
	free(place);
	return 0;
}

static struct ruleset *load(struct place *place, const char *text)
{
	struct config_request request = {.path = place->path};

	put(place, "main.conf", text);
	return config_ruleset_load(&request, &place->diagnostics);
}

static char *print(const struct ruleset *ruleset)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	config_ruleset_print(ruleset, stream);
	assert_int_equal(fclose(stream), 0);
	return text;
}

static bool is_home(const struct ruleset *ruleset, const char *text)
{
	struct address address;

	assert_int_equal(packet_address_parse(text, &address), 0);
	return config_ruleset_is_home(ruleset, &address);
}

static void without_a_file_there_are_defaults(void **state)
{
	static const char *const settings[] = {"signatures=[]"};
	struct config_request request = {.settings = settings,
					 .setting_count = 1};
	struct place *place = *state;
	struct ruleset *ruleset;

	ruleset = config_ruleset_load(&request, &place->diagnostics);
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	assert_int_equal(ruleset->revision.number, 1);
	assert_int_equal(ruleset->limits.flows, 1000000);
	assert_int_equal(ruleset->limits.hosts, 65536);
	assert_int_equal(ruleset->limits.endpoints, 262144);
	assert_int_equal(ruleset->timeouts.tcp_new_us, 30000000);
	assert_int_equal(ruleset->timeouts.tcp_established_us, 3600000000);
	assert_int_equal(ruleset->timeouts.tcp_closed_us, 10000000);
	assert_int_equal(ruleset->timeouts.udp_new_us, 60000000);
	assert_int_equal(ruleset->timeouts.udp_stream_us, 180000000);
	assert_int_equal(policy_rule_count(ruleset->policy), 0);
	assert_true(is_home(ruleset, "10.255.0.1"));
	assert_true(is_home(ruleset, "172.31.255.255"));
	assert_true(is_home(ruleset, "100.64.0.1"));
	assert_true(is_home(ruleset, "169.254.1.1"));
	assert_true(is_home(ruleset, "fd00::1"));
	assert_true(is_home(ruleset, "fe80::1"));
	assert_false(is_home(ruleset, "172.32.0.0"));
	assert_false(is_home(ruleset, "8.8.8.8"));
	assert_false(is_home(ruleset, "2001:db8::1"));
	config_ruleset_free(ruleset);
}

static const char everything[] =
	"home_networks = [ \"192.0.2.0/24\" ];\n"
	"limits = { flows = 5000; };\n"
	"timeouts = { udp_new = 1.234567; };\n"
	"signatures = [ \"*.sig\" ];\n"
	"groups = ( { name = \"students\";\n"
	"	networks = [ \"192.0.2.128/25\" ]; } );\n"
	"rules = (\n"
	"	{ name = \"no\"; group = \"students\"; activity = \"login\";\n"
	"	  application = \"skype\"; confidence = 80;\n"
	"	  action = \"drop\"; },\n"
	"	{ name = \"slow\"; application = \"skype\";\n"
	"	  action = \"shape\"; rate = \"1.5mbit\"; } );\n";

static void names_become_numbers(void **state)
{
	struct place *place = *state;
	struct ruleset *ruleset = load(place, everything);
	struct policy_question question = {.confidence = 80};
	struct policy_answer answer;

	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	assert_int_equal(ruleset->limits.flows, 5000);
	assert_int_equal(ruleset->limits.hosts, 65536);
	assert_int_equal(ruleset->timeouts.udp_new_us, 1234567);
	assert_true(is_home(ruleset, "192.0.2.1"));
	assert_false(is_home(ruleset, "10.0.0.1"));
	packet_address_parse("192.0.2.200", &question.host.address);
	question.application =
		signature_set_application(ruleset->signatures, "skype");
	question.activity =
		signature_set_activity(ruleset->signatures, "login");
	assert_int_not_equal(question.application, 0);
	assert_int_not_equal(question.activity, 0);
	answer = policy_decide(ruleset->policy, &question);
	assert_int_equal(answer.action, ACTION_DROP);
	assert_string_equal(policy_rule_name(ruleset->policy, answer.rule),
			    "no");
	assert_string_equal(policy_group_name(ruleset->policy, answer.group),
			    "students");
	question.activity = signature_set_activity(ruleset->signatures, "call");
	answer = policy_decide(ruleset->policy, &question);
	assert_int_equal(answer.action, ACTION_SHAPE);
	assert_int_equal(
		policy_action_of(ruleset->policy, answer.rule, answer.level)
			->rate_bps,
		1500000);
	config_ruleset_free(ruleset);
}

static void what_is_printed_prints_itself(void **state)
{
	struct place *place = *state;
	struct ruleset *ruleset = load(place, everything);
	char *once, *twice;

	assert_non_null(ruleset);
	once = print(ruleset);
	config_ruleset_free(ruleset);
	ruleset = load(place, once);
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	twice = print(ruleset);
	assert_string_equal(once, twice);
	assert_non_null(strstr(once, "udp_new = 1.234567;"));
	assert_non_null(strstr(once, "rate = \"1500kbit\";"));
	config_ruleset_free(ruleset);
	free(once);
	free(twice);
}

static void odd_file_names_print_too(void **state)
{
	struct place *place = *state;
	struct ruleset *ruleset;
	char *once, *twice;

	put(place, "b[1] \"\\*.sig",
	    "activities = [ \"login\" ];\n"
	    "signatures = ( " ASKS("login") " );\n");
	ruleset = load(place, "signatures = [ \"b[[]1*.sig\" ];\n");
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	once = print(ruleset);
	config_ruleset_free(ruleset);
	ruleset = load(place, once);
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	twice = print(ruleset);
	assert_string_equal(once, twice);
	config_ruleset_free(ruleset);
	free(once);
	free(twice);
}

static void settings_come_after_the_file(void **state)
{
	static const char *const settings[] = {
		"limits.flows=100",
		"limits.flows=200",
		"timeouts.tcp_new=.5",
		"home_networks=[\"10.0.0.0/8\"]",
		"rules=()",
	};
	struct place *place = *state;
	struct config_request request = {
		.path = place->path, .settings = settings, .setting_count = 5};
	struct ruleset *ruleset;

	put(place, "main.conf", everything);
	ruleset = config_ruleset_load(&request, &place->diagnostics);
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	assert_int_equal(ruleset->limits.flows, 200);
	assert_int_equal(ruleset->timeouts.tcp_new_us, 500000);
	assert_int_equal(ruleset->timeouts.udp_new_us, 1234567);
	assert_int_equal(ruleset->home_count, 1);
	assert_true(is_home(ruleset, "10.0.0.1"));
	assert_int_equal(policy_rule_count(ruleset->policy), 0);
	config_ruleset_free(ruleset);
}

static void options_choose_signature_files(void **state)
{
	struct place *place = *state;
	char only[96], also[96];
	const char *only_paths[] = {only}, *also_paths[] = {also, only};
	struct config_request request = {.path = place->path,
					 .only = only_paths,
					 .only_count = 1,
					 .also = also_paths,
					 .also_count = 2};
	struct ruleset *ruleset;
	char *text;

	put(place, "main.conf", "signatures = [ \"not-there.sig\" ];\n");
	put(place, "b.sig",
	    "activities = [ \"chat\" ];\n"
	    "signatures = ( " ASKS("chat") " );\n");
	snprintf(only, sizeof(only), "%s/a.sig", place->directory);
	snprintf(also, sizeof(also), "%s/b*.sig", place->directory);
	ruleset = config_ruleset_load(&request, &place->diagnostics);
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	assert_int_not_equal(
		signature_set_activity(ruleset->signatures, "login"), 0);
	assert_int_not_equal(
		signature_set_activity(ruleset->signatures, "chat"), 0);
	text = print(ruleset);
	assert_non_null(strstr(text, "/a.sig\",\n"));
	assert_non_null(strstr(text, "/b.sig\" ];\n"));
	config_ruleset_free(ruleset);
	free(text);
}

static void a_missing_file_is_said(void **state)
{
	struct place *place = *state;
	struct config_request request = {.path = "/nonexistent/x.conf"};

	assert_null(config_ruleset_load(&request, &place->diagnostics));
	assert_int_equal(place->diagnostics.count, 1);
	assert_string_equal(place->said,
			    "/nonexistent/x.conf: No such file or directory\n");
}

static void a_directory_is_no_file(void **state)
{
	struct place *place = *state;
	struct config_request request = {.path = place->directory};

	assert_null(config_ruleset_load(&request, &place->diagnostics));
	assert_non_null(strstr(place->said, ": Is a directory\n"));
}

static void deep_nesting_is_refused(void **state)
{
	struct place *place = *state;
	size_t depth = 200000;
	char *text = malloc(depth + 16);

	assert_non_null(text);
	strcpy(text, "rules = ");
	memset(text + 8, '(', depth);
	text[8 + depth] = '\0';
	assert_null(load(place, text));
	assert_int_equal(place->diagnostics.count, 1);
	free(text);
}

static void large_files_are_refused(void **state)
{
	struct place *place = *state;
	size_t size = 17 << 20;
	char *text = malloc(size + 1);

	assert_non_null(text);
	memset(text, '\n', size);
	text[size] = '\0';
	assert_null(load(place, text));
	assert_non_null(strstr(place->said, ": larger than 16 MiB"));
	free(text);
}

/* As many groups and rules as a large site may have. */
static void a_large_site_fits(void **state)
{
	struct place *place = *state;
	struct ruleset *ruleset;
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	fputs("signatures = [ \"a.sig\" ];\ngroups = (\n", stream);
	for (unsigned i = 0; i < 500; i++)
		fprintf(stream,
			"%s{ name = \"g%u\"; networks = [ \"10.%u.%u.0/24\","
			" \"2001:db8:%x::/48\" ]; }\n",
			i ? "," : "", i, i / 256, i % 256, i);
	fputs(");\nrules = (\n", stream);
	for (unsigned i = 0; i < 2000; i++)
		fprintf(stream,
			"%s{ name = \"r%u\"; group = \"g%u\"; "
			"application = \"skype\"; peer_port = %u; "
			"action = \"drop\"; }\n",
			i ? "," : "", i, i % 500, 1 + i / 500);
	fputs(");\n", stream);
	assert_int_equal(fclose(stream), 0);
	ruleset = load(place, text);
	assert_string_equal(place->said, "");
	assert_non_null(ruleset);
	assert_int_equal(policy_rule_count(ruleset->policy), 2000);
	config_ruleset_free(ruleset);
	free(text);
}

/* A configuration with @count items in one list. Return: whether it is good. */
static bool loads(struct place *place, const char *key, const char *item,
		  unsigned count)
{
	struct config_request request = {.path = place->path};
	struct ruleset *ruleset;
	FILE *file = fopen(place->path, "w");

	assert_non_null(file);
	fprintf(file, "signatures = [ \"a.sig\" ];\n%s = (\n", key);
	for (unsigned i = 0; i < count; i++)
		fprintf(file, "%s{ name = \"n%u\"; %s }\n", i ? "," : "", i,
			item);
	fputs(");\n", file);
	assert_int_equal(fclose(file), 0);
	place->said[0] = '\0';
	place->diagnostics = (struct diagnostics){.say = say, .context = place};
	ruleset = config_ruleset_load(&request, &place->diagnostics);
	config_ruleset_free(ruleset);
	return ruleset;
}

static void lists_have_a_most(void **state)
{
	static const struct {
		const char *key, *item;
		unsigned most;
	} lists[] = {
		{"time_tables", "zone = \"UTC\";", 256},
		{"classes", "rate = \"8bit\";", 4096},
		{"quotas",
		 "bytes = 1; per = \"host\"; period = \"day\"; zone = \"UTC\";",
		 64},
		{"users", "", 65535},
		{"groups", "", 65535},
	};
	struct place *place = *state;

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		char expected[64];

		assert_true(loads(place, lists[i].key, lists[i].item,
				  lists[i].most));
		assert_false(loads(place, lists[i].key, lists[i].item,
				   lists[i].most + 1));
		snprintf(expected, sizeof(expected), "%s: more than %u of them",
			 lists[i].key, lists[i].most);
		assert_non_null(strstr(place->said, expected));
		assert_int_equal(place->diagnostics.count, 1);
	}
	assert_false(loads(place, "rules", "action = \"log\";", 65536));
	assert_non_null(strstr(place->said, "rules: more than 65535 of them"));
}

/* Comparing the rules with each other may take half a second, so a reload does not. */
static void shadowed_rules_are_reported_at_start_only(void **state)
{
	static const char text[] =
		"signatures = [ \"a.sig\" ];\n"
		"rules = ( { name = \"first\"; application = \"skype\"; "
		"action = \"log\"; },\n"
		"{ name = \"second\"; application = \"skype\"; "
		"action = \"drop\"; },\n"
		"{ name = \"weak\"; confidence = 60; action = \"log\"; } );\n";
	struct place *place = *state;
	struct config_request request = {.path = place->path};
	struct ruleset *first, *second;

	first = load(place, text);
	assert_non_null(first);
	assert_non_null(strstr(place->said, "\"second\" can never match"));
	assert_int_equal(place->diagnostics.warnings, 2);
	place->said[0] = '\0';
	place->diagnostics.warnings = 0;
	request.previous = first;
	second = config_ruleset_load(&request, &place->diagnostics);
	assert_non_null(second);
	assert_null(strstr(place->said, "can never match"));
	/* the cheap warnings stay */
	assert_non_null(strstr(place->said, "60 of \"weak\" means 70"));
	assert_int_equal(place->diagnostics.warnings, 1);
	config_ruleset_free(second);
	config_ruleset_free(first);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_file_there_are_defaults),
		TEST(names_become_numbers),
		TEST(what_is_printed_prints_itself),
		TEST(odd_file_names_print_too),
		TEST(settings_come_after_the_file),
		TEST(options_choose_signature_files),
		TEST(a_missing_file_is_said),
		TEST(a_directory_is_no_file),
		TEST(deep_nesting_is_refused),
		TEST(large_files_are_refused),
		TEST(a_large_site_fits),
		TEST(lists_have_a_most),
		TEST(shadowed_rules_are_reported_at_start_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
