/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

struct report_output;
struct report_sink;
struct report_target;

/**
 * report_text_create - tables that a person reads
 * @output: headings are bold when it is a terminal and NO_COLOR is not set
 * @target: its `top` is the number of rows of a table
 *
 * Plain ASCII but for names that are not, at most 100 characters a line. What
 * is kept until the end of a capture does not grow with its flows, only with
 * its hosts, applications and rules.
 *
 * Where a finding has as many reasons as signatures, reason i is taken as what
 * signature i says, and both stand on one line.
 *
 * Return: the sink, which takes @output over; NULL without memory.
 */
struct report_sink *report_text_create(const struct report_output *output,
				       const struct report_target *target);

#endif
