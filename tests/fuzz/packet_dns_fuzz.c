/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a DNS message, and as the start of a stream of them. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "packet/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void check_length(const char *name, size_t length)
{
	require(length <= PACKET_NAME_MOST);
	for (size_t i = 0; i < length; i++)
		require(name[i] > ' ' && name[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[PACKET_DNS_NAME];
	/* a block of its own, so that a read past its end is seen */
	uint8_t *exact = malloc(size + !size);
	struct cursor bytes = cursor_over(exact, size);

	memcpy(exact, data, size);
	check_length(name, packet_dns_question(bytes, name));
	check_length(name, packet_dns_question_of_stream(bytes, size, name));
	free(exact);
	return 0;
}
