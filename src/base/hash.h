/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Values that a sender can choose are hashed with a key that the sender does not know. */
struct hash_key {
	uint64_t words[2];
};

/* The key of replays: the same on every run, so that output is too. */
extern const struct hash_key hash_key_fixed;

/**
 * hash_key_draw - fill a key with random bytes from the kernel
 *
 * Return: 0 or -errno, of getrandom(2).
 */
int hash_key_draw(struct hash_key *key);

/**
 * hash_bytes - compute SipHash-1-3 of @size bytes under @key
 *
 * Source: Aumasson and Bernstein, SipHash (2012); one compression and three
 * finalisation rounds, as the Linux kernel uses for its hash tables.
 */
uint64_t hash_bytes(const struct hash_key *key, const void *bytes, size_t size);

#endif
