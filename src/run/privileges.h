/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_PRIVILEGES_H
#define RUN_PRIVILEGES_H

/**
 * run_privileges_drop - become @user and @group, and keep only CAP_NET_ADMIN
 * @user, @group: names; NULL: stay
 *
 * CAP_NET_ADMIN is what reading counters and setting marks and priorities needs. A
 * process that is not root keeps what it has. Call it after the sources are open and
 * before the first thread is created.
 *
 * Return: an exit code of skywardend(8); the log says why it is not EXIT_GOOD.
 */
int run_privileges_drop(const char *user, const char *group);

#endif
