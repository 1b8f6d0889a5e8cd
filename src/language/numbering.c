/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/numbering.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "signature/compiled.h"

/* ---- taking over ---- */

static char **names_copy(char *const *names, size_t count)
{
	char **copies = calloc(count + 1, sizeof(*copies));

	for (size_t i = 0; copies && i < count; i++)
		copies[i] = strdup(names[i]);
	return copies;
}

/*
 * Copy an array with room for the next power of two, as language_loader_append()
 * leaves it.
 */
static size_t room_for(size_t count)
{
	size_t room = 1;

	while (room < count)
		room *= 2;
	return room;
}

static char **list_copy(char *const *names, size_t count)
{
	char **copies = names_copy(names, count);
	char **list = reallocarray(copies, room_for(count) + 1, sizeof(*list));

	for (size_t i = 0; list && i < count; i++)
		if (!list[i])
			return NULL;
	return list;
}

static struct signature *signatures_copy(const struct signature_set *previous)
{
	size_t count = previous->signature_count;
	struct signature *copies = calloc(room_for(count) + 1, sizeof(*copies));

	for (size_t i = 0; copies && i < count; i++) {
		copies[i] = (struct signature){
			.name = strdup(previous->signatures[i].name),
			.about = strdup("no longer there"),
			.source = strdup(""),
			.file = "",
			.content = previous->signatures[i].content,
			.progress = -1,
		};
		if (!copies[i].name || !copies[i].about || !copies[i].source)
			return NULL;
	}
	return copies;
}

bool language_numbering_is_full(const struct signature_set *set)
{
	return set->application_count > SIGNATURE_DECLARED_MOST ||
	       set->activity_count > SIGNATURE_DECLARED_MOST ||
	       set->signature_count > UINT16_MAX / 2;
}

int language_numbering_inherit(struct signature_set *set,
			       const struct signature_set *previous)
{
	set->applications =
		list_copy(previous->applications, previous->application_count);
	set->families =
		list_copy(previous->families, previous->application_count);
	set->activities =
		list_copy(previous->activities, previous->activity_count);
	set->signatures = signatures_copy(previous);
	if (!set->applications || !set->families || !set->activities ||
	    !set->signatures)
		return -ENOMEM;
	for (int i = 0; i < SIGNATURE_SETS_MOST; i++) {
		if (!previous->set_names[i])
			continue;
		set->set_names[i] = strdup(previous->set_names[i]);
		if (!set->set_names[i])
			return -ENOMEM;
	}
	set->application_count = previous->application_count;
	set->activity_count = previous->activity_count;
	set->signature_count = previous->signature_count;
	return 0;
}

/* ---- content ---- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t size)
{
	struct {
		uint64_t before, of_bytes;
	} both = {hash, hash_bytes(&hash_key_fixed, bytes, size)};

	return hash_bytes(&hash_key_fixed, &both, sizeof(both));
}

static uint64_t mix_text(uint64_t hash, const char *text)
{
	return text ? mix(hash, text, strlen(text)) : hash;
}

static bool is_for_people(const char *name)
{
	return name &&
	       (strcmp(name, "about") == 0 || strcmp(name, "source") == 0);
}

static uint64_t mix_scalar(uint64_t hash, const config_setting_t *setting)
{
	long long number = config_setting_get_int64(setting);
	double real = config_setting_get_float(setting);
	int truth = config_setting_get_bool(setting);

	hash = mix(hash, &number, sizeof(number));
	hash = mix(hash, &real, sizeof(real));
	hash = mix(hash, &truth, sizeof(truth));
	return mix_text(hash, config_setting_get_string(setting));
}

/* Recursion is as deep as libconfig lets files nest; entries are shallow. */
static uint64_t mix_setting(uint64_t hash, const config_setting_t *setting)
{
	int type = config_setting_type(setting);

	if (is_for_people(config_setting_name(setting)))
		return hash;
	hash = mix(hash, &type, sizeof(type));
	hash = mix_text(hash, config_setting_name(setting));
	if (config_setting_is_scalar(setting))
		return mix_scalar(hash, setting);
	for (int i = 0; i < config_setting_length(setting); i++)
		hash = mix_setting(
			hash, config_setting_get_elem(setting, (unsigned)i));
	return hash;
}

uint64_t language_numbering_of(const config_setting_t *setting)
{
	return setting ? mix_setting(0, setting) : 0;
}

uint64_t language_numbering_mix_register(uint64_t layout,
					 const struct signature_register *reg)
{
	const uint8_t place[] = {reg->scope, reg->first, reg->recent,
				 reg->bits};

	return mix_text(mix_text(mix(layout, place, sizeof(place)), reg->name),
			reg->file);
}
