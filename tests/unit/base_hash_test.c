/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SipHash-1-3 against a twin that follows the paper step by step. The twin is
 * checked first, as SipHash-2-4, with the paper's published vectors.
 */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static uint64_t rotl(uint64_t x, int b)
{
	return x << b | x >> (64 - b);
}

static void twin_rounds(uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[1] = rotl(v[1], 13);
		v[1] ^= v[0];
		v[0] = rotl(v[0], 32);
		v[2] += v[3];
		v[3] = rotl(v[3], 16);
		v[3] ^= v[2];
		v[0] += v[3];
		v[3] = rotl(v[3], 21);
		v[3] ^= v[0];
		v[2] += v[1];
		v[1] = rotl(v[1], 17);
		v[1] ^= v[2];
		v[2] = rotl(v[2], 32);
	}
}

/* SipHash-c-d, on the padded message, one byte after the other. */
static uint64_t twin(const struct hash_key *key, const uint8_t *bytes,
		     size_t size, int c, int d)
{
	uint64_t k0 = key->words[0], k1 = key->words[1];
	uint64_t v[4] = {k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
			 k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573};
	size_t padded = (size / 8 + 1) * 8;

	for (size_t at = 0; at < padded; at += 8) {
		uint64_t m = 0;

		for (size_t i = 0; i < 8; i++) {
			uint8_t byte = at + i < size ? bytes[at + i] : 0;

			if (at + i == padded - 1)
				byte = (uint8_t)size;
			m |= (uint64_t)byte << (8 * i);
		}
		v[3] ^= m;
		twin_rounds(v, c);
		v[0] ^= m;
	}
	v[2] ^= 0xff;
	twin_rounds(v, d);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* The key and the messages of the paper's vectors: 00 01 02 ... */
static const struct hash_key counting = {
	{UINT64_C(0x0706050403020100), UINT64_C(0x0f0e0d0c0b0a0908)}};

static void count_up(uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)i;
}

/* Appendix A of the paper, and the first of its reference code's vectors. */
static void twin_gives_published_values(void **state)
{
	uint8_t bytes[15];

	(void)state;
	count_up(bytes, sizeof(bytes));
	assert_true(twin(&counting, bytes, 15, 2, 4) ==
		    UINT64_C(0xa129ca6149be45e5));
	assert_true(twin(&counting, bytes, 0, 2, 4) ==
		    UINT64_C(0x726fdb47dd0e0e31));
}

static void equals_the_twin(void **state)
{
	uint8_t bytes[300];

	(void)state;
	count_up(bytes, sizeof(bytes));
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		assert_true(hash_bytes(&counting, bytes, size) ==
			    twin(&counting, bytes, size, 1, 3));
		assert_true(hash_bytes(&hash_key_fixed, bytes, size) ==
			    twin(&hash_key_fixed, bytes, size, 1, 3));
	}
}

static void does_not_care_for_alignment(void **state)
{
	uint8_t bytes[64], moved[72];
	uint64_t wanted;

	(void)state;
	count_up(bytes, sizeof(bytes));
	wanted = hash_bytes(&counting, bytes, sizeof(bytes));
	for (size_t by = 0; by < 8; by++) {
		memcpy(moved + by, bytes, sizeof(bytes));
		assert_true(hash_bytes(&counting, moved + by, sizeof(bytes)) ==
			    wanted);
	}
}

/* Each bit of the input moves about half of the bits of the output. */
static void every_bit_counts(void **state)
{
	uint8_t bytes[44] = {0};
	uint64_t before = hash_bytes(&counting, bytes, sizeof(bytes));
	unsigned moved = 0, bits = 8 * sizeof(bytes);

	(void)state;
	for (unsigned bit = 0; bit < bits; bit++) {
		uint64_t after;

		bytes[bit / 8] ^= (uint8_t)(1 << (bit % 8));
		after = hash_bytes(&counting, bytes, sizeof(bytes));
		bytes[bit / 8] ^= (uint8_t)(1 << (bit % 8));
		assert_true(after != before);
		moved += (unsigned)__builtin_popcountll(after ^ before);
	}
	assert_in_range(moved / bits, 30, 34);
}

static void drawn_keys_differ(void **state)
{
	struct hash_key a, b;

	(void)state;
	assert_int_equal(hash_key_draw(&a), 0);
	assert_int_equal(hash_key_draw(&b), 0);
	assert_memory_not_equal(&a, &b, sizeof(a));
	assert_true(hash_bytes(&a, "x", 1) != hash_bytes(&b, "x", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twin_gives_published_values),
		cmocka_unit_test(equals_the_twin),
		cmocka_unit_test(does_not_care_for_alignment),
		cmocka_unit_test(every_bit_counts),
		cmocka_unit_test(drawn_keys_differ),
	};

	return cmocka_run_group_tests_name("base/hash", tests, NULL, NULL);
}
