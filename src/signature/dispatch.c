/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "signature/dispatch.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow.h"
#include "packet/packet.h"

void signature_dispatch_fini(struct signature_dispatch *dispatch)
{
	for (unsigned i = 0; i < 2 * DISPATCH_PHASES; i++) {
		struct dispatch_index *index =
			&dispatch->indexes[i / DISPATCH_PHASES]
					  [i % DISPATCH_PHASES];

		for (size_t p = 0; p < index->probe_count; p++)
			free(index->probes[p].slots);
		free(index->by_size);
		free(index->spans);
		free(index->lists);
	}
	memset(dispatch, 0, sizeof(*dispatch));
}

/* ---- finding ---- */

static inline uint32_t probe_read(const uint8_t *at, unsigned width)
{
	switch (width) {
	case 4:
		return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
	case 2:
		return at[0] | (uint32_t)at[1] << 8;
	default:
		return at[0];
	}
}

/*
 * The part of a span that packets of the direction can match. Return: lists, 0 or
 * 1.
 */
static inline unsigned span_take(const struct dispatch_index *index,
				 const struct dispatch_span *span,
				 unsigned direction, struct dispatch_list *list)
{
	unsigned skipped = direction == FLOW_ORIG ? 0 : span->orig;
	unsigned left = direction == FLOW_ORIG ? span->reply : 0;

	list->patterns = index->lists + span->first + skipped;
	list->count = span->count - skipped - left;
	return list->count > 0;
}

struct finding {
	const struct dispatch_index *index;
	const uint8_t *payload;
	unsigned caplen, direction;
	struct dispatch_list *next; /* the next one to fill */
};

static void find_value(struct finding *finding,
		       const struct dispatch_probe *probe, uint32_t value)
{
	const struct dispatch_slot *slot =
		signature_dispatch_slot(probe, value);

	if (slot->span.count)
		finding->next += span_take(finding->index, &slot->span,
					   finding->direction, finding->next);
}

/* Probes of one width; nearly always no pattern wants the packet's bytes. */
static inline void find_by_bytes(struct finding *finding,
				 const struct dispatch_probe *probe,
				 const struct dispatch_probe *end,
				 unsigned width)
{
	for (; probe < end; probe++) {
		uint32_t value;

		if (probe->offset + width > finding->caplen)
			continue;
		value = probe_read(finding->payload + probe->offset, width);
		if (probe->filter >> signature_dispatch_filter_bit(value) & 1)
			find_value(finding, probe, value);
	}
}

unsigned signature_dispatch_find(const struct signature_dispatch *dispatch,
				 const struct packet *packet,
				 const struct flow_observation *observed,
				 struct dispatch_list *lists)
{
	unsigned phase =
		(observed->turn > 1) + (observed->turn > DISPATCH_EARLY);
	const struct dispatch_index *index =
		&dispatch->indexes[packet->transport == IPPROTO_UDP][phase];
	const struct dispatch_probe *probes = index->probes;
	struct finding finding = {
		.index = index,
		.payload = packet->payload,
		.caplen = packet->payload_caplen,
		.direction = observed->direction,
		.next = lists,
	};
	uint32_t size = packet->payload_size < DISPATCH_SIZES
				? packet->payload_size
				: DISPATCH_SIZES;

	if (!index->by_size)
		return 0;
	find_by_bytes(&finding, probes, probes + index->wide_end, 4);
	find_by_bytes(&finding, probes + index->wide_end,
		      probes + index->middle_end, 2);
	find_by_bytes(&finding, probes + index->middle_end,
		      probes + index->probe_count, 1);
	finding.next += span_take(index, &index->spans[index->by_size[size]],
				  observed->direction, finding.next);
	return (unsigned)(finding.next - lists);
}
