/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_IDENTITY_FILE_H
#define ENGINE_IDENTITY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/usec.h"
#include "host/identity.h"

struct complaints;
struct policy;
struct policy_host;

/* One line of an identity file. */
struct engine_identity {
	struct host_identity_key key;
	unsigned line;
	struct host_identity identity;
};

/* What the whole file says, sorted by key. One thread. */
struct engine_identity_file {
	struct engine_identity *all;
	size_t count;
};

/**
 * engine_identity_file_read - a file that says who uses which address
 * @most: hosts that there is room for
 * @read: out; empty unless true is returned. One that is not there says nothing
 *
 * Return: whether it is good; if not, every error was said, with file and line.
 */
bool engine_identity_file_read(const char *path, size_t most,
			       struct complaints *complaints,
			       struct engine_identity_file *read);
void engine_identity_file_free(struct engine_identity_file *file);

/**
 * engine_identity_compare - order of entries by whom they are about
 *
 * For a search among those of engine_identity_file_read(), which are sorted so.
 */
int engine_identity_compare(const struct host_identity_key *a,
			    const struct host_identity_key *b);

/**
 * engine_identity_file_tell - who is a host, as engine_who_is() has it of a feed?
 * @host: in: its address and MAC, as far as known; out: its user and groups
 */
void engine_identity_file_tell(const struct engine_identity_file *file,
			       const struct policy *policy, usec_t now,
			       struct policy_host *host);

/**
 * engine_identity_file_warn - of users and groups that the policy does not have
 * @path: of the file, to be said
 *
 * Says the first such line, and how many there are.
 *
 * Return: how many.
 */
size_t engine_identity_file_warn(const struct engine_identity_file *file,
				 const char *path, const struct policy *policy,
				 struct complaints *complaints);

#endif
