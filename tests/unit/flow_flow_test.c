/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Packets change the state of their flow. */
#include "flow/flow.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "flow_sample.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)
#define ORIG true
#define REPLY false

/* A flow whose first packet came from the key's high end, and its clock. */
struct course {
	struct flow flow;
	struct packet packet; /* the next one */
	struct flow_observation observed;
};

static struct course course_init(uint8_t transport)
{
	struct course course = {.packet = sample_packet(1, transport, START)};
	bool from_low;

	packet_key_from(&course.packet, &course.flow.key, &from_low);
	flow_start(&course.flow, &course.packet, false);
	return course;
}

/* The packet as it stands, from one side. */
static void course_pass(struct course *course, bool from_orig)
{
	flow_observe(&course->flow, &course->packet, !from_orig,
		     &course->observed);
}

static void course_udp(struct course *course, bool from_orig, usec_t after,
		       uint16_t size)
{
	course->packet.time_us += after;
	course->packet.payload_size = size;
	course_pass(course, from_orig);
}

/* Return: whether the payload counted. */
static bool course_tcp(struct course *course, bool from_orig, uint8_t flags,
		       uint32_t seq, uint16_t size)
{
	course->packet.tcp_flags = flags;
	course->packet.tcp_seq = seq;
	course->packet.payload_size = size;
	course_pass(course, from_orig);
	return course->observed.payload;
}

/* The time of a direction's last packet; 0: none yet. */
static usec_t last_of(const struct flow *flow, unsigned direction)
{
	uint64_t last = flow_wide_get(&flow->last[direction]);

	return last ? flow->first_us + last - 1 : 0;
}

/* ---- direction and counts ---- */

static void direction_is_of_the_first_packet(void **state)
{
	struct packet packet = sample_packet(1, IPPROTO_UDP, START);

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct flow flow = {0};
		struct flow_observation observed;
		struct endpoint orig, reply;
		bool from_low;

		packet_key_from(&packet, &flow.key, &from_low);
		flow_start(&flow, &packet, from_low);
		flow_observe(&flow, &packet, from_low, &observed);
		assert_int_equal(observed.direction, FLOW_ORIG);
		flow_observe(&flow, &packet, !from_low, &observed);
		assert_int_equal(observed.direction, FLOW_REPLY);
		orig = flow_endpoint(&flow, FLOW_ORIG);
		reply = flow_endpoint(&flow, FLOW_REPLY);
		assert_memory_equal(&orig.address, &packet.source, 16);
		assert_memory_equal(&reply.address, &packet.dest, 16);
		assert_int_equal(orig.port, packet.source_port);
		assert_int_equal(reply.port, packet.dest_port);
		assert_int_equal(orig.transport, IPPROTO_UDP);
		sample_turn_round(&packet);
	}
}

static void counts_and_times(void **state)
{
	struct course course = course_init(IPPROTO_UDP);
	struct flow *flow = &course.flow;

	(void)state;
	assert_int_equal(flow_last(flow), START);
	course_udp(&course, ORIG, 0, 10);
	assert_int_equal(course.observed.iat_us, 0);
	assert_int_equal(last_of(flow, FLOW_REPLY), 0);
	course_udp(&course, REPLY, 300, 10);
	assert_int_equal(course.observed.iat_us, 0);
	course_udp(&course, ORIG, 200, 0);
	assert_int_equal(course.observed.iat_us, 500);
	assert_false(course.observed.payload);
	course_udp(&course, ORIG, 100, 10);
	assert_int_equal(course.observed.iat_us, 100);
	course_udp(&course, REPLY, 100, 10);
	assert_int_equal(course.observed.iat_us, 400);
	assert_int_equal(flow->packets[FLOW_ORIG], 3);
	assert_int_equal(flow->packets[FLOW_REPLY], 2);
	assert_int_equal(flow_wide_get(&flow->bytes[FLOW_ORIG]), 300);
	assert_int_equal(flow->payloads[FLOW_ORIG], 2);
	assert_int_equal(flow->payloads[FLOW_REPLY], 2);
	assert_int_equal(course.observed.position, 4);
	assert_int_equal(course.observed.turn, 2);
	assert_int_equal(flow_last(flow), START + 700);

	/* back: time stands still */
	course.packet.time_us -= 500;
	course_udp(&course, ORIG, 0, 10);
	assert_int_equal(course.observed.iat_us, 0);
	assert_int_equal(last_of(flow, FLOW_ORIG), START + 600);
}

static void later_fragments_count_bytes_only(void **state)
{
	static const uint8_t transports[] = {IPPROTO_TCP, IPPROTO_UDP};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct course course = course_init(transports[i]);
		struct flow *flow = &course.flow;

		course_pass(&course, ORIG);
		course.packet.fragment = PACKET_FRAGMENT_LATER;
		course.packet.tcp_flags = PACKET_TCP_RST;
		course_udp(&course, REPLY, 1000, 700);
		assert_false(course.observed.payload);
		assert_int_equal(course.observed.direction, FLOW_REPLY);
		assert_int_equal(flow->packets[FLOW_REPLY], 1);
		assert_int_equal(flow_wide_get(&flow->bytes[FLOW_REPLY]), 100);
		assert_int_equal(flow->payloads[FLOW_REPLY], 0);
		assert_int_equal(flow->class, i ? FLOW_UDP_NEW : FLOW_TCP_NEW);
		assert_int_equal(flow_last(flow), START + 1000);
	}
}

static void counters_saturate(void **state)
{
	struct course course = course_init(IPPROTO_UDP);
	struct flow *flow = &course.flow;

	(void)state;
	for (int i = 0; i < 65600; i++)
		course_udp(&course, ORIG, 1, 1);
	assert_int_equal(flow->payloads[FLOW_ORIG], 65535);
	assert_int_equal(course.observed.turn, 65535);
	assert_int_equal(course.observed.position, 65535);
	course_udp(&course, REPLY, 1, 1);
	assert_int_equal(flow->payloads[FLOW_REPLY], 1);
	assert_int_equal(course.observed.turn, 1);
	assert_int_equal(course.observed.position, 65535);

	flow->packets[FLOW_ORIG] = UINT32_MAX - 1;
	course_udp(&course, ORIG, 1, 1);
	course_udp(&course, ORIG, 1, 1);
	assert_int_equal(flow->packets[FLOW_ORIG], UINT32_MAX);
	course.packet.wire_bytes = UINT32_MAX; /* and bytes go past 4 G */
	course_udp(&course, REPLY, 1, 1);
	assert_int_equal(flow_wide_get(&flow->bytes[FLOW_REPLY]),
			 100 + (uint64_t)UINT32_MAX);
}

static void wide_numbers_saturate(void **state)
{
	struct course course = course_init(IPPROTO_UDP);
	struct flow *flow = &course.flow;

	(void)state;
	for (unsigned direction = 0; direction < 2; direction++) {
		struct flow_wide *bytes = &flow->bytes[direction];

		flow_wide_set(bytes, FLOW_WIDE_MOST - 150);
		course_udp(&course, direction == FLOW_ORIG, 1, 1);
		assert_int_equal(flow_wide_get(bytes), FLOW_WIDE_MOST - 50);
		course_udp(&course, direction == FLOW_ORIG, 1, 1);
		assert_int_equal(flow_wide_get(bytes), FLOW_WIDE_MOST);
		course_udp(&course, direction == FLOW_ORIG, 1, 1);
		assert_int_equal(flow_wide_get(bytes), FLOW_WIDE_MOST);
	}
	/* all 48 bits of a time, and none more */
	course_udp(&course, ORIG, 0, 1);
	course.packet.time_us = START + FLOW_WIDE_MOST - 1;
	course_udp(&course, REPLY, 0, 1);
	assert_int_equal(flow_last(flow), START + FLOW_WIDE_MOST - 1);
	course_udp(&course, REPLY, 1, 1);
	assert_int_equal(flow_last(flow), START + FLOW_WIDE_MOST - 1);
	assert_int_equal(last_of(flow, FLOW_ORIG), START + 6);
}

/* Queues deliver packets out of order: a reply may be older than the beginning. */
static void no_packet_is_before_the_first(void **state)
{
	struct course course = course_init(IPPROTO_UDP);
	struct flow *flow = &course.flow;

	(void)state;
	course_udp(&course, ORIG, 0, 1);
	course.packet.time_us = START - 700;
	course_udp(&course, REPLY, 0, 1);
	assert_int_equal(last_of(flow, FLOW_REPLY), START);
	assert_int_equal(flow_last(flow), START);
	course.packet.time_us = START;
	course_udp(&course, REPLY, 300, 1);
	assert_int_equal(course.observed.iat_us, 300);
}

/* ---- TCP ---- */

#define SYN PACKET_TCP_SYN
#define ACK PACKET_TCP_ACK
#define FIN PACKET_TCP_FIN
#define RST PACKET_TCP_RST

static void tcp_states(void **state)
{
	struct course course = course_init(IPPROTO_TCP);
	struct flow *flow = &course.flow;

	(void)state;
	assert_false(flow->flags & FLOW_SAW_SYN);
	course_tcp(&course, ORIG, SYN, 100, 0);
	course_tcp(&course, ORIG, SYN, 100, 0);
	assert_int_equal(flow->class, FLOW_TCP_NEW);
	assert_string_equal(flow_state_name(flow), "new");
	course_tcp(&course, REPLY, SYN | ACK, 900, 0);
	assert_int_equal(flow->class, FLOW_TCP_ESTABLISHED);
	assert_string_equal(flow_state_name(flow), "established");
	course_tcp(&course, ORIG, FIN | ACK, 101, 0);
	course_tcp(&course, ORIG, FIN | ACK, 101, 0);
	assert_int_equal(flow->class, FLOW_TCP_ESTABLISHED);
	assert_true(flow->flags & FLOW_FIN_ORIG);
	assert_false(flow->flags & FLOW_FIN_REPLY);
	course_tcp(&course, REPLY, FIN | ACK, 901, 0);
	assert_int_equal(flow->class, FLOW_TCP_CLOSED);
	course_tcp(&course, ORIG, ACK, 102, 0);
	assert_int_equal(flow->class, FLOW_TCP_CLOSED);
	assert_string_equal(flow_state_name(flow), "closed");
}

static void tcp_reset_closes(void **state)
{
	(void)state;
	for (int side = 0; side < 2; side++) {
		struct course course = course_init(IPPROTO_TCP);

		course_tcp(&course, ORIG, SYN, 100, 0);
		course_tcp(&course, !side, RST, 101, 0);
		assert_int_equal(course.flow.class, FLOW_TCP_CLOSED);
		course_tcp(&course, ORIG, ACK, 101, 5);
		course_tcp(&course, REPLY, ACK, 1, 5);
		assert_int_equal(course.flow.class, FLOW_TCP_CLOSED);
	}
}

static void start_notes_a_syn(void **state)
{
	struct packet packet = sample_packet(1, IPPROTO_TCP, START);
	struct flow flow = {0};

	(void)state;
	packet.tcp_flags = PACKET_TCP_SYN;
	flow_start(&flow, &packet, true);
	assert_int_equal(flow.flags, FLOW_SAW_SYN | FLOW_ORIG_IS_LOW);
	assert_int_equal(flow.first_us, START);
	assert_int_equal(flow.class, FLOW_TCP_NEW);
}

/* From four places of the sequence space, so that it wraps at each step. */
static void retransmissions_do_not_count(void **state)
{
	static const uint32_t starts[] = {1000, UINT32_MAX, UINT32_MAX - 9,
					  UINT32_MAX - 25, 0x7ffffff0};

	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		struct course course = course_init(IPPROTO_TCP);
		uint32_t at = starts[i];

		assert_false(course_tcp(&course, ORIG, SYN, at, 0));
		assert_true(course_tcp(&course, ORIG, ACK, at + 1, 10));
		assert_false(course_tcp(&course, ORIG, ACK, at + 1, 10));
		assert_false(course_tcp(&course, ORIG, ACK, at + 1, 4));
		assert_false(course_tcp(&course, ORIG, ACK, at + 11, 0));
		/* keep-alive: the byte before the next */
		assert_false(course_tcp(&course, ORIG, ACK, at + 10, 1));
		/* half of it is new */
		assert_true(course_tcp(&course, ORIG, ACK, at + 6, 10));
		assert_false(course_tcp(&course, ORIG, ACK, at + 11, 5));
		/* the other side counts for itself */
		assert_true(course_tcp(&course, REPLY, ACK, at + 1, 10));
		assert_false(course_tcp(&course, REPLY, ACK, at + 1, 10));
		/* a gap: lost before us */
		assert_true(course_tcp(&course, ORIG, ACK, at + 100, 20));
		assert_false(course_tcp(&course, ORIG, ACK, at + 16, 10));
		assert_int_equal(course.flow.payloads[FLOW_ORIG], 3);
		assert_int_equal(course.flow.payloads[FLOW_REPLY], 1);
		assert_int_equal(course.flow.packets[FLOW_ORIG], 10);
	}
}

static void payload_on_a_syn(void **state)
{
	struct course course = course_init(IPPROTO_TCP);

	(void)state;
	assert_true(course_tcp(&course, ORIG, SYN, 100, 10));
	assert_false(course_tcp(&course, ORIG, ACK, 101, 10));
	assert_true(course_tcp(&course, ORIG, ACK, 111, 10));
}

static void udp_states(void **state)
{
	struct course course = course_init(IPPROTO_UDP);

	(void)state;
	course_udp(&course, ORIG, 0, 10);
	course_udp(&course, ORIG, 0, 10);
	assert_int_equal(course.flow.class, FLOW_UDP_NEW);
	assert_string_equal(flow_state_name(&course.flow), "new");
	course_udp(&course, REPLY, 0, 0);
	assert_int_equal(course.flow.class, FLOW_UDP_STREAM);
	assert_string_equal(flow_state_name(&course.flow), "established");
}

/* ---- the first payloads ---- */

static void sizes_and_iats(void **state)
{
	static const struct {
		bool from_orig;
		usec_t after;
		uint16_t size, size_kept, iat_kept;
	} steps[] = {
		{ORIG, 0, 18, 18, 0},
		{REPLY, 500, 11, 11 | FLOW_SIZE_REPLY, 0},
		{ORIG, 0, 0, 0, 0}, /* nothing, but the clock runs from it */
		{ORIG, 2599, 32767, 32767, 25},
		{REPLY, 0, 40000, 32767 | FLOW_SIZE_REPLY, 25},
		{ORIG, 99, 65535, 32767, 0},
		{ORIG, 3600 * SEC, 1, 1, 0},
		{ORIG, 0, 2, 2, 0},
		{ORIG, 0, 3, 3, 0},
		{ORIG, 0, 4, 4, 0}, /* past the end */
	};
	struct course course = course_init(IPPROTO_UDP);
	const struct flow *flow = &course.flow;
	unsigned kept = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		course_udp(&course, steps[i].from_orig, steps[i].after,
			   steps[i].size);
		if (!steps[i].size || kept == FLOW_SIZES)
			continue;
		assert_int_equal(flow->sizes[kept], steps[i].size_kept);
		if (kept < FLOW_IATS)
			assert_int_equal(flow->iats[kept], steps[i].iat_kept);
		kept++;
		assert_int_equal(course.observed.position, kept);
		for (unsigned j = kept; j < FLOW_SIZES; j++)
			assert_int_equal(flow->sizes[j], 0);
	}
	assert_int_equal(kept, FLOW_SIZES);
	assert_int_equal(course.observed.position, FLOW_SIZES + 1);
}

static void long_iats_saturate(void **state)
{
	struct course course = course_init(IPPROTO_UDP);

	(void)state;
	course_udp(&course, ORIG, 0, 1);
	course_udp(&course, ORIG, 3600 * SEC, 1);
	assert_int_equal(course.flow.iats[1], 65535);
	assert_int_equal(course.flow.pace[FLOW_ORIG].iat_mean, 65535);
	assert_int_equal(course.observed.iat_us, 3600 * SEC);
}

/* ---- pace ---- */

struct reference {
	double mean, deviation;
};

static void reference_add(struct reference *reference, bool first, double value)
{
	double off = value - reference->mean;

	if (first) {
		*reference = (struct reference){value, 0};
		return;
	}
	reference->mean += off / 8;
	reference->deviation += (fabs(off) - reference->deviation) / 4;
}

static void reference_check(const struct reference *reference, uint16_t mean,
			    uint16_t deviation)
{
	assert_true(fabs(reference->mean - mean) < 8);
	assert_true(fabs(reference->deviation - deviation) < 12);
}

static void pace_follows_the_reference(void **state)
{
	/* voice, video, a bulk transfer, keep-alives, all there is */
	static const struct {
		uint32_t size, size_range, iat_us, iat_range_us;
	} kinds[] = {{60, 80, 19000, 2000},
		     {200, 1200, 100, 30000},
		     {1400, 1, 10, 200},
		     {3, 1, 20000000, 1000},
		     {1, 65535, 0, 6000000}};
	uint64_t dice = 11;

	(void)state;
	for (size_t kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
		struct course course = course_init(IPPROTO_UDP);
		struct reference size[2] = {{0, 0}}, iat[2] = {{0, 0}};

		for (int i = 0; i < 20000; i++) {
			bool from_orig = sample_below(&dice, 3);
			unsigned d = from_orig ? FLOW_ORIG : FLOW_REPLY;
			const struct flow_pace *pace = &course.flow.pace[d];
			uint16_t bytes =
				(uint16_t)(kinds[kind].size +
					   sample_below(
						   &dice,
						   kinds[kind].size_range));
			unsigned turn;
			double ticks;

			course_udp(
				&course, from_orig,
				kinds[kind].iat_us +
					sample_below(&dice,
						     kinds[kind].iat_range_us),
				bytes);
			turn = course.observed.turn;
			ticks = fmin(65535, (double)(course.observed.iat_us /
						     FLOW_TICK_US));
			reference_add(&size[d], turn == 1, bytes);
			if (turn > 1)
				reference_add(&iat[d], turn == 2, ticks);
			reference_check(&size[d], pace->size_mean,
					pace->size_deviation);
			reference_check(&iat[d], pace->iat_mean,
					pace->iat_deviation);
		}
	}
}

/* ---- rates ---- */

/* Both directions: 1600 and 800 bytes a second. */
static void rate_seconds(struct course *course, int seconds)
{
	for (int i = 0; i < 10 * seconds; i++) {
		course_udp(course, ORIG, 0, 160);
		course_udp(course, REPLY, 0, 80);
		course->packet.time_us += SEC / 10;
	}
}

static void rates_are_of_the_last_window(void **state)
{
	struct course course = course_init(IPPROTO_UDP);
	const struct flow *flow = &course.flow;

	(void)state;
	rate_seconds(&course, 5);
	assert_int_equal(flow_rate(flow, FLOW_ORIG), 0);
	course_udp(&course, ORIG, 0, 160);
	assert_int_equal(flow_rate(flow, FLOW_ORIG), 1600);
	assert_int_equal(flow_rate(flow, FLOW_REPLY), 800);
	rate_seconds(&course, 2);
	assert_int_equal(flow_rate(flow, FLOW_ORIG), 1600);

	/* on into the next: 5 s of 1600 bytes, and one payload more */
	rate_seconds(&course, 3);
	course_udp(&course, ORIG, 0, 160);
	assert_in_range(flow_rate(flow, FLOW_ORIG), 1600, 1700);

	/* a whole window of silence, and more */
	course_udp(&course, ORIG, 10 * SEC, 160);
	assert_int_equal(flow_rate(flow, FLOW_ORIG), 0);
	assert_int_equal(flow_rate(flow, FLOW_REPLY), 0);
	course_udp(&course, ORIG, 5 * SEC, 160);
	assert_int_equal(flow_rate(flow, FLOW_ORIG), 32);
}

static void late_payload_counts_now(void **state)
{
	struct course course = course_init(IPPROTO_UDP);

	(void)state;
	rate_seconds(&course, 5);
	course_udp(&course, ORIG, SEC / 100, 160);
	assert_int_equal(flow_rate(&course.flow, FLOW_ORIG), 1600);
	course.packet.time_us -= SEC / 50; /* before the window's start */
	course_udp(&course, ORIG, 0, 160);
	assert_int_equal(flow_rate(&course.flow, FLOW_ORIG), 1600);
	assert_int_equal(course.flow.window_bytes[FLOW_ORIG], 320);
}

static void rates_follow_a_clock_set_back(void **state)
{
	struct course course = course_init(IPPROTO_UDP);

	(void)state;
	rate_seconds(&course, 30);
	course.packet.time_us -= 20 * SEC;
	course_udp(&course, ORIG, 0, 160);
	assert_int_equal(flow_rate(&course.flow, FLOW_ORIG), 0);
	rate_seconds(&course, 10);
	assert_in_range(flow_rate(&course.flow, FLOW_ORIG), 1600, 1700);

	/* before the flow began, too */
	course.packet.time_us = START - 3600 * SEC;
	rate_seconds(&course, 10);
	assert_int_equal(flow_rate(&course.flow, FLOW_ORIG), 0);
}

/* 91 hours and more: the number of the window wraps. */
static void rates_of_a_long_flow(void **state)
{
	struct course course = course_init(IPPROTO_UDP);

	(void)state;
	for (int i = 0; i < 70000; i++) {
		uint16_t size = i < 68000 ? 160 : 320;

		course_udp(&course, ORIG, 5 * SEC, size);
		if (i != 0 && i != 68000)
			assert_int_equal(flow_rate(&course.flow, FLOW_ORIG),
					 size / 5);
	}
}

static void rates_saturate(void **state)
{
	struct course course = course_init(IPPROTO_UDP);

	(void)state;
	for (int i = 0; i < 70000; i++)
		course_udp(&course, ORIG, 0, 65535);
	assert_in_range(course.flow.window_bytes[FLOW_ORIG], UINT32_MAX - 65535,
			UINT32_MAX);
	course_udp(&course, ORIG, 5 * SEC, 1);
	assert_int_equal(flow_rate(&course.flow, FLOW_ORIG),
			 65535 * FLOW_RATE_UNIT);
}

/* ---- evidence ---- */

static bool speak(struct flow *flow, uint16_t application, uint16_t signature,
		  uint8_t kind, uint8_t bits)
{
	return flow_add_evidence(
		flow, &(struct flow_evidence){.application = application,
					      .signature = signature,
					      .kind = kind,
					      .bits = bits});
}

static void evidence_grows_to_a_decision(void **state)
{
	struct flow flow = {0};

	(void)state;
	assert_true(speak(&flow, 1, 0, EVIDENCE_SIZE, 12));
	assert_int_equal(flow.application, 1);
	assert_int_equal(flow.signatures[0], 1);
	assert_false(flow.decided);
	assert_false(speak(&flow, 1, 0, EVIDENCE_SIZE, 12));
	assert_false(speak(&flow, 1, 4, EVIDENCE_SIZE, 8));
	assert_int_equal(flow.signatures[1], 5);
	assert_true(speak(&flow, 1, 5, EVIDENCE_TIMING, 12));
	assert_true(flow.decided);
	assert_int_equal(evidence_bits(&flow.evidence), 24);
	speak(&flow, 1, 6, EVIDENCE_PORT, 1);
	assert_int_equal(flow.signatures[2], 6);
}

static void stronger_evidence_replaces(void **state)
{
	struct flow flow = {0};

	(void)state;
	speak(&flow, 1, 7, EVIDENCE_SIZE, 12);
	speak(&flow, 1, 8, EVIDENCE_TIMING, 12);
	flow.activity = 3;
	assert_true(flow.decided);
	assert_false(speak(&flow, 2, 9, EVIDENCE_CONSTANT, 24));
	assert_int_equal(flow.application, 1);
	assert_int_equal(flow.activity, 3);

	assert_true(speak(&flow, 2, 9, EVIDENCE_CONSTANT, 25));
	assert_int_equal(flow.application, 2);
	assert_true(flow.decided);
	assert_int_equal(flow.activity, 0);
	assert_int_equal(evidence_bits(&flow.evidence), 25);
	assert_int_equal(flow.signatures[0], 10);
	assert_int_equal(flow.signatures[1], 0);

	/* two kinds of more bits that decide nothing are not decided */
	memset(&flow, 0, sizeof(flow));
	speak(&flow, 1, 0, EVIDENCE_PORT, 4);
	assert_true(speak(&flow, 2, 0, EVIDENCE_SIZE, 20));
	assert_false(flow.decided);
}

static void sets_are_of_the_sender(void **state)
{
	struct flow flow = {0};
	struct flow_evidence evidence = {
		.application = 1, .kind = EVIDENCE_SIZE, .bits = 8, .sets = 4};

	(void)state;
	flow_add_evidence(&flow, &evidence);
	evidence.sets = 1;
	flow_add_evidence(&flow, &evidence);
	assert_int_equal(flow.sets, 5);
	/* too weak to take over: it is not heard */
	evidence.application = 2;
	evidence.sets = 2;
	flow_add_evidence(&flow, &evidence);
	assert_int_equal(flow.sets, 5);
	evidence.bits = 9;
	flow_add_evidence(&flow, &evidence);
	assert_int_equal(flow.sets, 2);
}

static void evidence_that_adds(void **state)
{
	struct flow flow = {0};
	struct flow_evidence evidence = {.application = 1,
					 .kind = EVIDENCE_GENERATOR,
					 .bits = 16,
					 .adds = true};

	(void)state;
	assert_true(flow_add_evidence(&flow, &evidence));
	assert_false(flow.decided);
	assert_true(flow_add_evidence(&flow, &evidence));
	assert_true(flow.decided);
	assert_int_equal(evidence_bits(&flow.evidence), 32);
	assert_true(flow_add_evidence(&flow, &evidence));
	assert_true(flow_add_evidence(&flow, &evidence));
	assert_false(flow_add_evidence(&flow, &evidence));
	assert_int_equal(evidence_bits(&flow.evidence), EVIDENCE_MOST);
}

/* A reset that does not know the numbers ends nothing, and moves none. */
static void resets_are_believed_by_their_number(void **state)
{
	struct packet packet = {.time_us = USEC_PER_SEC,
				.transport = IPPROTO_TCP,
				.tcp_flags = PACKET_TCP_SYN,
				.tcp_seq = 1000,
				.wire_bytes = 60};
	struct flow flow = {0};
	struct flow_observation observed;

	(void)state;
	flow_start(&flow, &packet, true);
	flow_observe(&flow, &packet, true, &observed);
	packet.tcp_flags = PACKET_TCP_RST;
	packet.tcp_seq = 5000;
	flow_observe(&flow, &packet, true, &observed);
	assert_int_not_equal(flow.class, FLOW_TCP_CLOSED);
	flow_observe(&flow, &packet, true, &observed);
	assert_int_not_equal(flow.class, FLOW_TCP_CLOSED);
	packet.tcp_seq = 1001;
	flow_observe(&flow, &packet, true, &observed);
	assert_int_equal(flow.class, FLOW_TCP_CLOSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(direction_is_of_the_first_packet),
		cmocka_unit_test(counts_and_times),
		cmocka_unit_test(later_fragments_count_bytes_only),
		cmocka_unit_test(counters_saturate),
		cmocka_unit_test(wide_numbers_saturate),
		cmocka_unit_test(no_packet_is_before_the_first),
		cmocka_unit_test(tcp_states),
		cmocka_unit_test(tcp_reset_closes),
		cmocka_unit_test(start_notes_a_syn),
		cmocka_unit_test(retransmissions_do_not_count),
		cmocka_unit_test(payload_on_a_syn),
		cmocka_unit_test(udp_states),
		cmocka_unit_test(sizes_and_iats),
		cmocka_unit_test(long_iats_saturate),
		cmocka_unit_test(pace_follows_the_reference),
		cmocka_unit_test(rates_are_of_the_last_window),
		cmocka_unit_test(late_payload_counts_now),
		cmocka_unit_test(rates_follow_a_clock_set_back),
		cmocka_unit_test(rates_of_a_long_flow),
		cmocka_unit_test(rates_saturate),
		cmocka_unit_test(evidence_grows_to_a_decision),
		cmocka_unit_test(stronger_evidence_replaces),
		cmocka_unit_test(evidence_that_adds),
		cmocka_unit_test(sets_are_of_the_sender),
		cmocka_unit_test(resets_are_believed_by_their_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
