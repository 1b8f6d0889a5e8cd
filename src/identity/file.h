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

/* What the whole file says, sorted by key. One thread. */
struct identity_file {
	struct identity_record *all;
	size_t count;
};

/**
 * identity_file_read - a file that says who uses which address
 * @most: hosts that there is room for
 * @read: out; empty unless true is returned. One that is not there says nothing
 *
 * Return: whether it is good; if not, every error was said, with file and line.
 */
bool identity_file_read(const char *path, size_t most,
			struct diagnostics *diagnostics,
			struct identity_file *read);
void identity_file_free(struct identity_file *file);

/**
 * identity_file_compare - order of entries by whom they are about
 *
 * For a search among those of identity_file_read(), which are sorted so.
 */
int identity_file_compare(const struct identity_key *a,
			  const struct identity_key *b);

/**
 * identity_file_tell - who is a host, as engine_subject_resolve() has it of a feed?
 * @host: in: its address and MAC, as far as known; out: its user and groups
 */
void identity_file_tell(const struct identity_file *file,
			const struct policy *policy, usec_t now,
			struct policy_host *host);

/**
 * identity_file_warn - of users and groups that the policy does not have
 * @path: of the file, to be said
 *
 * Says the first such line, and how many there are.
 *
 * Return: how many.
 */
size_t identity_file_warn(const struct identity_file *file, const char *path,
			  const struct policy *policy,
			  struct diagnostics *diagnostics);

#endif
