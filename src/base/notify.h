/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

/*
 * The service manager, when it started us with Type=notify: see sd_notify(3) for
 * the words. Nothing happens when nobody asked.
 */
void notify_manager(const char *state);

#endif
