/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_PACKET_BYTES_H
#define TESTS_PACKET_BYTES_H

/*
 * Messages built byte by byte, and checks that cut them anywhere. A test includes
 * cmocka first.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "packet/hostname.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct bytes {
	uint8_t at[4096];
	size_t size;
};

static inline void put(struct bytes *to, const void *bytes, size_t size)
{
	assert_true(to->size + size <= sizeof(to->at));
	memcpy(to->at + to->size, bytes, size);
	to->size += size;
}

static inline void put_number(struct bytes *to, size_t value, unsigned size)
{
	for (unsigned i = size; i-- > 0;) {
		uint8_t byte = (uint8_t)(value >> (8 * i));

		put(to, &byte, 1);
	}
}

/* The length in @size bytes, then the bytes. */
static inline void put_counted(struct bytes *to, const struct bytes *it,
			       unsigned size)
{
	put_number(to, it->size, size);
	put(to, it->at, it->size);
}

static inline void check_name(struct packet_name name, const char *expected)
{
	if (!expected) {
		assert_null(name.at);
		return;
	}
	assert_non_null(name.at);
	assert_int_equal(name.length, strlen(expected));
	assert_memory_equal(name.at, expected, name.length);
}

/* A cursor over a block of its own, so that sanitizers see a read past its end. */
static inline struct cursor copy_of(const struct bytes *bytes, size_t size)
{
	uint8_t *copy = malloc(size + !size);

	assert_non_null(copy);
	memcpy(copy, bytes->at, size);
	return cursor_over(copy, size);
}

static inline void free_copy(struct cursor copy)
{
	union {
		const uint8_t *constant;
		void *memory;
	} it = {copy.at};

	free(it.memory);
}

#endif
