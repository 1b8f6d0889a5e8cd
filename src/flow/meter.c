/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seconds in a ring, and a pool of meters for each stripe of flows. Lock: the stripe's
 * lock, which its pool shares.
 */
#include "flow/meter.h"

#include <stdlib.h>
#include <string.h>

#include "base/striped.h"

#define FLOWS_A_METER 16
#define METERS_LEAST 16	  /* of a stripe */
#define METERS_EXAMINED 8 /* in one search: each touches a line of memory */

/* ---- measuring ---- */

static uint32_t second_since(usec_t first_us, usec_t now)
{
	usec_t second = usec_since(now, first_us) / USEC_PER_SEC;

	return second < UINT32_MAX ? (uint32_t)second : UINT32_MAX;
}

bool flow_meter_is_whole(const struct flow_meter *meter, usec_t first_us,
			 usec_t now)
{
	return second_since(first_us, now) > meter->second;
}

void flow_meter_advance(struct flow_meter *meter, usec_t first_us, usec_t now)
{
	uint32_t second = second_since(first_us, now);

	if (second <= meter->second)
		return;
	if (second - meter->second > 1)
		meter->since_us = 0;
	if (second - meter->second >= FLOW_METER_SECONDS) {
		memset(meter->seconds, 0, sizeof(meter->seconds));
		meter->second = second;
	}
	while (meter->second < second) {
		meter->second++;
		memset(meter->seconds[meter->second % FLOW_METER_SECONDS], 0,
		       sizeof(meter->seconds[0]));
	}
}

static void count_saturating(uint16_t *counter)
{
	*counter = (uint16_t)(*counter + (*counter < UINT16_MAX));
}

void flow_meter_add(struct flow_meter *meter,
		    const struct flow_meter_sizes *sizes, unsigned direction,
		    uint16_t size, bool counts, usec_t now)
{
	struct flow_measure *it =
		&meter->seconds[meter->second % FLOW_METER_SECONDS][direction];

	meter->second_pending = true;
	if (!meter->since_us)
		meter->since_us = now;
	if (now > meter->last_us)
		meter->last_us = now;
	if (it->bytes < UINT32_MAX - UINT16_MAX)
		it->bytes += size;
	meter->call.since[direction] += size;
	meter->payload += size;
	count_saturating(&it->payloads);
	for (unsigned i = 0; counts && i < sizes->count; i++)
		if (size >= sizes->low[i] && size <= sizes->high[i])
			count_saturating(&it->sizes[i]);
}

void flow_meter_forward(struct flow_meter *meter, unsigned direction)
{
	count_saturating(
		&meter->seconds[meter->second % FLOW_METER_SECONDS][direction]
			 .forwarded);
}

static void sum_saturating(uint16_t *sum, uint16_t more)
{
	unsigned both = (unsigned)*sum + more;

	*sum = (uint16_t)(both < UINT16_MAX ? both : UINT16_MAX);
}

/* Return the second that is @age seconds old; NULL before the flow's first. */
static const struct flow_measure *second_at(const struct flow_meter *meter,
					    unsigned direction, unsigned age)
{
	if (age > meter->second || age >= FLOW_METER_SECONDS)
		return NULL;
	return &meter->seconds[(meter->second - age) % FLOW_METER_SECONDS]
			      [direction];
}

void flow_meter_sum(const struct flow_meter *meter, unsigned direction,
		    unsigned seconds, struct flow_measure *sum)
{
	*sum = (struct flow_measure){0};
	for (unsigned age = 0; age < seconds; age++) {
		const struct flow_measure *it =
			second_at(meter, direction, age);

		if (!it)
			return;
		if (sum->bytes < UINT32_MAX - it->bytes)
			sum->bytes += it->bytes;
		sum_saturating(&sum->payloads, it->payloads);
		sum_saturating(&sum->forwarded, it->forwarded);
		for (unsigned i = 0; i < FLOW_METER_SIZES; i++)
			sum_saturating(&sum->sizes[i], it->sizes[i]);
	}
}

unsigned flow_meter_busy(const struct flow_meter *meter, unsigned direction,
			 unsigned seconds)
{
	unsigned busy = 0;

	for (unsigned age = 0; age < seconds; age++) {
		const struct flow_measure *it =
			second_at(meter, direction, age);

		busy += it && it->payloads;
	}
	return busy;
}

static uint64_t bytes_at(const struct flow_meter *meter, unsigned age)
{
	uint64_t bytes = 0;

	for (unsigned direction = 0; direction < 2; direction++) {
		const struct flow_measure *it =
			second_at(meter, direction, age);

		bytes += it ? it->bytes : 0;
	}
	return bytes;
}

unsigned flow_meter_onset(const struct flow_meter *meter, unsigned seconds)
{
	uint64_t all = 0;
	unsigned age = seconds;

	for (unsigned i = 0; i < seconds; i++)
		all += bytes_at(meter, i);
	while (--age && bytes_at(meter, age) * 2 * seconds < all)
		;
	return age;
}

/* Find the entry of the activity, else a free one, else the one that is oldest. */
static unsigned share_index(const struct flow_meter *meter, unsigned end,
			    uint8_t activity)
{
	unsigned oldest = 0;

	for (unsigned i = 0; i < EPISODES; i++) {
		if (meter->shared[end][i] == activity || !meter->shared[end][i])
			return i;
		if (meter->shares[end][i].second <
		    meter->shares[end][oldest].second)
			oldest = i;
	}
	return oldest;
}

static uint64_t window_bytes(const struct flow_meter *meter, unsigned seconds)
{
	uint64_t bytes = 0;

	for (unsigned age = 0; age < seconds; age++)
		bytes += bytes_at(meter, age);
	return bytes;
}

uint64_t flow_meter_share(struct flow_meter *meter, unsigned end,
			  uint8_t activity, unsigned seconds, usec_t lasts_us)
{
	unsigned index = share_index(meter, end, activity);
	struct flow_share *share = &meter->shares[end][index];
	bool continues = meter->shared[end][index] == activity &&
			 (meter->second - share->second) * USEC_PER_SEC <=
				 lasts_us;
	uint64_t bytes = continues ? (uint32_t)(meter->payload - share->payload)
				   : window_bytes(meter, seconds);

	meter->shared[end][index] = activity;
	share->payload = meter->payload;
	share->second = meter->second;
	return bytes;
}

void flow_meter_forget_shares(struct flow_meter *meter)
{
	memset(meter->shared, 0, sizeof(meter->shared));
}

void flow_meter_forget(struct flow_meter *meter)
{
	memset(meter->seconds, 0, sizeof(meter->seconds));
	meter->since_us = 0;
}

/* ---- pools ---- */

struct pool {
	uint16_t free;	/* chain of those given back */
	uint16_t hand;	/* the one that was looked at last, for silence */
	uint16_t fresh; /* numbers that were ever used */
};

struct flow_meters {
	struct flow_meter *all; /* stripe by stripe */
	uint32_t share;		/* of a stripe, at most UINT16_MAX */
	unsigned stripes;
	struct pool pools[];
};

static size_t bytes_of(const struct flow_meters *meters)
{
	return (size_t)meters->share * meters->stripes *
	       sizeof(struct flow_meter);
}

struct flow_meters *flow_meters_create(size_t flows, unsigned stripes)
{
	size_t share = flows / FLOWS_A_METER / stripes + METERS_LEAST;
	struct flow_meters *meters =
		calloc(1, sizeof(*meters) + stripes * sizeof(meters->pools[0]));

	if (!meters)
		return NULL;
	meters->share = share < UINT16_MAX ? (uint32_t)share : UINT16_MAX;
	meters->stripes = stripes;
	meters->all = striped_map(bytes_of(meters), false);
	if (!meters->all) {
		free(meters);
		return NULL;
	}
	return meters;
}

void flow_meters_destroy(struct flow_meters *meters)
{
	if (!meters)
		return;
	striped_unmap(meters->all, bytes_of(meters));
	free(meters);
}

struct flow_meter *flow_meters_at(const struct flow_meters *meters,
				  unsigned stripe, uint16_t number)
{
	return &meters->all[(size_t)stripe * meters->share + number - 1];
}

uint16_t flow_meters_take(struct flow_meters *meters, unsigned stripe)
{
	struct pool *pool = &meters->pools[stripe];
	uint16_t number = pool->free;
	struct flow_meter *meter;

	if (!number && pool->fresh == meters->share)
		return 0;
	if (!number)
		number = ++pool->fresh;
	meter = flow_meters_at(meters, stripe, number);
	if (number == pool->free)
		pool->free = meter->next_free;
	memset(meter, 0, sizeof(*meter));
	return number;
}

uint16_t flow_meters_silent(struct flow_meters *meters, unsigned stripe,
			    usec_t now)
{
	struct pool *pool = &meters->pools[stripe];

	for (unsigned i = 0; i < METERS_EXAMINED && i < pool->fresh; i++) {
		const struct flow_meter *it;

		pool->hand = (uint16_t)(pool->hand % pool->fresh + 1);
		it = flow_meters_at(meters, stripe, pool->hand);
		if (it->flow && !it->call.start_us &&
		    usec_since(now, it->last_us) >
			    FLOW_METER_SECONDS * USEC_PER_SEC)
			return pool->hand;
	}
	return 0;
}

void flow_meters_release(struct flow_meters *meters, unsigned stripe,
			 uint16_t number)
{
	struct pool *pool = &meters->pools[stripe];

	flow_meters_at(meters, stripe, number)->next_free = pool->free;
	pool->free = number;
}
