/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_QUOTA_FILE_H
#define ENGINE_QUOTA_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "host/quota.h"

struct text;

/* A count as a file has it: by names, which outlive numbers. */
struct engine_quota_record {
	char quota[HOST_QUOTA_WHO + 1];
	uint8_t unit, per;	  /* of the quota */
	uint8_t kind;		  /* of who: as in struct host_quota_key */
	char who[HOST_QUOTA_WHO]; /* the same */
	struct host_quota_count count;
};

struct engine_quota_records {
	struct engine_quota_record *all; /* to be freed */
	size_t count;
	usec_t saved_us;
};

/**
 * engine_quota_file_parse - text to records, all of it or nothing
 * @why: out: what is wrong with it
 *
 * Return: 0; -EINVAL for what engine_quota_file_print() did not write or what
 * changed since, -ENOMEM.
 */
int engine_quota_file_parse(const char *text, size_t size,
			    struct engine_quota_records *records,
			    struct text *why);

/**
 * engine_quota_file_print - records as engine_quota_file_parse() reads them
 *
 * Return: to be freed; NULL without memory.
 */
char *engine_quota_file_print(const struct engine_quota_records *records);

#endif
