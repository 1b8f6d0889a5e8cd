/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules that others leave nothing to: of random policies, which are asked about random
 * hosts and times, no such rule ever decides. That the right ones are found is shown
 * by tests/config/63-never-inside and 64-never-when.
 */
#include "policy/shadow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/policy.h"

#define USERS 4
#define GROUPS 12
#define TABLES 6
#define RULES 60
#define ROUNDS 60
#define QUESTIONS 2000
#define WEEK_US (7 * 86400 * USEC_PER_SEC)

struct drawn {
	struct prefix prefixes[USERS + GROUPS][2];
	struct mac macs[USERS + GROUPS];
	struct policy_vlan vlans[USERS + GROUPS];
	const char *interface;
	struct policy_user users[USERS];
	struct policy_group groups[GROUPS];
	struct policy_hours hours[TABLES][2];
	struct policy_table tables[TABLES];
	struct policy_action action;
	struct policy_rule rules[RULES];
	uint16_t numbers[RULES * 3 + USERS][2];
	size_t number_count;
	struct policy_spec spec;
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * UINT32_C(1664525) + UINT32_C(1013904223);
	return (*seed >> 8) % below;
}

static struct address draw_address(uint32_t *seed)
{
	const uint8_t v4[4] = {10, (uint8_t)draw(seed, 2),
			       (uint8_t)(draw(seed, 4) << 6),
			       (uint8_t)draw(seed, 2)};

	return packet_address_from_ipv4(v4);
}

static struct prefix draw_prefix(uint32_t *seed)
{
	static const uint8_t lengths[] = {104, 112, 113, 114, 120, 128};
	struct prefix prefix = {.address = draw_address(seed),
				.bits = lengths[draw(seed, 6)]};

	for (unsigned i = prefix.bits; i < 128; i++)
		prefix.address.bytes[i / 8] &= (uint8_t) ~(0x80 >> (i % 8));
	return prefix;
}

static struct policy_numbers draw_numbers(struct drawn *drawn, uint32_t *seed,
					  uint32_t most, uint32_t count)
{
	uint16_t *items = drawn->numbers[drawn->number_count++];

	for (uint32_t i = 0; i < count; i++)
		items[i] = (uint16_t)(1 + draw(seed, most));
	return (struct policy_numbers){items, count};
}

/* @i: users first. Users have an address, a card and a VLAN in a VLAN of their own. */
static struct policy_members draw_members(struct drawn *drawn, uint32_t *seed,
					  size_t i)
{
	bool user = i < USERS;

	for (unsigned j = 0; j < 2; j++)
		drawn->prefixes[i][j] = draw_prefix(seed);
	drawn->macs[i] = (struct mac){
		{2, 0, 0, 0, 0, (uint8_t)(user ? i : draw(seed, 8))}};
	drawn->vlans[i].outer =
		(uint16_t)(user ? i + 1 : 1 + draw(seed, USERS));
	drawn->vlans[i].inner = (uint16_t)(user ? 1 : draw(seed, 3));
	if (user) {
		const uint8_t v4[4] = {10, 0, 64, (uint8_t)i};

		drawn->prefixes[i][0].address = packet_address_from_ipv4(v4);
		drawn->prefixes[i][0].bits = 128;
	}
	return (struct policy_members){
		.prefixes = drawn->prefixes[i],
		.prefix_count = user ? draw(seed, 2) : draw(seed, 3),
		.macs = &drawn->macs[i],
		.mac_count = draw(seed, 4) == 0,
		.vlans = &drawn->vlans[i],
		.vlan_count = draw(seed, 4) == 0,
		.interfaces = &drawn->interface,
		.interface_count = !user && draw(seed, 8) == 0,
	};
}

static void draw_table(struct drawn *drawn, uint32_t *seed, size_t i)
{
	for (unsigned j = 0; j < 2; j++)
		drawn->hours[i][j] = (struct policy_hours){
			(uint16_t)(draw(seed, 6) * 240),
			(uint16_t)((1 + draw(seed, 6)) * 240)};
	drawn->tables[i] = (struct policy_table){
		.name = "table",
		.days = (uint8_t)(draw(seed, 2) ? 0x7f : 1 + draw(seed, 0x7f)),
		.hours = drawn->hours[i],
		.hour_count = 1 + draw(seed, 2),
	};
}

static void draw_rule(struct drawn *drawn, uint32_t *seed, size_t i)
{
	drawn->rules[i] = (struct policy_rule){
		.name = "rule",
		.groups = draw_numbers(drawn, seed, GROUPS, draw(seed, 3)),
		.tables = draw_numbers(drawn, seed, TABLES, draw(seed, 3)),
		.direction = draw(seed, 3) ? (uint8_t)(1 + draw(seed, 2)) : 0,
		.levels = &drawn->action,
		.level_count = 1,
	};
	if (!drawn->rules[i].groups.count || draw(seed, 4) == 0)
		drawn->rules[i].users =
			draw_numbers(drawn, seed, USERS, 1 + draw(seed, 2));
}

static void draw_all(struct drawn *drawn, uint32_t *seed)
{
	memset(drawn, 0, sizeof(*drawn));
	drawn->interface = "eth1";
	for (size_t i = 0; i < USERS; i++)
		drawn->users[i] = (struct policy_user){
			.name = "user",
			.members = draw_members(drawn, seed, i),
			.groups = draw_numbers(drawn, seed, GROUPS,
					       draw(seed, 2)),
		};
	for (size_t i = 0; i < GROUPS; i++)
		drawn->groups[i] = (struct policy_group){
			"group", draw_members(drawn, seed, USERS + i)};
	for (size_t i = 0; i < TABLES; i++)
		draw_table(drawn, seed, i);
	for (size_t i = 0; i < RULES; i++)
		draw_rule(drawn, seed, i);
	drawn->spec = (struct policy_spec){
		drawn->users, drawn->groups, drawn->tables, drawn->rules,
		USERS,	      GROUPS,	     TABLES,	    RULES};
}

static struct policy_question draw_question(uint32_t *seed, bool has_feed)
{
	struct policy_question q = {
		.host = {.address = draw_address(seed),
			 .vlan = (uint16_t)draw(seed, USERS + 1),
			 .has_mac = draw(seed, 2),
			 .mac = {{2, 0, 0, 0, 0, (uint8_t)draw(seed, 8)}}},
		.direction = (uint8_t)draw(seed, 3),
		.confidence = 100,
		.application = 1,
	};

	if (q.host.vlan)
		q.host.inner_vlan = (uint16_t)draw(seed, 3);
	if (draw(seed, 4) == 0)
		strcpy(q.host.interface, "eth1");
	if (has_feed && draw(seed, 2))
		q.host.user = (uint16_t)(1 + draw(seed, USERS));
	if (has_feed && draw(seed, 2))
		q.host.groups[q.host.group_count++] =
			(uint16_t)(1 + draw(seed, GROUPS));
	return q;
}

/* Return: how many rules were found to be covered. */
static unsigned check_round(struct drawn *drawn, uint32_t *seed, bool has_feed)
{
	struct policy *policy = policy_create(&drawn->spec);
	struct policy_shadow *cover =
		policy_shadow_create(policy, has_feed, 1000000);
	uint16_t by[RULES + 1] = {0};
	unsigned found = 0;

	assert_non_null(cover);
	for (uint16_t rule = 1; rule <= RULES; rule++) {
		by[rule] = policy_shadow_find(cover, rule);
		assert_true(by[rule] < rule);
		found += by[rule] > 0;
	}
	assert_false(policy_shadow_is_spent(cover));
	for (unsigned i = 0; i < QUESTIONS; i++) {
		struct policy_question q = draw_question(seed, has_feed);
		struct policy_active_schedules open;

		/* of a minute, so that both sides of a border are met */
		policy_active_schedules_at(policy,
					   draw(seed, 42) * (WEEK_US / 42) +
						   draw(seed, 2) * 239 * 60 *
							   USEC_PER_SEC,
					   &open);
		q.schedules = &open;
		assert_int_equal(by[policy_decide(policy, &q).rule], 0);
		/* where it matches, the rule found to shadow it matches, too */
		for (uint16_t rule = 1; rule <= RULES; rule++)
			if (by[rule] &&
			    policy_explain(policy, rule, &q) == POLICY_FITS)
				assert_int_equal(
					policy_explain(policy, by[rule], &q),
					POLICY_FITS);
	}
	policy_shadow_destroy(cover);
	policy_destroy(policy);
	return found;
}

static void what_is_covered_never_decides(void **state)
{
	static struct drawn drawn;
	unsigned found[2] = {0, 0};
	uint32_t seed = 1;

	(void)state;
	for (unsigned round = 0; round < ROUNDS; round++) {
		draw_all(&drawn, &seed);
		found[0] += check_round(&drawn, &seed, false);
		found[1] += check_round(&drawn, &seed, true);
	}
	print_message("covered: %u, with a feed %u, of %u\n", found[0],
		      found[1], ROUNDS * RULES);
	/* neither none nor all; by names alone fewer than by what is inside */
	assert_in_range(found[0], ROUNDS * 4, ROUNDS * RULES / 2);
	assert_in_range(found[1], ROUNDS * 2, found[0] - 1);
}

/* Half of a search says nothing that is wrong. */
static void a_small_budget_finds_less(void **state)
{
	static struct drawn drawn;
	uint32_t seed = 7;
	struct policy_shadow *some, *all;
	struct policy *policy;
	unsigned found[2] = {0, 0};

	(void)state;
	draw_all(&drawn, &seed);
	policy = policy_create(&drawn.spec);
	some = policy_shadow_create(policy, false, 300);
	all = policy_shadow_create(policy, false, 1000000);
	for (uint16_t rule = 1; rule <= RULES; rule++) {
		uint16_t by = policy_shadow_find(some, rule);

		found[0] += by > 0;
		found[1] += policy_shadow_find(all, rule) > 0;
		assert_true(!by || policy_shadow_find(all, rule));
	}
	assert_true(policy_shadow_is_spent(some));
	assert_false(policy_shadow_is_spent(all));
	assert_true(found[0] < found[1]);
	policy_shadow_destroy(some);
	policy_shadow_destroy(all);
	policy_destroy(policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_covered_never_decides),
		cmocka_unit_test(a_small_budget_finds_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
