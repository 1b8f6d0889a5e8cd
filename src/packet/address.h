/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_ADDRESS_H
#define PACKET_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

/* An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d; network order. */
struct address {
	union {
		uint8_t bytes[16];
		uint32_t words[4];
	};
};
_Static_assert(sizeof(struct address) == 16, "no padding");

struct prefix {
	struct address address; /* bits past the length are 0 */
	uint8_t bits;		/* 0..128; of IPv4 the written length + 96 */
};

/* Room for the longest printed address or prefix, terminator included. */
#define PACKET_ADDRESS_TEXT 50

/**
 * packet_address_from_ipv4 - make ::ffff:a.b.c.d of four bytes in network order
 */
struct address packet_address_from_ipv4(const uint8_t bytes[4]);

/**
 * packet_address_from_ipv6 - take sixteen bytes in network order as they are
 */
struct address packet_address_from_ipv6(const uint8_t bytes[16]);

/**
 * packet_address_is_ipv4 - return whether it is in ::ffff:0:0/96
 */
bool packet_address_is_ipv4(const struct address *address);

/**
 * packet_address_ipv4 - return an IPv4 address as a number in host order
 *
 * Return: the number; 0 when it is an IPv6 address.
 */
uint32_t packet_address_ipv4(const struct address *address);

/**
 * packet_address_compare - compare as bytes, so that all of IPv4 stands together
 *
 * Return: below 0, 0 or above 0.
 */
int packet_address_compare(const struct address *a, const struct address *b);

/**
 * packet_address_print - write "192.0.2.1" or "2001:db8::1"
 * @text: out; PACKET_ADDRESS_TEXT bytes
 *
 * Return: @text.
 */
const char *packet_address_print(const struct address *address, char *text);

/**
 * packet_address_parse - read what packet_address_print() writes
 * @text: dotted IPv4 or any form of IPv6, and nothing behind it
 *
 * Return: 0; -EINVAL when it is neither: @address is not touched.
 */
int packet_address_parse(const char *text, struct address *address);

/**
 * packet_prefix_parse - read "10.0.0.0/8", "2001:db8::/32" or a single address
 *
 * Return: 0; -EINVAL when it is none of these; -ERANGE when bits are set past
 * the length ("10.0.0.1/8"), which is nearly always a typing error.
 */
int packet_prefix_parse(const char *text, struct prefix *prefix);

/**
 * packet_prefix_print - write what packet_prefix_parse() reads, with the length
 * @text: out; PACKET_ADDRESS_TEXT bytes
 *
 * Return: @text.
 */
const char *packet_prefix_print(const struct prefix *prefix, char *text);

/**
 * packet_prefix_contains - return whether an address starts with the prefix's bits
 */
bool packet_prefix_contains(const struct prefix *prefix,
			    const struct address *address);

#endif
