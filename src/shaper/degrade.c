/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packet is lost follows from its number. Numbers and clocks stand in places that
 * flows find by their hash, under a lock of a few of them.
 */
#include "shaper/degrade.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "flow/flow.h"
#include "packet/packet.h"
#include "policy/policy.h"

#define SLOTS 8192 /* flows, until they begin to meet */
#define LOCKS 64
#define IDLE_US USEC_PER_SEC /* a place is anybody's; back: a clock was set */
#define WHOLE 10000	     /* of which a loss is a part */

struct slot {
	uint64_t stream; /* whose it is */
	usec_t free_us;	 /* when what passed is paid for */
	usec_t seen_us;	 /* its last packet */
	uint64_t number; /* of its next packet, but for those spared */
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

/* The first packet of a run, where runs lose one each. */
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

/*
 * The flow's own place; or another's, who was there first and is not idle. Then they
 * share his clock, and the packets are numbered as the flow does it, spared ones too.
 */
static struct slot *slot_of(struct shaper_degrader *degrader, uint64_t stream,
			    usec_t now)
{
	struct slot *slot = &degrader->slots[stream % SLOTS];
	usec_t back = usec_since(slot->seen_us, now);

	if (slot->stream != stream &&
	    (back > IDLE_US || usec_since(now, slot->seen_us) > IDLE_US))
		*slot = (struct slot){.stream = stream};
	/* nothing is saved up; nor waited for when the clock was set back */
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
	enum shaper_degrade_outcome fate = SHAPER_DEGRADE_PASSES;
	struct slot *slot;
	uint64_t number;

	if (is_spared(flow, packet, direction))
		return SHAPER_DEGRADE_SPARED;
	pthread_mutex_lock(lock);
	slot = slot_of(degrader, stream, packet->time_us);
	number = slot->stream == stream
			 ? slot->number++
			 : flow->packets[direction] - UINT64_C(1);
	if (shaper_degrade_loses(action->seed, stream, number, action->loss))
		fate = SHAPER_DEGRADE_LOST;
	else if (action->rate_bps &&
		 is_too_fast(slot, action->rate_bps, packet))
		fate = SHAPER_DEGRADE_TOO_FAST;
	pthread_mutex_unlock(lock);
	return fate;
}
