/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes as quotas.json: it is refused, or what it says prints to what says the same.
 * The checksum is made right first, or nothing would get past it.
 */
#include "run/quota_file.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "policy/quota.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

/* Return: to be freed; NULL when these bytes are no JSON object. */
static char *sign(const uint8_t *bytes, size_t size)
{
	json_t *root = json_loadb((const char *)bytes, size, 0, NULL);
	char sum[17], *dump = NULL;

	if (root && json_is_object(root)) {
		json_object_del(root, "checksum");
		dump = json_dumps(root, JSON_COMPACT);
		require(dump != NULL);
		snprintf(sum, sizeof(sum), "%016" PRIx64,
			 hash_bytes(&hash_key_fixed, dump, strlen(dump)));
		free(dump);
		json_object_set_new(root, "checksum", json_string(sum));
		dump = json_dumps(root, JSON_INDENT(1));
	}
	json_decref(root);
	return dump;
}

static void check(const char *text, size_t size)
{
	struct run_quota_records records, again;
	char message[128], *printed;
	struct text why;

	text_init(&why, message, sizeof(message));
	if (run_quota_file_parse(text, size, &records, &why) != 0) {
		require(why.length > 0 && !records.all);
		return;
	}
	for (size_t i = 0; i < records.count; i++)
		require(records.all[i].count.used <= POLICY_QUOTA_MOST &&
			records.all[i].count.from_us <
				records.all[i].count.until_us &&
			records.all[i].quota[0]);
	printed = run_quota_file_print(&records);
	require(printed != NULL);
	require(run_quota_file_parse(printed, strlen(printed), &again, &why) ==
		0);
	require(again.count == records.count &&
		again.saved_us == records.saved_us &&
		memcmp(again.all, records.all,
		       records.count * sizeof(*records.all)) == 0);
	free(printed);
	free(records.all);
	free(again.all);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	char *text = sign(bytes, size);

	check((const char *)bytes, size);
	if (text)
		check(text, strlen(text));
	free(text);
	return 0;
}
