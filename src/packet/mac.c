/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ethernet addresses as values. Pure.
 */
#include "packet/mac.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

int packet_mac_parse(const char *text, struct mac *mac)
{
	char between = 0;

	if (strlen(text) != PACKET_MAC_TEXT - 1)
		return -EINVAL;
	between = text[2];
	if (between != ':' && between != '-')
		return -EINVAL;
	for (int i = 0; i < 6; i++) {
		int high = text_hex_digit(text[3 * i]);
		int low = text_hex_digit(text[3 * i + 1]);

		if (high < 0 || low < 0 ||
		    (i < 5 && text[3 * i + 2] != between))
			return -EINVAL;
		mac->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

const char *packet_mac_print(const struct mac *mac, char *text)
{
	const uint8_t *b = mac->bytes;

	snprintf(text, PACKET_MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", b[0],
		 b[1], b[2], b[3], b[4], b[5]);
	return text;
}

bool packet_mac_is_single(const struct mac *mac)
{
	static const struct mac none;

	return !(mac->bytes[0] & 1) && packet_mac_compare(mac, &none);
}

int packet_mac_compare(const struct mac *a, const struct mac *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes));
}
