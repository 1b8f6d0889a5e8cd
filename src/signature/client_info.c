/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a signature tells in words, of parts of a name. What comes from a packet is
 * shown to people: only letters, digits and few signs get through, and a word that
 * does not fit, or is not listed, is not told at all, for half of it would be wrong.
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

static bool append(char *word, size_t *length, const char *bytes, size_t count)
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

/* @text with its $1..$8 filled in: the loader has seen that they are there. */
static bool fill(const char *text, const struct name_parts *parts, char *word)
{
	size_t length = 0;

	for (; *text; text++) {
		const struct packet_name *part;

		if (*text != '$') {
			if (!append(word, &length, text, 1))
				return false;
			continue;
		}
		part = &parts->parts[*++text - '1'];
		if (!append(word, &length, part->at, part->length))
			return false;
	}
	return true;
}

static const char *meaning_of(const struct tell_word *word, const char *said)
{
	for (unsigned i = 0; i < word->count; i++)
		if (strcmp(word->meanings[i].said, said) == 0)
			return word->meanings[i].meant;
	return word->count ? "" : said;
}

static void tell_word(const struct tell_word *word,
		      const struct name_parts *parts, char *told)
{
	char said[HOST_TEXT] = "";

	if (word->text && fill(word->text, parts, said))
		strcpy(told, meaning_of(word, said));
}

bool signature_client_info(const struct signature_set *set,
			   const struct signature_context *context,
			   uint16_t signature, struct host_client_info *told)
{
	uint16_t number = signature_set_effect(set, signature)->tell;
	const struct node_pool *pool = signature_set_pool(set);
	const struct signature_client_info *tell;
	struct name_parts parts;

	memset(told, 0, sizeof(*told));
	if (!number)
		return false;
	tell = &set->tells[number - 1];
	if (tell->likened && !context->names)
		return false;
	if (tell->likened) {
		const struct node *node = &pool->nodes[tell->like];

		if (!signature_name_holds(
			    node, &pool->patterns[node->list],
			    packet_name_of(context->names, node->width),
			    &parts))
			return false;
	}
	told->version.signature = told->platform.signature = signature;
	told->version.rough = told->platform.rough = tell->rough;
	tell_word(&tell->version, &parts, told->version.text);
	tell_word(&tell->platform, &parts, told->platform.text);
	return *told->version.text || *told->platform.text;
}
