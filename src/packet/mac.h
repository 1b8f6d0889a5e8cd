/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_MAC_H
#define PACKET_MAC_H

#include <stdbool.h>
#include <stdint.h>

/* The address of a card on its Ethernet. */
struct mac {
	uint8_t bytes[6];
};
_Static_assert(sizeof(struct mac) == 6, "no padding");

/* Room for a printed one, terminator included. */
#define PACKET_MAC_TEXT 18

/**
 * packet_mac_parse - read "02:00:5e:10:00:01", also with "-"; either case
 *
 * Return: 0; -EINVAL, then @mac may be written in part.
 */
int packet_mac_parse(const char *text, struct mac *mac);

/**
 * packet_mac_print - write it in lower case, with colons
 * @text: out; PACKET_MAC_TEXT bytes
 *
 * Return: @text.
 */
const char *packet_mac_print(const struct mac *mac, char *text);

/**
 * packet_mac_is_single - return whether it is of one card: no broadcast, multicast or zero
 */
bool packet_mac_is_single(const struct mac *mac);

/**
 * packet_mac_compare - compare as bytes: return below 0, 0 or above 0
 */
int packet_mac_compare(const struct mac *a, const struct mac *b);

#endif
