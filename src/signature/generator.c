/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Count the steps of a linear congruential generator between two of its values. Pure. */
#include "signature/generator.h"

/* Hull and Dobell 1962, for a modulus that is a power of two. */
bool signature_generator_has_full_period(
	const struct signature_generator *generator)
{
	return generator->multiply % 4 == 1 && generator->add % 2 == 1;
}

/*
 * Count the steps between two values of a generator with full period. 2^k steps keep the
 * low k bits and flip bit k: fix the bits from the lowest. `multiply` and `add` make 2^k
 * steps at once. Return: false when there are more than @most.
 */
static bool distance_of(const struct signature_generator *generator,
			uint32_t from, uint32_t to, uint64_t most,
			uint64_t *distance)
{
	uint32_t multiply = generator->multiply, add = generator->add;
	uint32_t x = from;

	*distance = 0;
	for (unsigned bit = 0; bit < generator->bits; bit++) {
		if ((x ^ to) & (1U << bit)) {
			x = x * multiply + add;
			*distance |= UINT64_C(1) << bit;
			if (*distance > most)
				return false;
		}
		add *= multiply + 1;
		multiply *= multiply;
	}
	return true;
}

static bool is_reached_by_steps(const struct signature_generator *generator,
				uint32_t from, uint32_t to, uint32_t low,
				uint32_t high)
{
	uint32_t x = from;

	for (uint32_t step = 1; step <= high; step++) {
		x = signature_generator_next(generator, x);
		if (x == to && step >= low)
			return true;
	}
	return false;
}

bool signature_generator_reaches(const struct signature_generator *generator,
				 uint32_t from, uint32_t to, uint32_t low,
				 uint32_t high)
{
	uint64_t period = (uint64_t)generator->mask + 1;
	uint64_t distance;

	if (to & ~generator->mask)
		return false;
	if (!signature_generator_has_full_period(generator))
		return is_reached_by_steps(generator, from, to, low, high);
	if (!distance_of(generator, from, to, high, &distance))
		return false;
	/* the value repeats after each period */
	if (distance < low)
		distance += (low - distance + period - 1) / period * period;
	return distance <= high;
}
