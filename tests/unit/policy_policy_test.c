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
#include <string.h>

#include <cmocka.h>

enum { SKYPE = 1, OTHER, LOGIN = 1, CALL };
enum { ALICE = 1, BOB, STUDENTS = 1, STAFF, GUESTS };

static struct prefix prefix(const char *text)
{
	struct prefix parsed;

	assert_int_equal(packet_prefix_parse(text, &parsed), 0);
	return parsed;
}

static struct policy_question question(const char *host, uint16_t application,
				       uint16_t activity, unsigned confidence)
{
	struct policy_question asked = {
		.application = application,
		.activity = activity,
		.confidence = (uint8_t)confidence,
	};

	assert_int_equal(packet_address_parse(host, &asked.host.address), 0);
	return asked;
}

static struct policy_answer ask(const struct policy *policy, const char *host,
				uint16_t application, uint16_t activity,
				unsigned confidence)
{
	struct policy_question asked =
		question(host, application, activity, confidence);

	return policy_decide(policy, &asked);
}

#define NUMBERS(...)                                              \
	{                                                         \
		(const uint16_t[]){__VA_ARGS__},                  \
			sizeof((const uint16_t[]){__VA_ARGS__}) / \
				sizeof(uint16_t)                  \
	}

static const struct policy_action drop = {.action = ACTION_DROP};
static const struct policy_action accept = {.action = ACTION_ACCEPT};
static const struct policy_action surely = {.action = ACTION_DROP,
					    .confidence = 80};
static const struct policy_action levels[] = {
	{.confidence = 40, .action = ACTION_LOG},
	{.confidence = 70, .action = ACTION_SHAPE, .rate_bps = 64000},
	{.confidence = 95, .action = ACTION_REJECT},
};
static const struct mac alices = {{2, 0, 0, 0, 0, 1}};
static const struct mac guests = {{2, 0, 0, 0, 0, 9}};

/* Students in 10.1/16, staff around them, guests by everything else. */
static struct policy *example(const struct policy_rule *rules, size_t count)
{
	const struct prefix students[] = {prefix("10.1.0.0/16"),
					  prefix("2001:db8:1::/48")};
	const struct prefix staff[] = {prefix("10.0.0.0/8")};
	const struct prefix bob[] = {prefix("10.1.0.7")};
	const struct policy_vlan vlans[] = {{30, 0}, {100, 20}};
	const char *const interfaces[] = {"eth7"};
	const struct policy_user users[] = {
		{.name = "alice",
		 .members = {.macs = &alices, .mac_count = 1},
		 .groups = NUMBERS(STAFF)},
		{.name = "bob",
		 .members = {.prefixes = bob, .prefix_count = 1},
		 .groups = NUMBERS(GUESTS)},
	};
	const struct policy_group groups[] = {
		{"students", {.prefixes = students, .prefix_count = 2}},
		{"staff", {.prefixes = staff, .prefix_count = 1}},
		{"guests",
		 {.macs = &guests,
		  .vlans = vlans,
		  .interfaces = interfaces,
		  .mac_count = 1,
		  .vlan_count = 2,
		  .interface_count = 1}},
	};
	const struct policy_hours hours = {480, 960};
	const struct policy_table table = {
		.name = "day", .days = 0x1f, .hours = &hours, .hour_count = 1};
	const struct policy_spec spec = {
		.users = users,
		.groups = groups,
		.tables = &table,
		.rules = rules,
		.user_count = 2,
		.group_count = 3,
		.table_count = 1,
		.rule_count = count,
	};
	struct policy *policy = policy_create(&spec);

	assert_non_null(policy);
	return policy;
}

static void first_rule_decides(void **state)
{
	const struct policy_rule rules[] = {
		{.name = "no-login",
		 .groups = NUMBERS(STUDENTS),
		 .applications = NUMBERS(SKYPE),
		 .activities = NUMBERS(LOGIN),
		 .levels = &surely,
		 .level_count = 1},
		{.name = "slow",
		 .applications = NUMBERS(SKYPE),
		 .levels = levels + 1,
		 .level_count = 1},
		{.name = "staff",
		 .groups = NUMBERS(STAFF),
		 .levels = &drop,
		 .level_count = 1},
	};
	struct policy *policy = example(rules, 3);
	struct policy_answer answer;

	(void)state;
	answer = ask(policy, "10.1.2.3", SKYPE, LOGIN, 80);
	assert_int_equal(answer.rule, 1);
	assert_int_equal(answer.group, STUDENTS);
	assert_int_equal(answer.action, ACTION_DROP);
	assert_int_equal(policy_action_of(policy, 1, 0)->rate_bps, 0);
	answer = ask(policy, "2001:db8:1::7", SKYPE, LOGIN, 100);
	assert_int_equal(answer.rule, 1);
	/* not sure enough: the next one */
	answer = ask(policy, "10.1.2.3", SKYPE, LOGIN, 79);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.action, ACTION_SHAPE);
	assert_int_equal(policy_action_of(policy, 2, 0)->rate_bps, 64000);
	/* in both groups, by a rule of neither: the first */
	answer = ask(policy, "10.1.2.3", SKYPE, CALL, 100);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.group, STUDENTS);
	/* in both, by a rule of the second */
	answer = ask(policy, "10.1.2.3", OTHER, CALL, 100);
	assert_int_equal(answer.rule, 3);
	assert_int_equal(answer.group, STAFF);
	answer = ask(policy, "192.0.2.1", OTHER, LOGIN, 100);
	assert_int_equal(answer.rule, 0);
	assert_int_equal(answer.group, 0);
	assert_int_equal(answer.action, ACTION_ACCEPT);
	/* no application: accepted, though rule 3 would take any */
	answer = ask(policy, "10.1.2.3", 0, 0, 100);
	assert_int_equal(answer.rule, 0);
	assert_int_equal(answer.group, STUDENTS);
	policy_destroy(policy);
}

static void users_are_known_by_mac_then_address(void **state)
{
	const struct policy_rule rules[] = {
		{.name = "alice",
		 .users = NUMBERS(ALICE),
		 .levels = &accept,
		 .level_count = 1},
		{.name = "bob or guests",
		 .users = NUMBERS(BOB),
		 .groups = NUMBERS(GUESTS),
		 .levels = &drop,
		 .level_count = 1},
		{.name = "staff",
		 .groups = NUMBERS(STAFF),
		 .levels = &drop,
		 .level_count = 1},
	};
	struct policy *policy = example(rules, 3);
	struct policy_question asked = question("10.1.0.7", SKYPE, 0, 100);
	struct policy_answer answer;

	(void)state;
	answer = policy_decide(policy, &asked);
	assert_int_equal(answer.user, BOB);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.group, GUESTS);
	/* alice's card with bob's address, and with one that is not configured */
	asked.host.has_mac = true;
	asked.host.mac = alices;
	answer = policy_decide(policy, &asked);
	assert_int_equal(answer.user, ALICE);
	assert_int_equal(answer.rule, 1);
	asked = question("2001:db8:9::1", SKYPE, 0, 100);
	asked.host.has_mac = true;
	asked.host.mac = alices;
	assert_int_equal(policy_decide(policy, &asked).rule, 1);
	/* what the feed says comes first, groups add up */
	asked.host.user = BOB;
	asked.host.groups[asked.host.group_count++] = STUDENTS;
	answer = policy_decide(policy, &asked);
	assert_int_equal(answer.user, BOB);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(policy_identify(policy, &asked.host).group, STUDENTS);
	assert_true(policy_asks_attachment(policy));
	policy_destroy(policy);
}

static void groups_are_known_by_card_vlan_and_interface(void **state)
{
	const struct policy_rule rule = {.name = "guests",
					 .groups = NUMBERS(GUESTS),
					 .levels = &drop,
					 .level_count = 1};
	struct policy *policy = example(&rule, 1);
	struct policy_question asked = question("192.0.2.1", SKYPE, 0, 100);

	(void)state;
	assert_int_equal(policy_decide(policy, &asked).rule, 0);
	asked.host.has_mac = true;
	asked.host.mac = guests;
	assert_int_equal(policy_decide(policy, &asked).rule, 1);
	asked.host.has_mac = false;
	strcpy(asked.host.interface, "eth7");
	assert_int_equal(policy_decide(policy, &asked).rule, 1);
	strcpy(asked.host.interface, "eth70");
	assert_int_equal(policy_decide(policy, &asked).rule, 0);
	asked.host.vlan = 30;
	assert_int_equal(policy_decide(policy, &asked).rule, 1);
	asked.host.inner_vlan = 5;
	assert_int_equal(policy_decide(policy, &asked).rule, 1);
	asked.host.vlan = 100;
	assert_int_equal(policy_decide(policy, &asked).rule, 0);
	asked.host.inner_vlan = 20;
	assert_int_equal(policy_decide(policy, &asked).rule, 1);
	policy_destroy(policy);
}

static void all_conditions_must_hold(void **state)
{
	const struct prefix peer = prefix("198.51.100.0/24");
	const struct policy_ports ports = {1000, 2000};
	const struct policy_rule rule = {
		.name = "narrow",
		.applications = NUMBERS(SKYPE, OTHER),
		.activities = NUMBERS(LOGIN, CALL),
		.tables = NUMBERS(1),
		.peers = &peer,
		.ports = &ports,
		.peer_count = 1,
		.port_count = 1,
		.direction = POLICY_INCOMING,
		.quota = 3,
		.exceeded = true,
		.levels = &surely,
		.level_count = 1,
	};
	struct policy *policy = example(&rule, 1);
	struct policy_active_schedules open = {.tables = {1}};
	struct policy_question good = question("192.0.2.1", OTHER, CALL, 80);
	struct policy_question bad;

	(void)state;
	packet_address_parse("198.51.100.9", &good.peer);
	good.peer_port = 1000;
	good.direction = POLICY_INCOMING;
	good.exceeded = 4;
	good.schedules = &open;
	assert_int_equal(policy_decide(policy, &good).rule, 1);
	assert_int_equal(policy_explain(policy, 1, &good), POLICY_FITS);
#define MISSES(change, reason)                                 \
	bad = good;                                            \
	change;                                                \
	assert_int_equal(policy_decide(policy, &bad).rule, 0); \
	assert_int_equal(policy_explain(policy, 1, &bad), reason)
	MISSES(bad.application = 3, POLICY_OTHER_APPLICATION);
	MISSES(bad.activity = 0, POLICY_OTHER_ACTIVITY);
	MISSES(bad.direction = POLICY_OUTGOING, POLICY_OTHER_DIRECTION);
	MISSES(bad.peer.bytes[14]++, POLICY_OTHER_PEER);
	MISSES(bad.peer_port = 2001, POLICY_OTHER_PORT);
	MISSES(bad.peer_port = 999, POLICY_OTHER_PORT);
	MISSES(bad.schedules = NULL, POLICY_NOT_SCHEDULED);
	MISSES(bad.exceeded = 3, POLICY_OTHER_QUOTA);
	MISSES(bad.confidence = 79, POLICY_LOW_CONFIDENCE);
	policy_destroy(policy);
}

static void the_highest_level_that_is_reached_counts(void **state)
{
	const struct policy_rule rules[] = {
		{.name = "surely",
		 .applications = NUMBERS(OTHER),
		 .levels = &surely,
		 .level_count = 1},
		{.name = "graded", .levels = levels, .level_count = 3},
	};
	struct policy *policy = example(rules, 2);
	struct policy_answer answer;

	(void)state;
	assert_int_equal(policy_least_confidence(policy), 40);
	assert_int_equal(ask(policy, "::1", SKYPE, 0, 39).rule, 0);
	answer = ask(policy, "::1", SKYPE, 0, 40);
	assert_int_equal(answer.rule, 2);
	assert_int_equal(answer.action, ACTION_LOG);
	answer = ask(policy, "::1", SKYPE, 0, 94);
	assert_int_equal(answer.action, ACTION_SHAPE);
	assert_int_equal(
		policy_action_of(policy, answer.rule, answer.level)->rate_bps,
		64000);
	answer = ask(policy, "::1", SKYPE, 0, 95);
	assert_int_equal(answer.level, 2);
	assert_int_equal(answer.action, ACTION_REJECT);
	answer = ask(policy, "::1", OTHER, 0, 79);
	assert_int_equal(answer.rule, 2);
	policy_destroy(policy);
}

static void names_are_found_by_number_and_back(void **state)
{
	const struct policy_rule rule = {
		.name = "rule", .levels = &drop, .level_count = 1};
	struct policy *policy = example(&rule, 1);

	(void)state;
	assert_int_equal(policy_rule_count(policy), 1);
	assert_string_equal(policy_rule_name(policy, 1), "rule");
	assert_null(policy_rule_name(policy, 0));
	assert_null(policy_rule_name(policy, 2));
	assert_string_equal(policy_group_name(policy, STAFF), "staff");
	assert_null(policy_group_name(policy, 0));
	assert_null(policy_group_name(policy, 4));
	assert_string_equal(policy_user_name(policy, BOB), "bob");
	assert_null(policy_user_name(policy, 3));
	assert_int_equal(policy_user_number(policy, "bob"), BOB);
	assert_int_equal(policy_user_number(policy, "zoe"), 0);
	assert_int_equal(policy_group_number(policy, "guests"), GUESTS);
	assert_int_equal(policy_group_number(policy, ""), 0);
	policy_destroy(policy);
}

static void nothing_is_a_policy(void **state)
{
	const struct policy_spec spec = {.rule_count = 0};
	struct policy *policy = policy_create(&spec);

	(void)state;
	assert_non_null(policy);
	assert_int_equal(ask(policy, "::1", SKYPE, 0, 100).rule, 0);
	assert_int_equal(policy_least_confidence(policy), 101);
	policy_destroy(policy);
	policy_destroy(NULL);
}

static void unknown_numbers_are_refused(void **state)
{
	const struct policy_rule rules[] = {
		{.name = "a",
		 .groups = NUMBERS(1),
		 .levels = &drop,
		 .level_count = 1},
		{.name = "a",
		 .users = NUMBERS(1),
		 .levels = &drop,
		 .level_count = 1},
		{.name = "a",
		 .tables = NUMBERS(1),
		 .levels = &drop,
		 .level_count = 1},
		{.name = "a"},
	};
	struct policy_spec spec = {.rule_count = 1};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		spec.rules = &rules[i];
		assert_null(policy_create(&spec));
		assert_int_equal(errno, EINVAL);
	}
	spec.rule_count = POLICY_RULES_MOST + 1;
	assert_null(policy_create(&spec));
	assert_int_equal(errno, EINVAL);
}

/* --- the first and the last value of each condition --- */

static uint16_t rule_of(const struct policy *policy,
			const struct policy_question *asked)
{
	return policy_decide(policy, asked).rule;
}

/* The lists of most rules are one mask; higher numbers are walked. */
static void high_numbers_fit_too(void **state)
{
	static const uint16_t numbers[] = {1, 62, 63, 64, 65, 255, 256};
	const size_t count = sizeof(numbers) / sizeof(*numbers);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct policy_rule rule = {
			.name = "one",
			.applications = {&numbers[i], 1},
			.activities = {&numbers[i], 1},
			.levels = &drop,
			.level_count = 1};
		struct policy *policy = example(&rule, 1);

		for (size_t j = 0; j < count; j++) {
			struct policy_question asked =
				question("::1", numbers[j], numbers[i], 100);

			assert_int_equal(rule_of(policy, &asked), i == j);
			asked = question("::1", numbers[i], numbers[j], 100);
			assert_int_equal(rule_of(policy, &asked), i == j);
		}
		policy_destroy(policy);
	}
}

static void ports_include_their_borders(void **state)
{
	static const struct policy_ports ranges[] = {
		{1000, 2000}, {1, 1}, {65535, 65535}, {1, 65535}};
	const struct policy_ports both[] = {{1000, 2000}, {65535, 65535}};
	static const uint16_t ports[] = {0,    1,    2,	   999,	  1000, 1001,
					 1999, 2000, 2001, 65534, 65535};
	struct policy_rule rule = {
		.name = "ports", .levels = &drop, .level_count = 1};
	struct policy_question asked = question("::1", SKYPE, 0, 100);
	struct policy *policy;

	(void)state;
	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++) {
		rule.ports = &ranges[i];
		rule.port_count = 1;
		policy = example(&rule, 1);
		for (size_t j = 0; j < sizeof(ports) / sizeof(*ports); j++) {
			asked.peer_port = ports[j];
			assert_int_equal(rule_of(policy, &asked),
					 ports[j] >= ranges[i].first &&
						 ports[j] <= ranges[i].last);
		}
		policy_destroy(policy);
	}
	rule.ports = both;
	rule.port_count = 2;
	policy = example(&rule, 1);
	for (size_t j = 0; j < sizeof(ports) / sizeof(*ports); j++) {
		asked.peer_port = ports[j];
		assert_int_equal(rule_of(policy, &asked),
				 (ports[j] >= 1000 && ports[j] <= 2000) ||
					 ports[j] == 65535);
	}
	policy_destroy(policy);
}

static void peers_include_their_borders(void **state)
{
	const struct prefix peers[] = {prefix("198.51.100.0/24"),
				       prefix("2001:db8::/127")};
	static const struct {
		const char *text;
		bool fits[2]; /* the first peer alone; both */
	} cases[] = {
		{"198.51.99.255", {false, false}},
		{"198.51.100.0", {true, true}},
		{"198.51.100.255", {true, true}},
		{"198.51.101.0", {false, false}},
		{"2001:db8::", {false, true}},
		{"2001:db8::1", {false, true}},
		{"2001:db8::2", {false, false}},
	};
	struct policy_rule rule = {.name = "peers",
				   .peers = peers,
				   .levels = &drop,
				   .level_count = 1};

	(void)state;
	for (unsigned many = 0; many < 2; many++) {
		struct policy *policy;

		rule.peer_count = many + 1;
		policy = example(&rule, 1);
		for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
			struct policy_question asked =
				question("::1", SKYPE, 0, 100);

			packet_address_parse(cases[i].text, &asked.peer);
			assert_int_equal(rule_of(policy, &asked),
					 cases[i].fits[many]);
		}
		policy_destroy(policy);
	}
}

static void each_direction_is_itself(void **state)
{
	struct policy_rule rule = {
		.name = "direction", .levels = &drop, .level_count = 1};

	(void)state;
	for (uint8_t wanted = POLICY_EITHER; wanted <= POLICY_INCOMING;
	     wanted++) {
		struct policy *policy;

		rule.direction = wanted;
		policy = example(&rule, 1);
		for (uint8_t is = POLICY_EITHER; is <= POLICY_INCOMING; is++) {
			struct policy_question asked =
				question("::1", SKYPE, 0, 100);

			asked.direction = is;
			assert_int_equal(rule_of(policy, &asked),
					 !wanted || wanted == is);
		}
		policy_destroy(policy);
	}
}

static void quotas_are_asked_both_ways(void **state)
{
	static const uint16_t numbers[] = {1, 2, 63, 64};
	struct policy_rule rule = {
		.name = "quota", .levels = &drop, .level_count = 1};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		for (unsigned exceeded = 0; exceeded < 2; exceeded++) {
			struct policy_question asked =
				question("::1", SKYPE, 0, 100);
			struct policy *policy;

			rule.quota = numbers[i];
			rule.exceeded = exceeded;
			policy = example(&rule, 1);
			assert_true(policy_asked_quotas(policy) ==
				    UINT64_C(1) << (numbers[i] - 1));
			assert_int_equal(rule_of(policy, &asked), !exceeded);
			asked.exceeded = UINT64_C(1) << (numbers[i] - 1);
			assert_int_equal(rule_of(policy, &asked), exceeded);
			asked.exceeded = ~asked.exceeded;
			assert_int_equal(rule_of(policy, &asked), !exceeded);
			policy_destroy(policy);
		}
}

static void each_level_begins_at_its_confidence(void **state)
{
	struct policy_action eight[POLICY_LEVELS_MOST];
	const struct policy_rule rule = {.name = "levels",
					 .levels = eight,
					 .level_count = POLICY_LEVELS_MOST};
	struct policy_rule nine = rule;
	struct policy_spec spec = {.rules = &nine, .rule_count = 1};
	struct policy *policy;

	(void)state;
	for (unsigned i = 0; i < POLICY_LEVELS_MOST; i++)
		eight[i] = (struct policy_action){
			.confidence = (uint8_t)(10 + 10 * i),
			.action = i % 2 ? ACTION_LOG : ACTION_DROP};
	policy = example(&rule, 1);
	assert_int_equal(policy_least_confidence(policy), 10);
	assert_int_equal(policy_level_count(policy, 1), POLICY_LEVELS_MOST);
	assert_int_equal(policy_level_count(policy, 0), 1);
	assert_int_equal(policy_level_count(policy, 2), 1);
	for (unsigned confidence = 0; confidence <= 100; confidence++) {
		struct policy_answer answer =
			ask(policy, "::1", SKYPE, 0, confidence);
		unsigned level = confidence < 20   ? 0
				 : confidence < 90 ? confidence / 10 - 1
						   : 7;

		assert_int_equal(answer.rule, confidence >= 10);
		if (!answer.rule)
			continue;
		assert_int_equal(answer.level, level);
		assert_int_equal(answer.action,
				 level % 2 ? ACTION_LOG : ACTION_DROP);
	}
	policy_destroy(policy);
	nine.level_count = POLICY_LEVELS_MOST + 1;
	assert_null(policy_create(&spec));
	assert_int_equal(errno, EINVAL);
}

/* --- against a twin that looks at every rule and every member --- */

#define USERS 12
#define GROUPS 24
#define PREFIXES 6
#define RULES 100
#define TABLES 3

struct twin {
	struct prefix prefixes[GROUPS][PREFIXES];
	struct mac macs[USERS + GROUPS];
	struct policy_vlan vlans[GROUPS];
	const char *interfaces[GROUPS];
	struct policy_user users[USERS];
	struct policy_group groups[GROUPS];
	struct policy_table tables[TABLES];
	struct policy_hours hours;
	struct policy_rule rules[RULES];
	struct policy_action levels[RULES][3];
	uint16_t numbers[(RULES * 5 + USERS) * 3];
	size_t number_count;
	struct prefix peers[RULES];
	struct policy_ports ports[RULES];
	struct policy_spec spec;
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

/* Up to two numbers up to @most; often none. */
static struct policy_numbers draw_numbers(struct twin *twin, uint32_t *seed,
					  uint32_t most)
{
	uint16_t *items = &twin->numbers[twin->number_count];
	uint32_t count = draw(seed, 5) < 3 ? 0 : 1 + draw(seed, 2);

	for (uint32_t i = 0; i < count; i++)
		items[i] = (uint16_t)(1 + draw(seed, most));
	twin->number_count += count;
	return (struct policy_numbers){items, count};
}

static void draw_subject(struct twin *twin, uint32_t *seed)
{
	static const char *const names[] = {"eth0", "eth1", "eth2"};

	for (size_t i = 0; i < USERS; i++) {
		twin->macs[i] = (struct mac){{2, 0, 0, 0, 1, (uint8_t)i}};
		twin->users[i] = (struct policy_user){
			.name = "user",
			.members = {.macs = &twin->macs[i], .mac_count = 1},
			.groups = draw_numbers(twin, seed, GROUPS),
		};
	}
	for (size_t i = 0; i < GROUPS; i++) {
		size_t count = draw(seed, PREFIXES + 1);

		for (size_t j = 0; j < count; j++)
			twin->prefixes[i][j] = draw_prefix(seed);
		twin->macs[USERS + i] = (struct mac){
			{2, 0, 0, 0, 1, (uint8_t)draw(seed, USERS * 2)}};
		twin->vlans[i] = (struct policy_vlan){
			(uint16_t)(1 + draw(seed, 4)), (uint16_t)draw(seed, 3)};
		twin->interfaces[i] = names[draw(seed, 3)];
		twin->groups[i] = (struct policy_group){
			"group",
			{.prefixes = twin->prefixes[i],
			 .prefix_count = count,
			 .macs = &twin->macs[USERS + i],
			 .mac_count = draw(seed, 4) == 0,
			 .vlans = &twin->vlans[i],
			 .vlan_count = draw(seed, 4) == 0,
			 .interfaces = &twin->interfaces[i],
			 .interface_count = draw(seed, 6) == 0}};
	}
}

static void draw_rule(struct twin *twin, uint32_t *seed, size_t i)
{
	size_t count = 1 + draw(seed, 3);

	for (size_t j = 0; j < count; j++)
		twin->levels[i][j] = (struct policy_action){
			.confidence = (uint8_t)(draw(seed, 33) + 33 * j),
			.action = (uint8_t)draw(seed, ACTION_COUNT)};
	twin->peers[i] = draw_prefix(seed);
	twin->ports[i].first = (uint16_t)draw(seed, 4);
	twin->ports[i].last = (uint16_t)(twin->ports[i].first + draw(seed, 3));
	twin->rules[i] = (struct policy_rule){
		.name = "rule",
		.users = draw_numbers(twin, seed, USERS),
		.groups = draw_numbers(twin, seed, GROUPS),
		.applications = draw_numbers(twin, seed, 4),
		.activities = draw_numbers(twin, seed, 3),
		.tables = draw_numbers(twin, seed, TABLES),
		.peers = &twin->peers[i],
		.peer_count = draw(seed, 5) == 0,
		.ports = &twin->ports[i],
		.port_count = draw(seed, 5) == 0,
		.direction = draw(seed, 5) ? 0 : (uint8_t)(1 + draw(seed, 2)),
		.quota = draw(seed, 5) ? 0 : (uint16_t)(1 + draw(seed, 3)),
		.exceeded = draw(seed, 2),
		.levels = twin->levels[i],
		.level_count = count,
	};
}

static void draw_twin(struct twin *twin, uint32_t *seed)
{
	twin->number_count = 0;
	draw_subject(twin, seed);
	twin->hours = (struct policy_hours){0, 1};
	for (size_t i = 0; i < TABLES; i++)
		twin->tables[i] = (struct policy_table){.name = "table",
							.hours = &twin->hours,
							.hour_count = 1};
	for (size_t i = 0; i < RULES; i++)
		draw_rule(twin, seed, i);
	twin->spec = (struct policy_spec){
		.users = twin->users,
		.groups = twin->groups,
		.tables = twin->tables,
		.rules = twin->rules,
		.user_count = USERS,
		.group_count = GROUPS,
		.table_count = TABLES,
		.rule_count = RULES,
	};
}

static bool twin_has(const struct policy_numbers *numbers, uint16_t number)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (numbers->items[i] == number)
			return true;
	return false;
}

static uint16_t twin_user(const struct policy_host *host)
{
	if (host->user)
		return host->user;
	if (host->has_mac && host->mac.bytes[5] < USERS)
		return (uint16_t)(host->mac.bytes[5] + 1);
	return 0;
}

static bool twin_is_in(const struct twin *twin, uint16_t group,
		       const struct policy_host *host)
{
	const struct policy_members *m = &twin->groups[group - 1].members;
	uint16_t user = twin_user(host);

	if (user && twin_has(&twin->users[user - 1].groups, group))
		return true;
	for (unsigned i = 0; i < host->group_count; i++)
		if (host->groups[i] == group)
			return true;
	for (size_t i = 0; i < m->prefix_count; i++)
		if (packet_prefix_contains(&m->prefixes[i], &host->address))
			return true;
	if (m->mac_count && host->has_mac &&
	    !packet_mac_compare(m->macs, &host->mac))
		return true;
	if (m->interface_count && !strcmp(m->interfaces[0], host->interface))
		return true;
	return m->vlan_count && m->vlans->outer == host->vlan &&
	       (!m->vlans->inner || m->vlans->inner == host->inner_vlan);
}

static bool twin_subject(const struct twin *twin,
			 const struct policy_rule *rule,
			 const struct policy_host *host)
{
	if (!rule->users.count && !rule->groups.count)
		return true;
	if (twin_user(host) && twin_has(&rule->users, twin_user(host)))
		return true;
	for (size_t i = 0; i < rule->groups.count; i++)
		if (twin_is_in(twin, rule->groups.items[i], host))
			return true;
	return false;
}

static bool twin_fits(const struct twin *twin, const struct policy_rule *rule,
		      const struct policy_question *q)
{
	bool open = !rule->tables.count;

	for (size_t i = 0; q->schedules && i < rule->tables.count; i++)
		open |= q->schedules->tables[0] >> (rule->tables.items[i] - 1) &
			1;
	return twin_subject(twin, rule, &q->host) && open &&
	       (!rule->applications.count ||
		twin_has(&rule->applications, q->application)) &&
	       (!rule->activities.count ||
		twin_has(&rule->activities, q->activity)) &&
	       (!rule->direction || rule->direction == q->direction) &&
	       (!rule->peer_count ||
		packet_prefix_contains(rule->peers, &q->peer)) &&
	       (!rule->port_count || (q->peer_port >= rule->ports->first &&
				      q->peer_port <= rule->ports->last)) &&
	       (!rule->quota || !!(q->exceeded & (1U << (rule->quota - 1))) ==
					rule->exceeded) &&
	       q->confidence >= rule->levels[0].confidence;
}

static struct policy_answer twin_decide(const struct twin *twin,
					const struct policy_question *q)
{
	struct policy_answer answer = {.user = twin_user(&q->host)};

	for (uint16_t i = GROUPS; i > 0; i--)
		if (twin_is_in(twin, i, &q->host))
			answer.group = i;
	for (size_t i = 0; q->application && i < RULES; i++) {
		const struct policy_rule *rule = &twin->rules[i];
		uint16_t own = 0;

		if (!twin_fits(twin, rule, q))
			continue;
		answer.rule = (uint16_t)(i + 1);
		while (answer.level + 1U < rule->level_count &&
		       rule->levels[answer.level + 1].confidence <=
			       q->confidence)
			answer.level++;
		answer.action = rule->levels[answer.level].action;
		for (size_t j = 0; j < rule->groups.count; j++) {
			uint16_t group = rule->groups.items[j];

			if (twin_is_in(twin, group, &q->host) &&
			    (!own || group < own))
				own = group;
		}
		if (own)
			answer.group = own;
		break;
	}
	return answer;
}

static struct policy_question
draw_question(uint32_t *seed, const struct policy_active_schedules *open)
{
	struct policy_question q = {
		.host = {.address = draw_address(seed),
			 .vlan = (uint16_t)draw(seed, 5),
			 .inner_vlan = (uint16_t)draw(seed, 4),
			 .has_mac = draw(seed, 2),
			 .mac = {{2, 0, 0, 0, 1,
				  (uint8_t)draw(seed, USERS * 2)}},
			 .user = draw(seed, 4)
					 ? 0
					 : (uint16_t)(1 + draw(seed, USERS)),
			 .group_count = (uint16_t)draw(seed, 3)},
		.peer = draw_address(seed),
		.peer_port = (uint16_t)draw(seed, 6),
		.direction = (uint8_t)draw(seed, 3),
		.confidence = (uint8_t)draw(seed, 101),
		.application = (uint16_t)draw(seed, 5),
		.activity = (uint16_t)draw(seed, 4),
		.exceeded = draw(seed, 8),
		.schedules = draw(seed, 8) ? open : NULL,
	};

	if (!q.host.vlan)
		q.host.inner_vlan = 0;
	if (draw(seed, 2))
		snprintf(q.host.interface, sizeof(q.host.interface), "eth%u",
			 draw(seed, 4));
	for (unsigned i = 0; i < q.host.group_count; i++)
		q.host.groups[i] = (uint16_t)(1 + draw(seed, GROUPS));
	return q;
}

static void agrees_with_a_naive_twin(void **state)
{
	static struct twin twin;
	uint32_t seed = 1;
	unsigned by_rule = 0;

	(void)state;
	for (unsigned round = 0; round < 40; round++) {
		struct policy *policy;

		draw_twin(&twin, &seed);
		policy = policy_create(&twin.spec);
		assert_non_null(policy);
		for (unsigned i = 0; i < 500; i++) {
			struct policy_active_schedules open = {
				.tables = {draw(&seed, 8)}};
			struct policy_question q = draw_question(&seed, &open);
			struct policy_answer a = policy_decide(policy, &q);
			struct policy_answer b = twin_decide(&twin, &q);

			assert_memory_equal(&a, &b, sizeof(a));
			by_rule += a.rule > 0;
			for (uint16_t rule = 1; a.rule && rule < a.rule; rule++)
				assert_int_not_equal(
					policy_explain(policy, rule, &q),
					POLICY_FITS);
			if (a.rule)
				assert_int_equal(
					policy_explain(policy, a.rule, &q),
					POLICY_FITS);
		}
		policy_destroy(policy);
	}
	/* neither of them says always the same */
	assert_in_range(by_rule, 2000, 18000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_rule_decides),
		cmocka_unit_test(users_are_known_by_mac_then_address),
		cmocka_unit_test(groups_are_known_by_card_vlan_and_interface),
		cmocka_unit_test(all_conditions_must_hold),
		cmocka_unit_test(the_highest_level_that_is_reached_counts),
		cmocka_unit_test(names_are_found_by_number_and_back),
		cmocka_unit_test(nothing_is_a_policy),
		cmocka_unit_test(unknown_numbers_are_refused),
		cmocka_unit_test(high_numbers_fit_too),
		cmocka_unit_test(ports_include_their_borders),
		cmocka_unit_test(peers_include_their_borders),
		cmocka_unit_test(each_direction_is_itself),
		cmocka_unit_test(quotas_are_asked_both_ways),
		cmocka_unit_test(each_level_begins_at_its_confidence),
		cmocka_unit_test(agrees_with_a_naive_twin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
