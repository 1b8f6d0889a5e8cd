/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TOP_H
#define REPORT_TOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The most important of many items, such as flows by their bytes: as many as a
 * table may show. Memory grows with what is kept, not with what is offered.
 */
struct report_top_type {
	size_t size; /* bytes of an item */
	/* both as for qsort(), and never equal: the more important first ... */
	int (*compare)(const void *a, const void *b);
	/* ... and for a reader, when all are kept; NULL: the same */
	int (*order)(const void *a, const void *b);
	/* replace what the item borrows by copies; 0 or -ENOMEM. May be NULL */
	int (*copy)(void *item);
	void (*free)(void *item); /* these copies; may be NULL */
};

struct report_top {
	const struct report_top_type *type;
	size_t most; /* items to keep; SIZE_MAX: all */
	char *items; /* a heap: the least important is the first */
	size_t count, room;
	uint64_t offered; /* kept or not */
};

/**
 * report_top_init - nothing is kept yet
 * @most: above 0
 */
void report_top_init(struct report_top *top, const struct report_top_type *type,
		     size_t most);

/**
 * report_top_offer - keep an item if it is among the most important so far
 *
 * Return: 0, kept or not; -ENOMEM.
 */
int report_top_offer(struct report_top *top, const void *item);

/**
 * report_top_is_cut - return whether something that was offered is not kept
 */
bool report_top_is_cut(const struct report_top *top);

/**
 * report_top_sort - order what is kept, by importance when something is not kept
 *
 * The last call before report_top_at(): nothing can be offered after it.
 */
void report_top_sort(struct report_top *top);

/**
 * report_top_at - item @i of report_top_sort()'s order
 */
const void *report_top_at(const struct report_top *top, size_t i);

/**
 * report_top_clear - free the items; leaves nothing kept
 */
void report_top_clear(struct report_top *top);

#endif
