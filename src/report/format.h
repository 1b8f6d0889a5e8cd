/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_FORMAT_H
#define REPORT_FORMAT_H

#include <stdint.h>

#include "base/usec.h"

/*
 * Print times and numbers as reports have them, into @text of REPORT_FORMAT_TEXT
 * bytes, and return @text. Independent of locale and time zone: times are UTC. A time
 * after the year 9999 is printed as its last microsecond. Pure.
 */
#define REPORT_FORMAT_TEXT 32

/**
 * report_format_time_eve - print a time of EVE: "2026-01-02T03:04:05.678901+0000"
 */
const char *report_format_time_eve(usec_t time, char *text);

/**
 * report_format_time_iso - print a time of CSV: "2026-01-02T03:04:05.678901Z"
 */
const char *report_format_time_iso(usec_t time, char *text);

/**
 * report_format_time_plain - print a time of text: "2026-01-02 03:04:05.678 UTC"
 */
const char *report_format_time_plain(usec_t time, char *text);

/**
 * report_format_time_of_day - print the time of day: "03:04:05.678"
 */
const char *report_format_time_of_day(usec_t time, char *text);

/**
 * report_format_duration - print "12.345 s", "2m 03s", "1h 02m 03s", "4d 01h 02m"
 */
const char *report_format_duration(usec_t duration, char *text);

/**
 * report_format_count - print a count: "1,234,567"
 */
const char *report_format_count(uint64_t count, char *text);

/**
 * report_format_bytes - print "9,999 B", for more bytes "10.0 kB", "12.3 MB"
 *
 * Units are powers of 1000.
 */
const char *report_format_bytes(uint64_t bytes, char *text);

#endif
