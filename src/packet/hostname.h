/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_HOSTNAME_H
#define PACKET_HOSTNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PACKET_NAME_MOST 253 /* characters of a host name, RFC 1035 */

/* Printable text in a payload: @length bytes at @at; NULL: there is none. */
struct packet_name {
	const char *at;
	uint16_t length;
};

/**
 * packet_hostname_is_valid - return whether bytes can be the name of a host
 * @at: NULL is no name
 *
 * Letters, digits, "-", "_", "." and the "*" of certificates. An address of IPv6 has
 * a ":" and is none.
 */
bool packet_hostname_is_valid(const uint8_t *at, size_t length);

/**
 * packet_hostname_from - return these bytes as a name; none unless they are valid
 */
struct packet_name packet_hostname_from(const uint8_t *at, size_t length);

#endif
