/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include <stdio.h>

struct report;

/*
 * Tables that a person reads: plain ASCII but for names that are not, at most
 * 100 characters a line. Headings are bold when @stream is a terminal and
 * NO_COLOR is not set. What is kept until the end of a capture does not grow
 * with its flows, only with its hosts, applications and rules.
 *
 * Where a finding has as many reasons as signatures, reason i is taken as what
 * signature i says, and both stand on one line. Return: the report; NULL
 * without memory.
 */
struct report *report_text_create(FILE *stream);

#endif
