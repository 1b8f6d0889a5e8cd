/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A GSO packet moves the flow on, and teaches it no sizes and no times. */
#include "flow/flow.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "packet/packet.h"

static struct packet make_packet(uint32_t seq, uint16_t size, bool gso)
{
	return (struct packet){
		.time_us = USEC_PER_SEC + seq,
		.transport = IPPROTO_TCP,
		.tcp_flags = PACKET_TCP_ACK,
		.tcp_seq = seq,
		.payload_size = size,
		.wire_bytes = size + 40U,
		.gso = gso,
	};
}

static struct flow_observation observe(struct flow *flow, uint32_t seq,
				       uint16_t size, bool gso)
{
	struct packet packet = make_packet(seq, size, gso);
	struct flow_observation observed;

	if (!flow->first_us)
		flow_start(flow, &packet, true);
	flow_observe(flow, &packet, true, &observed);
	return observed;
}

static void test_gso(void **state)
{
	struct flow flow = {0};
	struct flow_observation observed;

	(void)state;
	observe(&flow, 1000, 100, false);
	observed = observe(&flow, 1100, 30000, true);
	assert_true(observed.payload); /* it is looked at */
	assert_int_equal(observed.position, 2);
	assert_int_equal(flow.packets[FLOW_ORIG], 2);
	assert_int_equal(flow_wide_get(&flow.bytes[FLOW_ORIG]), 30180);
	assert_int_equal(flow.payloads[FLOW_ORIG], 1);
	assert_int_equal(flow.sizes[1], 0);
	assert_int_equal(flow.pace[FLOW_ORIG].size_mean, 100);
	assert_int_equal(flow.window_bytes[FLOW_ORIG], 30100);

	/* Sent again in segments: nothing new. */
	observed = observe(&flow, 1100, 1448, false);
	assert_false(observed.payload);

	observed = observe(&flow, 31100, 200, false);
	assert_true(observed.payload);
	assert_int_equal(observed.position, 2);
	assert_int_equal(flow.sizes[1], 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gso),
	};

	return cmocka_run_group_tests_name("flow_flow", tests, NULL, NULL);
}
