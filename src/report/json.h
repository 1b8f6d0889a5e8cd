/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

struct report_output;
struct report_sink;
struct report_target;

/**
 * report_json_create - write EVE JSON: one compact object a line
 *
 * Keys are in a fixed order; skywarden-events(5) and docs/eve-schema.json describe
 * them.
 *
 * Return: the sink, which takes @output over; NULL without memory.
 */
struct report_sink *report_json_create(const struct report_output *output,
				       const struct report_target *target);

#endif
