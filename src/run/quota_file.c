/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quotas.json: counts, a version, and a checksum over the rest of the document, as it
 * is printed without blanks and in its order. Pure.
 */
#include "run/quota_file.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/text.h"
#include "packet/address.h"
#include "policy/quota.h"

#define VERSION 1
#define CHECKSUM_TEXT 17
#define TIME_MOST INT64_MAX

/*
 * The checksum of a document without its own. It finds damage, not forgery: a process
 * that can write the file could do worse.
 */
static void checksum_of(const char *dump, char *text)
{
	snprintf(text, CHECKSUM_TEXT, "%016" PRIx64,
		 hash_bytes(&hash_key_fixed, dump, strlen(dump)));
}

/* ---- reading ---- */

static bool read_integer(const json_t *object, const char *key, uint64_t *value)
{
	const json_t *it = json_object_get(object, key);

	if (!json_is_integer(it) || json_integer_value(it) < 0)
		return false;
	*value = (uint64_t)json_integer_value(it);
	return true;
}

/* return a text of 1 to HOST_QUOTA_SUBJECT bytes, else NULL */
static const char *read_name(const json_t *object, const char *key)
{
	const json_t *it = json_object_get(object, key);
	size_t length = json_string_length(it);

	if (!length || length > HOST_QUOTA_SUBJECT)
		return NULL;
	return json_string_value(it);
}

static bool read_word(const json_t *object, const char *key,
		      const char *(*name)(unsigned number), uint8_t *number)
{
	const char *text = json_string_value(json_object_get(object, key));

	for (unsigned i = 0; text && name(i); i++) {
		if (strcmp(text, name(i)) == 0) {
			*number = (uint8_t)i;
			return true;
		}
	}
	return false;
}

static bool read_subject(const json_t *object, struct run_quota_record *record)
{
	const char *text = read_name(object, "who");
	struct address address;

	if (!text)
		return false;
	if (record->kind != POLICY_QUOTA_HOST) {
		memcpy(record->subject, text, strlen(text));
		return true;
	}
	if (packet_address_parse(text, &address) != 0)
		return false;
	memcpy(record->subject, &address, sizeof(address));
	return true;
}

/* A quota per group counts groups; one per user also counts hosts without a user. */
static bool kind_fits(const struct run_quota_record *record)
{
	return record->kind == record->per ||
	       (record->per == POLICY_QUOTA_USER &&
		record->kind == POLICY_QUOTA_HOST);
}

static bool read_record(const json_t *object, struct run_quota_record *record)
{
	struct host_quota_count *count = &record->count;
	const char *quota = read_name(object, "quota");

	if (!quota || json_object_size(object) != 9)
		return false;
	memcpy(record->quota, quota, strlen(quota));
	return read_word(object, "unit", policy_quota_unit_name,
			 &record->unit) &&
	       read_word(object, "per", policy_quota_per_name, &record->per) &&
	       read_word(object, "kind", policy_quota_per_name,
			 &record->kind) &&
	       kind_fits(record) && read_subject(object, record) &&
	       read_integer(object, "used", &count->used) &&
	       read_integer(object, "from_us", &count->from_us) &&
	       read_integer(object, "until_us", &count->until_us) &&
	       read_integer(object, "last_us", &count->last_us) &&
	       count->from_us < count->until_us;
}

static int read_records(const json_t *counts, struct run_quota_records *records,
			struct text *why)
{
	size_t count = json_array_size(counts);

	records->all = calloc(count + 1, sizeof(*records->all));
	if (!records->all)
		return -ENOMEM;
	for (size_t i = 0; i < count; i++) {
		if (!read_record(json_array_get(counts, i), &records->all[i])) {
			text_append(why, "count %zu is invalid", i + 1);
			return -EINVAL;
		}
		records->count++;
	}
	return 0;
}

/* Removes the checksum from @root. */
static int verify_checksum(json_t *root, struct text *why)
{
	json_t *given = json_incref(json_object_get(root, "checksum"));
	const char *text = json_string_value(given);
	char sum[CHECKSUM_TEXT], *dump;
	int error = 0;

	json_object_del(root, "checksum");
	dump = json_dumps(root, JSON_COMPACT);
	if (dump)
		checksum_of(dump, sum);
	if (!dump) {
		error = -ENOMEM;
	} else if (!text || strcmp(text, sum) != 0) {
		text_append(why, "wrong checksum: the file is damaged");
		error = -EINVAL;
	}
	free(dump);
	json_decref(given);
	return error;
}

static int read_root(json_t *root, struct run_quota_records *records,
		     struct text *why)
{
	const json_t *counts = json_object_get(root, "counts");
	uint64_t version;
	int error;

	if (!read_integer(root, "version", &version)) {
		text_append(why, "no version");
		return -EINVAL;
	}
	if (version != VERSION) {
		text_append(why, "version %" PRIu64 ", expected %d", version,
			    VERSION);
		return -EINVAL;
	}
	error = verify_checksum(root, why);
	if (error)
		return error;
	if (!json_is_array(counts) || json_object_size(root) != 3 ||
	    !read_integer(root, "saved_us", &records->saved_us)) {
		text_append(why, "unexpected or missing keys");
		return -EINVAL;
	}
	return read_records(counts, records, why);
}

int run_quota_file_parse(const char *text, size_t size,
			 struct run_quota_records *records, struct text *why)
{
	json_error_t json_error;
	json_t *root =
		json_loadb(text, size, JSON_REJECT_DUPLICATES, &json_error);
	int error;

	*records = (struct run_quota_records){.all = NULL};
	if (!root) {
		text_append(why, "line %d: %s", json_error.line,
			    json_error.text);
		return -EINVAL;
	}
	error = read_root(root, records, why);
	json_decref(root);
	if (!error)
		return 0;
	free(records->all);
	*records = (struct run_quota_records){.all = NULL};
	return error;
}

/* ---- writing ---- */

/* @object owns @value from here on; false: no memory, or text that is not UTF-8 */
static bool set_member(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) == 0;
}

static bool set_time(json_t *object, const char *key, usec_t time)
{
	return set_member(
		object, key,
		json_integer(
			(json_int_t)(time < TIME_MOST ? time : TIME_MOST)));
}

static json_t *subject_string(const struct run_quota_record *record)
{
	char text[PACKET_ADDRESS_TEXT];
	struct address address;

	if (record->kind != POLICY_QUOTA_HOST)
		return json_stringn(
			record->subject,
			strnlen(record->subject, sizeof(record->subject)));
	memcpy(&address, record->subject, sizeof(address));
	return json_string(packet_address_print(&address, text));
}

static bool append_record(json_t *counts, const struct run_quota_record *record)
{
	const struct host_quota_count *count = &record->count;
	json_t *object = json_object();
	bool good =
		set_member(object, "quota", json_string(record->quota)) &&
		set_member(object, "unit",
			   json_string(policy_quota_unit_name(record->unit))) &&
		set_member(object, "per",
			   json_string(policy_quota_per_name(record->per))) &&
		set_member(object, "kind",
			   json_string(policy_quota_per_name(record->kind))) &&
		set_member(object, "who", subject_string(record)) &&
		set_member(object, "used",
			   json_integer((json_int_t)count->used)) &&
		set_time(object, "from_us", count->from_us) &&
		set_time(object, "until_us", count->until_us) &&
		set_time(object, "last_us", count->last_us);

	if (good)
		return json_array_append_new(counts, object) == 0;
	json_decref(object);
	return false;
}

char *run_quota_file_print(const struct run_quota_records *records)
{
	json_t *root = json_object(), *counts = json_array();
	char sum[CHECKSUM_TEXT], *dump = NULL, *text = NULL;
	bool good = counts;

	for (size_t i = 0; good && i < records->count; i++)
		good = append_record(counts, &records->all[i]);
	good = set_member(root, "version", json_integer(VERSION)) &&
	       set_time(root, "saved_us", records->saved_us) && good;
	good = set_member(root, "counts", counts) && good;
	if (good)
		dump = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	if (!dump)
		return NULL;
	checksum_of(dump, sum);
	/* insert it as the first key: the dump begins with its brace */
	if (asprintf(&text, "{\"checksum\":\"%s\",%s\n", sum, dump + 1) < 0)
		text = NULL;
	free(dump);
	return text;
}
