/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A binary heap in an array, with the least important item as its root: it is the
 * one that a more important one replaces.
 */
#include "report/top.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void report_top_init(struct report_top *top, const struct report_top_type *type,
		     size_t most)
{
	*top = (struct report_top){.type = type, .most = most};
}

static char *top_item(const struct report_top *top, size_t i)
{
	return top->items + i * top->type->size;
}

static bool is_less_important(const struct report_top *top, size_t a, size_t b)
{
	return top->type->compare(top_item(top, a), top_item(top, b)) > 0;
}

static void swap_top_items(struct report_top *top, size_t a, size_t b)
{
	char *x = top_item(top, a), *y = top_item(top, b);

	for (size_t i = 0; i < top->type->size; i++) {
		char byte = x[i];

		x[i] = y[i];
		y[i] = byte;
	}
}

static void sift_up(struct report_top *top, size_t i)
{
	for (; i > 0 && is_less_important(top, i, (i - 1) / 2); i = (i - 1) / 2)
		swap_top_items(top, i, (i - 1) / 2);
}

static void sift_down(struct report_top *top)
{
	size_t i = 0, child;

	while ((child = 2 * i + 1) < top->count) {
		if (child + 1 < top->count &&
		    is_less_important(top, child + 1, child))
			child++;
		if (!is_less_important(top, child, i))
			return;
		swap_top_items(top, i, child);
		i = child;
	}
}

static int make_top_room(struct report_top *top)
{
	size_t room = top->room ? top->room * 2 : 16;
	char *items;

	if (top->count < top->room)
		return 0;
	items = reallocarray(top->items, room, top->type->size);
	if (!items)
		return -ENOMEM;
	top->items = items;
	top->room = room;
	return 0;
}

/* @item with copies of its own into a place that is free. */
static int store_top_item(struct report_top *top, size_t place,
			  const void *item)
{
	memcpy(top_item(top, place), item, top->type->size);
	return top->type->copy ? top->type->copy(top_item(top, place)) : 0;
}

static void free_top_item(struct report_top *top, size_t i)
{
	if (top->type->free)
		top->type->free(top_item(top, i));
}

int report_top_offer(struct report_top *top, const void *item)
{
	top->offered++;
	if (top->count < top->most) {
		if (make_top_room(top) < 0 ||
		    store_top_item(top, top->count, item) < 0)
			return -ENOMEM;
		sift_up(top, top->count++);
		return 0;
	}
	if (top->type->compare(item, top_item(top, 0)) >= 0)
		return 0;
	/* behind the others first, so that a failure loses only this one */
	if (make_top_room(top) < 0 || store_top_item(top, top->count, item) < 0)
		return -ENOMEM;
	swap_top_items(top, 0, top->count);
	free_top_item(top, top->count);
	sift_down(top);
	return 0;
}

bool report_top_is_cut(const struct report_top *top)
{
	return top->offered > top->count;
}

void report_top_sort(struct report_top *top)
{
	bool by_importance = report_top_is_cut(top) || !top->type->order;

	if (top->count)
		qsort(top->items, top->count, top->type->size,
		      by_importance ? top->type->compare : top->type->order);
}

const void *report_top_at(const struct report_top *top, size_t i)
{
	return top_item(top, i);
}

void report_top_clear(struct report_top *top)
{
	for (size_t i = 0; i < top->count; i++)
		free_top_item(top, i);
	free(top->items);
	report_top_init(top, top->type, top->most);
}
