/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide: what a question to the policy costs, made and answered, at a site of 10,000 users, 500 groups
 * and 2,000 rules, beside a small one of 20 users, 2 groups and 10 rules.
 *
 * Both sites have the same shape, so that only their size differs: a user has an
 * address and a MAC and is in two groups, one of which also has a network and a
 * VLAN; a group has 4 rules (an activity, a family with a time table, a peer,
 * all), and the last rules are for everyone. Questions are those of random users,
 * one in eight of a stranger. Rounds alternate; the fastest of each counts.
 *
 * decide USERS GROUPS RULES writes such a site as a configuration instead.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/policy.h"

#define QUESTIONS 256
#define ROUNDS 61
#define ASKED 100000 /* in a round */
#define APPLICATIONS 6
#define ACTIVITIES 8

struct site {
	unsigned users, groups, rules;
	struct policy *policy;
	struct policy_question questions[QUESTIONS];
	double ns[ROUNDS];
};

static uint64_t state = 88172645463325252U;

static uint32_t draw(uint32_t below)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 32) % below;
}

static void *make(size_t count, size_t size)
{
	void *memory = calloc(count + 1, size);

	if (!memory)
		exit(1);
	return memory;
}

static struct address address_of(unsigned user)
{
	const uint8_t bytes[4] = {10, (uint8_t)(user >> 16),
				  (uint8_t)(user >> 8), (uint8_t)user};

	return packet_address_from_ipv4(bytes);
}

static struct mac mac_of(unsigned user)
{
	return (struct mac){{2, 0, 0, (uint8_t)(user >> 16),
			     (uint8_t)(user >> 8), (uint8_t)user}};
}

/* 172.16.0.0/12 in pieces of 16 addresses. */
static struct prefix network_of(unsigned group)
{
	const uint8_t bytes[4] = {172, (uint8_t)(16 + (group >> 12)),
				  (uint8_t)(group >> 4), (uint8_t)(group << 4)};

	return (struct prefix){packet_address_from_ipv4(bytes), 124};
}

/* ---- building ---- */

static void set_users(const struct site *site, struct policy_user *users)
{
	struct prefix *prefixes = make(site->users, sizeof(*prefixes));
	struct mac *macs = make(site->users, sizeof(*macs));
	uint16_t *groups = make(site->users * 2, sizeof(*groups));

	for (unsigned i = 0; i < site->users; i++) {
		prefixes[i] = (struct prefix){address_of(i), 128};
		macs[i] = mac_of(i);
		groups[2 * i] = (uint16_t)(1 + i % site->groups);
		groups[2 * i + 1] = (uint16_t)(1 + (i + 1) % site->groups);
		users[i] = (struct policy_user){
			"user",
			{.prefixes = &prefixes[i],
			 .prefix_count = 1,
			 .macs = &macs[i],
			 .mac_count = 1},
			{&groups[2 * i], 2},
		};
	}
}

static void set_groups(const struct site *site, struct policy_group *groups)
{
	struct prefix *prefixes = make(site->groups, sizeof(*prefixes));
	struct policy_vlan *vlans = make(site->groups, sizeof(*vlans));

	for (unsigned i = 0; i < site->groups; i++) {
		prefixes[i] = network_of(i);
		vlans[i] = (struct policy_vlan){(uint16_t)(1 + i), 0};
		groups[i] = (struct policy_group){
			"group",
			{.prefixes = &prefixes[i],
			 .prefix_count = 1,
			 .vlans = &vlans[i],
			 .vlan_count = 1},
		};
	}
}

static void set_rule(const struct site *site, unsigned i,
		     struct policy_rule *rule)
{
	static const struct policy_action drop = {.confidence = 70,
						  .action = ACTION_DROP};
	static const uint16_t applications[] = {1, 2, 3, 4, 5, 6};
	static const uint16_t activities[] = {1, 2, 3, 4, 5, 6, 7, 8};
	static const uint16_t table[] = {1};
	static struct prefix peer = {.bits = 112};
	uint16_t *group = make(1, sizeof(*group));
	bool last = i + 2 >= site->rules;

	peer.address = address_of(0xffff);
	peer.address.bytes[14] = peer.address.bytes[15] = 0;
	*group = (uint16_t)(1 + i % site->groups);
	*rule = (struct policy_rule){.name = "rule",
				     .groups = {group, last ? 0 : 1},
				     .levels = &drop,
				     .level_count = 1};
	rule->applications =
		(struct policy_numbers){&applications[i % APPLICATIONS], 1};
	switch (i / site->groups % 4) {
	case 0:
		rule->activities =
			(struct policy_numbers){&activities[i % ACTIVITIES], 1};
		break;
	case 1:
		rule->applications.items = applications;
		rule->applications.count = 3;
		rule->tables = (struct policy_numbers){table, 1};
		break;
	case 2:
		rule->peers = &peer;
		rule->peer_count = 1;
		break;
	default:
		break;
	}
}

static void build(struct site *site)
{
	struct policy_user *users = make(site->users, sizeof(*users));
	struct policy_group *groups = make(site->groups, sizeof(*groups));
	struct policy_rule *rules = make(site->rules, sizeof(*rules));
	static const struct policy_hours hours = {480, 960};
	static const struct policy_table table = {.name = "table",
						  .days = 0x1f,
						  .hours = &hours,
						  .hour_count = 1};
	const struct policy_spec spec = {
		.users = users,
		.groups = groups,
		.tables = &table,
		.rules = rules,
		.user_count = site->users,
		.group_count = site->groups,
		.table_count = 1,
		.rule_count = site->rules,
	};

	set_users(site, users);
	set_groups(site, groups);
	for (unsigned i = 0; i < site->rules; i++)
		set_rule(site, i, &rules[i]);
	site->policy = policy_create(&spec);
	if (!site->policy)
		exit(1);
}

/* ---- asking ---- */

/* Questions about flows; each question is about another host. */
static void draw_questions(struct site *site)
{
	static struct policy_active_schedules open = {.tables = {1}};

	for (unsigned i = 0; i < QUESTIONS; i++)
		site->questions[i] = (struct policy_question){
			.host = {.has_mac = draw(2)},
			.peer = address_of(0x900000 + draw(1000)),
			.peer_port = (uint16_t)draw(65536),
			.direction = (uint8_t)(1 + draw(2)),
			.confidence = (uint8_t)(70 + draw(31)),
			.application = (uint16_t)(1 + draw(APPLICATIONS)),
			.activity = (uint16_t)draw(ACTIVITIES + 1),
			.schedules = draw(2) ? &open : NULL,
		};
}

static struct policy_question next_question(const struct site *site, unsigned i)
{
	struct policy_question question = site->questions[i % QUESTIONS];
	unsigned user = draw(site->users);

	question.host.address = address_of(i % 8 ? user : 0x800000 + user);
	question.host.mac = mac_of(user);
	question.host.vlan = (uint16_t)(1 + user % site->groups);
	return question;
}

static double measure(const struct site *site, unsigned *sum)
{
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (unsigned i = 0; i < ASKED; i++) {
		struct policy_question question = next_question(site, i);

		*sum += policy_decide(site->policy, &question).rule;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	return ((double)(end.tv_sec - start.tv_sec) * 1e9 +
		(double)(end.tv_nsec - start.tv_nsec)) /
	       ASKED;
}

/* Other programs only ever make a round slower. */
static double least(const double *values)
{
	double best = values[0];

	for (unsigned i = 1; i < ROUNDS; i++)
		if (values[i] < best)
			best = values[i];
	return best;
}

/* ---- as a configuration ---- */

static void print_site(unsigned users, unsigned groups, unsigned rules)
{
	char text[PACKET_ADDRESS_TEXT], card[PACKET_MAC_TEXT];

	puts("users = (");
	for (unsigned i = 0; i < users; i++) {
		struct address address = address_of(i);
		struct mac mac = mac_of(i);

		printf("%s{ name = \"u%u\"; networks = [ \"%s\" ]; "
		       "mac = \"%s\"; groups = [ \"g%u\", \"g%u\" ]; }\n",
		       i ? "," : "", i, packet_address_print(&address, text),
		       packet_mac_print(&mac, card), i % groups,
		       (i + 1) % groups);
	}
	puts(");\ngroups = (");
	for (unsigned i = 0; i < groups; i++) {
		struct prefix network = network_of(i);

		printf("%s{ name = \"g%u\"; networks = [ \"%s\" ]; "
		       "vlans = %u; }\n",
		       i ? "," : "", i, packet_prefix_print(&network, text),
		       1 + i);
	}
	puts(");\nrules = (");
	for (unsigned i = 0; i < rules; i++)
		printf("%s{ name = \"r%u\"; group = \"g%u\"; "
		       "peer_port = %u; action = \"drop\"; }\n",
		       i ? "," : "", i, i % groups, 1 + i / groups);
	puts(");");
}

int main(int argc, char **argv)
{
	static struct site small = {.users = 20, .groups = 2, .rules = 10};
	static struct site large = {
		.users = 10000, .groups = 500, .rules = 2000};
	unsigned sum = 0;

	if (argc == 4) {
		print_site((unsigned)atoi(argv[1]), (unsigned)atoi(argv[2]),
			   (unsigned)atoi(argv[3]));
		return 0;
	}
	build(&small);
	build(&large);
	draw_questions(&small);
	draw_questions(&large);
	for (unsigned i = 0; i < ROUNDS; i++) {
		small.ns[i] = measure(&small, &sum);
		large.ns[i] = measure(&large, &sum);
	}
	printf("a decision: %.0f ns with %u users, %u groups, %u rules; "
	       "%.0f ns with %u, %u, %u: ratio %.2f\n",
	       least(large.ns), large.users, large.groups, large.rules,
	       least(small.ns), small.users, small.groups, small.rules,
	       least(large.ns) / least(small.ns));
	policy_destroy(small.policy);
	policy_destroy(large.policy);
	return sum == 0; /* no rule at all: the questions are wrong */
}
