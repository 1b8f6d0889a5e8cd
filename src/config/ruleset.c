/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Build an immutable ruleset from a request of the command line: read files and settings
 * in turn into one source, then resolve its names to numbers. One thread; any thread may
 * read the result.
 */
#include "config/ruleset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/path.h"
#include "config/check.h"
#include "config/classes.h"
#include "config/file.h"
#include "config/input.h"
#include "config/outputs.h"
#include "config/paths.h"
#include "config/source.h"
#include "config/tables.h"
#include "policy/classes.h"
#include "policy/policy.h"
#include "policy/quota.h"
#include "language/load.h"
#include "signature/set.h"

static void report_memory(struct diagnostics *diagnostics)
{
	diagnostic_error(diagnostics, "configuration", 0, "%s",
			 strerror(ENOMEM));
}

static const char *source_directory(struct config_source *source,
				    const char *path)
{
	char *directory = path_directory(path);
	const char *kept = directory ? config_source_keep(source, directory)
				     : NULL;

	free(directory);
	return kept;
}

static bool source_read_file(struct config_source *source, const char *path,
			     enum config_part part,
			     struct diagnostics *diagnostics)
{
	struct config_input input;

	if (!config_input_read(&input, path, source, diagnostics))
		return false;
	config_file_parse(source, &input, part, diagnostics);
	config_input_fini(&input);
	return true;
}

static bool source_read_setting(struct config_source *source,
				const char *setting, unsigned number,
				struct diagnostics *diagnostics)
{
	struct config_input input;

	if (!config_input_set(&input, setting, number, diagnostics))
		return false;
	config_file_parse(source, &input, CONFIG_PART_SET, diagnostics);
	config_input_fini(&input);
	return true;
}

/* False when a part could not be read: its names would be missing. */
static bool source_read(struct config_source *source,
			const struct config_request *request,
			struct diagnostics *diagnostics)
{
	struct config_files more = {.items = NULL};
	bool whole = true;

	if (request->path) {
		source->directory = source_directory(source, request->path);
		if (!source->directory) {
			report_memory(diagnostics);
			return false;
		}
		whole = source_read_file(source, request->path,
					 CONFIG_PART_MAIN, diagnostics);
		config_paths_expand(source, source->directory, &source->include,
				    true, &more, diagnostics);
	}
	for (size_t i = 0; i < more.count; i++)
		whole &= source_read_file(source, more.items[i].path,
					  CONFIG_PART_MORE, diagnostics);
	for (size_t i = 0; i < request->setting_count; i++)
		whole &= source_read_setting(source, request->settings[i],
					     (unsigned)i + 1, diagnostics);
	return whole;
}

/* Files of -S or -s, from the working directory. */
static void add_options(struct config_source *source, const char *option,
			const char *const *paths, size_t count,
			struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < count; i++) {
		struct config_name name = {paths[i], {option, (unsigned)i + 1}};
		struct config_patterns patterns = {&name, 1};

		config_paths_expand(source, "", &patterns, false,
				    &source->files, diagnostics);
	}
}

static void signature_files_find(struct config_source *source,
				 const struct config_request *request,
				 struct diagnostics *diagnostics)
{
	bool defaults = !source->signatures_given && !request->only_count;

	if (request->only_count)
		add_options(source, "-S", request->only, request->only_count,
			    diagnostics);
	else
		config_paths_expand(source, source->directory,
				    &source->signatures, defaults,
				    &source->files, diagnostics);
	add_options(source, "-s", request->also, request->also_count,
		    diagnostics);
	if (defaults && !source->files.count && !request->needs_signatures)
		diagnostic_warning(diagnostics, "signatures", 0,
				   "no file in %s or %s: nothing will be found",
				   SKYWARDEN_DATADIR "/skywarden/signatures",
				   SKYWARDEN_SYSCONFDIR
				   "/skywarden/signatures.d");
}

/* Without a signature nothing is detected, which only "[ ]" can ask for. */
static void require_signatures(const struct config_source *source,
			       const struct config_request *request,
			       const struct signature_set *signatures,
			       struct diagnostics *diagnostics)
{
	bool on_purpose = source->signatures_given &&
			  !source->signatures.count && !request->only_count &&
			  !request->also_count;

	if (!request->needs_signatures || on_purpose || !signatures ||
	    signature_set_signature_count(signatures))
		return;
	diagnostic_error(
		diagnostics, "signatures", 0,
		"none is loaded, so nothing would be detected: install "
		"signature files in %s, name them with -S FILE, or set "
		"\"signatures = [ ]\" to run without",
		SKYWARDEN_DATADIR "/skywarden/signatures");
}

static struct signature_set *load_signatures(const struct config_source *source,
					     struct diagnostics *diagnostics,
					     const struct ruleset *previous)
{
	size_t count = source->files.count;
	const char **paths = calloc(count + 1, sizeof(*paths));
	struct diagnostics own = {diagnostics->say, diagnostics->context, 0, 0};
	struct signature_set *set;

	if (!paths) {
		report_memory(diagnostics);
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		paths[i] = source->files.items[i].path;
	/* a count of its own: the set is good in spite of errors elsewhere */
	set = language_load_set(paths, count,
				previous ? previous->signatures : NULL, &own);
	diagnostics->count += own.count;
	diagnostics->warnings += own.warnings;
	free(paths);
	return set;
}

static void ruleset_build(struct ruleset *ruleset,
			  const struct config_request *request,
			  struct diagnostics *diagnostics)
{
	struct config_source *source = ruleset->source;

	if (request->tree && !config_source_use_tree(source, request->tree)) {
		report_memory(diagnostics);
		return;
	}
	if (!source_read(source, request, diagnostics))
		return;
	signature_files_find(source, request, diagnostics);
	ruleset->signatures =
		load_signatures(source, diagnostics, request->previous);
	require_signatures(source, request, ruleset->signatures, diagnostics);
	ruleset->classes = config_classes_check(
		source, request->previous ? request->previous->classes : NULL,
		diagnostics);
	config_tables_load(source, diagnostics);
	ruleset->policy = config_check(source, ruleset->signatures,
				       request->previous, &ruleset->quotas,
				       diagnostics);
	ruleset->state = source->state.directory;
	ruleset->checkpoint = source->state.checkpoint;
	ruleset->identity = source->identity.text;
	ruleset->lan = source->link.lan.text;
	ruleset->uplink = source->link.uplink.text;
	config_outputs_check(source, diagnostics);
	ruleset->outputs = source->outputs;
	ruleset->output_count = source->output_count;
	ruleset->limits = source->limits;
	ruleset->timeouts = source->timeouts;
	ruleset->home = source->home.items;
	ruleset->home_count = source->home.count;
	ruleset->revision.number = 1;
}

struct ruleset *config_ruleset_load(const struct config_request *request,
				    struct diagnostics *diagnostics)
{
	struct ruleset *ruleset = calloc(1, sizeof(*ruleset));

	if (ruleset)
		ruleset->source = config_source_create();
	if (!ruleset || !ruleset->source)
		report_memory(diagnostics);
	else
		ruleset_build(ruleset, request, diagnostics);
	if (!diagnostics->count)
		return ruleset;
	config_ruleset_free(ruleset);
	return NULL;
}

void config_ruleset_free(struct ruleset *ruleset)
{
	if (!ruleset)
		return;
	policy_destroy(ruleset->policy);
	policy_classes_destroy(ruleset->classes);
	policy_quotas_destroy(ruleset->quotas);
	signature_set_free(ruleset->signatures);
	config_source_destroy(ruleset->source); /* home is part of it */
	free(ruleset);
}

void config_ruleset_print(const struct ruleset *ruleset, FILE *stream)
{
	config_file_print(ruleset->source, stream);
}

void config_ruleset_print_counts(const struct ruleset *ruleset, FILE *stream)
{
	const struct config_source *source = ruleset->source;

	fprintf(stream,
		"users %zu, groups %zu, rules %zu, classes %zu, quotas %zu, "
		"signatures %zu\n",
		source->user_count, source->group_count, source->rule_count,
		source->class_count, source->quota_count,
		signature_set_signature_count(ruleset->signatures));
}

bool config_ruleset_is_home(const struct ruleset *ruleset,
			    const struct address *address)
{
	for (size_t i = 0; i < ruleset->home_count; i++)
		if (packet_prefix_contains(&ruleset->home[i], address))
			return true;
	return false;
}
