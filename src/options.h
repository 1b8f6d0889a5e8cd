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
	const char *config; /* NULL: there is not even the default file */
	const char *write;
	struct run_service_options service; /* -q or -i */
	struct option_words captures, settings, only, also;
	struct option_words explain; /* questions */
	int verbosity;
	unsigned fail_on; /* mask of OPTIONS_FAIL_ON_ */
	bool test, dump, list_signatures, list_applications, go_on;
};

#define OPTIONS_DONE -1

/**
 * options_parse - argv to options
 * @options: all zero; to be ended by options_fini(), whatever is returned
 *
 * What is wrong has been said, with the usage.
 *
 * Return: EXIT_GOOD to go on; OPTIONS_DONE when all that was asked for has been
 * printed; else an exit code.
 */
int options_parse(struct options *options, int argc, char **argv);
void options_fini(struct options *options);

/* From queues or an interface, not from captures? */
bool options_are_live(const struct options *options);

#endif
