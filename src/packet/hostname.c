/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "packet/hostname.h"

static bool is_host_character(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	       c == '*';
}

bool packet_hostname_is_valid(const uint8_t *at, size_t length)
{
	if (!at || !length || length > PACKET_NAME_MOST)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_host_character(at[i]))
			return false;
	return true;
}

struct packet_name packet_hostname_from(const uint8_t *at, size_t length)
{
	if (!packet_hostname_is_valid(at, length))
		return (struct packet_name){NULL, 0};
	return (struct packet_name){(const char *)at, (uint16_t)length};
}
