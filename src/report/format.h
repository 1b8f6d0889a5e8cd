/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include <stdint.h>

#include "base/usec.h"

/*
 * Times and figures as reports write them, into @text of REPORT_FIGURE_TEXT.
 * All give @text, none asks the locale or the time zone: it is UTC. A time past
 * the year 9999 is written as its last microsecond. Pure.
 */
#define REPORT_FIGURE_TEXT 32

/**
 * report_format_time_eve - "2026-01-02T03:04:05.678901+0000" of EVE
 */
const char *report_format_time_eve(usec_t time, char *text);

/**
 * report_format_time_iso - "2026-01-02T03:04:05.678901Z" of CSV
 */
const char *report_format_time_iso(usec_t time, char *text);

/**
 * report_format_time_plain - "2026-01-02 03:04:05.678 UTC" for a reader
 */
const char *report_format_time_plain(usec_t time, char *text);

/**
 * report_format_time_of_day - "03:04:05.678"
 */
const char *report_format_time_of_day(usec_t time, char *text);

/**
 * report_format_duration - "12.345 s", "2m 03s", "1h 02m 03s", "4d 01h 02m"
 */
const char *report_format_duration(usec_t duration, char *text);

/**
 * report_format_count - "1,234,567"
 */
const char *report_format_count(uint64_t count, char *text);

/**
 * report_format_bytes - "9,999 B", from there on "10.0 kB", "12.3 MB"
 *
 * Powers of 1000.
 */
const char *report_format_bytes(uint64_t bytes, char *text);

#endif
