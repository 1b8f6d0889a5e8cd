/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A flood that is refused must not become two. */
#include "io/reject_sender.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define START (UINT64_C(1500000000) * USEC_PER_SEC)

/* @count packets, evenly over the second at @second. Return: how many are answered. */
static unsigned flood(struct io_reject_sender_budget *budget, usec_t second,
		      unsigned count)
{
	unsigned taken = 0;

	for (unsigned i = 0; i < count; i++)
		taken += io_reject_sender_take(
			budget, second + i * USEC_PER_SEC / count);
	return taken;
}

static void a_thousand_a_second(void **state)
{
	struct io_reject_sender_budget budget = {0};

	(void)state;
	assert_int_equal(flood(&budget, START, 999), 999);
	assert_true(io_reject_sender_take(&budget, START + USEC_PER_SEC - 1));
	assert_false(io_reject_sender_take(&budget, START + USEC_PER_SEC - 1));
	assert_int_equal(flood(&budget, START + USEC_PER_SEC, 100000), 1000);
	assert_int_equal(flood(&budget, START + 9 * USEC_PER_SEC, 1000), 1000);
	/* a clock that was set back */
	assert_int_equal(flood(&budget, START, 2000), 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_a_second),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
