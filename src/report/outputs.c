/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outputs: from what is asked for to sinks. A new format is a file of its own and
 * a row in `formats`.
 */
#include "report/outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diagnostic.h"
#include "base/log.h"
#include "base/path.h"
#include "report/csv.h"
#include "report/event.h"
#include "report/json.h"
#include "report/output.h"
#include "report/report.h"
#include "report/sink.h"
#include "report/text.h"

static const struct {
	const char *name;
	const char *file; /* in the log directory, when none is named */
	uint32_t kinds;	  /* that it can write */
	/* a sink on an open output, which it takes over; NULL: no memory */
	struct report_sink *(*create)(const struct report_output *output,
				      const struct report_target *target);
} formats[REPORT_FORMATS] = {
	[REPORT_TEXT] = {"text", "report.txt", REPORT_EVENT_ALL,
			 report_text_create},
	[REPORT_JSON] = {"json", "eve.json", REPORT_EVENT_ALL,
			 report_json_create},
	[REPORT_CSV] = {"csv", "flows.csv", REPORT_EVENT_BIT(REPORT_EVENT_FLOW),
			report_csv_create},
};

/* An output that is open: by its sink, or before that by its stream. */
struct opened {
	struct report_sink *sink;
	struct report_output output; /* until the sink takes it over */
	char *path;		     /* owned; NULL: standard output */
	enum report_format format;
	uint32_t kinds;
	bool failed; /* and that was logged */
};

struct report_outputs {
	struct report *report;
	struct report_outputs_options options;
	struct opened *opened;
	size_t count;
};

const char *report_outputs_format_name(unsigned format)
{
	return format < REPORT_FORMATS ? formats[format].name : NULL;
}

uint32_t report_outputs_kinds(enum report_format format)
{
	return formats[format].kinds;
}

struct report_outputs *
report_outputs_create(struct report *report,
		      const struct report_outputs_options *options)
{
	struct report_outputs *outputs = calloc(1, sizeof(*outputs));

	if (!outputs)
		return NULL;
	outputs->report = report;
	outputs->options = *options;
	if (!outputs->options.top)
		outputs->options.top = REPORT_TOP_DEFAULT;
	return outputs;
}

/* -o replaces the configuration. A replay must not add to the log of a service. */
static bool uses_command_line(const struct report_outputs *outputs,
			      size_t configured)
{
	const struct report_outputs_options *options = &outputs->options;

	return options->format_given || !configured ||
	       (options->replay && !options->directory);
}

bool report_outputs_check(const struct report_outputs *outputs,
			  const struct report_target *targets, size_t count,
			  struct diagnostics *diagnostics)
{
	bool good = true;

	if (outputs->options.replay || uses_command_line(outputs, count))
		return true;
	for (size_t i = 0; i < count; i++) {
		if (targets[i].format != REPORT_TEXT)
			continue;
		diagnostic_error(diagnostics, targets[i].place.file,
				 targets[i].place.line,
				 "outputs: \"text\" is for replays (-r) only: "
				 "a live service writes json or csv");
		good = false;
	}
	return good;
}

/* ---- opening ---- */

static const char *output_name(const char *path)
{
	return path ? path : "standard output";
}

static void opened_fini(struct opened *opened)
{
	if (opened->sink)
		opened->sink->ops->close(opened->sink);
	else if (opened->output.stream)
		report_output_close(&opened->output);
	free(opened->path);
}

static void report_open_error(struct diagnostics *diagnostics,
			      const struct report_target *target,
			      const char *path, const char *reason)
{
	if (target->place.file)
		diagnostic_error(diagnostics, target->place.file,
				 target->place.line, "outputs: %s: %s",
				 output_name(path), reason);
	else
		diagnostic_error(diagnostics, output_name(path), 0, "%s",
				 reason);
}

/* Return: 0, and *path the file or NULL for standard output; -ENOMEM. */
static int target_path(const struct report_outputs *outputs,
		       const struct report_target *target, char **path)
{
	const char *directory = outputs->options.directory;

	*path = NULL;
	if (!target->file)
		return 0;
	*path = path_join(directory ? directory : "", target->file);
	return *path ? 0 : -ENOMEM;
}

static bool is_one_file(const char *a, const char *b)
{
	struct stat x, y;

	if (!a || !b)
		return a == b;
	return strcmp(a, b) == 0 ||
	       (stat(a, &x) == 0 && stat(b, &y) == 0 && S_ISREG(x.st_mode) &&
		x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

/* Two names of one file are found only now: by a link, or below -l. */
static int check_distinct(const struct opened *opened, size_t i,
			  const struct report_target *target,
			  struct diagnostics *diagnostics)
{
	for (size_t j = 0; j < i; j++) {
		if (!is_one_file(opened[j].path, opened[i].path))
			continue;
		report_open_error(diagnostics, target, opened[i].path,
				  "another output writes to the same file");
		return -EEXIST;
	}
	return 0;
}

/* Nothing is written yet: the other outputs may be refused. */
static int open_target(struct opened *opened, size_t i,
		       const struct report_target *target,
		       struct diagnostics *diagnostics)
{
	struct report_output output;
	int error = report_output_open(&output, opened[i].path);

	if (error) {
		report_open_error(diagnostics, target, opened[i].path,
				  strerror(-error));
		return error;
	}
	opened[i].output = output;
	return check_distinct(opened, i, target, diagnostics);
}

/* A sink may write a header at once. */
static int create_sink(const struct report_outputs *outputs,
		       const struct report_target *wanted,
		       struct opened *opened, struct diagnostics *diagnostics)
{
	struct report_target target = *wanted;

	target.top = outputs->options.top;
	opened->sink = formats[target.format].create(&opened->output, &target);
	if (!opened->sink) {
		report_open_error(diagnostics, wanted, opened->path,
				  strerror(ENOMEM));
		return -ENOMEM;
	}
	opened->output = (struct report_output){.stream = NULL};
	opened->sink->kinds = target.kinds;
	return 0;
}

static bool are_as_asked(const struct report_outputs *outputs,
			 const struct opened *fresh, size_t count)
{
	if (count != outputs->count)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct opened *old = &outputs->opened[i];

		if (old->format != fresh[i].format ||
		    old->kinds != fresh[i].kinds ||
		    strcmp(output_name(old->path), output_name(fresh[i].path)))
			return false;
	}
	return true;
}

/* The new sinks get what comes from here on; the old ones have all before it. */
static void replace_sinks(struct report_outputs *outputs, struct opened *fresh,
			  size_t count)
{
	for (size_t i = 0; i < outputs->count; i++)
		report_remove(outputs->report, outputs->opened[i].sink);
	for (size_t i = 0; i < outputs->count; i++)
		opened_fini(&outputs->opened[i]);
	free(outputs->opened);
	for (size_t i = 0; i < count; i++)
		report_add(outputs->report, fresh[i].sink);
	outputs->opened = fresh;
	outputs->count = count;
}

static void discard_opened(struct opened *fresh, size_t count)
{
	for (size_t i = 0; i < count; i++)
		opened_fini(&fresh[i]);
	free(fresh);
}

static int open_targets(struct report_outputs *outputs,
			const struct report_target *targets, size_t count,
			struct diagnostics *diagnostics)
{
	struct opened *fresh = calloc(count, sizeof(*fresh));
	int error = fresh ? 0 : -ENOMEM;

	for (size_t i = 0; i < count && !error; i++) {
		fresh[i].format = targets[i].format;
		fresh[i].kinds = targets[i].kinds;
		error = target_path(outputs, &targets[i], &fresh[i].path);
	}
	if (!error && are_as_asked(outputs, fresh, count)) {
		discard_opened(fresh, count);
		return 0;
	}
	report_outputs_flush(outputs); /* a header must be seen in its file */
	for (size_t i = 0; i < count && !error; i++)
		error = open_target(fresh, i, &targets[i], diagnostics);
	for (size_t i = 0; i < count && !error; i++)
		error = create_sink(outputs, &targets[i], &fresh[i],
				    diagnostics);
	if (error) {
		discard_opened(fresh, fresh ? count : 0);
		return error;
	}
	replace_sinks(outputs, fresh, count);
	return 0;
}

int report_outputs_apply(struct report_outputs *outputs,
			 const struct report_target *targets, size_t count,
			 struct diagnostics *diagnostics)
{
	const struct report_outputs_options *options = &outputs->options;
	const struct report_target only = {
		.file = options->directory ? formats[options->format].file
					   : NULL,
		.format = options->format,
		.kinds = REPORT_EVENT_ALL,
	};

	if (uses_command_line(outputs, count))
		return open_targets(outputs, &only, 1, diagnostics);
	return open_targets(outputs, targets, count, diagnostics);
}

/* ---- open outputs ---- */

void report_outputs_reopen(struct report_outputs *outputs)
{
	report_outputs_flush(outputs);
	for (size_t i = 0; i < outputs->count; i++) {
		struct opened *opened = &outputs->opened[i];
		int error = opened->sink->ops->reopen(opened->sink);

		if (error)
			log_warnx("%s: not reopened: %s: the old file stays",
				  output_name(opened->path), strerror(-error));
		else
			opened->failed = false;
	}
}

void report_outputs_flush(struct report_outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		struct opened *opened = &outputs->opened[i];
		int error = opened->sink->ops->flush(opened->sink);

		if (!error || opened->failed)
			continue;
		opened->failed = true;
		log_warnx("%s: events are lost until it is reopened: %s",
			  output_name(opened->path), strerror(-error));
	}
}

int report_outputs_close(struct report_outputs *outputs)
{
	int error = 0;

	for (size_t i = 0; i < outputs->count; i++) {
		struct opened *opened = &outputs->opened[i];
		int result;

		report_remove(outputs->report, opened->sink);
		result = opened->sink->ops->close(opened->sink);
		if (result && !opened->failed)
			log_warnx("%s: not complete: %s",
				  output_name(opened->path), strerror(-result));
		opened->sink = NULL;
		opened_fini(opened);
		error = error ? error : result;
	}
	free(outputs->opened);
	free(outputs);
	return error;
}
