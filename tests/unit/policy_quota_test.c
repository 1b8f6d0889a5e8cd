/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flows that a quota counts, its subjects, and its slots over reloads.
 */
#include "policy/quota.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const uint16_t one[] = {1}, two[] = {2};

static struct policy_quota named(const char *name, uint8_t unit, uint8_t per)
{
	return (struct policy_quota){
		.name = name, .most = 1, .unit = unit, .per = per};
}

static uint32_t slot_of(const struct policy_quotas *quotas, const char *name)
{
	const struct policy_quota *quota =
		policy_quotas_get(quotas, policy_quotas_find(quotas, name));

	assert_non_null(quota);
	assert_ptr_equal(
		policy_quotas_get(quotas,
				  policy_quotas_of_slot(quotas, quota->slot)),
		quota);
	return quota->slot;
}

static void slots_are_of_names_and_never_come_again(void **state)
{
	const struct policy_quota before[] = {
		named("a", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER),
		named("b", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER),
		named("c", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER)};
	const struct policy_quota after[] = {
		named("c", POLICY_QUOTA_CALLS, POLICY_QUOTA_USER),
		named("b", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER),
		named("d", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER)};
	struct policy_quotas *first = policy_quotas_create(before, 3, NULL);
	struct policy_quotas *second = policy_quotas_create(after, 3, first);
	struct policy_quotas *third = policy_quotas_create(before, 3, second);

	(void)state;
	assert_int_equal(slot_of(second, "b"), slot_of(first, "b"));
	assert_int_equal(slot_of(third, "b"), slot_of(first, "b"));
	/* another unit, gone, new: slots that were never used */
	assert_true(slot_of(second, "c") > slot_of(first, "c"));
	assert_true(slot_of(second, "d") > slot_of(first, "c"));
	assert_true(slot_of(third, "a") > slot_of(second, "c"));
	assert_true(slot_of(third, "a") > slot_of(second, "d"));
	assert_true(slot_of(first, "a") >= 1); /* 0 is a free entry */
	assert_int_equal(policy_quotas_of_slot(second, slot_of(first, "a")), 0);
	assert_int_equal(policy_quotas_find(second, "a"), 0);
	assert_null(policy_quotas_get(second, 4));
	assert_int_equal(policy_quotas_count(NULL), 0);
	policy_quotas_destroy(first);
	policy_quotas_destroy(second);
	policy_quotas_destroy(third);
}

static void applications_name_their_quotas(void **state)
{
	struct policy_quota all[] = {
		named("any", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER),
		named("two", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER),
		named("calls", POLICY_QUOTA_CALLS, POLICY_QUOTA_USER)};
	struct policy_quotas *quotas;

	(void)state;
	all[1].applications = (struct policy_numbers){two, 1};
	quotas = policy_quotas_create(all, 3, NULL);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_BYTES, 0) == 0);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_BYTES, 1) == 1);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_BYTES, 2) == 3);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_CALLS, 2) == 4);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_CALLS, 255) == 4);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_CALLS, 256) == 0);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_CALLS, 300) == 0);
	policy_quotas_destroy(quotas);
}

static void conditions_are_those_of_rules(void **state)
{
	struct policy_quota quota =
		named("q", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER);

	(void)state;
	assert_true(policy_quota_counts(&quota, 0, POLICY_OUTGOING));
	quota.activities = (struct policy_numbers){two, 1};
	quota.direction = POLICY_INCOMING;
	assert_true(policy_quota_counts(&quota, 2, POLICY_INCOMING));
	assert_false(policy_quota_counts(&quota, 1, POLICY_INCOMING));
	assert_false(policy_quota_counts(&quota, 2, POLICY_OUTGOING));
	assert_false(policy_quota_counts(&quota, 2, POLICY_EITHER));
	assert_false(policy_quota_counts(&quota, 0, POLICY_INCOMING));
	quota.direction = POLICY_OUTGOING;
	assert_true(policy_quota_counts(&quota, 2, POLICY_OUTGOING));
	assert_false(policy_quota_counts(&quota, 2, POLICY_INCOMING));
	quota.direction = POLICY_EITHER;
	for (uint8_t is = POLICY_EITHER; is <= POLICY_INCOMING; is++)
		assert_true(policy_quota_counts(&quota, 2, is));
}

/* ---- whose ---- */

static struct policy_host host_of(const char *text)
{
	struct policy_host host = {.user = 0};

	assert_int_equal(packet_address_parse(text, &host.address), 0);
	return host;
}

static struct policy_quota_whose whose(const struct policy *policy,
				       const struct policy_quota *quota,
				       const char *address)
{
	struct policy_host host = host_of(address);
	struct policy_quota_whose whose;

	if (!policy_quota_whose(policy, quota, &host, &whose))
		whose.per = UINT8_MAX;
	return whose;
}

static void counts_are_of_whom_they_should_be(void **state)
{
	struct prefix prefixes[3];
	const struct policy_user user = {
		.name = "u",
		.members = {.prefixes = &prefixes[0], .prefix_count = 1}};
	const struct policy_group groups[] = {
		{.name = "g",
		 .members = {.prefixes = &prefixes[1], .prefix_count = 1}},
		{.name = "h",
		 .members = {.prefixes = &prefixes[2], .prefix_count = 1}}};
	const struct policy_spec spec = {.users = &user,
					 .groups = groups,
					 .user_count = 1,
					 .group_count = 2};
	struct policy_quota quota =
		named("q", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER);
	struct policy *policy;

	(void)state;
	packet_prefix_parse("10.0.0.1/32", &prefixes[0]);
	packet_prefix_parse("10.0.0.0/24", &prefixes[1]);
	packet_prefix_parse("10.0.0.0/16", &prefixes[2]);
	policy = policy_create(&spec);
	assert_non_null(policy);

	assert_int_equal(whose(policy, &quota, "10.0.0.1").per,
			 POLICY_QUOTA_USER);
	assert_int_equal(whose(policy, &quota, "10.0.0.1").number, 1);
	assert_int_equal(whose(policy, &quota, "10.0.0.2").per,
			 POLICY_QUOTA_HOST);
	quota.groups = (struct policy_numbers){one, 1};
	assert_int_equal(whose(policy, &quota, "10.0.0.2").per,
			 POLICY_QUOTA_HOST);
	assert_int_equal(whose(policy, &quota, "10.0.1.2").per, UINT8_MAX);

	/* the first of all groups, or of those that it names */
	quota = named("q", POLICY_QUOTA_BYTES, POLICY_QUOTA_GROUP);
	assert_int_equal(whose(policy, &quota, "10.0.0.2").number, 1);
	assert_int_equal(whose(policy, &quota, "10.0.1.2").number, 2);
	assert_int_equal(whose(policy, &quota, "10.1.1.2").per, UINT8_MAX);
	quota.groups = (struct policy_numbers){two, 1};
	assert_int_equal(whose(policy, &quota, "10.0.0.2").number, 2);

	quota = named("q", POLICY_QUOTA_BYTES, POLICY_QUOTA_HOST);
	assert_int_equal(whose(policy, &quota, "192.0.2.1").per,
			 POLICY_QUOTA_HOST);
	quota.users = (struct policy_numbers){one, 1};
	assert_int_equal(whose(policy, &quota, "10.0.0.1").per,
			 POLICY_QUOTA_HOST);
	assert_int_equal(whose(policy, &quota, "10.0.0.2").per, UINT8_MAX);
	policy_destroy(policy);
}

static void the_next_border_is_that_of_any_quota(void **state)
{
	struct policy_quota all[] = {
		named("day", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER),
		named("week", POLICY_QUOTA_BYTES, POLICY_QUOTA_USER)};
	struct policy_quota many[POLICY_QUOTAS_MOST + 1];
	struct policy_quotas *quotas;
	struct policy_span span;
	usec_t day = 86400 * USEC_PER_SEC;

	(void)state;
	all[0].period.minute = 60;
	all[1].period.length = POLICY_EVERY_WEEK;
	quotas = policy_quotas_create(all, 2, NULL);
	/* 1970-01-05 was a Monday */
	span = policy_quotas_span(quotas, 4 * day + 5);
	assert_true(span.from == 4 * day);
	assert_true(span.until == 4 * day + 3600 * USEC_PER_SEC);
	/* a border belongs to the time after it */
	span = policy_quotas_span(quotas, 4 * day - 1);
	assert_true(span.from == 3 * day + 3600 * USEC_PER_SEC);
	assert_true(span.until == 4 * day);
	span = policy_quotas_span(quotas, 4 * day);
	assert_true(span.from == 4 * day);
	span = policy_quotas_span(quotas, span.until - 1);
	assert_true(span.from == 4 * day);
	span = policy_quotas_span(quotas, span.until);
	assert_true(span.from == 4 * day + 3600 * USEC_PER_SEC);
	assert_true(span.until == 5 * day + 3600 * USEC_PER_SEC);
	policy_quotas_destroy(quotas);
	span = policy_quotas_span(NULL, 5);
	assert_true(span.from == 0 && span.until == UINT64_MAX);
	for (unsigned i = 0; i <= POLICY_QUOTAS_MOST; i++)
		many[i] = all[0];
	assert_null(policy_quotas_create(many, POLICY_QUOTAS_MOST + 1, NULL));
	assert_int_equal(errno, EINVAL);
	quotas = policy_quotas_create(many, POLICY_QUOTAS_MOST, NULL);
	assert_true(policy_quotas_naming(quotas, POLICY_QUOTA_BYTES, 1) ==
		    UINT64_MAX);
	policy_quotas_destroy(quotas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slots_are_of_names_and_never_come_again),
		cmocka_unit_test(applications_name_their_quotas),
		cmocka_unit_test(conditions_are_those_of_rules),
		cmocka_unit_test(counts_are_of_whom_they_should_be),
		cmocka_unit_test(the_next_border_is_that_of_any_quota),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
