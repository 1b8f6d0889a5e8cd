/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiles signature files to a set: load_declare reads declarations,
 * load_signature and load_rule each signature and host rule; then registers get
 * their places and the dispatch is built.
 */
#include "language/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/path.h"
#include "base/settings.h"
#include "signature/compiled.h"
#include "language/dispatch.h"
#include "language/load_part.h"
#include "language/numbering.h"
#include "language/prefilter.h"
#include "signature/operator.h"
#include "signature/pool.h"
#include "language/rings.h"
#include "language/analysis.h"
#include "language/unused.h"

/* ---- files ---- */

static void load_each(struct loader *loader, const config_setting_t *root,
		      const char *key,
		      void (*load)(struct loader *, config_setting_t *))
{
	config_setting_t *list = language_read_member(
		&loader->reader, root, key, CONFIG_TYPE_LIST, "( ... )");
	config_setting_t *alone = config_setting_get_member(root, key);
	int count = list ? config_setting_length(list) : 0;

	/*
	 * a group without its list is an error, but uses of what it declares are
	 * none
	 */
	if (!list && alone && config_setting_is_group(alone) &&
	    config_setting_length(alone))
		count = 1;
	for (int i = 0; i < count; i++) {
		config_setting_t *it =
			list ? config_setting_get_elem(list, (unsigned)i)
			     : alone;

		if (!config_setting_is_group(it))
			language_read_refuse(&loader->reader, it, "{ ... }");
		else
			load(loader, it);
		loader->scope.registers = loader->set->registers;
		loader->scope.register_count = loader->set->register_count;
		loader->scope.generators = loader->set->generators;
		loader->scope.generator_count = loader->set->generator_count;
	}
}

static void load_root(struct loader *loader, const config_setting_t *root)
{
	static const char *const keys[] = {
		"applications", "activities", "application", "payload", "set",
		"registers",	"generators", "signatures",  "hosts",	NULL};
	const struct settings_reader *reader = &loader->reader;
	const config_setting_t *at =
		config_setting_get_member(root, "application");
	const char *application = NULL;
	bool payload = true;

	language_read_check_keys(reader, root, keys);
	language_read_bool(reader, root, "payload", &payload);
	loader->payload_forbidden = !payload;
	loader->declared =
		language_numbering_of(
			config_setting_get_member(root, "registers")) ^
		language_numbering_of(
			config_setting_get_member(root, "generators")) ^
		language_numbering_of(config_setting_get_member(root, "set"));
	language_load_declare_set(loader, root);
	load_each(loader, root, "applications",
		  language_load_declare_application);
	language_load_activity_all(loader, root);
	language_read_string(reader, root, "application", &application);
	loader->names_application = at != NULL;
	loader->application = application
				      ? language_load_declare_find_application(
						loader, at, application)
				      : 0;
	loader->refused_generator = false;
	load_each(loader, root, "registers", language_load_declare_register);
	load_each(loader, root, "generators", language_load_declare_generator);
	load_each(loader, root, "signatures", language_load_signature);
	load_each(loader, root, "hosts", language_load_rule);
}

/*
 * Names of files live as long as the set: descriptions of signatures show them.
 */
static const char *store_file_name(void *context, const char *name)
{
	struct loader *loader = context;
	struct signature_set *set = loader->set;
	char **slot = language_loader_append(loader, &set->files,
					     &set->file_count, sizeof(*slot));

	if (!slot)
		return NULL;
	*slot = language_loader_copy(loader, name);
	return *slot;
}

static void load_text(struct loader *loader, const struct settings *settings)
{
	struct settings_place place;
	config_t config;

	loader->reader.settings = settings;
	config_init(&config);
	config_set_include_dir(&config, SETTINGS_NOWHERE);
	if (config_read_string(&config, settings->text) == CONFIG_TRUE) {
		load_root(loader, config_root_setting(&config));
	} else {
		place = settings_place_of(settings,
					  (unsigned)config_error_line(&config));
		diagnostic_error(loader->reader.diagnostics, place.file,
				 place.line, "%s", config_error_text(&config));
	}
	config_destroy(&config);
	loader->reader.settings = NULL;
}

static void load_signature_file(struct loader *loader, const char *path)
{
	const struct settings_names names = {store_file_name, loader};
	struct signature_set *set = loader->set;
	char *directory = path_directory(path);
	struct settings settings;

	loader->reader.file = path;
	loader->scope.first_register = set->register_count;
	loader->scope.first_generator = set->generator_count;
	loader->scope.register_count = set->register_count;
	loader->scope.generator_count = set->generator_count;
	loader->scope.set = set;
	if (!directory) {
		diagnostic_error(loader->reader.diagnostics, path, 0,
				 "no memory");
	} else if (settings_read(&settings, path, directory, &names,
				 loader->reader.diagnostics)) {
		load_text(loader, &settings);
		settings_fini(&settings);
	}
	free(directory);
}

/* ---- places for registers ---- */

/* Cells that a register takes in a flow, in both directions if need be. */
static unsigned register_cells(const struct signature_register *reg)
{
	return signature_register_cells(reg) *
	       (reg->scope == SCOPE_DIRECTION ? 2 : 1);
}

/* Cells that a flow of any of these transports has. */
static unsigned transport_cells(uint8_t transports)
{
	return transports & SIGNATURE_TCP ? FLOW_CELLS_TCP : FLOW_CELLS;
}

/*
 * Take @count adjacent cells that are free for @transports. Return: the first; -1.
 */
static int cells_take(uint32_t taken[2], uint8_t transports, unsigned count)
{
	unsigned room = transport_cells(transports);
	uint32_t wanted = count < 32 ? (1U << count) - 1 : UINT32_MAX;

	for (unsigned first = 0; first + count <= room; first++) {
		uint32_t mask = wanted << first;

		if (((transports & SIGNATURE_TCP) && (taken[0] & mask)) ||
		    ((transports & SIGNATURE_UDP) && (taken[1] & mask)))
			continue;
		if (transports & SIGNATURE_TCP)
			taken[0] |= mask;
		if (transports & SIGNATURE_UDP)
			taken[1] |= mask;
		return (int)first;
	}
	return -1;
}

static void register_fails(struct loader *loader,
			   const struct signature_register *reg)
{
	if (reg->scope == SCOPE_FLOW || reg->scope == SCOPE_DIRECTION)
		diagnostic_error(
			loader->reader.diagnostics, reg->file, reg->line,
			"register \"%s\" does not fit any more: it takes "
			"%u of the %u 16-bit cells of a flow",
			reg->name, register_cells(reg),
			transport_cells(reg->used_by));
	else
		diagnostic_error(
			loader->reader.diagnostics, reg->file, reg->line,
			"register \"%s\" does not fit any more: it takes "
			"%u of the %d registers of %s",
			reg->name, reg->recent, HOST_REGISTERS,
			reg->scope == SCOPE_HOST ? "a host" : "an endpoint");
}

static void place_registers(struct loader *loader, uint32_t taken[2])
{
	struct signature_set *set = loader->set;
	unsigned used[2] = {0, 0}; /* of endpoints, of hosts */

	for (size_t i = 0; i < set->register_count; i++) {
		struct signature_register *reg = &set->registers[i];
		bool of_flow = reg->scope == SCOPE_FLOW ||
			       reg->scope == SCOPE_DIRECTION;
		unsigned *memory = &used[reg->scope == SCOPE_HOST];
		int first = (int)*memory;

		if (!reg->used_by || reg->refused)
			continue;
		if (of_flow)
			first = cells_take(taken, reg->used_by,
					   register_cells(reg));
		else if (*memory + reg->recent > HOST_REGISTERS)
			first = -1;
		if (first < 0) {
			register_fails(loader, reg);
			continue;
		}
		reg->first = (uint8_t)first;
		if (of_flow)
			continue;
		*memory += reg->recent;
		set->layout = language_numbering_mix_register(set->layout, reg);
	}
}

static void place_progress(struct loader *loader, uint32_t taken[2])
{
	struct signature_set *set = loader->set;

	for (size_t i = 0; i < set->signature_count; i++) {
		struct signature *it = &set->signatures[i];

		it->progress = -1;
		if (it->pattern_count < 2)
			continue;
		it->progress = cells_take(taken,
					  set->patterns[it->pattern].transports,
					  it->has_after ? 3 : 1);
		if (it->progress < 0)
			diagnostic_error(
				loader->reader.diagnostics, it->file, it->line,
				"no room for the steps of \"%s\": a "
				"flow has %u 16-bit cells",
				it->name,
				transport_cells(
					set->patterns[it->pattern].transports));
	}
}

static int prefilters_build(struct signature_set *set)
{
	set->prefilters =
		calloc(set->pattern_count + 1, sizeof(*set->prefilters));
	if (!set->prefilters)
		return -ENOMEM;
	for (size_t i = 0; i < set->pattern_count; i++) {
		struct signature_pattern *pattern = &set->patterns[i];

		set->prefilters[i] = language_prefilter_of(set, pattern);
		pattern->unfiltered = language_prefilter_sort(set, pattern);
	}
	return 0;
}

/* ---- patterns about decided flows ---- */

/* Build a list for each application and occasion, in the order of the files. */
static int decided_build(struct signature_set *set)
{
	uint32_t count = 0;

	set->decided_lists =
		calloc(set->pattern_count + 1, sizeof(*set->decided_lists));
	if (!set->decided_lists)
		return -ENOMEM;
	for (size_t i = 0; i < set->application_count; i++) {
		for (unsigned on = 0; on < SIGNATURE_ONS; on++) {
			set->decided[i].first[on] = count;
			for (size_t p = 0; p < set->pattern_count; p++) {
				const struct signature_pattern *it =
					&set->patterns[p];

				if (it->of_decided && it->on == on &&
				    set->signatures[it->signature]
						    .application == i + 1)
					set->decided_lists[count++] =
						(uint16_t)p;
			}
			set->decided[i].count[on] =
				count - set->decided[i].first[on];
		}
	}
	return 0;
}

/* ---- the set ---- */

static bool load_has_failed(const struct loader *loader)
{
	return loader->reader.diagnostics->count != loader->errors_before;
}

static void set_finish(struct loader *loader)
{
	struct signature_set *set = loader->set;
	uint32_t taken[2] = {0, 0}; /* cells in use, of TCP and UDP */
	size_t worst;

	place_registers(loader, taken);
	place_progress(loader, taken);
	if (set->pattern_count > UINT16_MAX ||
	    set->signature_count > UINT16_MAX)
		diagnostic_error(loader->reader.diagnostics, "signatures", 0,
				 "more than %d", UINT16_MAX);
	if (load_has_failed(loader))
		return;
	if (language_dispatch_build(set) < 0 || prefilters_build(set) < 0 ||
	    decided_build(set) < 0 || language_rings_build(set) < 0)
		diagnostic_error(loader->reader.diagnostics, "signatures", 0,
				 "no memory");
	worst = language_dispatch_worst(set);
	for (size_t i = 0; i < set->pattern_count; i++)
		worst += set->patterns[i].on == ON_START ||
			 set->patterns[i].of_decided;
	if (worst > SIGNATURE_SELECTED_MOST)
		diagnostic_error(
			loader->reader.diagnostics, "signatures", 0,
			"%zu signatures could want the same packet; "
			"the limit is %d: give them fixed bytes, sizes "
			"or turns in \"match\"",
			worst, SIGNATURE_SELECTED_MOST);
}

static void note_withdrawn(struct signature_set *set,
			   const struct signature_set *previous)
{
	for (size_t i = 0; previous && i < previous->signature_count; i++)
		if (previous->signatures[i].alive && !set->signatures[i].alive)
			set->withdrew = true;
}

struct signature_set *language_load_set(const char *const *paths,
					size_t path_count,
					const struct signature_set *previous,
					struct diagnostics *diagnostics)
{
	struct loader loader = {
		.reader = {.diagnostics = diagnostics, .file = "signatures"},
		.errors_before = diagnostics->count,
	};
	uint32_t first;
	bool inherits = previous && !language_numbering_is_full(previous);

	loader.set = calloc(1, sizeof(*loader.set));
	if (loader.set)
		loader.set->pool = calloc(1, sizeof(*loader.set->pool));
	if (!loader.set || !loader.set->pool ||
	    (inherits && language_numbering_inherit(loader.set, previous))) {
		diagnostic_error(diagnostics, "signatures", 0, "no memory");
		signature_set_free(loader.set);
		return NULL;
	}
	/* node 0 is the result of a failed parse; lists are never NULL */
	signature_pool_add_node(
		loader.set->pool,
		&(struct node){.op = signature_operator_of(NODE_CONSTANT)});
	if (signature_pool_add_list(loader.set->pool, &(uint32_t){0}, 1,
				    &first) < 0)
		diagnostic_error(diagnostics, "signatures", 0, "no memory");
	for (size_t i = 0; i < path_count; i++)
		load_signature_file(&loader, paths[i]);
	set_finish(&loader);
	loader.set->renumbered = previous && (!inherits || loader.renames);
	note_withdrawn(loader.set, inherits ? previous : NULL);
	if (!load_has_failed(&loader)) {
		language_unused_warn(loader.set, loader.activities,
				     diagnostics);
		return loader.set;
	}
	signature_set_free(loader.set);
	return NULL;
}
