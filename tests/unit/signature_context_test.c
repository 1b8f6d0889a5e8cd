/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conditions asked about a flow without a packet: what needs a packet does not hold,
 * what the flow itself knows does, in both directions. The language refuses the first
 * kind for windows and ends; this test asks all the same.
 */
#include "signature_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define START (1600000000 * USEC_PER_SEC)

/* The question of the DNS name "x.example" of type A, which fits all conditions. */
static const uint8_t query[] = {
	0x12, 0x34, 1,	 0,   0,   1,	0,   0,	  0,   0, 0, 0, 1, 'x',
	7,    'e',  'x', 'a', 'm', 'p', 'l', 'e', 0x0, 0, 1, 0, 1,
};

struct stand {
	struct bench bench;
	struct packet packet;
	struct flow flow;
	struct flow_observation observed;
	struct packet_names names;
	struct signature_context context;
};

static void stand_init(struct stand *stand)
{
	memset(stand, 0, sizeof(*stand));
	stand->packet = (struct packet){
		.time_us = START,
		.source_port = 5000,
		.dest_port = 53,
		.ip_version = 4,
		.transport = IPPROTO_UDP,
		.payload = query,
		.payload_size = sizeof(query),
		.payload_caplen = sizeof(query),
	};
	packet_address_parse("10.0.0.1", &stand->packet.source);
	packet_address_parse("192.0.2.7", &stand->packet.dest);
	stand->flow.flags = FLOW_ORIG_IS_LOW | FLOW_ORIG_IS_LOCAL;
	stand->flow.first_us = START;
	stand->flow.key = (struct flow_key){
		.low = stand->packet.source,
		.high = stand->packet.dest,
		.low_port = 5000,
		.high_port = 53,
		.transport = IPPROTO_UDP,
	};
	stand->observed = (struct flow_observation){
		.payload = true, .position = 1, .turn = 1, .iat_us = 10000};
	stand->context.time_us = START + 3 * USEC_PER_SEC;
	stand->context.flow = &stand->flow;
}

static void stand_give_packet(struct stand *stand)
{
	stand->context.packet = &stand->packet;
	stand->context.observed = &stand->observed;
	packet_names_init(&stand->names, IPPROTO_UDP, query, sizeof(query),
			  sizeof(query));
	stand->context.names = &stand->names;
}

static bool holds(struct stand *stand, const char *condition)
{
	char text[1024];
	bool held = true;

	snprintf(text, sizeof(text),
		 "signatures = ( { name = \"t\"; about = \"-\"; source = "
		 "\"-\"; match = [ \"%s\" ]; then = { event = \"e\"; }; } );\n",
		 condition);
	bench_load(&stand->bench, text);
	if (!stand->bench.set)
		fail_msg("%s", stand->bench.said);
	for (size_t i = 0; i < stand->bench.set->patterns[0].match_count; i++) {
		struct expression_state state = {
			.pool = signature_set_pool(stand->bench.set),
			.context = &stand->context,
		};

		held &= signature_expression_holds(
			&state,
			state.pool->lists[stand->bench.set->patterns[0].match +
					  i]);
	}
	bench_fini(&stand->bench);
	return held;
}

static void what_needs_a_packet(void **state)
{
	static const char *const conditions[] = {
		"size > 0",
		"u8[2] == 1",
		"bytes[0] == h'12 34'",
		"bytes contains h'07 65 78'",
		"position == 1",
		"turn == 1",
		"iat == 10ms",
		"tcp.flags == 0",
		"dns.name == 'x.example'",
	};
	static struct stand stand;

	(void)state;
	stand_init(&stand);
	for (size_t i = 0; i < COUNT(conditions); i++)
		if (holds(&stand, conditions[i]))
			fail_msg("holds without a packet: %s", conditions[i]);
	stand_give_packet(&stand);
	for (size_t i = 0; i < COUNT(conditions); i++)
		if (!holds(&stand, conditions[i]))
			fail_msg("does not hold: %s", conditions[i]);
}

/* The ends are those of the direction that is asked about. */
static void what_the_flow_knows(void **state)
{
	static const struct {
		const char *condition;
		bool holds[2]; /* by direction */
	} cases[] = {
		{"source.port == 5000", {true, false}},
		{"dest.port == 5000", {false, true}},
		{"source.address == 0x0a000001", {true, false}},
		{"dest.address == 0x0a000001", {false, true}},
		{"source.address == 0xc0000207", {false, true}},
		{"age == 3s", {true, true}},
		{"inbound == 0", {true, true}},
	};
	static struct stand stand;

	(void)state;
	stand_init(&stand);
	for (size_t i = 0; i < COUNT(cases); i++)
		for (unsigned direction = 0; direction < 2; direction++) {
			stand.context.direction = (uint8_t)direction;
			if (holds(&stand, cases[i].condition) !=
			    cases[i].holds[direction])
				fail_msg("direction %u: %s", direction,
					 cases[i].condition);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_needs_a_packet),
		cmocka_unit_test(what_the_flow_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
