/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Wheels of flows; see the header.
 */
#include "flow/wheel.h"

#include <stddef.h>

/*
 * A flow in use is put at the present tick and examined when the wheel reaches that tick
 * again. The whole timeout must fit into one turn, or flows would be examined too often.
 */
uint8_t flow_wheel_tick_shift(usec_t timeout)
{
	uint8_t shift = 0;

	while ((timeout / USEC_PER_SEC >> shift) + 2 >= FLOW_WHEEL_SLOTS)
		shift++;
	return shift;
}

void flow_wheel_put(struct flow_wheel *wheel, struct flow *flows,
		    struct flow *flow, uint64_t tick)
{
	struct flow_slot *slot = &wheel->slots[tick % FLOW_WHEEL_SLOTS];
	uint32_t link = (uint32_t)(flow - flows) + 1;

	if (!wheel->count++ || tick < wheel->first)
		wheel->first = tick;
	flow->slot = tick % FLOW_WHEEL_SLOTS;
	flow->prev = slot->tail;
	flow->next = 0;
	if (slot->tail)
		flows[slot->tail - 1].next = link;
	else
		slot->head = link;
	slot->tail = link;
}

void flow_wheel_remove(struct flow_wheel *wheel, struct flow *flows,
		       struct flow *flow)
{
	struct flow_slot *slot = &wheel->slots[flow->slot];

	if (flow->prev)
		flows[flow->prev - 1].next = flow->next;
	else
		slot->head = flow->next;
	if (flow->next)
		flows[flow->next - 1].prev = flow->prev;
	else
		slot->tail = flow->prev;
	wheel->count--;
}

struct flow *flow_wheel_oldest(struct flow_wheel *wheel, struct flow *flows,
			       uint8_t tick_shift)
{
	while (wheel->count) {
		struct flow_slot *slot =
			&wheel->slots[wheel->first % FLOW_WHEEL_SLOTS];
		struct flow *flow;
		uint64_t tick;

		if (!slot->head) {
			wheel->first++;
			continue;
		}
		flow = &flows[slot->head - 1];
		tick = flow_wheel_tick(flow_last(flow), tick_shift);
		if (tick % FLOW_WHEEL_SLOTS == flow->slot)
			return flow;
		flow_wheel_remove(wheel, flows, flow);
		flow_wheel_put(wheel, flows, flow, tick);
	}
	return NULL;
}
