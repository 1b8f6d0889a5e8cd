/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flow keys: both directions are one, and nothing else is. */
#include "packet/key.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet/packet.h"

static struct packet make_packet(const char *source, uint16_t source_port,
				 const char *dest, uint16_t dest_port)
{
	struct packet packet = {.source_port = source_port,
				.dest_port = dest_port,
				.vlan = 7,
				.inner_vlan = 9,
				.transport = IPPROTO_UDP};

	assert_int_equal(packet_address_parse(source, &packet.source), 0);
	assert_int_equal(packet_address_parse(dest, &packet.dest), 0);
	return packet;
}

/* Over garbage, so that a byte that is not set shows. */
static bool make_key(const struct packet *packet, struct flow_key *key)
{
	bool from_low;

	memset(key, 0xa5, sizeof(*key));
	packet_key_from(packet, key, &from_low);
	return from_low;
}

static void directions_are_one(void **state)
{
	static const struct {
		const char *a, *b;
		uint16_t a_port, b_port;
	} ends[] = {
		{"10.0.0.1", "10.0.0.2", 5000, 80},
		{"10.0.0.1", "10.0.0.2", 80, 5000},
		{"10.0.0.1", "10.0.0.1", 80, 5000},
		{"2001:db8::1", "2001:db8::2", 1, 2},
		{"10.0.0.1", "2001:db8::2", 65535, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct packet there = make_packet(ends[i].a, ends[i].a_port,
						  ends[i].b, ends[i].b_port);
		struct packet back = make_packet(ends[i].b, ends[i].b_port,
						 ends[i].a, ends[i].a_port);
		struct flow_key a, b;

		assert_true(make_key(&there, &a));
		assert_false(make_key(&back, &b));
		assert_memory_equal(&a, &b, sizeof(a));
		assert_int_equal(packet_key_compare(&a, &b), 0);
		assert_int_equal(a.low_port, ends[i].a_port);
		assert_int_equal(a.high_port, ends[i].b_port);
		assert_int_equal(a.vlan, 7);
		assert_int_equal(a.inner_vlan, 9);
	}
}

/* Not decidable and not needed: it is the low end's, always. */
static void equal_ends_are_low(void **state)
{
	struct packet packet = make_packet("10.0.0.1", 53, "10.0.0.1", 53);
	struct flow_key key;

	(void)state;
	assert_true(make_key(&packet, &key));
}

static void every_field_divides(void **state)
{
	struct packet packets[7];
	size_t count = sizeof(packets) / sizeof(packets[0]);

	(void)state;
	for (size_t i = 0; i < count; i++)
		packets[i] = make_packet("10.0.0.1", 1, "10.0.0.5", 2);
	packets[1].source.bytes[15] = 2;
	packets[2].dest.bytes[15] = 6;
	packets[3].source_port = 3;
	packets[4].dest_port = 4;
	packets[5].transport = IPPROTO_TCP;
	packets[6].inner_vlan = 10;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct flow_key a, b;
			int order;

			make_key(&packets[i], &a);
			make_key(&packets[j], &b);
			order = packet_key_compare(&a, &b);
			assert_int_equal(order == 0, i == j);
			assert_int_equal(memcmp(&a, &b, sizeof(a)) == 0,
					 i == j);
			assert_int_equal(order > 0,
					 packet_key_compare(&b, &a) < 0);
		}
	}
}

static void ends_of_a_key(void **state)
{
	struct packet packet = make_packet("10.0.0.9", 90, "10.0.0.1", 10);
	struct endpoint low, high;
	struct flow_key key;

	(void)state;
	assert_false(make_key(&packet, &key));
	low = packet_key_low(&key);
	high = packet_key_high(&key);
	assert_int_equal(low.port, 10);
	assert_int_equal(high.port, 90);
	assert_memory_equal(&low.address, &packet.dest, 16);
	assert_memory_equal(&high.address, &packet.source, 16);
	assert_int_equal(low.transport, IPPROTO_UDP);
	assert_int_equal(low.zero | high.zero, 0);
}

/* Each field alone decides the order, in its turn; the key is hashed whole. */
static void every_field_counts(void **state)
{
	struct packet packet = make_packet("10.0.0.1", 10, "10.0.0.9", 90);
	struct flow_key first, other;
	bool from_low;

	(void)state;
	packet.transport = 6;
	packet.vlan = 5;
	packet.inner_vlan = 6;
	memset(&first, 0xa5, sizeof(first));
	memset(&other, 0x5a, sizeof(other));
	packet_key_from(&packet, &first, &from_low);
	packet_key_from(&packet, &other, &from_low);
	assert_memory_equal(&first, &other, sizeof(first));
	for (unsigned field = 0; field < 7; field++) {
		other = first;
		if (field == 0)
			other.low.bytes[15]++;
		else if (field == 1)
			other.high.bytes[15]++;
		else if (field == 2)
			other.low_port++;
		else if (field == 3)
			other.high_port++;
		else if (field == 4)
			other.transport++;
		else if (field == 5)
			other.vlan++;
		else
			other.inner_vlan++;
		assert_true(packet_key_compare(&first, &other) < 0);
		assert_true(packet_key_compare(&other, &first) > 0);
	}
	assert_int_equal(packet_key_compare(&first, &first), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directions_are_one),
		cmocka_unit_test(equal_ends_are_low),
		cmocka_unit_test(every_field_divides),
		cmocka_unit_test(ends_of_a_key),
		cmocka_unit_test(every_field_counts),
	};

	return cmocka_run_group_tests_name("packet/key", tests, NULL, NULL);
}
