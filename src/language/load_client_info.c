/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads "client_info" of a signature: version and platform of the client. */
#include "language/load_part.h"

#include <string.h>

#include "host/host.h"
#include "signature/name.h"
#include "language/analysis.h"

/* Count the wildcards of the pattern, without "**"; 0 without a pattern. */
static unsigned parts_of(const struct signature_set *set,
			 const struct signature_client_info *info)
{
	const struct node_pool *pool = signature_set_pool(set);
	const struct node_pattern *pattern;
	unsigned parts;

	if (!info->has_like)
		return 0;
	pattern = &pool->patterns[pool->nodes[info->like].list];
	parts = pattern->length - signature_name_letters(pattern);
	if (parts > 1 && !pattern->mask[pattern->length - 1] &&
	    !pattern->mask[pattern->length - 2])
		parts -= 2;
	return parts;
}

/* Find the first "like" of the signature's last step. */
static void load_like(const struct signature_set *set,
		      const struct signature *signature,
		      struct signature_client_info *info)
{
	const struct signature_pattern *last =
		&set->patterns[signature->pattern + signature->pattern_count -
			       1];
	const uint32_t *lists = signature_set_pool(set)->lists;

	for (uint32_t i = 0; i < last->match_count && !info->has_like; i++)
		info->has_like = language_analysis_like(
			set, lists[last->match + i], &info->like);
}

/*
 * Check a text such as "$2.$1": its length, and that the pattern has these parts.
 */
static bool check_text(struct loader *loader, config_setting_t *at,
		       const char *text, unsigned parts)
{
	bool good = *text && strlen(text) < HOST_TEXT;

	if (!good)
		language_read_refuse(&loader->reader, at,
				     "a text of 1 to %d characters",
				     HOST_TEXT - 1);
	for (const char *c = text; *c; c++) {
		if (*c != '$' || (c[1] >= '1' && c[1] < '1' + (int)parts))
			continue;
		language_read_fail(
			&loader->reader, at,
			"client_info: \"%s\": the first \"like\" of the last "
			"\"match\" has %u * and #",
			text, parts);
		return false;
	}
	return good;
}

/* "0 = Windows" */
static void load_meaning(struct loader *loader, config_setting_t *at,
			 struct client_word *word)
{
	const char *text = config_setting_get_string(at);
	const char *equals = text ? strstr(text, " = ") : NULL;
	struct client_meaning *it = &word->meanings[word->count];

	if (!equals || equals == text || !equals[3] ||
	    strlen(equals + 3) >= HOST_TEXT) {
		language_read_refuse(
			&loader->reader, at,
			"\"VALUE = MEANING\", the meaning of at most %d "
			"characters",
			HOST_TEXT - 1);
		return;
	}
	if (word->count == CLIENT_MEANINGS_MOST) {
		language_read_fail(&loader->reader, at,
				   "client_info: at most %d meanings",
				   CLIENT_MEANINGS_MOST);
		return;
	}
	it->said = strndup(text, (size_t)(equals - text));
	it->meant = language_loader_copy(loader, equals + 3);
	word->count++;
}

/* Read "$2.$1", or an array of that and the meanings of its values. */
static void load_word(struct loader *loader, config_setting_t *group,
		      const char *key, unsigned parts, struct client_word *word)
{
	config_setting_t *it = config_setting_get_member(group, key);
	config_setting_t *first = it;
	const char *text;
	int count = 0;

	if (!it)
		return;
	if (config_setting_is_aggregate(it)) {
		count = config_setting_length(it);
		first = count ? config_setting_get_elem(it, 0) : NULL;
	}
	text = first ? config_setting_get_string(first) : NULL;
	if (!text) {
		language_read_refuse(
			&loader->reader, it,
			"a \"text\", or [ \"text\", \"VALUE = MEANING\", "
			"... ]");
	} else if (check_text(loader, first, text, parts)) {
		word->text = language_loader_copy(loader, text);
	}
	for (int i = 1; i < count; i++)
		load_meaning(loader, config_setting_get_elem(it, (unsigned)i),
			     word);
}

void language_load_client_info(struct loader *loader, config_setting_t *group,
			       uint16_t number, bool is_rule)
{
	static const char *const keys[] = {"version", "platform", "approximate",
					   NULL};
	struct signature_set *set = loader->set;
	struct signature *signature = &set->signatures[number];
	struct signature_client_info info = {.has_like = false}, *slot;
	unsigned parts;

	language_read_check_keys(&loader->reader, group, keys);
	language_read_bool(&loader->reader, group, "approximate",
			   &info.approximate);
	if (loader->lacks_application || is_rule)
		language_read_fail(
			&loader->reader, group,
			"client_info: only a signature with an application "
			"can have it");
	slot = language_loader_append(loader, &set->client_infos,
				      &set->client_info_count, sizeof(*slot));
	if (!slot)
		return;
	if (signature->pattern_count)
		load_like(set, signature, &info);
	/* with a wrong condition the number of parts is unknown */
	parts = loader->is_whole && !is_rule ? parts_of(set, &info)
					     : NAME_PARTS_MOST;
	load_word(loader, group, "version", parts, &info.version);
	load_word(loader, group, "platform", parts, &info.platform);
	*slot = info;
	signature->effect.client_info = (uint16_t)set->client_info_count;
	if (!config_setting_get_member(group, "version") &&
	    !config_setting_get_member(group, "platform"))
		language_read_fail(
			&loader->reader, group,
			"client_info: expected \"version\" or \"platform\"");
}
