/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet's number decides whether it is lost. Numbers and clocks are in slots that
 * flows find by their hash; a lock protects some of the slots.
 */
#include "shaper/degrade.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "flow/flow.h"
#include "packet/packet.h"
#include "policy/policy.h"

#define SLOTS 8192 /* flows with a slot of their own, before hashes collide */
#define LOCKS 64
#define IDLE_US \
	USEC_PER_SEC /* then another flow may use a slot; back: a clock was set */
#define WHOLE 10000 /* a loss is a part of this */

struct slot {
	uint64_t stream; /* the owner */
	usec_t free_us;	 /* when the rate allows the next packet */
	usec_t seen_us;	 /* its last packet */
	uint64_t number; /* of its next packet; exempt ones do not count */
};

struct shaper_degrader {
	pthread_mutex_t locks[LOCKS];
	struct slot slots[SLOTS];
};

struct shaper_degrader *shaper_degrader_create(void)
{
	struct shaper_degrader *degrader = calloc(1, sizeof(*degrader));

	for (int i = 0; degrader && i < LOCKS; i++)
		pthread_mutex_init(&degrader->locks[i], NULL);
	return degrader;
}

void shaper_degrader_destroy(struct shaper_degrader *degrader)
{
	for (int i = 0; degrader && i < LOCKS; i++)
		pthread_mutex_destroy(&degrader->locks[i]);
	free(degrader);
}

void shaper_degrader_clear(struct shaper_degrader *degrader)
{
	for (size_t i = 0; i < SLOTS; i++) {
		pthread_mutex_lock(&degrader->locks[i % LOCKS]);
		degrader->slots[i] = (struct slot){0};
		pthread_mutex_unlock(&degrader->locks[i % LOCKS]);
	}
}

/* return the first packet of a run; each run loses one packet */
static uint64_t run_start(uint64_t run, uint16_t loss)
{
	return (run * WHOLE + loss - 1) / loss;
}

bool shaper_degrade_loses(uint32_t seed, uint64_t stream, uint64_t number,
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

/* The same in every replay of a capture: nothing here is secret. */
static uint64_t stream_of(const struct flow *flow, unsigned direction)
{
	const struct hash_key key = {{flow->first_us, direction}};

	return hash_bytes(&key, &flow->key, sizeof(flow->key));
}

static bool is_exempt(const struct flow *flow, const struct packet *packet,
		      unsigned direction)
{
	return packet->payload_size * 2U < flow->pace[direction].size_mean;
}

/*
 * return the flow's own slot, or that of another flow that has it and is not idle; then
 * both share its clock, and a packet's number in the flow counts, exempt ones included
 */
static struct slot *slot_of(struct shaper_degrader *degrader, uint64_t stream,
			    usec_t now)
{
	struct slot *slot = &degrader->slots[stream % SLOTS];
	usec_t back = usec_since(slot->seen_us, now);

	if (slot->stream != stream &&
	    (back > IDLE_US || usec_since(now, slot->seen_us) > IDLE_US))
		*slot = (struct slot){.stream = stream};
	/* unused rate is not saved; a clock that was set back is not waited for */
	if (slot->free_us < now || back > IDLE_US)
		slot->free_us = now;
	slot->seen_us = now;
	return slot;
}

static bool is_too_fast(struct slot *slot, uint64_t rate_bps,
			const struct packet *packet)
{
	if (slot->free_us - packet->time_us > SHAPER_DEGRADE_BURST_US)
		return true;
	slot->free_us +=
		(uint64_t)packet->wire_bytes * 8 * USEC_PER_SEC / rate_bps;
	return false;
}

enum shaper_degrade_outcome shaper_degrade(struct shaper_degrader *degrader,
					   const struct policy_action *action,
					   const struct flow *flow,
					   const struct packet *packet,
					   unsigned direction)
{
	uint64_t stream = stream_of(flow, direction);
	pthread_mutex_t *lock = &degrader->locks[stream % SLOTS % LOCKS];
	enum shaper_degrade_outcome outcome = SHAPER_DEGRADE_PASSES;
	struct slot *slot;
	uint64_t number;

	if (is_exempt(flow, packet, direction))
		return SHAPER_DEGRADE_EXEMPT;
	pthread_mutex_lock(lock);
	slot = slot_of(degrader, stream, packet->time_us);
	number = slot->stream == stream
			 ? slot->number++
			 : flow->packets[direction] - UINT64_C(1);
	if (shaper_degrade_loses(action->seed, stream, number, action->loss))
		outcome = SHAPER_DEGRADE_LOST;
	else if (action->rate_bps &&
		 is_too_fast(slot, action->rate_bps, packet))
		outcome = SHAPER_DEGRADE_TOO_FAST;
	pthread_mutex_unlock(lock);
	return outcome;
}
