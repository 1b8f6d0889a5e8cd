/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loss needs no memory: which packet is lost follows from its number. Rates have a clock
 * for each flow, under a lock of a few of them.
 */
#include "engine/degrade.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "flow/flow.h"
#include "packet/packet.h"
#include "policy/policy.h"

#define SLOTS 8192 /* flows with a rate, until they begin to meet */
#define LOCKS 64
#define CLOCK_BACK_US USEC_PER_SEC /* less is packets out of order */
#define WHOLE 10000		   /* of which a loss is a part */

struct slot {
	uint64_t stream; /* whose it is */
	usec_t free_us;	 /* when what passed is paid for */
	usec_t seen_us;	 /* its last packet */
};

struct engine_degrader {
	pthread_mutex_t locks[LOCKS];
	struct slot slots[SLOTS];
};

struct engine_degrader *engine_degrader_create(void)
{
	struct engine_degrader *degrader = calloc(1, sizeof(*degrader));

	for (int i = 0; degrader && i < LOCKS; i++)
		pthread_mutex_init(&degrader->locks[i], NULL);
	return degrader;
}

void engine_degrader_destroy(struct engine_degrader *degrader)
{
	for (int i = 0; degrader && i < LOCKS; i++)
		pthread_mutex_destroy(&degrader->locks[i]);
	free(degrader);
}

void engine_degrader_clear(struct engine_degrader *degrader)
{
	for (size_t i = 0; i < SLOTS; i++) {
		pthread_mutex_lock(&degrader->locks[i % LOCKS]);
		degrader->slots[i] = (struct slot){0};
		pthread_mutex_unlock(&degrader->locks[i % LOCKS]);
	}
}

/* The first packet of a run, where runs lose one each. */
static uint64_t run_start(uint64_t run, uint16_t loss)
{
	return (run * WHOLE + loss - 1) / loss;
}

bool engine_degrade_loses(uint32_t seed, uint64_t stream, uint64_t number,
			  uint16_t loss)
{
	const struct hash_key key = {{seed, stream}};
	uint64_t run, first, size;

	if (!loss)
		return false;
	run = number * loss / WHOLE;
	first = run_start(run, loss);
	size = run_start(run + 1, loss) - first;
	return number - first == hash_bytes(&key, &run, sizeof(run)) % size;
}

/* The same in every run of the same capture: nothing here is secret. */
static uint64_t stream_of(const struct flow *flow, unsigned direction)
{
	const struct hash_key key = {{flow->first_us, direction}};

	return hash_bytes(&key, &flow->key, sizeof(flow->key));
}

static bool is_spared(const struct flow *flow, const struct packet *packet,
		      unsigned direction)
{
	return packet->payload_size * 2U < flow->pace[direction].size_mean;
}

static bool is_too_fast(struct engine_degrader *degrader, uint64_t stream,
			uint64_t rate_bps, const struct packet *packet)
{
	size_t at = stream % SLOTS;
	struct slot *slot = &degrader->slots[at];
	usec_t now = packet->time_us;
	bool fast;

	pthread_mutex_lock(&degrader->locks[at % LOCKS]);
	/* an idle one is anybody's; a clock that was set back starts over */
	if (slot->free_us <= now ||
	    usec_since(slot->seen_us, now) > CLOCK_BACK_US)
		*slot = (struct slot){.stream = stream, .free_us = now};
	slot->seen_us = now;
	fast = slot->free_us - now > ENGINE_DEGRADE_BURST_US;
	if (!fast)
		slot->free_us += (uint64_t)packet->wire_bytes * 8 *
				 USEC_PER_SEC / rate_bps;
	pthread_mutex_unlock(&degrader->locks[at % LOCKS]);
	return fast;
}

enum engine_degrade_fate engine_degrade(struct engine_degrader *degrader,
					const struct policy_action *action,
					const struct flow *flow,
					const struct packet *packet,
					unsigned direction)
{
	uint64_t stream = stream_of(flow, direction);
	uint64_t number = flow->packets[direction] - UINT64_C(1);

	if (is_spared(flow, packet, direction))
		return ENGINE_DEGRADE_SPARED;
	if (engine_degrade_loses(action->seed, stream, number, action->loss))
		return ENGINE_DEGRADE_LOST;
	if (action->rate_bps &&
	    is_too_fast(degrader, stream, action->rate_bps, packet))
		return ENGINE_DEGRADE_TOO_FAST;
	return ENGINE_DEGRADE_PASSES;
}
