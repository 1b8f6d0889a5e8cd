/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

struct report_output;
struct report_sink;
struct report_target;

/**
 * report_text_create - write tables for a reader
 * @output: headings are bold when it is a terminal and NO_COLOR is not set
 * @target: its `top` is the number of rows of a table
 *
 * Lines have at most 100 characters, and are ASCII unless names are not. Memory grows
 * with the applications and rules of a capture and with @target's `top`, not with its
 * flows.
 *
 * If a finding has as many reasons as signatures, reason i belongs to signature i, and
 * both stand on one line.
 *
 * Return: the sink, which takes @output over; NULL without memory.
 */
struct report_sink *report_text_create(const struct report_output *output,
				       const struct report_target *target);

#endif
