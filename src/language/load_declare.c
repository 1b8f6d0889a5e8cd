/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads what a file declares: applications, its set, registers, generators. An
 * entry with a name is declared even if it has another error, so that its uses are
 * no errors.
 */
#include "language/load_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/text.h"
#include "language/word.h"

#define NAMES_MOST \
	65535 /* registers, or generators: a node's index has 16 bits */
/* Take a new number, or that of the previous set. */
static void declare_application(struct loader *loader, config_setting_t *group,
				const char *name, const char *family)
{
	struct signature_set *set = loader->set;
	size_t families = set->application_count;
	uint16_t number = language_loader_name(loader, &set->applications,
					       &set->application_count, name);
	char *copy = language_loader_copy(loader, family);

	if (!number || !copy ||
	    !language_loader_has_room(loader, group, set->application_alive,
				      number, "applications") ||
	    (number > families &&
	     !language_loader_append(loader, &set->families, &families,
				     sizeof(*set->families)))) {
		free(copy);
		return;
	}
	free(set->families[number - 1]);
	set->families[number - 1] = copy;
	set->application_alive[number - 1] = true;
}

void language_load_declare_application(struct loader *loader,
				       config_setting_t *group)
{
	static const char *const keys[] = {"name", "family", NULL};
	struct signature_set *set = loader->set;
	const struct settings_reader *reader = &loader->reader;
	const config_setting_t *given =
		config_setting_get_member(group, "family");
	const char *name = NULL, *family = "";
	uint16_t known;

	language_read_check_keys(reader, group, keys);
	/* "" means none and is allowed */
	if (!given || !config_setting_get_string(given) ||
	    *config_setting_get_string(given))
		language_read_name(reader, group, "family", &family);
	if (!config_setting_get_member(group, "name"))
		language_read_fail(reader, group,
				   "an application needs a \"name\"");
	if (!language_read_name(reader, group, "name", &name) || !name)
		return;
	known = signature_set_application(set, name);
	if (known && *family &&
	    strcmp(signature_set_application_family(set, known), family) != 0)
		language_read_fail(
			reader, group,
			"application \"%s\" redeclared with a different "
			"family",
			name);
	if (!known) /* several files may declare one application */
		declare_application(loader, group, name, family);
}

uint16_t language_load_declare_find_application(struct loader *loader,
						const config_setting_t *at,
						const char *name)
{
	const struct signature_set *set = loader->set;
	uint16_t number = signature_set_application(set, name);
	struct suggestion suggestion = suggest_for(name);
	char hint[NEAREST_TEXT];

	if (number)
		return number;
	signature_set_offer_applications(set, &suggestion);
	language_read_fail(&loader->reader, at,
			   "application: \"%.64s\" is not declared in "
			   "\"applications\"%s",
			   name, suggest_print(&suggestion, hint));
	return 0;
}

/*
 * Find a number for a name of "set": its own, a free one, or one whose name is in
 * no file any more. Return: -1: there is none.
 */
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
	/* flows remember this number for another name: renumber */
	loader->renames |= set->set_names[free_one] != NULL;
	free(set->set_names[free_one]);
	set->set_names[free_one] = language_loader_copy(loader, name);
	return free_one;
}

void language_load_declare_set(struct loader *loader,
			       const config_setting_t *root)
{
	const char *name = NULL;
	int number;

	loader->sets = 0;
	if (!language_read_name(&loader->reader, root, "set", &name) || !name)
		return;
	number = set_number(loader, name);
	if (number < 0) {
		language_read_refuse(&loader->reader,
				     config_setting_get_member(root, "set"),
				     "not more than %d names in all files",
				     SIGNATURE_SETS_MOST);
		return;
	}
	loader->set->set_alive[number] = true;
	loader->sets = (uint8_t)(1U << number);
}

/* ---- names of expressions ---- */

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

/* Copy "name", which expressions may use. Return: NULL after an error. */
static char *load_identifier(struct loader *loader, config_setting_t *group,
			     const char *what)
{
	const struct settings_reader *reader = &loader->reader;
	const config_setting_t *it = config_setting_get_member(group, "name");
	const char *name = NULL;

	if (!it)
		language_read_fail(reader, group, "a %s needs a \"name\"",
				   what);
	if (!language_read_string(reader, group, "name", &name) || !name)
		return NULL;
	if (!language_read_is_name(name) || strpbrk(name, ".-") ||
	    strchr("0123456789", *name))
		language_read_refuse(
			reader, it,
			"1 to 40 letters, digits or _, not a digit first");
	else if (language_word_is_reserved(name, strlen(name)))
		language_read_fail(
			reader, it,
			"\"%s\" is a word of the language and cannot name "
			"a %s",
			name, what);
	else if (name_exists(loader, name))
		language_read_fail(reader, it,
				   "\"%s\" is already defined in this file",
				   name);
	else
		return language_loader_copy(loader, name);
	return NULL;
}

void language_load_declare_register(struct loader *loader,
				    config_setting_t *group)
{
	static const char *const keys[] = {"name", "scope", "bits", "recent",
					   NULL};
	static const char *const scopes[] = {"flow", "direction", "endpoint",
					     "host", NULL};
	struct signature_set *set = loader->set;
	const struct settings_reader *reader = &loader->reader;
	struct settings_place place = settings_value_place(reader, group);
	bool good = language_read_check_keys(reader, group, keys);
	char *name = load_identifier(loader, group, "register");
	uint64_t bits = 32, recent = 1;
	uint8_t scope = SCOPE_FLOW;
	struct signature_register *reg = NULL;

	good &= language_read_word(reader, group, "scope", scopes, &scope);
	good &= language_read_bits(reader, group, "bits", 16, &bits);
	good &= language_read_number(reader, group, "recent", 1, HOST_REGISTERS,
				     &recent);
	if (name && set->register_count == NAMES_MOST)
		language_read_fail(reader, group, "more than %d registers",
				   NAMES_MOST);
	else if (name)
		reg = language_loader_append(loader, &set->registers,
					     &set->register_count,
					     sizeof(*reg));
	if (!reg) {
		free(name);
		return;
	}
	*reg = (struct signature_register){
		.name = name,
		.file = place.file,
		.line = place.line,
		.scope = scope,
		.bits = (uint8_t)bits,
		.recent = (uint8_t)recent,
		.refused = !good,
	};
}

/*
 * Stands for a generator with an error: fits everywhere, to cause no further
 * errors.
 */
static const struct signature_generator any_generator = {
	.multiply = 1, .add = 1, .mask = 0xff, .bits = 8};

void language_load_declare_generator(struct loader *loader,
				     config_setting_t *group)
{
	static const char *const keys[] = {"name", "multiply", "add", "bits",
					   NULL};
	struct signature_set *set = loader->set;
	const struct settings_reader *reader = &loader->reader;
	bool good = language_read_check_keys(reader, group, keys);
	struct settings_place place = settings_value_place(reader, group);
	char *name = load_identifier(loader, group, "generator");
	uint64_t multiply = 0, add = 0, bits = 32;
	struct signature_generator *generator = NULL;

	if (!config_setting_get_member(group, "multiply")) {
		language_read_fail(reader, group,
				   "a generator needs \"multiply\"");
		good = false;
	}
	good &= language_read_number(reader, group, "multiply", 1, UINT32_MAX,
				     &multiply);
	good &= language_read_number(reader, group, "add", 0, UINT32_MAX, &add);
	good &= language_read_bits(reader, group, "bits", 8, &bits);
	loader->refused_generator |= !good;
	if (name && set->generator_count == NAMES_MOST)
		language_read_fail(reader, group, "more than %d generators",
				   NAMES_MOST);
	else if (name)
		generator = language_loader_append(loader, &set->generators,
						   &set->generator_count,
						   sizeof(*generator));
	if (!generator) {
		free(name);
		return;
	}
	*generator = any_generator;
	generator->name = name;
	generator->file = place.file;
	generator->line = place.line;
	if (!good)
		return;
	generator->multiply = (uint32_t)multiply;
	generator->add = (uint32_t)add;
	generator->mask = bits == 32 ? UINT32_MAX : (1U << bits) - 1;
	generator->bits = (uint8_t)bits;
}
