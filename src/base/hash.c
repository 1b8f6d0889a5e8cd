/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SipHash-1-3. Pure.
 */
#include "base/hash.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

const struct hash_key hash_key_fixed = {
	{UINT64_C(0x736b797761726465), UINT64_C(0x6e5f7265706c6179)}};

int hash_key_draw(struct hash_key *key)
{
	ssize_t got = getrandom(key, sizeof(*key), 0);

	if (got < 0)
		return -errno;
	return got == (ssize_t)sizeof(*key) ? 0 : -EIO;
}

static inline uint64_t rotate(uint64_t x, unsigned bits)
{
	return (x << bits) | (x >> (64 - bits));
}

struct sip {
	uint64_t a, b, c, d;
};

static inline void sip_round(struct sip *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static inline void sip_absorb(struct sip *s, uint64_t word)
{
	s->d ^= word;
	sip_round(s);
	s->a ^= word;
}

/* The last bytes, fewer than 8, the first of them lowest. */
static inline uint64_t tail_of(const uint8_t *at, size_t left)
{
	uint64_t word = 0;
	unsigned bits = 0;

	if (left & 4) {
		word = at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
		at += 4;
		bits = 32;
	}
	for (left &= 3; left; left--, bits += 8)
		word |= (uint64_t)*at++ << bits;
	return word;
}

uint64_t hash_bytes(const struct hash_key *key, const void *bytes, size_t size)
{
	struct sip s = {key->words[0] ^ UINT64_C(0x736f6d6570736575),
			key->words[1] ^ UINT64_C(0x646f72616e646f6d),
			key->words[0] ^ UINT64_C(0x6c7967656e657261),
			key->words[1] ^ UINT64_C(0x7465646279746573)};
	const uint8_t *at = bytes;
	size_t left = size;
	uint64_t word;

	for (; left >= 8; left -= 8, at += 8) {
		memcpy(&word, at, 8);
		sip_absorb(&s, word);
	}
	sip_absorb(&s, (uint64_t)size << 56 | tail_of(at, left));
	s.c ^= 0xff;
	sip_round(&s);
	sip_round(&s);
	sip_round(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}
