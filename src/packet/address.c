/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses and prefixes of both families in one form. Pure.
 */
#include "packet/address.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IPV4_BITS_BEFORE 96 /* of ::ffff:0:0/96 */

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

struct address packet_address_from_ipv4(const uint8_t bytes[4])
{
	uint32_t last;

	memcpy(&last, bytes, sizeof(last));
	return (struct address){.words = {0, 0, htonl(0xffff), last}};
}

struct address packet_address_from_ipv6(const uint8_t bytes[16])
{
	struct address address;

	memcpy(address.bytes, bytes, 16);
	return address;
}

bool packet_address_is_ipv4(const struct address *address)
{
	return memcmp(address->bytes, mapped, sizeof(mapped)) == 0;
}

uint32_t packet_address_ipv4(const struct address *address)
{
	return packet_address_is_ipv4(address) ? ntohl(address->words[3]) : 0;
}

/* Runs for each packet, so it compares words; addresses of IPv4 share the first three. */
int packet_address_compare(const struct address *a, const struct address *b)
{
	uint64_t x[2], y[2];
	unsigned i;

	memcpy(x, a, sizeof(x));
	memcpy(y, b, sizeof(y));
	i = x[0] == y[0];
	if (x[i] == y[i])
		return 0;
	return be64toh(x[i]) < be64toh(y[i]) ? -1 : 1;
}

const char *packet_address_print(const struct address *address, char *text)
{
	if (packet_address_is_ipv4(address))
		inet_ntop(AF_INET, address->bytes + sizeof(mapped), text,
			  PACKET_ADDRESS_TEXT);
	else
		inet_ntop(AF_INET6, address->bytes, text, PACKET_ADDRESS_TEXT);
	return text;
}

int packet_address_parse(const char *text, struct address *address)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		*address = packet_address_from_ipv4(bytes);
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		*address = packet_address_from_ipv6(bytes);
	else
		return -EINVAL;
	return 0;
}

/* Return whether all bits past @bits are zero. */
static bool prefix_is_clean(const struct address *address, unsigned bits)
{
	for (unsigned i = bits; i < 128; i++)
		if (address->bytes[i / 8] & (0x80 >> (i % 8)))
			return false;
	return true;
}

static int parse_length(const char *text, unsigned most, unsigned *bits)
{
	char *end;
	unsigned long value;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	value = strtoul(text, &end, 10);
	if (*end || end - text > 3 || value > most)
		return -EINVAL;
	*bits = (unsigned)value;
	return 0;
}

int packet_prefix_parse(const char *text, struct prefix *prefix)
{
	char copy[PACKET_ADDRESS_TEXT];
	char *slash;
	unsigned before, bits;

	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return -EINVAL;
	slash = strchr(copy, '/');
	if (slash)
		*slash++ = '\0';
	if (packet_address_parse(copy, &prefix->address) < 0)
		return -EINVAL;
	before = strchr(copy, ':') ? 0 : IPV4_BITS_BEFORE;
	bits = 128 - before;
	if (slash && parse_length(slash, bits, &bits) < 0)
		return -EINVAL;
	prefix->bits = (uint8_t)(before + bits);
	if (!prefix_is_clean(&prefix->address, prefix->bits))
		return -ERANGE;
	return 0;
}

const char *packet_prefix_print(const struct prefix *prefix, char *text)
{
	size_t used;
	unsigned bits = prefix->bits;

	packet_address_print(&prefix->address, text);
	if (packet_address_is_ipv4(&prefix->address) &&
	    bits >= IPV4_BITS_BEFORE)
		bits -= IPV4_BITS_BEFORE;
	used = strlen(text);
	snprintf(text + used, PACKET_ADDRESS_TEXT - used, "/%u", bits);
	return text;
}

bool packet_prefix_contains(const struct prefix *prefix,
			    const struct address *address)
{
	const uint32_t *x = prefix->address.words, *y = address->words;
	unsigned bits = prefix->bits;

	for (; bits >= 32; bits -= 32)
		if (*x++ != *y++)
			return false;
	return !bits || ntohl(*x ^ *y) >> (32 - bits) == 0;
}
