/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * Lines for the operator, on standard error: "subject: what happened: reason",
 * lower case, no full stop. Any thread. Events that are the product go through
 * report/, never through here.
 */

/**
 * log_set_verbosity - choose the lines that are written
 * @verbosity: 0 warnings and errors only; 1 informs; 2 and more: debug lines
 *
 * Set once, before there are other threads: it is not locked.
 */
void log_set_verbosity(int verbosity);

/**
 * log_warn - log a warning; ": " and strerror(errno) are appended
 *
 * Written at any verbosity, as one write(2). Any thread.
 */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * log_warnx - log a warning as it is; written at any verbosity
 */
void log_warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * log_info - log at verbosity 1 and above
 */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * log_debug - log at verbosity 2 and above
 */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
