/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Addresses and prefixes: parse, print, order, membership. */
#include "packet/address.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct address parse(const char *text)
{
	struct address address;

	assert_int_equal(packet_address_parse(text, &address), 0);
	return address;
}

static struct prefix parse_prefix(const char *text)
{
	struct prefix prefix;

	assert_int_equal(packet_prefix_parse(text, &prefix), 0);
	return prefix;
}

static void prints_what_it_parsed(void **state)
{
	static const char *const texts[] = {
		"0.0.0.0",     "192.0.2.1", "255.255.255.255",	    "::", "::1",
		"2001:db8::1", "fe80::1:2", "2001:db8:1:2:3:4:5:6",
	};
	char text[PACKET_ADDRESS_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct address address = parse(texts[i]);

		assert_ptr_equal(packet_address_print(&address, text), text);
		assert_string_equal(text, texts[i]);
	}
}

static void refuses_what_is_no_address(void **state)
{
	static const char *const texts[] = {
		"",	     "1.2.3",	 "1.2.3.4.5",	"1.2.3.256",
		"1.2.3.4 ",  ":::",	 "2001:db8::g", "host",
		"1.2.3.4/8", "::1%eth0", "01.2.3.4x",
	};
	struct address address;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(packet_address_parse(texts[i], &address),
				 -EINVAL);
}

static void holds_ipv4_as_mapped(void **state)
{
	const uint8_t bytes[4] = {192, 0, 2, 1};
	struct address four = packet_address_from_ipv4(bytes);
	struct address mapped = parse("::ffff:192.0.2.1");
	struct address six = parse("2001:db8::c000:201");

	(void)state;
	assert_true(packet_address_is_ipv4(&four));
	assert_int_equal(packet_address_ipv4(&four), 0xc0000201);
	assert_int_equal(packet_address_compare(&four, &mapped), 0);
	assert_false(packet_address_is_ipv4(&six));
	assert_int_equal(packet_address_ipv4(&six), 0);
	six = packet_address_from_ipv6(mapped.bytes);
	assert_int_equal(packet_address_compare(&six, &four), 0);
}

static void orders_as_bytes(void **state)
{
	static const char *const rising[] = {
		"::",	     "0.0.0.0",	   "9.255.0.1",	  "10.0.0.0",
		"128.0.0.1", "2001:db8::", "2001:db8::1", "ff02::1"};
	size_t count = sizeof(rising) / sizeof(rising[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < count; j++) {
			struct address a = parse(rising[i]);
			struct address b = parse(rising[j]);
			int order = packet_address_compare(&a, &b);

			assert_int_equal((order > 0) - (order < 0),
					 (i > j) - (i < j));
		}
	}
}

static void prints_prefixes_as_written(void **state)
{
	static const struct {
		const char *in, *out;
		uint8_t bits;
	} prefixes[] = {
		{"10.0.0.0/8", "10.0.0.0/8", 104},
		{"0.0.0.0/0", "0.0.0.0/0", 96},
		{"192.0.2.1", "192.0.2.1/32", 128},
		{"192.0.2.128/25", "192.0.2.128/25", 121},
		{"::/0", "::/0", 0},
		{"2001:db8::/32", "2001:db8::/32", 32},
		{"2001:db8::1", "2001:db8::1/128", 128},
		{"::ffff:10.0.0.0/104", "10.0.0.0/8", 104},
		{"2001:db8:1111:2222:3333:4444:5555:6666/128",
		 "2001:db8:1111:2222:3333:4444:5555:6666/128", 128},
	};
	char text[PACKET_ADDRESS_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		struct prefix prefix = parse_prefix(prefixes[i].in);

		assert_int_equal(prefix.bits, prefixes[i].bits);
		assert_string_equal(packet_prefix_print(&prefix, text),
				    prefixes[i].out);
	}
}

static void refuses_what_is_no_prefix(void **state)
{
	static const char *const texts[] = {
		"",
		"/8",
		"10.0.0.0/",
		"10.0.0.0/33",
		"10.0.0.0/8x",
		"10.0.0.0/-1",
		"10.0.0.0/+8",
		"10.0.0.0/ 8",
		"::/129",
		"::/0128",
		"10.0.0.0//8",
		"10.0.0.0/8/8",
		"2001:db8:1111:2222:3333:4444:5555:6666/128 and too long",
	};
	struct prefix prefix;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(packet_prefix_parse(texts[i], &prefix),
				 -EINVAL);
}

static void refuses_bits_past_the_length(void **state)
{
	static const char *const texts[] = {"10.0.0.1/8", "10.0.0.0/6",
					    "2001:db8::1/64", "::1/0",
					    "0.0.0.1/31"};
	struct prefix prefix;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(packet_prefix_parse(texts[i], &prefix),
				 -ERANGE);
}

/* One bit after the other, slowly. */
static bool contains_twin(const struct prefix *prefix,
			  const struct address *address)
{
	for (unsigned bit = 0; bit < prefix->bits; bit++)
		if ((prefix->address.bytes[bit / 8] ^ address->bytes[bit / 8]) &
		    (0x80 >> (bit % 8)))
			return false;
	return true;
}

static void contains_as_the_twin_says(void **state)
{
	struct address address = parse("2001:db8:a5a5:5a5a:ffff:0:1234:8001");

	(void)state;
	for (unsigned bits = 0; bits <= 128; bits++) {
		struct prefix prefix = {address, (uint8_t)bits};

		for (unsigned flip = 0; flip < 128; flip++) {
			struct address other = address;

			other.bytes[flip / 8] ^= (uint8_t)(0x80 >> (flip % 8));
			assert_int_equal(
				packet_prefix_contains(&prefix, &other),
				contains_twin(&prefix, &other));
		}
		assert_true(packet_prefix_contains(&prefix, &address));
	}
}

static void families_do_not_mix(void **state)
{
	struct prefix all_four = parse_prefix("0.0.0.0/0");
	struct prefix all = parse_prefix("::/0");
	struct address four = parse("192.0.2.1");
	struct address six = parse("2001:db8::1");

	(void)state;
	assert_true(packet_prefix_contains(&all_four, &four));
	assert_false(packet_prefix_contains(&all_four, &six));
	assert_true(packet_prefix_contains(&all, &six));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prints_what_it_parsed),
		cmocka_unit_test(refuses_what_is_no_address),
		cmocka_unit_test(holds_ipv4_as_mapped),
		cmocka_unit_test(orders_as_bytes),
		cmocka_unit_test(prints_prefixes_as_written),
		cmocka_unit_test(refuses_what_is_no_prefix),
		cmocka_unit_test(refuses_bits_past_the_length),
		cmocka_unit_test(contains_as_the_twin_says),
		cmocka_unit_test(families_do_not_mix),
	};

	return cmocka_run_group_tests_name("packet/address", tests, NULL, NULL);
}
