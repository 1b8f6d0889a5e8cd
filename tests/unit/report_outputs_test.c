/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outputs as files: which events go to which, and what reopening and a reload do.
 */
#include "report_sample.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "report/sink.h"

#define ALL REPORT_EVENT_ALL

struct stand {
	char directory[64];
	struct report *report;
	struct report_outputs *outputs;
	struct diagnostics diagnostics;
	char said[1024]; /* the last diagnostic */
};

static void keep_line(void *context, const char *line)
{
	struct stand *stand = context;

	snprintf(stand->said, sizeof(stand->said), "%s", line);
}

/* Outputs below a directory of their own; @options may lack it. */
static void open_stand(struct stand *stand,
		       struct report_outputs_options options, bool directory)
{
	*stand = (struct stand){.directory = "/tmp/outputs-XXXXXX"};
	stand->diagnostics = (struct diagnostics){keep_line, stand, 0, 0};
	assert_non_null(mkdtemp(stand->directory));
	if (directory)
		options.directory = stand->directory;
	stand->report = report_create();
	stand->outputs = report_outputs_create(stand->report, &options);
	assert_non_null(stand->outputs);
}

static const char *path_of(const struct stand *stand, const char *name)
{
	static char path[400];

	snprintf(path, sizeof(path), "%s/%s", stand->directory, name);
	return path;
}

static void close_stand(struct stand *stand)
{
	DIR *directory = opendir(stand->directory);
	struct dirent *entry;

	assert_int_equal(report_outputs_close(stand->outputs), 0);
	assert_int_equal(report_close(stand->report), 0);
	while ((entry = readdir(directory)))
		unlink(path_of(stand, entry->d_name));
	closedir(directory);
	assert_int_equal(rmdir(stand->directory), 0);
}

/* The file's text, to be freed; "none" where there is no file. */
static char *text_of(const struct stand *stand, const char *name)
{
	FILE *file = fopen(path_of(stand, name), "r");
	char *text = calloc(1, 100000);

	if (!file)
		return strcpy(text, "none");
	assert_in_range(fread(text, 1, 99999, file), 0, 99998);
	fclose(file);
	return text;
}

static unsigned count_of(const struct stand *stand, const char *name,
			 const char *word)
{
	char *text = text_of(stand, name);
	unsigned count = 0;

	for (char *at = text; (at = strstr(at, word)); at++)
		count++;
	free(text);
	return count;
}

static int apply(struct stand *stand, const struct report_target *targets,
		 size_t count)
{
	return report_outputs_apply(stand->outputs, targets, count,
				    &stand->diagnostics);
}

/* One event of every kind. */
static void send_all(struct report *report)
{
	const struct report_flow flow = sample_flow();
	const struct report_alert alert = sample_alert(true);
	const struct report_activity activity = {.finding = sample_finding()};
	const struct report_call call = {.tuple = sample_tuple()};
	const struct report_stats stats = {.packets = 1};
	const struct report_host host = sample_host("10.0.7.21");

	send_capture(report, "a.pcap");
	send_flow(report, &flow);
	send_alert(report, &alert);
	send_drop(report, &alert);
	send_client_info(report, &alert);
	send_activity(report, &activity);
	send_call(report, &call);
	send_host(report, &host);
	send_stats(report, &stats);
}

static void two_outputs_of_one_format_are_equal(void **state)
{
	static const struct report_target targets[] = {
		{.file = "a", .format = REPORT_JSON, .kinds = ALL},
		{.file = "b", .format = REPORT_JSON, .kinds = ALL},
	};
	struct stand stand;
	char *a, *b;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, targets, 2), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	a = text_of(&stand, "a");
	b = text_of(&stand, "b");
	assert_int_equal(count_of(&stand, "a", "\n"), 7);
	assert_string_equal(a, b);
	free(a);
	free(b);
	close_stand(&stand);
}

/* Each kind alone, in the order of the enum. */
static void an_output_gets_its_kinds_only(void **state)
{
	struct report_target targets[REPORT_EVENT_NAMED];
	char names[REPORT_EVENT_NAMED][8], word[64];
	struct stand stand;

	(void)state;
	for (unsigned i = 0; i < REPORT_EVENT_NAMED; i++) {
		snprintf(names[i], sizeof(names[i]), "%u", i);
		targets[i] = (struct report_target){
			.file = names[i],
			.format = REPORT_JSON,
			.kinds = REPORT_EVENT_BIT(i),
		};
	}
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, targets, REPORT_EVENT_NAMED), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	for (unsigned i = 0; i < REPORT_EVENT_NAMED; i++) {
		snprintf(word, sizeof(word), "\"event_type\":\"%s\"",
			 report_event_name(i));
		assert_int_equal(count_of(&stand, names[i], "\n"), 1);
		assert_int_equal(count_of(&stand, names[i], word), 1);
		/* the name of the capture reaches every output */
		assert_int_equal(count_of(&stand, names[i], "a.pcap"), 1);
	}
	close_stand(&stand);
}

/* As logrotate does: rename, reopen. The new CSV file has a header, too. */
static void reopening_starts_new_files(void **state)
{
	static const struct report_target targets[] = {
		{.file = "j", .format = REPORT_JSON, .kinds = ALL},
		{.file = "c", .format = REPORT_CSV, .kinds = ALL},
	};
	struct stand stand;
	char *old_path;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, targets, 2), 0);
	send_all(stand.report);
	old_path = strdup(path_of(&stand, "j"));
	assert_int_equal(rename(old_path, path_of(&stand, "j.1")), 0);
	free(old_path);
	old_path = strdup(path_of(&stand, "c"));
	assert_int_equal(rename(old_path, path_of(&stand, "c.1")), 0);
	free(old_path);
	report_outputs_reopen(stand.outputs);
	send_all(stand.report);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "j.1", "\n"), 7);
	assert_int_equal(count_of(&stand, "j", "\n"), 14);
	assert_int_equal(count_of(&stand, "c.1", "\n"), 2);
	assert_int_equal(count_of(&stand, "c", "\n"), 3);
	assert_int_equal(count_of(&stand, "c.1", "flow_id"), 1);
	assert_int_equal(count_of(&stand, "c", "flow_id"), 1);
	/* not renamed: it goes on, without another header */
	report_outputs_reopen(stand.outputs);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "c", "\n"), 4);
	assert_int_equal(count_of(&stand, "c", "flow_id"), 1);
	close_stand(&stand);
}

/* The other file is still reopened, and nothing is lost. */
static void a_file_that_cannot_be_reopened_stays(void **state)
{
	struct report_target targets[] = {
		{.file = "sub/a", .format = REPORT_JSON, .kinds = ALL},
		{.file = "b", .format = REPORT_JSON, .kinds = ALL},
	};
	struct stand stand;
	char *sub, *moved, *b;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	sub = strdup(path_of(&stand, "sub"));
	moved = strdup(path_of(&stand, "moved"));
	b = strdup(path_of(&stand, "b"));
	assert_int_equal(mkdir(sub, 0700), 0);
	assert_int_equal(apply(&stand, targets, 2), 0);
	assert_int_equal(rename(sub, moved), 0);
	assert_int_equal(rename(b, path_of(&stand, "b.1")), 0);
	report_outputs_reopen(stand.outputs);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "moved/a", "\n"), 7);
	assert_int_equal(count_of(&stand, "b", "\n"), 7);
	assert_int_equal(count_of(&stand, "b.1", "\n"), 0);
	unlink(path_of(&stand, "moved/a"));
	assert_int_equal(rmdir(moved), 0);
	free(sub);
	free(moved);
	free(b);
	close_stand(&stand);
}

/* A reload: what stays, what goes, what comes; no event is lost or doubled. */
static void other_outputs_take_over(void **state)
{
	static const struct report_target before[] = {
		{.file = "a", .format = REPORT_JSON, .kinds = ALL},
		{.file = "c", .format = REPORT_CSV, .kinds = ALL},
	};
	static const struct report_target after[] = {
		{.file = "c", .format = REPORT_CSV, .kinds = ALL},
		{.file = "n", .format = REPORT_JSON, .kinds = ALL},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, before, 2), 0);
	send_all(stand.report);
	assert_int_equal(apply(&stand, after, 2), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a", "\n"), 7);
	assert_int_equal(count_of(&stand, "n", "\n"), 7);
	assert_int_equal(count_of(&stand, "c", "\n"), 3);
	assert_int_equal(count_of(&stand, "c", "flow_id"), 1);
	close_stand(&stand);
}

/* The same outputs as before are not even opened again. */
static void a_change_of_kinds_is_a_change(void **state)
{
	struct report_target target = {
		.file = "a",
		.format = REPORT_JSON,
		.kinds = ALL,
	};
	struct stand stand;
	char *path;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, &target, 1), 0);
	path = strdup(path_of(&stand, "a"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(apply(&stand, &target, 1), 0);
	assert_int_equal(access(path, F_OK), -1);
	target.kinds = REPORT_EVENT_BIT(REPORT_EVENT_FLOW);
	assert_int_equal(apply(&stand, &target, 1), 0);
	assert_int_equal(access(path, F_OK), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a", "\n"), 1);
	target.format = REPORT_CSV;
	assert_int_equal(apply(&stand, &target, 1), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a", "\n"), 2);
	assert_int_equal(count_of(&stand, "a", "event_type"), 1);
	free(path);
	close_stand(&stand);
}

static void old_outputs_stay_when_a_new_one_fails(void **state)
{
	static const struct report_target before[] = {
		{.file = "a", .format = REPORT_JSON, .kinds = ALL},
	};
	static const struct report_target after[] = {
		{.file = "b", .format = REPORT_JSON, .kinds = ALL},
		{.place = {"x.conf", 12},
		 .file = "none/c",
		 .format = REPORT_JSON,
		 .kinds = ALL},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, before, 1), 0);
	send_all(stand.report);
	assert_int_equal(apply(&stand, after, 2), -ENOENT);
	assert_int_equal(stand.diagnostics.count, 1);
	assert_ptr_equal(strstr(stand.said, "x.conf:12: outputs: /tmp/outputs"),
			 stand.said);
	assert_non_null(
		strstr(stand.said, "/none/c: No such file or directory"));
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a", "\n"), 14);
	assert_int_equal(count_of(&stand, "b", "\n"), 0);
	close_stand(&stand);
}

/* A link, and a relative and an absolute name, of one file. */
static void two_names_of_one_file_are_refused(void **state)
{
	struct report_target targets[] = {
		{.file = "a", .format = REPORT_JSON, .kinds = ALL},
		{.place = {"x.conf", 3},
		 .file = "link",
		 .format = REPORT_CSV,
		 .kinds = ALL},
	};
	struct stand stand;
	char *absolute;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(symlink("a", path_of(&stand, "link")), 0);
	assert_int_equal(apply(&stand, targets, 2), -EEXIST);
	assert_non_null(
		strstr(stand.said, "another output writes to the same file"));
	absolute = strdup(path_of(&stand, "a"));
	targets[1].file = absolute;
	assert_int_equal(apply(&stand, targets, 2), -EEXIST);
	/* these hold nothing that two could mix up */
	targets[0].file = targets[1].file = "/dev/null";
	targets[1].file = "/dev/zero";
	assert_int_equal(apply(&stand, targets, 2), 0);
	free(absolute);
	close_stand(&stand);
}

/* A header in the file of another output would stay there. */
static void a_refused_output_writes_nothing(void **state)
{
	static const struct report_target before = {
		.file = "a",
		.format = REPORT_JSON,
		.kinds = ALL,
	};
	static const struct report_target linked[] = {
		{.file = "a", .format = REPORT_JSON, .kinds = ALL},
		{.file = "link", .format = REPORT_CSV, .kinds = ALL},
	};
	static const struct report_target later[] = {
		{.file = "a", .format = REPORT_CSV, .kinds = ALL},
		{.file = "none/c", .format = REPORT_JSON, .kinds = ALL},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(symlink("a", path_of(&stand, "link")), 0);
	assert_int_equal(apply(&stand, &before, 1), 0);
	assert_int_equal(apply(&stand, linked, 2), -EEXIST);
	assert_int_equal(count_of(&stand, "a", "flow_id"), 0);
	assert_int_equal(apply(&stand, later, 2), -ENOENT);
	assert_int_equal(count_of(&stand, "a", "flow_id"), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a", "\n"), 7);
	close_stand(&stand);
}

/* Checks which of the files "eve.json flows.csv report.txt x" are opened. */
static void check_choice(struct report_outputs_options options, bool directory,
			 size_t configured, const char *expected)
{
	static const char *const names[] = {"eve.json", "flows.csv",
					    "report.txt", "x"};
	static const struct report_target target = {
		.file = "x",
		.format = REPORT_JSON,
		.kinds = ALL,
	};
	struct stand stand;
	char found[64] = "";

	open_stand(&stand, options, directory);
	assert_int_equal(apply(&stand, &target, configured), 0);
	for (size_t i = 0; i < 4; i++)
		if (access(path_of(&stand, names[i]), F_OK) == 0)
			strcat(strcat(found, names[i]), " ");
	assert_string_equal(found, expected);
	close_stand(&stand);
}

static void the_command_line_chooses(void **state)
{
	const struct report_outputs_options json = {.format = REPORT_JSON};
	const struct report_outputs_options csv = {
		.format = REPORT_CSV,
		.format_given = true,
	};
	const struct report_outputs_options text = {
		.format = REPORT_TEXT,
		.replay = true,
	};
	struct report_outputs_options options;

	(void)state;
	check_choice(json, true, 0, "eve.json ");
	check_choice(csv, true, 0, "flows.csv ");
	check_choice(text, true, 0, "report.txt ");
	check_choice(json, true, 1, "x ");
	check_choice(csv, true, 1, "flows.csv "); /* -o replaces them */
	check_choice(text, true, 1, "x ");
	/* a replay adds nothing to a service's files unless it is told to */
	check_choice(text, false, 1, "");
	options = text;
	options.format = REPORT_JSON;
	options.format_given = true;
	check_choice(options, false, 1, "");
}

static void a_live_service_writes_no_text(void **state)
{
	const struct report_target targets[] = {
		{.file = "a", .format = REPORT_JSON},
		{.place = {"x.conf", 7}, .file = "b", .format = REPORT_TEXT},
	};
	struct report_outputs_options options = {.format = REPORT_JSON};
	struct stand stand;

	(void)state;
	open_stand(&stand, options, true);
	assert_false(report_outputs_check(stand.outputs, targets, 2,
					  &stand.diagnostics));
	assert_ptr_equal(strstr(stand.said, "x.conf:7: outputs: \"text\" is "),
			 stand.said);
	assert_true(report_outputs_check(stand.outputs, targets, 1,
					 &stand.diagnostics));
	close_stand(&stand);
	options.replay = true;
	open_stand(&stand, options, true);
	assert_true(report_outputs_check(stand.outputs, targets, 2,
					 &stand.diagnostics));
	close_stand(&stand);
	/* -o replaces what does not fit */
	options = (struct report_outputs_options){.format_given = true,
						  .format = REPORT_CSV};
	open_stand(&stand, options, true);
	assert_true(report_outputs_check(stand.outputs, targets, 2,
					 &stand.diagnostics));
	close_stand(&stand);
}

/* A full disk: the other output goes on, and closing reports the error. */
static void an_output_that_fails_does_not_stop_another(void **state)
{
	static const struct report_target targets[] = {
		{.file = "/dev/full", .format = REPORT_JSON, .kinds = ALL},
		{.file = "b", .format = REPORT_JSON, .kinds = ALL},
	};
	struct stand stand;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	assert_int_equal(apply(&stand, targets, 2), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "b", "\n"), 14);
	assert_int_equal(report_outputs_close(stand.outputs), -ENOSPC);
	stand.outputs = report_outputs_create(
		stand.report, &(struct report_outputs_options){0});
	close_stand(&stand);
}

/* The disk was full; after a rotation there is room again. */
static void reopening_ends_an_error(void **state)
{
	static const struct report_target target = {
		.file = "a",
		.format = REPORT_JSON,
		.kinds = ALL,
	};
	struct stand stand;
	char *path;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	path = strdup(path_of(&stand, "a"));
	assert_int_equal(symlink("/dev/full", path), 0);
	assert_int_equal(apply(&stand, &target, 1), 0);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(unlink(path), 0);
	report_outputs_reopen(stand.outputs);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a", "\n"), 7);
	free(path);
	close_stand(&stand);
}

/* A pipe without a reader would stop the main loop; the old file stays. */
static void a_pipe_without_a_reader_is_refused(void **state)
{
	static const struct report_target target = {
		.file = "a",
		.format = REPORT_JSON,
		.kinds = ALL,
	};
	struct stand stand;
	char *path, buffer[65536];
	int reader;

	(void)state;
	open_stand(&stand, (struct report_outputs_options){0}, true);
	path = strdup(path_of(&stand, "a"));
	alarm(20); /* ends the test where opening waits */
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(apply(&stand, &target, 1), -ENXIO);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(apply(&stand, &target, 1), 0);
	assert_int_equal(rename(path, path_of(&stand, "a.1")), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	report_outputs_reopen(stand.outputs);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a.1", "\n"), 7);
	/* with a reader it is used, and writes wait for it again */
	reader = open(path, O_RDONLY | O_NONBLOCK);
	assert_in_range(reader, 0, 1000);
	report_outputs_reopen(stand.outputs);
	send_all(stand.report);
	report_outputs_flush(stand.outputs);
	assert_int_equal(count_of(&stand, "a.1", "\n"), 7);
	assert_in_range(read(reader, buffer, sizeof(buffer)), 100, 65536);
	alarm(0);
	close_stand(&stand);
	close(reader);
	free(path);
}

/* ---- sinks that no configuration names, such as a subscriber's ---- */

struct counting_sink {
	struct report_sink sink; /* first */
	unsigned events[REPORT_EVENT_KINDS], closed;
};

static void count_event(struct report_sink *sink,
			const struct report_event *event)
{
	((struct counting_sink *)sink)->events[event->kind]++;
}

static int count_close(struct report_sink *sink)
{
	((struct counting_sink *)sink)->closed++;
	return -EPIPE;
}

static const struct report_sink_ops counting_ops = {
	.event = count_event,
	.close = count_close,
};

static void sinks_come_and_go(void **state)
{
	struct counting_sink a = {.sink = {&counting_ops, 0, NULL}};
	struct counting_sink b = {.sink = {&counting_ops,
					   REPORT_EVENT_BIT(REPORT_EVENT_CALL),
					   NULL}};
	struct report *report = report_create();

	(void)state;
	report_add(report, &a.sink);
	report_add(report, &b.sink);
	send_all(report);
	report_remove(report, &a.sink);
	send_all(report);
	assert_int_equal(a.events[REPORT_EVENT_CALL], 0);
	assert_int_equal(a.events[REPORT_EVENT_HOST], 1);
	assert_int_equal(a.events[REPORT_EVENT_CAPTURE], 1);
	assert_int_equal(b.events[REPORT_EVENT_CALL], 2);
	assert_int_equal(b.events[REPORT_EVENT_FLOW], 0);
	assert_int_equal(b.events[REPORT_EVENT_STATS], 0);
	assert_int_equal(b.events[REPORT_EVENT_HOST], 2);
	assert_int_equal(report_close(report), -EPIPE);
	assert_int_equal(a.closed, 0);
	assert_int_equal(b.closed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_outputs_of_one_format_are_equal),
		cmocka_unit_test(an_output_gets_its_kinds_only),
		cmocka_unit_test(reopening_starts_new_files),
		cmocka_unit_test(a_file_that_cannot_be_reopened_stays),
		cmocka_unit_test(other_outputs_take_over),
		cmocka_unit_test(a_change_of_kinds_is_a_change),
		cmocka_unit_test(old_outputs_stay_when_a_new_one_fails),
		cmocka_unit_test(two_names_of_one_file_are_refused),
		cmocka_unit_test(a_refused_output_writes_nothing),
		cmocka_unit_test(the_command_line_chooses),
		cmocka_unit_test(a_live_service_writes_no_text),
		cmocka_unit_test(an_output_that_fails_does_not_stop_another),
		cmocka_unit_test(reopening_ends_an_error),
		cmocka_unit_test(a_pipe_without_a_reader_is_refused),
		cmocka_unit_test(sinks_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
