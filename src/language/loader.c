/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Helpers for all parts of the loader: growing arrays, names, places, checks.
 */
#include "language/loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "language/analysis.h"
#include "language/lex.h"
#include "signature/operator.h"

void *language_loader_append(struct loader *loader, void *items, size_t *count,
			     size_t item_bytes)
{
	void **array = items;
	char *grown;

	/* grow at powers of two only */
	if (*count && (*count & (*count - 1))) {
		grown = *array;
	} else {
		size_t room = *count ? *count * 2 : 1;

		grown = reallocarray(*array, room, item_bytes);
		if (!grown) {
			diagnostic_error(loader->reader.diagnostics,
					 loader->reader.file, 0, "no memory");
			return NULL;
		}
		*array = grown;
	}
	memset(grown + *count * item_bytes, 0, item_bytes);
	return grown + (*count)++ * item_bytes;
}

char *language_loader_copy(struct loader *loader, const char *text)
{
	char *copy = strdup(text ? text : "");

	if (!copy)
		diagnostic_error(loader->reader.diagnostics,
				 loader->reader.file, 0, "no memory");
	return copy;
}

uint16_t language_loader_name(struct loader *loader, char ***names,
			      size_t *count, const char *name)
{
	char **slot;

	for (size_t i = 0; i < *count; i++)
		if (strcmp((*names)[i], name) == 0)
			return (uint16_t)(i + 1);
	if (*count == UINT16_MAX)
		return 0;
	slot = language_loader_append(loader, names, count, sizeof(**names));
	if (!slot)
		return 0;
	*slot = language_loader_copy(loader, name);
	if (!*slot) {
		--*count;
		return 0;
	}
	return (uint16_t)*count;
}

struct parse_place language_loader_place(const struct loader *loader,
					 const config_setting_t *at)
{
	struct settings_place place = settings_value_place(&loader->reader, at);

	return (struct parse_place){.diagnostics = loader->reader.diagnostics,
				    .file = place.file,
				    .line = place.line};
}

bool language_loader_may_read(const struct loader *loader,
			      const config_setting_t *at, uint32_t node,
			      const char *text)
{
	if (!loader->payload_forbidden ||
	    !(language_analysis_uses(loader->set, node) & USES_PAYLOAD))
		return true;
	language_read_fail(&loader->reader, at,
			   "\"%s\" reads the payload, which "
			   "this file may not: "
			   "payload = false",
			   text);
	return false;
}

bool language_loader_has_room(struct loader *loader, const config_setting_t *at,
			      const bool *alive, uint16_t number,
			      const char *what)
{
	unsigned declared = 0;

	for (unsigned i = 0; i < SIGNATURE_NAMES_MOST; i++)
		declared += alive[i];
	if (number <= SIGNATURE_NAMES_MOST &&
	    (declared < SIGNATURE_DECLARED_MOST || alive[number - 1]))
		return true;
	language_read_fail(&loader->reader, at, "more than %d %s",
			   SIGNATURE_DECLARED_MOST, what);
	return false;
}
