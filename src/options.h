/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/service.h"

/* The command line of skywardend(8). */

#define OPTIONS_FAIL_ON_DROP 1
#define OPTIONS_FAIL_ON_ALERT 2

/* A list of option arguments; borrowed from argv. */
struct option_words {
	const char **items;
	size_t count;
};

struct options {
	const char *config; /* NULL: the default file does not exist either */
	const char *write;
	char *tree;	   /* the source tree that we run from; or NULL */
	char *tree_config; /* its configuration */
	struct run_service_options service; /* -q or -i */
	struct option_words captures, settings, only, also;
	struct option_words explain; /* questions */
	int verbosity;
	unsigned fail_on; /* mask of OPTIONS_FAIL_ON_ */
	bool test, dump, list_signatures, list_applications, keep_state;
};

#define OPTIONS_DONE -1

/**
 * options_parse - parse the command line
 * @options: all zero; to be ended by options_fini(), whatever is returned
 *
 * Errors are reported on standard error.
 *
 * Return: EXIT_GOOD to go on; OPTIONS_DONE when everything was printed that was asked
 * for; else an exit code.
 */
int options_parse(struct options *options, int argc, char **argv);
void options_fini(struct options *options);

/* return whether packets come from queues or an interface, not from captures */
bool options_are_live(const struct options *options);

#endif
