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
	memset(samples[0].who, 'x', sizeof(samples[0].who));
	samples[0].count = (struct host_quota_count){INT64_MAX, 1, INT64_MAX,
						     INT64_MAX - 1};
	strcpy(samples[1].quota, "b");
	samples[1].per = POLICY_QUOTA_USER;
	samples[1].kind = POLICY_QUOTA_HOST;
	memcpy(samples[1].who, &address, sizeof(address));
	samples[1].count = (struct host_quota_count){7, 0, 5, 0};
	strcpy(samples[2].quota, "b");
	samples[2].per = samples[2].kind = POLICY_QUOTA_GROUP;
	strcpy(samples[2].who, "students");
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

static void nothing_is_read_of_nobody(void **state)
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

static void what_makes_no_sense_is_refused(void **state)
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_reads_as_it_was),
		cmocka_unit_test(nothing_is_read_of_nobody),
		cmocka_unit_test(damage_is_seen),
		cmocka_unit_test(what_makes_no_sense_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
