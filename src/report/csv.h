/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

struct report_output;
struct report_sink;
struct report_target;

/**
 * report_csv_create - write CSV of RFC 4180: a header line, then one line a flow
 * @output: a file that is not empty gets no header
 *
 * One header for all captures; skywarden-events(5) lists the columns. Control
 * characters are written "\xNN", so no field contains a line break.
 *
 * Return: the sink, which takes @output over; NULL without memory.
 */
struct report_sink *report_csv_create(const struct report_output *output,
				      const struct report_target *target);

#endif
