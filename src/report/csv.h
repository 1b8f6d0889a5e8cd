/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include <stdio.h>

struct report;

/**
 * report_csv_create - CSV of RFC 4180: a header line, then one line a flow
 * @stream: borrowed; one that appends to what is there gets no header
 *
 * Over all captures; the columns are those of skywarden-events(5). No field
 * holds a line break, as control characters are written "\xNN".
 *
 * Return: the report, for report_close(); NULL without memory.
 */
struct report *report_csv_create(FILE *stream);

#endif
