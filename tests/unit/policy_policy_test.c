/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The policy, by example and against a naive twin.
 */
#include "policy/policy.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { SKYPE = 1, OTHER, LOGIN = 1, CALL };

static struct prefix prefix(const char *text)
{
	struct prefix parsed;

	assert_int_equal(packet_prefix_parse(text, &parsed), 0);
	return parsed;
}

static struct policy_answer ask(const struct policy *policy, const char *host,
				uint16_t application, uint16_t activity,
				unsigned confidence)
{
	struct policy_question question = {
		.application = application,
		.activity = activity,
		.confidence = confidence,
	};

	assert_int_equal(packet_address_parse(host, &question.host), 0);
	return policy_decide(policy, &question);
}

static struct policy *example(void)
{
	const struct prefix students[] = {prefix("10.1.0.0/16"),
					  prefix("2001:db8:1::/48")};
	const struct prefix staff[] = {prefix("10.0.0.0/8")};
	const struct policy_group groups[] = {{"students", students, 2},
					      {"staff", staff, 1}};
	const struct policy_rule rules[] = {
		{.name = "no-login",
		 .group = 1,
		 .application = SKYPE,
		 .activity = LOGIN,
		 .confidence = 80,
		 .action = ACTION_DROP},
		{.name = "slow",
		 .application = SKYPE,
		 .action = ACTION_SHAPE,
		 .rate_bps = 64000},
		{.name = "staff", .group = 2, .action = ACTION_DROP},
	};
	struct policy *policy = policy_create(groups, 2, rules, 3);

	assert_non_null(policy);
	return policy;
}

static void first_rule_decides(void **state)
{
	struct policy *policy = example();
	struct policy_answer answer;

	(void)state;
	answer = ask(policy, "10.1.2.3", SKYPE, LOGIN, 80);
	assert_int_equal(answer.rule, 1);
	assert_int_equal(answer.group, 1);
	assert_int_equal(answer.action, ACTION_DROP);
	assert_int_equal(answer.rate_bps, 0);
	answer = ask(policy, "2001:db8:1::7", SKYPE, LOGIN, 100);
	assert_int_equal(answer.rule, 1);
	/* not sure enough: the next one */
	answer = ask(policy, "10.1.2.3", SKYPE, LOGIN, 79);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.action, ACTION_SHAPE);
	assert_int_equal(answer.rate_bps, 64000);
	policy_destroy(policy);
}

static void group_is_the_rules_or_the_first(void **state)
{
	struct policy *policy = example();
	struct policy_answer answer;

	(void)state;
	/* in both groups, by a rule of neither: the first */
	answer = ask(policy, "10.1.2.3", SKYPE, CALL, 100);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.group, 1);
	/* in both, by a rule of the second */
	answer = ask(policy, "10.1.2.3", OTHER, CALL, 100);
	assert_int_equal(answer.rule, 3);
	assert_int_equal(answer.group, 2);
	answer = ask(policy, "10.2.2.3", SKYPE, LOGIN, 100);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.group, 2);
	policy_destroy(policy);
}

static void the_default_is_accept(void **state)
{
	struct policy *policy = example();
	struct policy_answer answer;

	(void)state;
	answer = ask(policy, "192.0.2.1", OTHER, LOGIN, 100);
	assert_int_equal(answer.rule, 0);
	assert_int_equal(answer.group, 0);
	assert_int_equal(answer.action, ACTION_ACCEPT);
	/* no application: accepted, though rule 3 would take any */
	answer = ask(policy, "10.1.2.3", 0, 0, 100);
	assert_int_equal(answer.rule, 0);
	assert_int_equal(answer.group, 1);
	assert_int_equal(answer.action, ACTION_ACCEPT);
	policy_destroy(policy);
}

static void names_are_found_by_number(void **state)
{
	struct policy *policy = example();

	(void)state;
	assert_int_equal(policy_rule_count(policy), 3);
	assert_string_equal(policy_rule_name(policy, 1), "no-login");
	assert_string_equal(policy_rule_name(policy, 3), "staff");
	assert_null(policy_rule_name(policy, 0));
	assert_null(policy_rule_name(policy, 4));
	assert_string_equal(policy_group_name(policy, 2), "staff");
	assert_null(policy_group_name(policy, 0));
	assert_null(policy_group_name(policy, 3));
	policy_destroy(policy);
}

static void nothing_is_a_policy(void **state)
{
	struct policy *policy = policy_create(NULL, 0, NULL, 0);

	(void)state;
	assert_non_null(policy);
	assert_int_equal(ask(policy, "::1", SKYPE, 0, 100).rule, 0);
	policy_destroy(policy);
	policy_destroy(NULL);
}

static void unknown_groups_are_refused(void **state)
{
	const struct policy_rule rule = {.name = "a", .group = 1};
	struct policy_rule *many;

	(void)state;
	assert_null(policy_create(NULL, 0, &rule, 1));
	assert_int_equal(errno, EINVAL);
	many = calloc(POLICY_RULES_MOST + 1, sizeof(*many));
	assert_non_null(many);
	assert_null(policy_create(NULL, 0, many, POLICY_RULES_MOST + 1));
	assert_int_equal(errno, EINVAL);
	free(many);
}

/* --- against a twin that looks at every rule and every prefix --- */

#define GROUPS 40
#define PREFIXES 12
#define RULES 120

struct twin {
	struct prefix prefixes[GROUPS][PREFIXES];
	struct policy_group groups[GROUPS];
	struct policy_rule rules[RULES];
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (*seed >> 8) % below;
}

/* Few distinct bits, so that prefixes often nest, repeat and touch. */
static struct address draw_address(uint32_t *seed)
{
	uint8_t v6[16] = {0x20, 0x01};
	uint8_t v4[4] = {10, (uint8_t)(draw(seed, 4) << 6),
			 (uint8_t)draw(seed, 2), (uint8_t)draw(seed, 3)};

	if (draw(seed, 2))
		return packet_address_from_ipv4(v4);
	v6[2] = (uint8_t)draw(seed, 3);
	v6[15] = (uint8_t)draw(seed, 3);
	return packet_address_from_ipv6(v6);
}

static struct prefix draw_prefix(uint32_t *seed)
{
	struct prefix drawn = {.address = draw_address(seed)};
	unsigned least = packet_address_is_ipv4(&drawn.address) ? 96 : 0;

	drawn.bits = (uint8_t)(least + draw(seed, 129 - least));
	for (unsigned i = drawn.bits; i < 128; i++)
		drawn.address.bytes[i / 8] &= (uint8_t) ~(0x80 >> (i % 8));
	return drawn;
}

static void draw_twin(struct twin *twin, uint32_t *seed)
{
	for (size_t i = 0; i < GROUPS; i++) {
		size_t count = draw(seed, PREFIXES + 1);

		for (size_t j = 0; j < count; j++)
			twin->prefixes[i][j] = draw_prefix(seed);
		twin->groups[i] = (struct policy_group){
			"group", twin->prefixes[i], count};
	}
	for (size_t i = 0; i < RULES; i++)
		twin->rules[i] = (struct policy_rule){
			.name = "rule",
			.group = (uint16_t)draw(seed, GROUPS + 1),
			.application = (uint16_t)draw(seed, 5),
			.activity = (uint16_t)draw(seed, 4),
			.confidence = (uint8_t)draw(seed, 101),
			.action = (uint8_t)draw(seed, ACTION_COUNT),
			.rate_bps = i,
		};
}

static bool twin_is_in(const struct twin *twin, uint16_t group,
		       const struct address *host)
{
	const struct policy_group *at = &twin->groups[group - 1];

	for (size_t i = 0; i < at->prefix_count; i++)
		if (packet_prefix_contains(&at->prefixes[i], host))
			return true;
	return false;
}

static struct policy_answer twin_decide(const struct twin *twin,
					const struct policy_question *question)
{
	struct policy_answer answer = {.action = ACTION_ACCEPT};

	for (uint16_t i = GROUPS; i > 0; i--)
		if (twin_is_in(twin, i, &question->host))
			answer.group = i;
	for (size_t i = 0; question->application && i < RULES; i++) {
		const struct policy_rule *rule = &twin->rules[i];

		if ((rule->group &&
		     !twin_is_in(twin, rule->group, &question->host)) ||
		    (rule->application &&
		     rule->application != question->application) ||
		    (rule->activity && rule->activity != question->activity) ||
		    question->confidence < rule->confidence)
			continue;
		answer.rule = (uint16_t)(i + 1);
		answer.action = rule->action;
		answer.rate_bps = rule->rate_bps;
		if (rule->group)
			answer.group = rule->group;
		break;
	}
	return answer;
}

static void agrees_with_a_naive_twin(void **state)
{
	static struct twin twin;
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < 60; round++) {
		struct policy *policy;

		draw_twin(&twin, &seed);
		policy = policy_create(twin.groups, GROUPS, twin.rules, RULES);
		assert_non_null(policy);
		for (unsigned i = 0; i < 500; i++) {
			struct policy_question question = {
				.host = draw_address(&seed),
				.application = (uint16_t)draw(&seed, 5),
				.activity = (uint16_t)draw(&seed, 4),
				.confidence = draw(&seed, 101),
			};
			struct policy_answer a, b;

			a = policy_decide(policy, &question);
			b = twin_decide(&twin, &question);
			assert_int_equal(a.rule, b.rule);
			assert_int_equal(a.group, b.group);
			assert_int_equal(a.action, b.action);
			assert_int_equal(a.rate_bps, b.rate_bps);
		}
		policy_destroy(policy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_rule_decides),
		cmocka_unit_test(group_is_the_rules_or_the_first),
		cmocka_unit_test(the_default_is_accept),
		cmocka_unit_test(names_are_found_by_number),
		cmocka_unit_test(nothing_is_a_policy),
		cmocka_unit_test(unknown_groups_are_refused),
		cmocka_unit_test(agrees_with_a_naive_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
