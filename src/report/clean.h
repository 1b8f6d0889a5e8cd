/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CLEAN_H
#define REPORT_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A file name may have any bytes, but reports are UTF-8, and a terminal obeys control
 * characters. A byte that does not fit is written as "\xNN". Pure.
 */

/**
 * report_clean_is - return whether a string is UTF-8 without control characters
 */
bool report_clean_is(const char *string);

/**
 * report_clean_copy - copy a string, and write invalid UTF-8 as "\xNN"
 * @controls: also control characters (U+0000..1f, U+007f..9f)
 *
 * Return: the copy, to be freed; NULL with errno ENOMEM.
 */
char *report_clean_copy(const char *string, bool controls);

/**
 * report_clean_width - count the characters (not bytes) of valid UTF-8
 */
size_t report_clean_width(const char *string);

#endif
