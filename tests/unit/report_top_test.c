/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The most important of many: against sorting all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <errno.h>

#include "report/top.h"

struct item {
	unsigned weight, number;
	char *copy; /* NULL until it is kept */
};

static unsigned copies, fail_at;

/* The heaviest first; of equal ones, the first. */
static int compare_weight(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static int compare_number(const void *a, const void *b)
{
	const struct item *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int copy_item(void *item)
{
	if (fail_at && --fail_at == 0)
		return -ENOMEM;
	((struct item *)item)->copy = malloc(1);
	copies++;
	return 0;
}

static void free_item_copy(void *item)
{
	free(((struct item *)item)->copy);
	copies--;
}

static const struct report_top_type type = {
	.size = sizeof(struct item),
	.compare = compare_weight,
	.order = compare_number,
	.copy = copy_item,
	.free = free_item_copy,
};

static unsigned weight_of(unsigned i, unsigned count)
{
	return i * 7919 % (count / 2 + 1);
}

/* @count items of which @most are kept, against qsort(). */
static void check_kept(unsigned count, unsigned most)
{
	struct item all[300];
	struct report_top top;
	unsigned kept = count < most ? count : most;

	report_top_init(&top, &type, most);
	for (unsigned i = 0; i < count; i++) {
		all[i] = (struct item){weight_of(i, count), i, NULL};
		assert_int_equal(report_top_offer(&top, &all[i]), 0);
		assert_int_equal(copies, top.count);
	}
	assert_int_equal(top.offered, count);
	assert_int_equal(top.count, kept);
	assert_int_equal(report_top_is_cut(&top), count > most);
	report_top_sort(&top);
	qsort(all, count, sizeof(*all),
	      count > most ? compare_weight : compare_number);
	for (unsigned i = 0; i < kept; i++) {
		const struct item *item = report_top_at(&top, i);

		assert_int_equal(item->number, all[i].number);
		assert_int_equal(item->weight, all[i].weight);
	}
	report_top_clear(&top);
	assert_int_equal(copies, 0);
	assert_int_equal(top.count, 0);
	assert_int_equal(top.offered, 0);
	assert_int_equal(top.most, most);
}

static void the_most_important_are_kept(void **state)
{
	static const unsigned counts[] = {0, 1, 2, 3, 15, 16, 17, 33, 100, 300};
	static const unsigned mosts[] = {1,  2,	 3,  4,	 15,  16,
					 17, 20, 31, 33, 100, 301};

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		for (size_t j = 0; j < sizeof(mosts) / sizeof(*mosts); j++)
			check_kept(counts[i], mosts[j]);
}

/* In whatever order they come. */
static void order_does_not_matter(void **state)
{
	struct report_top top;

	(void)state;
	for (int rising = 0; rising < 2; rising++) {
		report_top_init(&top, &type, 5);
		for (unsigned i = 0; i < 50; i++) {
			struct item item = {rising ? i : 49 - i, i, NULL};

			assert_int_equal(report_top_offer(&top, &item), 0);
		}
		report_top_sort(&top);
		for (unsigned i = 0; i < 5; i++) {
			const struct item *item = report_top_at(&top, i);

			assert_int_equal(item->weight, 49 - i);
		}
		report_top_clear(&top);
	}
	assert_int_equal(copies, 0);
}

/* Without memory for a copy, the item is lost and the others stay. */
static void a_failed_copy_loses_one_item(void **state)
{
	struct report_top top;

	(void)state;
	report_top_init(&top, &type, 3);
	for (unsigned i = 0; i < 5; i++) {
		struct item item = {i, i, NULL};

		fail_at = i == 1 || i == 4 ? 1 : 0;
		assert_int_equal(report_top_offer(&top, &item),
				 i == 1 || i == 4 ? -ENOMEM : 0);
	}
	report_top_sort(&top);
	assert_int_equal(top.count, 3);
	assert_int_equal(copies, 3);
	for (unsigned i = 0; i < 3; i++) {
		static const unsigned expected[] = {3, 2, 0};
		const struct item *item = report_top_at(&top, i);

		assert_int_equal(item->weight, expected[i]);
	}
	report_top_clear(&top);
	assert_int_equal(copies, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_important_are_kept),
		cmocka_unit_test(order_does_not_matter),
		cmocka_unit_test(a_failed_copy_loses_one_item),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
