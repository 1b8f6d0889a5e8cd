/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * Lines for the operator, on standard error: "subject: what happened: reason",
 * lower case, no full stop. Any thread. Events that are the product go through
 * report/, never through here.
 */

/**
 * log_set_verbosity - which lines are written
 * @verbosity: 0 warnings and errors only; 1 informs; 2 and more debugs
 *
 * Set once, before there are other threads: it is not locked.
 */
void log_set_verbosity(int verbosity);

/**
 * log_warn - a warning; ": " and strerror(errno) are added
 *
 * Written at any verbosity, as one write(2). Any thread.
 */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * log_warnx - a warning, as it stands; written at any verbosity
 */
void log_warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * log_info - a line for who asked for verbosity 1 or more
 */
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * log_debug - a line for who asked for verbosity 2 or more
 */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
