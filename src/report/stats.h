/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_STATS_H
#define REPORT_STATS_H

#include <jansson.h>

struct report_stats;
struct report_totals;

/**
 * report_stats_object - make the object of a "stats" event
 *
 * Return: a reference for the caller; NULL without memory.
 */
json_t *report_stats_object(const struct report_stats *stats);

/**
 * report_stats_rules - make its array of rules
 *
 * Return: a reference for the caller; NULL without memory.
 */
json_t *report_stats_rules(const struct report_totals *rules);

#endif
