/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quotas.json: what is printed is read as it was, and nothing else is read.
 */
#include "run/quota_file.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "base/hash.h"
#include "base/text.h"
#include "packet/address.h"
#include "policy/quota.h"

static struct run_quota_record samples[3];

static struct run_quota_records make_samples(void)
{
	struct address address;

	memset(samples, 0, sizeof(samples));
	packet_address_parse("2001:db8::1", &address);
	strcpy(samples[0].quota, "an \"hour\" für alle");
	samples[0].unit = POLICY_QUOTA_CALLS;
	samples[0].per = samples[0].kind = POLICY_QUOTA_USER;
	/* 64 bytes have no terminator */
	memset(samples[0].subject, 'x', sizeof(samples[0].subject));
	samples[0].count = (struct host_quota_count){INT64_MAX, 1, INT64_MAX,
						     INT64_MAX - 1};
	strcpy(samples[1].quota, "b");
	samples[1].per = POLICY_QUOTA_USER;
	samples[1].kind = POLICY_QUOTA_HOST;
	memcpy(samples[1].subject, &address, sizeof(address));
	samples[1].count = (struct host_quota_count){7, 0, 5, 0};
	strcpy(samples[2].quota, "b");
	samples[2].per = samples[2].kind = POLICY_QUOTA_GROUP;
	strcpy(samples[2].subject, "students");
	samples[2].count = (struct host_quota_count){0, 0, 1, 0};
	return (struct run_quota_records){samples, 3, 1790000000000000};
}

static int parse(const char *text, size_t size,
		 struct run_quota_records *records)
{
	char message[256];
	struct text why;
	int error;

	text_init(&why, message, sizeof(message));
	error = run_quota_file_parse(text, size, records, &why);
	assert_int_equal(!error, !why.length);
	if (error)
		assert_null(records->all);
	return error;
}

static void it_reads_as_it_was(void **state)
{
	const struct run_quota_records records = make_samples();
	char *text = run_quota_file_print(&records);
	struct run_quota_records again;

	(void)state;
	assert_non_null(text);
	assert_int_equal(parse(text, strlen(text), &again), 0);
	assert_int_equal(again.count, 3);
	assert_int_equal(again.saved_us, records.saved_us);
	assert_memory_equal(again.all, samples, sizeof(samples));
	free(again.all);
	free(text);
}

static void no_records_are_read_back(void **state)
{
	const struct run_quota_records none = {NULL, 0, 1};
	char *text = run_quota_file_print(&none);
	struct run_quota_records again;

	(void)state;
	assert_int_equal(parse(text, strlen(text), &again), 0);
	assert_int_equal(again.count, 0);
	free(again.all);
	free(text);
}

/* Cut anywhere, or with any one byte another one. */
static void damage_is_seen(void **state)
{
	const struct run_quota_records records = make_samples();
	char *text = run_quota_file_print(&records);
	size_t size = strlen(text), refused = 0, blank = 0;
	struct run_quota_records again;

	(void)state;
	for (size_t i = 0; i < size - 1; i++) /* but its last newline */
		assert_int_equal(parse(text, i, &again), -EINVAL);
	for (size_t i = 0; i < size; i++) {
		char was = text[i];

		text[i] ^= 1;
		if (parse(text, size, &again) == 0) {
			/* one blank for another */
			assert_int_equal(again.count, 3);
			assert_memory_equal(again.all, samples,
					    sizeof(samples));
			free(again.all);
			blank++;
		} else {
			refused++;
		}
		text[i] = was;
	}
	assert_true(refused > size / 2);
	assert_int_equal(blank, 0);
	free(text);
}

static void an_invalid_record_is_rejected(void **state)
{
	struct run_quota_records records = make_samples(), again;
	char *text;

	(void)state;
	/* a count of a host in a quota per group; a period that is none */
	samples[2].kind = POLICY_QUOTA_HOST;
	text = run_quota_file_print(&records);
	assert_int_equal(parse(text, strlen(text), &again), -EINVAL);
	free(text);
	records = make_samples();
	samples[1].count.until_us = samples[1].count.from_us;
	text = run_quota_file_print(&records);
	assert_int_equal(parse(text, strlen(text), &again), -EINVAL);
	free(text);
	records = make_samples();
	samples[1].quota[0] = '\0';
	text = run_quota_file_print(&records);
	assert_int_equal(parse(text, strlen(text), &again), -EINVAL);
	free(text);
}

/* ---- edited files, with a checksum that is right ---- */

static json_t *document;

/* The samples as a document without its checksum; edit it and call check(). */
static json_t *edit(void)
{
	const struct run_quota_records records = make_samples();
	char *text = run_quota_file_print(&records);

	document = json_loads(text, 0, NULL);
	assert_non_null(document);
	json_object_del(document, "checksum");
	free(text);
	return document;
}

/* A record of edit(). */
static json_t *record(size_t number)
{
	return json_array_get(json_object_get(document, "counts"), number);
}

static int check_message(const char *expected)
{
	char *dump = json_dumps(document, JSON_COMPACT), sum[17], *text;
	struct run_quota_records again;
	char message[256];
	struct text why;
	int error;

	snprintf(sum, sizeof(sum), "%016" PRIx64,
		 hash_bytes(&hash_key_fixed, dump, strlen(dump)));
	json_object_set_new(document, "checksum", json_string(sum));
	free(dump);
	text = json_dumps(document, JSON_COMPACT);
	text_init(&why, message, sizeof(message));
	error = run_quota_file_parse(text, strlen(text), &again, &why);
	free(text);
	free(again.all);
	json_decref(document);
	if (expected)
		assert_string_equal(message, expected);
	return error;
}

static int check(void)
{
	return check_message(NULL);
}

static void a_file_without_checksum_is_rejected(void **state)
{
	struct run_quota_records again;
	char *text;

	(void)state;
	edit();
	assert_int_equal(check(), 0); /* unchanged, but for its order */
	edit();
	text = json_dumps(document, JSON_COMPACT);
	assert_int_equal(parse(text, strlen(text), &again), -EINVAL);
	free(text);
	/* nor with one that is no text */
	json_object_set_new(document, "checksum", json_integer(0));
	text = json_dumps(document, JSON_COMPACT);
	assert_int_equal(parse(text, strlen(text), &again), -EINVAL);
	free(text);
	json_decref(document);
}

static void only_its_own_keys_and_version_are_read(void **state)
{
	(void)state;
	json_object_set_new(edit(), "version", json_integer(2));
	assert_int_equal(check_message("version 2, expected 1"), -EINVAL);
	json_object_set_new(edit(), "version", json_integer(0));
	assert_int_equal(check(), -EINVAL);
	json_object_del(edit(), "version");
	assert_int_equal(check_message("no version"), -EINVAL);
	json_object_set_new(edit(), "more", json_integer(1));
	assert_int_equal(check_message("unexpected or missing keys"), -EINVAL);
	json_object_del(edit(), "saved_us");
	assert_int_equal(check_message("unexpected or missing keys"), -EINVAL);
	json_object_set_new(edit(), "saved_us", json_integer(-1));
	assert_int_equal(check(), -EINVAL);
	json_object_set_new(edit(), "counts", json_object());
	assert_int_equal(check_message("unexpected or missing keys"), -EINVAL);
	json_object_del(edit(), "counts");
	assert_int_equal(check(), -EINVAL);
}

static void each_key_of_a_record_is_needed(void **state)
{
	static const char *const keys[] = {"quota",   "unit",	  "per",
					   "kind",    "who",	  "used",
					   "from_us", "until_us", "last_us"};

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		edit();
		assert_int_equal(json_object_del(record(2), keys[i]), 0);
		assert_int_equal(check_message("count 3 is invalid"), -EINVAL);
		edit();
		json_object_set_new(record(1), keys[i], json_true());
		assert_int_equal(check_message("count 2 is invalid"), -EINVAL);
	}
	edit();
	json_object_set_new(record(0), "more", json_integer(1));
	assert_int_equal(check_message("count 1 is invalid"), -EINVAL);
}

/* @value for @key of the third record, of a group. */
static int with(const char *key, json_t *value)
{
	edit();
	json_object_set_new(record(2), key, value);
	return check();
}

static void values_have_limits(void **state)
{
	char name[HOST_QUOTA_SUBJECT + 2];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[HOST_QUOTA_SUBJECT + 1] = '\0';
	assert_int_equal(with("quota", json_string(name)), -EINVAL);
	assert_int_equal(with("who", json_string(name)), -EINVAL);
	name[HOST_QUOTA_SUBJECT] = '\0';
	assert_int_equal(with("quota", json_string(name)), 0);
	assert_int_equal(with("who", json_string(name)), 0);
	assert_int_equal(with("who", json_string("")), -EINVAL);
	assert_int_equal(with("unit", json_string("parsecs")), -EINVAL);
	assert_int_equal(with("per", json_string("planet")), -EINVAL);
	assert_int_equal(with("used", json_integer(-1)), -EINVAL);
	assert_int_equal(with("used", json_integer(INT64_MAX)), 0);
	assert_int_equal(with("used", json_real(1.5)), -EINVAL);
	assert_int_equal(with("last_us", json_integer(-1)), -EINVAL);
	/* a period has at least a microsecond; it is 0 to 1 in the sample */
	assert_int_equal(with("until_us", json_integer(0)), -EINVAL);
	assert_int_equal(with("from_us", json_integer(1)), -EINVAL);
	assert_int_equal(with("until_us", json_integer(2)), 0);
}

/* A quota per user also counts hosts without a user; no other one mixes kinds. */
static void kinds_fit_their_quota(void **state)
{
	static const char *const names[] = {"user", "group", "host"};
	static const char *const who[] = {"alice", "staff", "10.0.0.1"};

	(void)state;
	for (unsigned per = 0; per < 3; per++) {
		for (unsigned kind = 0; kind < 3; kind++) {
			bool fits = per == kind || (per == 0 && kind == 2);

			edit();
			json_object_set_new(record(2), "per",
					    json_string(names[per]));
			json_object_set_new(record(2), "kind",
					    json_string(names[kind]));
			json_object_set_new(record(2), "who",
					    json_string(who[kind]));
			assert_int_equal(check(), fits ? 0 : -EINVAL);
		}
	}
	edit();
	json_object_set_new(record(1), "who", json_string("10.0.0.256"));
	assert_int_equal(check(), -EINVAL);
}

/* The checksum is that of the document with one of both. */
static void a_key_twice_is_rejected(void **state)
{
	static const char rest[] =
		"\"version\":1,\"counts\":[],\"saved_us\":1}";
	struct run_quota_records again;
	char once[128], text[256];
	uint64_t sum;

	(void)state;
	snprintf(once, sizeof(once), "{%s", rest);
	sum = hash_bytes(&hash_key_fixed, once, strlen(once));
	snprintf(text, sizeof(text), "{\"checksum\":\"%016" PRIx64 "\",%s", sum,
		 rest);
	assert_int_equal(parse(text, strlen(text), &again), 0);
	free(again.all);
	snprintf(text, sizeof(text),
		 "{\"checksum\":\"%016" PRIx64 "\",\"version\":1,%s", sum,
		 rest);
	assert_int_equal(parse(text, strlen(text), &again), -EINVAL);
}

static void times_after_the_end_are_cut(void **state)
{
	struct run_quota_records records = make_samples(), again;
	char *text;

	(void)state;
	samples[0].count.until_us = UINT64_MAX;
	records.saved_us = UINT64_MAX;
	text = run_quota_file_print(&records);
	assert_int_equal(parse(text, strlen(text), &again), 0);
	assert_int_equal(again.all[0].count.until_us, INT64_MAX);
	assert_int_equal(again.saved_us, INT64_MAX);
	free(again.all);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_as_it_was),
		cmocka_unit_test(no_records_are_read_back),
		cmocka_unit_test(damage_is_seen),
		cmocka_unit_test(an_invalid_record_is_rejected),
		cmocka_unit_test(a_file_without_checksum_is_rejected),
		cmocka_unit_test(only_its_own_keys_and_version_are_read),
		cmocka_unit_test(each_key_of_a_record_is_needed),
		cmocka_unit_test(values_have_limits),
		cmocka_unit_test(kinds_fit_their_quota),
		cmocka_unit_test(a_key_twice_is_rejected),
		cmocka_unit_test(times_after_the_end_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
