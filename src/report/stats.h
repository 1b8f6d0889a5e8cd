/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_STATS_H
#define REPORT_STATS_H

#include <jansson.h>

struct report_stats;
struct report_totals;

/**
 * report_stats_object - what a "stats" event says of a capture, or so far
 *
 * Return: a reference for the caller; NULL without memory.
 */
json_t *report_stats_object(const struct report_stats *stats);

/**
 * report_stats_rules - what each rule did, as it stands there
 *
 * Return: a reference for the caller; NULL without memory.
 */
json_t *report_stats_rules(const struct report_totals *rules);

#endif
