/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Classes that exist: members, the kernel's to-do list, reloads, metrics. */
#include "shaper/shaper.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "io/tc_message.h"
#include "policy/classes.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)
#define MOST 64

/* slow; user (per user, 2 of them) with call below it */
enum { SLOW = 1, USER, CALL, BULK };

static const struct policy_link link_1m = {{1000000, 1000000}};

static struct policy_classes *tree(uint64_t slow_bps,
				   const struct policy_classes *previous)
{
	const struct policy_class classes[] = {
		{.name = "slow",
		 .members = 1,
		 .priority = 4,
		 .ceiling_bps = {slow_bps, slow_bps / 2}},
		{.name = "user",
		 .per = POLICY_PER_USER,
		 .members = 2,
		 .priority = 4,
		 .ceiling_bps = {80000, 80000}},
		{.name = "call",
		 .parent = USER,
		 .members = 1,
		 .rate_bps = {8000, 8000},
		 .ceiling_bps = {80000, 80000}},
		{.name = "bulk",
		 .parent = USER,
		 .members = 1,
		 .priority = 7,
		 .ceiling_bps = {8000, 8000}},
	};

	return policy_classes_create(classes, 4, &link_1m, previous);
}

struct bench {
	struct policy_classes *classes;
	struct shaper *shaper;
	struct shaper_change done[MOST];
	unsigned count;
};

static struct bench start(enum shaper_mode mode)
{
	struct bench bench = {.classes = tree(8000, NULL)};

	assert_non_null(bench.classes);
	bench.shaper = shaper_create(&hash_key_fixed);
	assert_non_null(bench.shaper);
	shaper_set_mode(bench.shaper, mode);
	shaper_publish(bench.shaper, bench.classes);
	return bench;
}

static void end(struct bench *bench)
{
	shaper_destroy(bench->shaper);
	policy_classes_destroy(bench->classes);
}

static struct shaper_outcome pass(struct bench *bench, uint16_t class,
				  uint8_t user, unsigned direction, usec_t now)
{
	struct shaper_packet packet = {
		.class = class,
		.direction = (uint8_t)direction,
		.user = {.bytes = {[15] = user}},
		.bytes = 100,
		.now = now,
	};
	struct shaper_outcome fate;

	shaper_pass(bench->shaper, bench->classes, &packet, &fate);
	return fate;
}

/* All that the kernel is to do; each is done well. */
static void do_all(struct bench *bench)
{
	bench->count = 0;
	while (bench->count < MOST &&
	       shaper_next(bench->shaper, &bench->done[bench->count]))
		shaper_done(bench->shaper, &bench->done[bench->count++], true);
	assert_true(bench->count < MOST);
}

static struct shaper_metrics metrics_of(const struct bench *bench,
					uint16_t number)
{
	struct shaper_metrics all[5] = {{.members = 0}};

	shaper_metrics(bench->shaper, all, 5);
	return all[number];
}

/* Ten packets of 0.1 s each fit a second; each direction has its own. */
static void directions_and_members_are_apart(void **state)
{
	struct bench bench = start(SHAPER_REPLAY);
	struct shaper_metrics metrics;

	(void)state;
	for (unsigned i = 0; i <= 10; i++)
		assert_int_equal(pass(&bench, SLOW, 1, 0, START).delay_us,
				 i * SEC / 10);
	assert_true(pass(&bench, SLOW, 2, 0, START).lost);
	/* half the ceiling upwards */
	assert_int_equal(pass(&bench, SLOW, 1, 1, START).delay_us, 0);
	assert_int_equal(pass(&bench, SLOW, 1, 1, START).delay_us, SEC / 5);
	/* each user has his own, and below it each class its own */
	for (uint8_t user = 1; user <= 2; user++) {
		assert_int_equal(pass(&bench, BULK, user, 0, START).delay_us,
				 0);
		assert_int_equal(pass(&bench, BULK, user, 0, START).delay_us,
				 SEC / 10);
	}
	metrics = metrics_of(&bench, SLOW);
	assert_int_equal(metrics.counts[0].packets, 11);
	assert_int_equal(metrics.counts[0].bytes, 1100);
	assert_int_equal(metrics.counts[0].drops, 1);
	assert_int_equal(metrics.late[0], 10);
	assert_int_equal(metrics.counts[1].packets, 2);
	metrics = metrics_of(&bench, BULK);
	assert_int_equal(metrics.counts[0].packets, 4);
	assert_int_equal(metrics.members, 2);
	shaper_clear(bench.shaper);
	assert_int_equal(pass(&bench, SLOW, 1, 0, START).delay_us, 0);
	metrics = metrics_of(&bench, BULK);
	assert_int_equal(metrics.members, 0);
	assert_int_equal(metrics.counts[0].packets, 0);
	end(&bench);
}

static void clock_set_back_starts_over(void **state)
{
	struct bench bench = start(SHAPER_REPLAY);

	(void)state;
	for (int i = 0; i < 5; i++)
		pass(&bench, SLOW, 1, 0, START);
	/* out of order: a little early, behind those that are there */
	assert_int_equal(pass(&bench, SLOW, 1, 0, START - SEC / 10).delay_us,
			 600000);
	assert_int_equal(pass(&bench, SLOW, 1, 0, START - 3600 * SEC).delay_us,
			 0);
	end(&bench);
}

/* Live without the kernel: a fifth of a second, then they go. */
static void policing_is_strict(void **state)
{
	struct bench bench = start(SHAPER_POLICE);
	unsigned passed = 0;

	(void)state;
	for (unsigned ms = 0; ms < 10000; ms += 10)
		passed += !pass(&bench, SLOW, 1, 0, START + ms * 1000).lost;
	assert_in_range(passed, 98, 104);
	end(&bench);
}

static const struct shaper_change *find(const struct bench *bench,
					uint16_t minor)
{
	for (unsigned i = 0; i < bench->count; i++)
		if (bench->done[i].minor == minor)
			return &bench->done[i];
	return NULL;
}

static void kernel_gets_parents_first(void **state)
{
	struct bench bench = start(SHAPER_KERNEL);
	const struct shaper_change *change;

	(void)state;
	do_all(&bench);
	assert_int_equal(bench.count, 6); /* link, rest, four classes */
	for (unsigned i = 0; i < bench.count; i++) {
		unsigned j = 0;

		while (j < i && bench.done[j].minor != bench.done[i].parent)
			j++;
		assert_true(i == 0 || j < i);
	}
	change = find(&bench, POLICY_CLASS_MINOR_LINK);
	assert_int_equal(change->parent, 0);
	assert_int_equal(change->ceiling_bps[0], 1000000);
	change = find(&bench, POLICY_CLASS_MINOR_DEFAULT);
	assert_true(change->leaf);
	/* what is not promised to two users' calls */
	assert_int_equal(change->rate_bps[0], 1000000 - 2 * 8000);
	/* the class itself stands for those who are not there: no guarantee */
	change = find(&bench, policy_classes_get(bench.classes, CALL)->minor);
	assert_int_equal(change->rate_bps[0], 0);
	assert_int_equal(change->ceiling_bps[0], 80000);
	end(&bench);
}

static void members_come_and_go(void **state)
{
	struct bench bench = start(SHAPER_KERNEL);
	uint32_t own =
		io_tc_classid(policy_classes_get(bench.classes, CALL)->minor);
	struct shaper_metrics metrics;
	struct shaper_node_count count = {.packets = 5, .bytes = 500};
	uint32_t classid;

	(void)state;
	do_all(&bench);
	/* until the kernel has it, those of the class itself */
	assert_int_equal(pass(&bench, CALL, 1, 0, START).classid, own);
	do_all(&bench);
	assert_int_equal(bench.count, 2); /* the user, and the call below */
	assert_int_equal(bench.done[1].parent, bench.done[0].minor);
	assert_int_equal(bench.done[1].rate_bps[0], 8000);
	assert_true(bench.done[1].leaf);
	classid = pass(&bench, CALL, 1, 0, START).classid;
	assert_int_equal(classid, io_tc_classid(bench.done[1].minor));
	/* the third of two shares the class itself */
	pass(&bench, CALL, 2, 0, START);
	pass(&bench, CALL, 3, 0, START);
	do_all(&bench);
	assert_int_equal(bench.count, 2);
	assert_int_equal(pass(&bench, CALL, 3, 0, START).classid, own);
	assert_true(shaper_members_refused(bench.shaper) > 0);
	/* counters of a member are the class's, also when it is gone */
	shaper_count(bench.shaper, 0, (uint16_t)classid, &count);
	shaper_sweep(bench.shaper, START + SHAPER_IDLE_US);
	do_all(&bench);
	assert_int_equal(bench.count, 0);
	for (int i = 0; i < 2; i++) { /* calls, then the users above them */
		shaper_sweep(bench.shaper, START + SHAPER_IDLE_US + 1);
		do_all(&bench);
		assert_int_equal(bench.count, 2);
		assert_true(bench.done[0].gone && bench.done[1].gone);
	}
	metrics = metrics_of(&bench, CALL);
	assert_int_equal(metrics.members, 0);
	assert_int_equal(metrics.counts[0].packets, 5);
	assert_int_equal(pass(&bench, CALL, 3, 0, START + 40 * SEC).classid,
			 own);
	do_all(&bench);
	assert_int_equal(bench.count, 2);
	end(&bench);
}

/* A kernel counter that falls belongs to a class that was made anew. */
static void kernel_counters_add_up(void **state)
{
	static const struct {
		uint64_t kernel, total;
	} steps[] = {{100, 100}, {150, 150}, {150, 150}, {20, 170}, {21, 171}};
	struct bench bench = start(SHAPER_KERNEL);
	uint16_t minor;

	(void)state;
	do_all(&bench);
	pass(&bench, CALL, 1, 0, START);
	do_all(&bench);
	minor = bench.done[1].minor;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		const struct shaper_node_count count = {
			.bytes = steps[i].kernel * 10,
			.packets = steps[i].kernel,
			.drops = steps[i].kernel * 100,
		};
		struct shaper_metrics metrics;

		shaper_count(bench.shaper, 1, minor, &count);
		metrics = metrics_of(&bench, CALL);
		assert_int_equal(metrics.counts[1].bytes, steps[i].total * 10);
		assert_int_equal(metrics.counts[1].packets, steps[i].total);
		assert_int_equal(metrics.counts[1].drops, steps[i].total * 100);
		assert_int_equal(metrics.counts[0].packets, 0);
	}
	end(&bench);
}

/* Packets in a member's queue would be lost with the member. */
static void member_with_a_backlog_stays(void **state)
{
	struct bench bench = start(SHAPER_KERNEL);
	usec_t idle = START + SHAPER_IDLE_US + 1;
	uint16_t minor;

	(void)state;
	do_all(&bench);
	pass(&bench, CALL, 1, 0, START);
	do_all(&bench);
	minor = bench.done[1].minor;
	for (unsigned direction = 0; direction < 2; direction++) {
		struct shaper_node_count count = {.backlog_packets = 1,
						  .backlog_bytes = 100};

		shaper_count(bench.shaper, direction, minor, &count);
		shaper_sweep(bench.shaper, idle);
		assert_int_equal(metrics_of(&bench, CALL).members, 1);
		count.backlog_packets = count.backlog_bytes = 0;
		shaper_count(bench.shaper, direction, minor, &count);
	}
	shaper_sweep(bench.shaper, idle);
	assert_int_equal(metrics_of(&bench, CALL).members, 0);
	end(&bench);
}

/* Traffic without a class leaves less to borrow: 60 kB take 0.48 s of the link. */
static void the_rest_takes_from_what_others_borrow(void **state)
{
	struct bench bench = start(SHAPER_REPLAY);

	(void)state;
	assert_true(shaper_counts_rest(bench.shaper));
	assert_int_equal(pass(&bench, SLOW, 1, 0, START).delay_us, 0);
	shaper_clear(bench.shaper);
	for (unsigned i = 0; i < 600; i++)
		assert_int_equal(pass(&bench, 0, 1, 0, START).delay_us, 0);
	assert_in_range(pass(&bench, SLOW, 1, 0, START).delay_us, 400000,
			500000);
	/* the other direction is free */
	assert_int_equal(pass(&bench, SLOW, 1, 1, START).delay_us, 0);
	assert_int_equal(metrics_of(&bench, 0).counts[0].packets, 600);
	end(&bench);
}

/* Only what changed is told, and in place; members follow. */
static void reload_changes_in_place(void **state)
{
	struct bench bench = start(SHAPER_KERNEL);
	uint16_t minor = policy_classes_get(bench.classes, SLOW)->minor;
	struct policy_classes *other = tree(16000, bench.classes);

	(void)state;
	pass(&bench, CALL, 1, 0, START);
	do_all(&bench);
	shaper_publish(bench.shaper, other);
	shaper_retire(bench.shaper, other);
	policy_classes_destroy(bench.classes);
	bench.classes = other;
	do_all(&bench);
	assert_int_equal(bench.count, 1);
	assert_int_equal(bench.done[0].minor, minor);
	assert_false(bench.done[0].gone);
	assert_int_equal(bench.done[0].ceiling_bps[0], 16000);
	assert_int_equal(bench.done[0].ceiling_bps[1], 8000);
	end(&bench);
}

static struct policy_classes *of_users(uint64_t bps, size_t count,
				       const struct policy_classes *previous)
{
	const struct policy_class classes[] = {
		{.name = "user",
		 .per = POLICY_PER_USER,
		 .members = 4,
		 .priority = 4,
		 .ceiling_bps = {bps, bps}},
		{.name = "gone",
		 .per = POLICY_PER_USER,
		 .members = 4,
		 .priority = 4,
		 .ceiling_bps = {bps, bps}},
	};

	return policy_classes_create(classes, count, &link_1m, previous);
}

/* A worker that still has the old tree makes members while the new one comes. */
static void late_members_follow(void **state)
{
	struct bench bench = {.classes = of_users(80000, 2, NULL)};
	struct policy_classes *other = of_users(8000, 1, bench.classes);
	unsigned gone = 0;

	(void)state;
	bench.shaper = shaper_create(&hash_key_fixed);
	shaper_set_mode(bench.shaper, SHAPER_KERNEL);
	shaper_publish(bench.shaper, bench.classes);
	do_all(&bench);
	shaper_publish(bench.shaper, other);
	pass(&bench, 1, 1, 0, START);
	pass(&bench, 2, 1, 0, START);
	do_all(&bench);
	assert_int_equal(bench.count, 3); /* a rate, and two members */
	shaper_retire(bench.shaper, other);
	do_all(&bench);
	assert_int_equal(bench.count, 3);
	for (unsigned i = 0; i < bench.count; i++) {
		gone += bench.done[i].gone;
		if (!bench.done[i].gone)
			assert_int_equal(bench.done[i].ceiling_bps[0], 8000);
	}
	assert_int_equal(gone, 2); /* a class, and its member */
	policy_classes_destroy(bench.classes);
	bench.classes = other;
	end(&bench);
}

static void what_is_not_configured_goes(void **state)
{
	struct bench bench = start(SHAPER_KERNEL);
	struct policy_classes *none =
		policy_classes_create(NULL, 0, &link_1m, bench.classes);
	unsigned left = 0;

	(void)state;
	pass(&bench, CALL, 1, 0, START);
	do_all(&bench);
	shaper_publish(bench.shaper, none);
	shaper_retire(bench.shaper, none);
	do_all(&bench);
	for (unsigned i = 0; i < bench.count; i++) {
		if (!bench.done[i].gone)
			continue;
		left++;
		/* nothing goes before what is below it */
		for (unsigned j = i + 1; j < bench.count; j++)
			assert_int_not_equal(bench.done[j].parent,
					     bench.done[i].minor);
	}
	assert_int_equal(left, 4 + 2);
	policy_classes_destroy(none);
	end(&bench);
}

/* Every user there can be, and more, again and again. */
static void members_are_bounded(void **state)
{
	const struct policy_class class = {
		.name = "each",
		.per = POLICY_PER_USER,
		.members = POLICY_CLASS_MEMBERS_MOST,
		.ceiling_bps = {8000, 8000},
	};
	struct bench bench = {
		.classes = policy_classes_create(&class, 1, &link_1m, NULL)};
	struct shaper_metrics metrics;
	struct shaper_packet packet = {.class = 1, .bytes = 100};
	struct shaper_outcome fate;

	(void)state;
	bench.shaper = shaper_create(&hash_key_fixed);
	shaper_publish(bench.shaper, bench.classes);
	for (uint64_t round = 1; round <= 3; round++) {
		packet.now = START + round * 100 * SEC;
		shaper_sweep(bench.shaper, packet.now);
		for (uint32_t user = 1; user < 20000; user++) {
			packet.user.words[0] = user * (uint32_t)round;
			shaper_pass(bench.shaper, bench.classes, &packet,
				    &fate);
		}
		metrics = metrics_of(&bench, 1);
		assert_in_range(metrics.members, 16000, 16384);
	}
	end(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directions_and_members_are_apart),
		cmocka_unit_test(clock_set_back_starts_over),
		cmocka_unit_test(policing_is_strict),
		cmocka_unit_test(kernel_gets_parents_first),
		cmocka_unit_test(members_come_and_go),
		cmocka_unit_test(kernel_counters_add_up),
		cmocka_unit_test(member_with_a_backlog_stays),
		cmocka_unit_test(the_rest_takes_from_what_others_borrow),
		cmocka_unit_test(reload_changes_in_place),
		cmocka_unit_test(late_members_follow),
		cmocka_unit_test(what_is_not_configured_goes),
		cmocka_unit_test(members_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
