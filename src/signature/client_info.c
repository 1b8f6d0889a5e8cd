/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Version and platform of a client, from parts of a name in the packet. The words
 * are shown to people, so only letters, digits and a few signs pass. A word that
 * does not fit, or is not in the list of meanings, is left out as a whole: half of
 * it would be wrong.
 */
#include <string.h>

#include "host/host.h"
#include "signature/compiled.h"
#include "signature/name.h"

static bool is_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || strchr(" .,:+-_()/<>", c);
}

static bool append_part(char *word, size_t *length, const char *bytes,
			size_t count)
{
	if (count >= HOST_TEXT - *length)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!bytes[i] || !is_plain(bytes[i]))
			return false;
		word[(*length)++] = bytes[i];
	}
	word[*length] = '\0';
	return true;
}

/* Fill $1..$8 into @text; the loader has checked that these parts exist. */
static bool fill_word(const char *text, const struct name_parts *parts,
		      char *word)
{
	size_t length = 0;

	for (; *text; text++) {
		const struct packet_name *part;

		if (*text != '$') {
			if (!append_part(word, &length, text, 1))
				return false;
			continue;
		}
		part = &parts->parts[*++text - '1'];
		if (!append_part(word, &length, part->at, part->length))
			return false;
	}
	return true;
}

static const char *meaning_of(const struct client_word *word, const char *said)
{
	for (unsigned i = 0; i < word->count; i++)
		if (strcmp(word->meanings[i].said, said) == 0)
			return word->meanings[i].meant;
	return word->count ? "" : said;
}

static void print_word(const struct client_word *word,
		       const struct name_parts *parts, char *printed)
{
	char said[HOST_TEXT] = "";

	if (word->text && fill_word(word->text, parts, said))
		strcpy(printed, meaning_of(word, said));
}

bool signature_client_info(const struct signature_set *set,
			   const struct signature_context *context,
			   uint16_t signature, struct host_client_info *said)
{
	uint16_t number = signature_set_effect(set, signature)->client_info;
	const struct node_pool *pool = signature_set_pool(set);
	const struct signature_client_info *info;
	struct name_parts parts;

	memset(said, 0, sizeof(*said));
	if (!number)
		return false;
	info = &set->client_infos[number - 1];
	if (info->has_like && !context->names)
		return false;
	if (info->has_like) {
		const struct node *node = &pool->nodes[info->like];

		if (!signature_name_holds(
			    node, &pool->patterns[node->list],
			    packet_name_of(context->names, node->width),
			    &parts))
			return false;
	}
	said->version.signature = said->platform.signature = signature;
	said->version.rough = said->platform.rough = info->approximate;
	print_word(&info->version, &parts, said->version.text);
	print_word(&info->platform, &parts, said->platform.text);
	return *said->version.text || *said->platform.text;
}
