/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_NOTIFY_H
#define BASE_NOTIFY_H

/**
 * notify_manager - send a state to the service manager
 * @state: in the words of sd_notify(3), such as "READY=1"
 *
 * Does nothing without $NOTIFY_SOCKET, which Type=notify sets. Never waits;
 * a state that cannot be sent is lost.
 */
void notify_manager(const char *state);

#endif
