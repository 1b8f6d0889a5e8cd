/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_ROLL_H
#define REPORT_ROLL_H

#include <stddef.h>

struct report_host;

/* Hosts kept for a table, with copies of all their strings. All zero: empty. */
struct report_roll {
	struct report_host *hosts;
	size_t count, room;
};

/**
 * report_roll_add - keep a host, and copies of all its strings
 *
 * Return: 0; -ENOMEM: the roll is as it was.
 */
int report_roll_add(struct report_roll *roll, const struct report_host *host);

/**
 * report_roll_sort - by when they were decided, then by address
 */
void report_roll_sort(struct report_roll *roll);

/**
 * report_roll_fini - free the hosts; leaves an empty roll
 */
void report_roll_fini(struct report_roll *roll);

#endif
