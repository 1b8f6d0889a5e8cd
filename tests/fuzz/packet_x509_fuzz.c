/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a certificate. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "packet/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

/* Within the bytes, not empty, printable. */
static void check_name(struct cursor bytes, struct packet_name name)
{
	const char *first = (const char *)bytes.at;

	if (!name.at)
		return;
	require(name.length > 0);
	require(name.at >= first &&
		name.at + name.length <= first + bytes.left);
	for (unsigned i = 0; i < name.length; i++)
		require(name.at[i] >= ' ' && name.at[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a block of its own, so that a read past its end is seen */
	uint8_t *exact = malloc(size + !size);
	struct cursor bytes = cursor_over(exact, size);

	memcpy(exact, data, size);
	check_name(bytes, packet_x509_name(bytes));
	free(exact);
	return 0;
}
