/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_FILE_H
#define IDENTITY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/usec.h"
#include "identity/table.h"

struct diagnostics;
struct policy;
struct policy_host;

/* One line of an identity file. */
struct identity_record {
	struct identity_key key;
	unsigned line;
	struct identity_entry identity;
};

/* The records of a whole file, sorted by key. One thread. */
struct identity_file {
	struct identity_record *all;
	size_t count;
};

/**
 * identity_file_read - read an identity file
 * @most: records at most
 * @read: out; empty unless true is returned, and when the file does not exist
 *
 * Return: whether it is good; if not, every error was reported, with file and line.
 */
bool identity_file_read(const char *path, size_t most,
			struct diagnostics *diagnostics,
			struct identity_file *read);
void identity_file_free(struct identity_file *file);

/**
 * identity_file_compare - compare keys in the order of identity_file_read()
 */
int identity_file_compare(const struct identity_key *a,
			  const struct identity_key *b);

/**
 * identity_file_identify - set the user and groups of a host
 * @host: in: its address and MAC, as far as known; out: its user and groups
 *
 * Gives the same answer as engine_subject_resolve() does from the identity table.
 */
void identity_file_identify(const struct identity_file *file,
			    const struct policy *policy, usec_t now,
			    struct policy_host *host);

/**
 * identity_file_warn - warn of users and groups that the policy does not have
 * @path: of the file, for the warning
 *
 * One warning: the first such line, and how many there are.
 *
 * Return: how many.
 */
size_t identity_file_warn(const struct identity_file *file, const char *path,
			  const struct policy *policy,
			  struct diagnostics *diagnostics);

#endif
