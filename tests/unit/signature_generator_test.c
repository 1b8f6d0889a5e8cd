/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Distances in a generator, against a twin that counts steps. */
#include "signature/generator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct signature_generator word = {
	.multiply = 69069, .add = 17009, .mask = 0xffffffff, .bits = 32};

static uint32_t step(const struct signature_generator *generator, uint32_t from,
		     unsigned steps)
{
	for (; steps; steps--)
		from = signature_generator_next(generator, from);
	return from;
}

static bool twin(const struct signature_generator *generator, uint32_t from,
		 uint32_t to, uint32_t low, uint32_t high)
{
	for (uint32_t n = low; n <= high; n++)
		if (step(generator, from, n) == to)
			return true;
	return false;
}

static void measured_steps_are_found(void **state)
{
	(void)state;
	/* successive ones of one sender, of a capture of 2006 */
	assert_true(signature_generator_reaches(&word, 0x2bb72fed, 0x7f0dac3a,
						1, 1));
	assert_true(signature_generator_reaches(&word, 0x7f0dac3a, 0x1bec1ee3,
						1, 64));
	assert_true(signature_generator_reaches(&word, 0xe2b459e6, 0xc5689dc4,
						2, 2));
	assert_false(signature_generator_reaches(&word, 0xe2b459e6, 0xc5689dc4,
						 1, 1));
	assert_false(signature_generator_reaches(&word, 0xe2b459e6, 0xc5689dc4,
						 3, SIGNATURE_STEPS_MOST));
	/* never back, and a value does not follow itself */
	assert_false(signature_generator_reaches(&word, 0x7f0dac3a, 0x2bb72fed,
						 1, SIGNATURE_STEPS_MOST));
	assert_false(signature_generator_reaches(&word, 0x7f0dac3a, 0x7f0dac3a,
						 1, SIGNATURE_STEPS_MOST));
}

static void the_bounds_are_sharp(void **state)
{
	static const uint32_t distances[] = {1,	   2,	 3,	64,
					     4096, 4097, 65535, 65536};

	(void)state;
	for (size_t i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
		uint32_t n = distances[i], to = step(&word, 12345, n);

		assert_true(
			signature_generator_reaches(&word, 12345, to, n, n));
		assert_false(signature_generator_reaches(&word, 12345, to, 1,
							 n - 1));
		assert_false(signature_generator_reaches(
			&word, 12345, to, n + 1, SIGNATURE_STEPS_MOST));
	}
}

/* Small ones come round; those that are not full have values never reached. */
static void any_generator_agrees_with_its_twin(void **state)
{
	unsigned full = 0, reached = 0;

	(void)state;
	srand(3);
	for (int i = 0; i < 20000; i++) {
		struct signature_generator generator = {
			.multiply = (uint32_t)rand() * 3U,
			.add = (uint32_t)rand(),
			.bits = i % 2 ? 8 : 16};
		uint32_t from, to, low = 1 + (uint32_t)rand() % 300;
		uint32_t high = low + (uint32_t)rand() % 300;
		bool expected;

		generator.mask = (1U << generator.bits) - 1;
		from = (uint32_t)rand() & generator.mask;
		to = i % 3 ? step(&generator, from, 1 + (uint32_t)rand() % 600)
			   : (uint32_t)rand() & (generator.mask * 2 + 1);
		expected = twin(&generator, from, to, low, high);
		assert_int_equal(signature_generator_reaches(&generator, from,
							     to, low, high),
				 expected);
		full += signature_generator_has_full_period(&generator);
		reached += expected;
	}
	assert_in_range(full, 1000, 10000);
	assert_in_range(reached, 1000, 19000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(measured_steps_are_found),
		cmocka_unit_test(the_bounds_are_sharp),
		cmocka_unit_test(any_generator_agrees_with_its_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
