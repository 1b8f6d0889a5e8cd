/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdio.h>

struct report;

/**
 * report_text_create - tables that a person reads
 * @stream: borrowed; headings are bold when it is a terminal and NO_COLOR is
 *          not set
 *
 * Plain ASCII but for names that are not, at most 100 characters a line. What
 * is kept until the end of a capture does not grow with its flows, only with
 * its hosts, applications and rules.
 *
 * Where a finding has as many reasons as signatures, reason i is taken as what
 * signature i says, and both stand on one line.
 *
 * Return: the report, for report_close(); NULL without memory.
 */
struct report *report_text_create(FILE *stream);

#endif
