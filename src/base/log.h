/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_LOG_H
#define BASE_LOG_H

/*
 * Lines for the operator, on standard error: "subject: what happened: reason",
 * lower case, no full stop. Any thread. Events that are the product go through
 * report/, never through here.
 */

/* 0 warnings and errors only; 1 informs; 2 and more debugs. Set once at start. */
void log_set_verbosity(int verbosity);

/* log_warn adds ": strerror(errno)"; the others do not. */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warnx(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
