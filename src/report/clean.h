/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_CLEAN_H
#define REPORT_CLEAN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A file name may be any bytes. Reports are UTF-8, and a terminal obeys control
 * characters: what does not fit is written as "\xNN". Pure.
 */

/**
 * report_clean_is - nothing but valid UTF-8, without control characters?
 */
bool report_clean_is(const char *string);

/**
 * report_clean_copy - a copy in which invalid UTF-8 is written "\xNN"
 * @controls: control characters, too (U+0000..1f, U+007f..9f)
 *
 * Return: the copy, to be freed; NULL with errno ENOMEM.
 */
char *report_clean_copy(const char *string, bool controls);

/**
 * report_clean_width - characters (not bytes) in valid UTF-8
 */
size_t report_clean_width(const char *string);

#endif
