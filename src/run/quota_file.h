/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_QUOTA_FILE_H
#define RUN_QUOTA_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "host/quota.h"

struct text;

/* A count in a file: by names, because numbers change with each configuration. */
struct run_quota_record {
	char quota[HOST_QUOTA_SUBJECT + 1];
	uint8_t unit, per; /* of the quota */
	uint8_t kind;	   /* of `subject`: as in struct host_quota_key */
	char subject[HOST_QUOTA_SUBJECT]; /* as there */
	struct host_quota_count count;
};

struct run_quota_records {
	struct run_quota_record *all; /* to be freed */
	size_t count;
	usec_t saved_us;
};

/**
 * run_quota_file_parse - parse a whole file, or nothing of it
 * @why: out: the reason of -EINVAL
 *
 * Return: 0; -EINVAL for what run_quota_file_print() did not write or what
 * changed since, -ENOMEM.
 */
int run_quota_file_parse(const char *text, size_t size,
			 struct run_quota_records *records, struct text *why);

/**
 * run_quota_file_print - print records so that run_quota_file_parse() reads them back
 *
 * Return: to be freed; NULL without memory.
 */
char *run_quota_file_print(const struct run_quota_records *records);

#endif
