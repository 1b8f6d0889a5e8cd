/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_TOKEN_BUCKET_H
#define SHAPER_TOKEN_BUCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Simulates what a tree of classes does to a packet, on the packets' own clock: virtual
 * clocks instead of queues. Pure arithmetic.
 *
 * A class sends what its rate allows at once; above that it borrows from the nearest
 * class above it that has rate left, below every ceiling on the way, as HTB does.
 * Lower priority numbers borrow first; equal ones in order of arrival, where HTB takes
 * turns.
 */

/* 1/64 ns: a 64-byte packet at 100 Gbit/s takes 328 of them. */
#define SHAPER_TOKEN_BUCKET_UNITS_PER_US UINT64_C(64000)
#define SHAPER_TOKEN_BUCKET_PRIORITIES 8
#define SHAPER_TOKEN_BUCKET_ENDLESS \
	UINT64_MAX /* a rate that is never used up */

/* One direction of one class. Zeroed: idle. Units since any fixed time. */
struct shaper_token_bucket {
	/* the time until which traffic of this priority has to wait: by the
	 * ceiling, and by the rate */
	uint64_t ceiling_free[SHAPER_TOKEN_BUCKET_PRIORITIES];
	uint64_t rate_free[SHAPER_TOKEN_BUCKET_PRIORITIES];
	uint64_t last_sent; /* packets of one class keep their order */
};

struct shaper_token_bucket_step {
	struct shaper_token_bucket *bucket;
	uint64_t rate_bps; /* 0: no guarantee */
	uint64_t ceiling_bps;
};

/**
 * shaper_token_bucket_admit - compute when a packet is sent, and charge it
 * @steps:    its class, then the classes above it, up to the link
 * @priority: of its class
 * @now, @queue, @delay: in units; @delay: out
 *
 * Return: false when it would have to wait longer than @queue: it is lost, and nothing
 * is charged.
 */
bool shaper_token_bucket_admit(const struct shaper_token_bucket_step *steps,
			       size_t count, unsigned priority, uint32_t bytes,
			       uint64_t now, uint64_t queue, uint64_t *delay);

/**
 * shaper_token_bucket_charge - charge a packet that is sent in any case
 *
 * All rates and ceilings are charged; parameters as in shaper_token_bucket_admit().
 */
void shaper_token_bucket_charge(const struct shaper_token_bucket_step *steps,
				size_t count, unsigned priority, uint32_t bytes,
				uint64_t now);

#endif
