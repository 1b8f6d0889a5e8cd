/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/scope.h"

#include <string.h>

#include "base/suggest.h"
#include "signature/compiled.h"

static bool is(const char *known, const char *name, size_t length)
{
	return strlen(known) == length && !memcmp(known, name, length);
}

int language_scope_register(const struct parse_scope *scope, const char *name,
			    size_t length)
{
	for (size_t i = scope->first_register; i < scope->register_count; i++)
		if (is(scope->registers[i].name, name, length))
			return (int)i;
	return -1;
}

int language_scope_generator(const struct parse_scope *scope, const char *name,
			     size_t length)
{
	for (size_t i = scope->first_generator; i < scope->generator_count; i++)
		if (is(scope->generators[i].name, name, length))
			return (int)i;
	return -1;
}

void language_scope_offer_registers(const struct parse_scope *scope,
				    struct suggestion *suggestion)
{
	for (size_t i = scope->first_register; i < scope->register_count; i++)
		suggest_offer(suggestion, scope->registers[i].name);
}

void language_scope_offer_generators(const struct parse_scope *scope,
				     struct suggestion *suggestion)
{
	for (size_t i = scope->first_generator; i < scope->generator_count; i++)
		suggest_offer(suggestion, scope->generators[i].name);
}

unsigned language_scope_buffer(struct parse_scope *scope, const char *name,
			       size_t length, bool create)
{
	for (unsigned i = 1; i < SIGNATURE_BUFFERS; i++) {
		char *known = scope->buffers[i];

		if (*known && is(known, name, length))
			return i;
		if (*known || !create)
			continue;
		if (length >= sizeof(scope->buffers[i]))
			break;
		memcpy(known, name, length);
		known[length] = '\0';
		return i;
	}
	return 0;
}

uint8_t language_scope_activity(const struct parse_scope *scope,
				const char *name)
{
	return scope->set ? (uint8_t)signature_set_activity(scope->set, name)
			  : 0;
}

int language_scope_sizes(const struct parse_scope *scope,
			 const struct node_range *range)
{
	struct flow_meter_sizes *sizes;
	unsigned i = 0;

	if (!scope->set || range->high > UINT16_MAX)
		return -1;
	sizes = &scope->set->meter_sizes;
	while (i < sizes->count &&
	       (sizes->low[i] != range->low || sizes->high[i] != range->high))
		i++;
	if (i == FLOW_METER_SIZES)
		return -1;
	if (i == sizes->count)
		sizes->count++;
	sizes->low[i] = (uint16_t)range->low;
	sizes->high[i] = (uint16_t)range->high;
	return (int)i;
}
