/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet is charged when it arrives, not when it is sent: otherwise a packet that
 * waits for its own class's ceiling would delay packets of other classes, too.
 */
#include "shaper/token_bucket.h"

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t cost_of(uint32_t bytes, uint64_t bps)
{
	if (bps == SHAPER_TOKEN_BUCKET_ENDLESS)
		return 0;
	return (uint64_t)bytes * 8 * SHAPER_TOKEN_BUCKET_UNITS_PER_US *
	       1000000 / bps;
}

/* return when the packet can be sent; @lender: the class whose rate allows it */
static uint64_t find_lender(const struct shaper_token_bucket_step *steps,
			    size_t count, unsigned priority, uint64_t now,
			    size_t *lender)
{
	uint64_t ceiling = later(now, steps[0].bucket->last_sent);
	uint64_t best = UINT64_MAX;

	*lender = count;
	for (size_t i = 0; i < count; i++) {
		uint64_t at;

		ceiling =
			later(ceiling, steps[i].bucket->ceiling_free[priority]);
		if (!steps[i].rate_bps)
			continue;
		at = later(ceiling, steps[i].bucket->rate_free[priority]);
		if (at >= best)
			continue;
		best = at;
		*lender = i;
		if (at <= now)
			break;
	}
	return best;
}

/*
 * Charge @cost to the clocks of priorities @first and lower. A borrower waits for
 * guaranteed traffic of others, and for borrowers of a higher priority; those do not wait
 * for it.
 */
static void charge_clocks(uint64_t clocks[SHAPER_TOKEN_BUCKET_PRIORITIES],
			  unsigned first, uint64_t cost, uint64_t now)
{
	for (unsigned p = first; p < SHAPER_TOKEN_BUCKET_PRIORITIES; p++)
		clocks[p] = later(clocks[p], now) + cost;
}

static void charge_steps(const struct shaper_token_bucket_step *steps,
			 size_t count, unsigned priority, size_t lender,
			 uint32_t bytes, uint64_t now)
{
	for (size_t i = 0; i < count; i++) {
		const struct shaper_token_bucket_step *step = &steps[i];
		/*
		 * in its own class and above the lender all priorities wait;
		 * between, and at the lender, only its own and lower ones
		 */
		unsigned first = i && i <= lender ? priority : 0;

		charge_clocks(step->bucket->ceiling_free, first,
			      cost_of(bytes, step->ceiling_bps), now);
		if (i >= lender && step->rate_bps)
			charge_clocks(step->bucket->rate_free, first,
				      cost_of(bytes, step->rate_bps), now);
	}
}

bool shaper_token_bucket_admit(const struct shaper_token_bucket_step *steps,
			       size_t count, unsigned priority, uint32_t bytes,
			       uint64_t now, uint64_t queue, uint64_t *delay)
{
	size_t lender;
	uint64_t at = find_lender(steps, count, priority, now, &lender);

	*delay = 0;
	if (at == UINT64_MAX || at - now > queue)
		return false;
	*delay = at - now;
	steps[0].bucket->last_sent = at;
	charge_steps(steps, count, priority, lender, bytes, now);
	return true;
}

void shaper_token_bucket_charge(const struct shaper_token_bucket_step *steps,
				size_t count, unsigned priority, uint32_t bytes,
				uint64_t now)
{
	size_t lender;

	find_lender(steps, count, priority, now, &lender);
	if (lender == count)
		lender = count - 1;
	charge_steps(steps, count, priority, lender, bytes, now);
}
