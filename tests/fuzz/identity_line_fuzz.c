/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes as a line of an identity file. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "identity/table.h"
#include "identity/line.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct identity_key key;
	struct identity_entry identity;
	struct text why;
	char said[400], *line = malloc(size + 1);
	int error;

	memcpy(line, data, size);
	line[size] = '\0';
	memset(&identity, 0xa5, sizeof(identity));
	text_init(&why, said, sizeof(said));
	error = identity_line_parse(line, &key, &identity, &why);
	require(error == 0 || error == -ENODATA || error == -EINVAL);
	require((error == -EINVAL) == (why.length > 0) && !why.cut);
	for (size_t i = 0; i < why.length; i++)
		require((unsigned char)said[i] >= ' ' && said[i] != 0x7f);
	if (error == 0) {
		require(strnlen(identity.user, IDENTITY_NAME) < IDENTITY_NAME);
		require(identity.group_count <= IDENTITY_GROUPS);
		require(identity.user[0] || identity.group_count);
		for (unsigned i = 0; i < identity.group_count; i++)
			require(identity.groups[i][0]);
	}
	free(line);
	return 0;
}
