/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of classes: its faults, what it promises, and numbers that stay.
 */
#include "policy/classes.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BOTH(rate)             \
	{                      \
		(rate), (rate) \
	}

static const struct policy_link link_100 = {BOTH(100)};

struct said {
	unsigned count;
	struct policy_classes_finding last;
};

static void say(void *context, const struct policy_classes_finding *finding)
{
	struct said *said = context;

	said->count++;
	said->last = *finding;
}

static struct said faults_of(const struct policy_class *classes, size_t count,
			     const struct policy_link *link)
{
	struct said said = {0};
	unsigned faults;

	faults = policy_classes_check(classes, count, link, say, &said);
	assert_int_equal(faults, said.count);
	return said;
}

static struct policy_class class(const char *name, uint16_t parent,
				 uint64_t rate, uint64_t ceiling)
{
	return (struct policy_class){
		.name = name,
		.parent = parent,
		.members = 1,
		.rate_bps = BOTH(rate),
		.ceiling_bps = BOTH(ceiling),
	};
}

static void test_shape(void **state)
{
	struct policy_class loop[] = {class("a", 2, 1, 1), class("b", 1, 1, 1),
				      class("c", 0, 1, 1)};
	struct policy_class self[] = {class("a", 1, 1, 1)};
	struct policy_class deep[POLICY_CLASSES_DEEPEST + 1];
	struct said said;

	(void)state;
	said = faults_of(loop, 3, &link_100);
	assert_int_equal(said.count, 2);
	assert_int_equal(said.last.fault, POLICY_CLASS_CYCLE);
	assert_int_equal(said.last.class, 2);
	assert_int_equal(faults_of(self, 1, &link_100).count, 1);
	for (size_t i = 0; i <= POLICY_CLASSES_DEEPEST; i++)
		deep[i] = class("d", (uint16_t)i, 1, 1);
	assert_int_equal(
		faults_of(deep, POLICY_CLASSES_DEEPEST, &link_100).count, 0);
	said = faults_of(deep, POLICY_CLASSES_DEEPEST + 1, &link_100);
	assert_int_equal(said.count, 1);
	assert_int_equal(said.last.fault, POLICY_CLASS_TOO_DEEP);
	assert_int_equal(said.last.class, POLICY_CLASSES_DEEPEST + 1);
}

/* A part that is no tree does not keep the rest from being checked. */
static void test_unsound_parts(void **state)
{
	const struct policy_class loop[] = {
		class("a", 2, 500, 500), class("b", 1, 500, 500),
		class("below a", 1, 500, 500), class("c", 0, 70, 70),
		class("d", 0, 31, 31)};
	const struct policy_class nowhere[] = {
		class("a", POLICY_CLASS_NOWHERE, 500, 500),
		class("below a", 1, 501, 501), class("c", 0, 100, 100)};
	struct policy_class deep[POLICY_CLASSES_DEEPEST + 2];
	struct said said;

	(void)state;
	said = faults_of(loop, 5, &link_100);
	assert_int_equal(said.count, 4); /* a, b, and the link both ways */
	assert_int_equal(said.last.fault, POLICY_CLASS_OVERCOMMITS);
	assert_int_equal(said.last.class, 0);
	assert_int_equal(said.last.promised_bps, 101);
	/* a subtree of its own, and whatever it is part of is no fault here */
	said = faults_of(nowhere, 3, &link_100);
	assert_int_equal(said.count, 2);
	assert_int_equal(said.last.class, 1);
	assert_int_equal(said.last.promised_bps, 501);
	assert_int_equal(faults_of(nowhere, 1, &link_100).count, 0);
	errno = 0;
	assert_null(policy_classes_create(nowhere, 1, &link_100, NULL));
	assert_int_equal(errno, EINVAL);
	/* the deepest one promises 200 that count nowhere */
	for (size_t i = 0; i <= POLICY_CLASSES_DEEPEST; i++)
		deep[i] = class("d", (uint16_t)i, 0, 1);
	deep[POLICY_CLASSES_DEEPEST].rate_bps[0] = 200;
	deep[POLICY_CLASSES_DEEPEST].ceiling_bps[0] = 200;
	deep[POLICY_CLASSES_DEEPEST + 1] = class("e", 0, 100, 99);
	said = faults_of(deep, POLICY_CLASSES_DEEPEST + 2, &link_100);
	assert_int_equal(said.count, 3);
	assert_int_equal(said.last.fault, POLICY_CLASS_LOW_CEILING);
	assert_int_equal(said.last.class, POLICY_CLASSES_DEEPEST + 2);
}

static void test_promises(void **state)
{
	struct policy_class exact[] = {
		class("a", 0, 60, 60), class("b", 0, 40, 100),
		class("a1", 1, 30, 60), class("a2", 1, 30, 60)};
	struct policy_link up = {{100, 99}};
	struct said said;

	(void)state;
	assert_int_equal(faults_of(exact, 4, &link_100).count, 0);
	said = faults_of(exact, 4, &up);
	assert_int_equal(said.count, 1);
	assert_int_equal(said.last.class, 0);
	assert_int_equal(said.last.direction, POLICY_CLASS_UP);
	assert_int_equal(said.last.promised_bps, 100);
	assert_int_equal(said.last.has_bps, 99);
	exact[3].rate_bps[POLICY_CLASS_DOWN] = 31;
	said = faults_of(exact, 4, &link_100);
	assert_int_equal(said.count, 1);
	assert_int_equal(said.last.fault, POLICY_CLASS_OVERCOMMITS);
	assert_int_equal(said.last.class, 1);
	assert_int_equal(said.last.promised_bps, 61);
	exact[3].rate_bps[POLICY_CLASS_DOWN] = 30;
	exact[1].ceiling_bps[POLICY_CLASS_UP] = 39;
	said = faults_of(exact, 4, &link_100);
	assert_int_equal(said.count, 1);
	assert_int_equal(said.last.fault, POLICY_CLASS_LOW_CEILING);
	assert_int_equal(said.last.class, 2);
	/* a link of unknown rate is never full */
	exact[1].ceiling_bps[POLICY_CLASS_UP] = UINT64_MAX;
	exact[1].rate_bps[POLICY_CLASS_UP] = UINT64_MAX;
	assert_int_equal(
		faults_of(exact, 4, &(struct policy_link){{0, 0}}).count, 0);
}

/* Members multiply, and promises of classes without a rate come from below. */
static void test_members(void **state)
{
	struct policy_class classes[] = {class("user-call", 2, 5, 50),
					 class("user", 3, 0, 50),
					 class("users", 0, 0, 90)};
	struct policy_classes *tree;
	struct said said;

	(void)state;
	classes[1].per = POLICY_PER_USER;
	classes[1].members = 18;
	tree = policy_classes_create(classes, 3, &link_100, NULL);
	assert_non_null(tree);
	assert_int_equal(policy_classes_get(tree, 2)->rate_bps[0], 5);
	assert_int_equal(policy_classes_get(tree, 3)->rate_bps[0], 90);
	assert_int_equal(policy_classes_rest(tree, 0), 10);
	assert_int_equal(policy_classes_get(tree, 1)->keys, POLICY_PER_USER);
	assert_int_equal(policy_classes_get(tree, 3)->keys, 0);
	assert_int_equal(policy_classes_get(tree, 1)->depth, 3);
	assert_true(policy_classes_get(tree, 1)->leaf);
	assert_false(policy_classes_get(tree, 2)->leaf);
	policy_classes_destroy(tree);
	classes[1].members = 19;
	said = faults_of(classes, 3, &link_100);
	assert_int_equal(said.count, 2); /* both ways */
	assert_int_equal(said.last.fault, POLICY_CLASS_LOW_CEILING);
	assert_int_equal(said.last.class, 3);
	errno = 0;
	assert_null(policy_classes_create(classes, 3, &link_100, NULL));
	assert_int_equal(errno, EINVAL);
}

static uint16_t minor_of(const struct policy_classes *tree, const char *name)
{
	const struct policy_class *class = NULL;

	for (uint16_t i = 1; i <= policy_classes_count(tree); i++) {
		class = policy_classes_get(tree, i);
		if (strcmp(class->name, name) == 0)
			break;
	}
	return class->minor;
}

static void test_minors(void **state)
{
	struct policy_class first[] = {class("a", 0, 1, 1), class("b", 0, 9, 9),
				       class("c", 2, 1, 1),
				       class("d", 2, 1, 1)};
	/* a goes, d moves, e is new, and c's rate changes */
	struct policy_class second[] = {
		class("e", 0, 1, 1), class("c", 3, 2, 2), class("b", 0, 9, 9),
		class("d", 0, 1, 1)};
	struct policy_classes *one, *two, *three;

	(void)state;
	one = policy_classes_create(first, 4, &link_100, NULL);
	two = policy_classes_create(second, 4, &link_100, one);
	assert_int_equal(minor_of(one, "a"), POLICY_CLASS_MINOR_FIRST);
	assert_int_equal(minor_of(two, "b"), minor_of(one, "b"));
	assert_int_equal(minor_of(two, "c"), minor_of(one, "c"));
	assert_int_not_equal(minor_of(two, "d"), minor_of(one, "d"));
	for (uint16_t i = 1; i <= 4; i++) {
		uint16_t minor = policy_classes_get(one, i)->minor;

		assert_int_not_equal(minor_of(two, "e"), minor);
		assert_int_not_equal(minor_of(two, "d"), minor);
	}
	/* d gets classes below it: the kernel cannot let it stay */
	second[0].parent = 4;
	three = policy_classes_create(second, 4, &link_100, two);
	assert_int_not_equal(minor_of(three, "d"), minor_of(two, "d"));
	assert_int_not_equal(minor_of(three, "e"), minor_of(two, "e"));
	assert_int_equal(minor_of(three, "c"), minor_of(two, "c"));
	policy_classes_destroy(one);
	policy_classes_destroy(two);
	policy_classes_destroy(three);
}

/* As many as there may be, twice over: minors stay below those of members. */
static void test_many(void **state)
{
	struct policy_class *all = calloc(POLICY_CLASSES_MOST, sizeof(*all));
	char(*names)[16] = calloc(POLICY_CLASSES_MOST, sizeof(*names));
	struct policy_classes *one, *two;

	(void)state;
	for (size_t i = 0; i < POLICY_CLASSES_MOST; i++) {
		snprintf(names[i], sizeof(names[i]), "%zu", i);
		all[i] = class(names[i], 0, 0, 1);
	}
	one = policy_classes_create(all, POLICY_CLASSES_MOST, &link_100, NULL);
	for (size_t i = 0; i < POLICY_CLASSES_MOST; i++)
		names[i][0] = 'x';
	two = policy_classes_create(all, POLICY_CLASSES_MOST, &link_100, one);
	assert_non_null(two);
	for (uint16_t i = 1; i <= POLICY_CLASSES_MOST; i++)
		assert_true(policy_classes_get(two, i)->minor <=
			    POLICY_CLASS_MINOR_MOST);
	policy_classes_destroy(one);
	policy_classes_destroy(two);
	free(all);
	free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_unsound_parts),
		cmocka_unit_test(test_promises),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_minors),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
