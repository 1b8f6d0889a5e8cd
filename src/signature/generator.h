/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_GENERATOR_H
#define SIGNATURE_GENERATOR_H

#include <stdbool.h>
#include <stdint.h>

/* x' = x * multiply + add, of `bits` bits. */
struct signature_generator {
	char *name;
	uint32_t multiply, add, mask;
	uint8_t bits;	  /* 8, 16 or 32 */
	const char *file; /* where it is declared */
	unsigned line;
};

/* Limits of the steps of "follows": for full generators, and others. */
#define SIGNATURE_STEPS_MOST 65536
#define SIGNATURE_STEPS_MADE 4096

/**
 * signature_generator_next - make one step from a value
 */
static inline uint32_t
signature_generator_next(const struct signature_generator *generator,
			 uint32_t value)
{
	return (value * generator->multiply + generator->add) & generator->mask;
}

/**
 * signature_generator_has_full_period - return whether all values come before one repeats
 */
bool signature_generator_has_full_period(
	const struct signature_generator *generator);

/**
 * signature_generator_reaches - return whether some steps lead from @from to @to
 * @low:  the fewest steps, at least 1
 * @high: the most
 *
 * In at most 2 * bits multiplications for a full generator, in @high for
 * others.
 */
bool signature_generator_reaches(const struct signature_generator *generator,
				 uint32_t from, uint32_t to, uint32_t low,
				 uint32_t high);

#endif
