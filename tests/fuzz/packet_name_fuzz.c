/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a payload: the input's first byte is its transport, the second how
 * many of its bytes were not captured.
 */
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "packet/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

/* Within the payload or the struct, not empty, printable. */
static void check_name(const struct packet_names *names, unsigned kind)
{
	const struct packet_name *name = &names->names[kind];
	const char *first = (const char *)names->bytes;
	const char *end = first + names->captured;

	if (!name->at)
		return;
	if (kind == PACKET_NAME_DNS) {
		first = names->dns;
		end = first + sizeof(names->dns);
	}
	require(name->length > 0);
	require(name->at >= first && name->at + name->length <= end);
	for (unsigned i = 0; i < name->length; i++)
		require(name->at[i] >= ' ' && name->at[i] <= '~');
	if (packet_name_is_of_host(kind))
		require(name->length <= PACKET_NAME_MOST);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packet_names names, again;
	uint8_t *exact, transport;

	if (size < 2 || size > 65000)
		return 0;
	/* a block of its own, so that a read past its end is seen */
	exact = malloc(size - 2 + (size == 2));
	memcpy(exact, data + 2, size - 2);
	transport = data[0] & 1 ? IPPROTO_TCP : IPPROTO_UDP;
	memset(&names, 0xa5, sizeof(names));
	memset(&again, 0x5a, sizeof(again));
	packet_names_init(&names, transport, exact, size - 2,
			  size - 2 + data[1]);
	packet_names_init(&again, transport, exact, size - 2,
			  size - 2 + data[1]);
	for (unsigned kind = 0; kind < PACKET_NAMES; kind++) {
		struct packet_name one = packet_name_of(&names, kind);
		struct packet_name two = packet_name_of(&again, kind);

		require(one.length == two.length && !one.at == !two.at);
		check_name(&names, kind);
	}
	free(exact);
	return 0;
}
