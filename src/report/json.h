/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <stdio.h>

struct report;

/**
 * report_json_create - EVE JSON: one compact object a line
 * @stream: borrowed
 *
 * Keys are in a fixed order, as skywarden-events(5) and docs/eve-schema.json
 * say.
 *
 * Return: the report, for report_close(); NULL without memory.
 */
struct report *report_json_create(FILE *stream);

#endif
