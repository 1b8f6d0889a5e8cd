/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signature files to a set: reads what a file declares (applications, registers,
 * generators), hands each signature and host rule to load_signature, then gives
 * registers their places and builds the dispatch.
 */
#include "signature/load.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/complaint.h"
#include "base/path.h"
#include "base/settings.h"
#include "signature/compiled.h"
#include "signature/identity.h"
#include "signature/pool.h"
#include "signature/rings.h"
#include "signature/survey.h"
#include "signature/word.h"

#define NAMES_MOST 65535 /* registers, or generators: nodes have 16 bits */

/* ---- growing ---- */

bool loader_has_failed(const struct loader *loader)
{
	return loader->reader.complaints->count != loader->errors_before;
}

void *loader_append(struct loader *loader, void *items, size_t *count,
		    size_t item_bytes)
{
	void **array = items;
	char *grown;

	/* at powers of two only */
	if (*count && (*count & (*count - 1))) {
		grown = *array;
	} else {
		size_t room = *count ? *count * 2 : 1;

		grown = reallocarray(*array, room, item_bytes);
		if (!grown) {
			complaint_error(loader->reader.complaints,
					loader->reader.file, 0, "no memory");
			return NULL;
		}
		*array = grown;
	}
	memset(grown + *count * item_bytes, 0, item_bytes);
	return grown + (*count)++ * item_bytes;
}

char *loader_copy(struct loader *loader, const char *text)
{
	char *copy = strdup(text ? text : "");

	if (!copy)
		complaint_error(loader->reader.complaints, loader->reader.file,
				0, "no memory");
	return copy;
}

uint16_t loader_name(struct loader *loader, char ***names, size_t *count,
		     const char *name)
{
	char **slot;

	for (size_t i = 0; i < *count; i++)
		if (strcmp((*names)[i], name) == 0)
			return (uint16_t)(i + 1);
	if (*count == UINT16_MAX)
		return 0;
	slot = loader_append(loader, names, count, sizeof(**names));
	if (!slot)
		return 0;
	*slot = loader_copy(loader, name);
	if (!*slot) {
		--*count;
		return 0;
	}
	return (uint16_t)*count;
}

/* ---- what a file declares ---- */

bool loader_may_declare(struct loader *loader, const config_setting_t *at,
			const bool *alive, uint16_t number, const char *what)
{
	unsigned declared = 0;

	for (unsigned i = 0; i < SIGNATURE_NAMES_MOST; i++)
		declared += alive[i];
	if (number <= SIGNATURE_NAMES_MOST &&
	    (declared < SIGNATURE_DECLARED_MOST || alive[number - 1]))
		return true;
	reader_fail(&loader->reader, at, "more than %d %s",
		    SIGNATURE_DECLARED_MOST, what);
	return false;
}

/* A new number, or that of an earlier set. */
static void declare_application(struct loader *loader, config_setting_t *group,
				const char *name, const char *family)
{
	struct signature_set *set = loader->set;
	size_t families = set->application_count;
	uint16_t number = loader_name(loader, &set->applications,
				      &set->application_count, name);
	char *copy = loader_copy(loader, family);

	if (!number || !copy ||
	    !loader_may_declare(loader, group, set->application_alive, number,
				"applications") ||
	    (number > families &&
	     !loader_append(loader, &set->families, &families,
			    sizeof(*set->families)))) {
		free(copy);
		return;
	}
	free(set->families[number - 1]);
	set->families[number - 1] = copy;
	set->application_alive[number - 1] = true;
}

static void load_application(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {"name", "family", NULL};
	struct signature_set *set = loader->set;
	const char *name = NULL, *family = "";
	uint16_t known;

	if (!reader_check_keys(&loader->reader, group, keys) ||
	    !reader_string(&loader->reader, group, "name", &name) ||
	    !reader_string(&loader->reader, group, "family", &family))
		return;
	if (!name || !reader_is_name(name) ||
	    (*family && !reader_is_name(family))) {
		reader_fail(&loader->reader, group,
			    "an application needs a name, and may have a "
			    "family, of 1 to 40 letters, digits, . _ or -");
		return;
	}
	known = signature_set_application(set, name);
	if (known && *family &&
	    strcmp(signature_set_application_family(set, known), family) != 0)
		reader_fail(&loader->reader, group,
			    "application \"%s\" was there before with another "
			    "family",
			    name);
	if (!known) /* several files may be about one application */
		declare_application(loader, group, name, family);
}

/* The number of a set's name: that of an earlier one, a free one, or one of a set
 * that is in no file any more; -1 when there is none. */
static int set_number(struct loader *loader, const char *name)
{
	struct signature_set *set = loader->set;
	int free_one = -1;

	for (int i = SIGNATURE_SETS_MOST - 1; i >= 0; i--) {
		if (set->set_names[i] && strcmp(set->set_names[i], name) == 0)
			return i;
		if (!set->set_alive[i] && (free_one < 0 || !set->set_names[i] ||
					   set->set_names[free_one]))
			free_one = i;
	}
	if (free_one < 0)
		return -1;
	/* what flows remember of that number was said by others */
	loader->renames |= set->set_names[free_one] != NULL;
	free(set->set_names[free_one]);
	set->set_names[free_one] = loader_copy(loader, name);
	return free_one;
}

static void load_set_name(struct loader *loader, const config_setting_t *root)
{
	const char *name = NULL;
	int number;

	loader->sets = 0;
	if (!reader_string(&loader->reader, root, "set", &name) || !name)
		return;
	number = reader_is_name(name) ? set_number(loader, name) : -1;
	if (number < 0) {
		reader_fail(&loader->reader,
			    config_setting_get_member(root, "set"),
			    "set: expected a name of 1 to 40 letters, digits, "
			    ". _ or -, and not more than %d in all files",
			    SIGNATURE_SETS_MOST);
		return;
	}
	loader->set->set_alive[number] = true;
	loader->sets = (uint8_t)(1U << number);
}

static bool name_exists(const struct loader *loader, const char *name)
{
	const struct signature_set *set = loader->set;

	for (size_t i = loader->scope.first_register; i < set->register_count;
	     i++)
		if (strcmp(set->registers[i].name, name) == 0)
			return true;
	for (size_t i = loader->scope.first_generator; i < set->generator_count;
	     i++)
		if (strcmp(set->generators[i].name, name) == 0)
			return true;
	return false;
}

/* May expressions say this name? Says so when not; a copy of it if so. */
static char *identifier(struct loader *loader, config_setting_t *group,
			const char *what, const char *name)
{
	const struct reader *reader = &loader->reader;

	if (!name || !reader_is_name(name) || strpbrk(name, ".-") ||
	    strchr("0123456789", *name))
		reader_fail(reader, group,
			    "a %s needs a name of 1 to 40 letters, digits or _",
			    what);
	else if (signature_word_is_reserved(name, strlen(name)))
		reader_fail(reader, group,
			    "\"%s\" is a word of the language, not a name for "
			    "a %s",
			    name, what);
	else if (name_exists(loader, name))
		reader_fail(reader, group,
			    "\"%s\" was there before in this file", name);
	else
		return loader_copy(loader, name);
	return NULL;
}

static void load_register(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {"name", "scope", "bits", "recent",
					   NULL};
	static const char *const scopes[] = {"flow", "direction", "endpoint",
					     "host", NULL};
	struct signature_set *set = loader->set;
	const struct reader *reader = &loader->reader;
	struct settings_place place = reader_place(reader, group);
	const char *name = NULL;
	char *copy;
	uint64_t bits = 32, recent = 1;
	uint8_t scope = SCOPE_FLOW;
	struct signature_register *reg;

	if (!reader_check_keys(reader, group, keys) ||
	    !reader_string(reader, group, "name", &name) ||
	    !reader_word(reader, group, "scope", scopes, &scope) ||
	    !reader_number(reader, group, "bits", 1, 64, &bits) ||
	    !reader_number(reader, group, "recent", 1, HOST_REGISTERS, &recent))
		return;
	if (bits != 16 && bits != 32) {
		reader_fail(reader, group, "bits: a register has 16 or 32");
		return;
	}
	if (set->register_count == NAMES_MOST) {
		reader_fail(reader, group, "more than %d registers",
			    NAMES_MOST);
		return;
	}
	copy = identifier(loader, group, "register", name);
	if (!copy)
		return;
	reg = loader_append(loader, &set->registers, &set->register_count,
			    sizeof(*reg));
	if (!reg) {
		free(copy);
		return;
	}
	*reg = (struct signature_register){
		.name = copy,
		.file = place.file,
		.line = place.line,
		.scope = scope,
		.bits = (uint8_t)bits,
		.recent = (uint8_t)recent,
	};
}

static void load_generator(struct loader *loader, config_setting_t *group)
{
	static const char *const keys[] = {"name", "multiply", "add", "bits",
					   NULL};
	struct signature_set *set = loader->set;
	const struct reader *reader = &loader->reader;
	const char *name = NULL;
	char *copy;
	uint64_t multiply = 0, add = 0, bits = 32;
	struct signature_generator *generator;

	if (!reader_check_keys(reader, group, keys) ||
	    !reader_string(reader, group, "name", &name) ||
	    !reader_number(reader, group, "multiply", 1, UINT32_MAX,
			   &multiply) ||
	    !reader_number(reader, group, "add", 0, UINT32_MAX, &add) ||
	    !reader_number(reader, group, "bits", 1, 64, &bits))
		return;
	if (!multiply || (bits != 8 && bits != 16 && bits != 32)) {
		reader_fail(reader, group,
			    "a generator needs \"multiply\", and has 8, 16 or "
			    "32 bits");
		return;
	}
	if (set->generator_count == NAMES_MOST) {
		reader_fail(reader, group, "more than %d generators",
			    NAMES_MOST);
		return;
	}
	copy = identifier(loader, group, "generator", name);
	if (!copy)
		return;
	generator = loader_append(loader, &set->generators,
				  &set->generator_count, sizeof(*generator));
	if (!generator) {
		free(copy);
		return;
	}
	*generator = (struct signature_generator){
		.name = copy,
		.multiply = (uint32_t)multiply,
		.add = (uint32_t)add,
		.mask = bits == 32 ? UINT32_MAX : (1U << bits) - 1,
		.bits = (uint8_t)bits,
	};
}

/* ---- files ---- */

static void load_each(struct loader *loader, const config_setting_t *root,
		      const char *key, int type, const char *what,
		      void (*load)(struct loader *, config_setting_t *))
{
	config_setting_t *list =
		reader_member(&loader->reader, root, key, type, what);

	for (int i = 0; list && i < config_setting_length(list); i++) {
		config_setting_t *it =
			config_setting_get_elem(list, (unsigned)i);

		if (type == CONFIG_TYPE_LIST && !config_setting_is_group(it))
			reader_fail(&loader->reader, it, "%s: expected { ... }",
				    key);
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
	const struct reader *reader = &loader->reader;
	const char *application = NULL;
	bool payload = true;

	reader_check_keys(reader, root, keys);
	reader_bool(reader, root, "payload", &payload);
	loader->spares_payload = !payload;
	loader->declared =
		signature_identity_of(
			config_setting_get_member(root, "registers")) ^
		signature_identity_of(
			config_setting_get_member(root, "generators")) ^
		signature_identity_of(config_setting_get_member(root, "set"));
	load_set_name(loader, root);
	load_each(loader, root, "applications", CONFIG_TYPE_LIST, "( ... )",
		  load_application);
	loader_load_activities(loader, root);
	reader_string(reader, root, "application", &application);
	loader->application = 0;
	if (application) {
		loader->application =
			signature_set_application(loader->set, application);
		if (!loader->application)
			reader_fail(
				reader,
				config_setting_get_member(root, "application"),
				"application: \"%s\" is not declared",
				application);
	}
	load_each(loader, root, "registers", CONFIG_TYPE_LIST, "( ... )",
		  load_register);
	load_each(loader, root, "generators", CONFIG_TYPE_LIST, "( ... )",
		  load_generator);
	load_each(loader, root, "signatures", CONFIG_TYPE_LIST, "( ... )",
		  loader_load_signature);
	load_each(loader, root, "hosts", CONFIG_TYPE_LIST, "( ... )",
		  loader_load_rule);
}

/* Names of files live as long as the set, for what is said of its signatures. */
static const char *keep_name(void *context, const char *name)
{
	struct loader *loader = context;
	struct signature_set *set = loader->set;
	char **slot = loader_append(loader, &set->files, &set->file_count,
				    sizeof(*slot));

	if (!slot)
		return NULL;
	*slot = loader_copy(loader, name);
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
		complaint_error(loader->reader.complaints, place.file,
				place.line, "%s", config_error_text(&config));
	}
	config_destroy(&config);
	loader->reader.settings = NULL;
}

static void load_file(struct loader *loader, const char *path)
{
	const struct settings_names names = {keep_name, loader};
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
		complaint_error(loader->reader.complaints, path, 0,
				"no memory");
	} else if (settings_read(&settings, path, directory, &names,
				 loader->reader.complaints)) {
		load_text(loader, &settings);
		settings_fini(&settings);
	}
	free(directory);
}

/* ---- places for registers ---- */

/* Of a flow, for both directions if need be. */
static unsigned register_cells(const struct signature_register *reg)
{
	return signature_register_cells(reg) *
	       (reg->scope == SCOPE_DIRECTION ? 2 : 1);
}

/* How many a flow of any of these transports has. */
static unsigned cells_of(uint8_t transports)
{
	return transports & SIGNATURE_TCP ? FLOW_CELLS_TCP : FLOW_CELLS;
}

/* A run of @count cells that is free for @transports; takes it. */
static int cells_take(uint32_t taken[2], uint8_t transports, unsigned count)
{
	unsigned room = cells_of(transports);
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
		complaint_error(
			loader->reader.complaints, reg->file, reg->line,
			"register \"%s\" does not fit any more: it takes "
			"%u of the %u 16-bit cells of a flow",
			reg->name, register_cells(reg), cells_of(reg->used_by));
	else
		complaint_error(
			loader->reader.complaints, reg->file, reg->line,
			"register \"%s\" does not fit any more: it takes "
			"%u of the %d registers of %s",
			reg->name, reg->recent, HOST_REGISTERS,
			reg->scope == SCOPE_HOST ? "a host" : "an endpoint");
}

static void place_registers(struct loader *loader, uint32_t taken[2])
{
	struct signature_set *set = loader->set;
	unsigned used[2] = {0, 0}; /* endpoint, host */

	for (size_t i = 0; i < set->register_count; i++) {
		struct signature_register *reg = &set->registers[i];
		bool of_flow = reg->scope == SCOPE_FLOW ||
			       reg->scope == SCOPE_DIRECTION;
		unsigned *memory = &used[reg->scope == SCOPE_HOST];
		int first = (int)*memory;

		if (!reg->used_by)
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
		set->layout = signature_identity_mix_register(set->layout, reg);
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
					  it->dated ? 3 : 1);
		if (it->progress < 0)
			complaint_error(
				loader->reader.complaints, it->file, it->line,
				"no room for the steps of \"%s\": a "
				"flow has %u 16-bit cells",
				it->name,
				cells_of(
					set->patterns[it->pattern].transports));
	}
}

static int gates_build(struct signature_set *set)
{
	set->gates = calloc(set->pattern_count + 1, sizeof(*set->gates));
	if (!set->gates)
		return -ENOMEM;
	for (size_t i = 0; i < set->pattern_count; i++) {
		struct signature_pattern *pattern = &set->patterns[i];

		set->gates[i] = signature_gate_of(set, pattern);
		pattern->ungated = signature_gate_sort(set, pattern);
	}
	return 0;
}

/* ---- patterns about decided flows ---- */

/* A list for each application and occasion, in order of the files. */
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

static void set_finish(struct loader *loader)
{
	struct signature_set *set = loader->set;
	uint32_t taken[2] = {0, 0}; /* cells, by TCP and UDP */
	size_t worst;

	place_registers(loader, taken);
	place_progress(loader, taken);
	if (set->pattern_count > UINT16_MAX ||
	    set->signature_count > UINT16_MAX)
		complaint_error(loader->reader.complaints, "signatures", 0,
				"more than %d", UINT16_MAX);
	if (loader_has_failed(loader))
		return;
	if (signature_dispatch_build(set) < 0 || gates_build(set) < 0 ||
	    decided_build(set) < 0 || signature_rings_build(set) < 0)
		complaint_error(loader->reader.complaints, "signatures", 0,
				"no memory");
	worst = signature_dispatch_worst(set);
	for (size_t i = 0; i < set->pattern_count; i++)
		worst += set->patterns[i].on == ON_START ||
			 set->patterns[i].of_decided;
	if (worst > SIGNATURE_SELECTED_MOST)
		complaint_error(loader->reader.complaints, "signatures", 0,
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

struct signature_set *signature_set_load(const char *const *paths,
					 size_t path_count,
					 const struct signature_set *previous,
					 struct complaints *complaints)
{
	struct loader loader = {
		.reader = {.complaints = complaints, .file = "signatures"},
		.errors_before = complaints->count,
	};
	uint32_t first;
	bool inherits = previous && !signature_identity_is_crowded(previous);

	loader.set = calloc(1, sizeof(*loader.set));
	if (loader.set)
		loader.set->pool = calloc(1, sizeof(*loader.set->pool));
	if (!loader.set || !loader.set->pool ||
	    (inherits && signature_identity_inherit(loader.set, previous))) {
		complaint_error(complaints, "signatures", 0, "no memory");
		signature_set_free(loader.set);
		return NULL;
	}
	/* node 0 is what a failed parse gives; lists are never NULL */
	signature_pool_add_node(loader.set->pool, &(struct node){0});
	if (signature_pool_add_list(loader.set->pool, &(uint32_t){0}, 1,
				    &first) < 0)
		complaint_error(complaints, "signatures", 0, "no memory");
	for (size_t i = 0; i < path_count; i++)
		load_file(&loader, paths[i]);
	set_finish(&loader);
	loader.set->renumbered = previous && (!inherits || loader.renames);
	note_withdrawn(loader.set, inherits ? previous : NULL);
	if (!loader_has_failed(&loader))
		return loader.set;
	signature_set_free(loader.set);
	return NULL;
}
