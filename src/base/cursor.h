/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads bytes from front to back and never past their end. */
struct cursor {
	const uint8_t *at;
	size_t left; /* bytes */
};

/**
 * cursor_over - start at the first of @size bytes, which are borrowed
 */
static inline struct cursor cursor_over(const void *bytes, size_t size)
{
	return (struct cursor){.at = bytes, .left = size};
}

/**
 * cursor_take - take the next @size bytes
 *
 * Return: where they start; NULL, and no move, when fewer are left.
 */
static inline const uint8_t *cursor_take(struct cursor *cursor, size_t size)
{
	const uint8_t *taken = cursor->at;

	if (cursor->left < size)
		return NULL;
	cursor->at += size;
	cursor->left -= size;
	return taken;
}

/**
 * cursor_take_most - take the next @size bytes, or as many of them as there are
 */
static inline struct cursor cursor_take_most(struct cursor *cursor, size_t size)
{
	size_t taken = size < cursor->left ? size : cursor->left;

	return cursor_over(cursor_take(cursor, taken), taken);
}

/**
 * cursor_be16 - take two bytes in network order, at any alignment
 */
static inline uint16_t cursor_be16(const uint8_t *bytes)
{
	return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

/**
 * cursor_be32 - take four bytes in network order, at any alignment
 */
static inline uint32_t cursor_be32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

#endif
