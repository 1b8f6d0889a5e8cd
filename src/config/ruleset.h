/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_RULESET_H
#define CONFIG_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/revision.h"
#include "base/usec.h"
#include "config/limits.h"
#include "packet/address.h"

struct diagnostics;
struct policy;
struct policy_classes;
struct policy_quotas;
struct report_target;
struct signature_set;

/* A configuration with its signatures, immutable once built. */
struct ruleset {
	struct revision revision; /* set by the publisher */
	struct config_limits limits;
	struct config_timeouts timeouts;
	struct prefix *home; /* home_networks */
	size_t home_count;
	struct signature_set *signatures;
	struct policy *policy;
	struct policy_classes *classes;
	struct policy_quotas *quotas; /* NULL: there are none */
	const char *state;    /* directory of files that survive a restart */
	unsigned checkpoint;  /* seconds between two checkpoints */
	const char *identity; /* file of the feed; NULL: none */
	const char *lan, *uplink; /* the bridge's ports; NULL: not given */
	const struct report_target *outputs; /* in order; relative to -l */
	size_t output_count;		     /* 0: as the command line says */
	struct config_source *source; /* as it was written, for printing */
};

/* A configuration file and options of the command line. */
struct config_request {
	const char *path;	     /* NULL: built-in defaults */
	const char *const *settings; /* --set key=value */
	size_t setting_count;
	const char *const *only; /* -S: only these signature files */
	size_t only_count;
	const char *const *also; /* -s: these, too */
	size_t also_count;
	/* its signatures are the default ones; NULL: those that are installed */
	const char *tree;
	bool needs_signatures; /* refuse to run without, unless "[ ]" asks for it */
	const struct ruleset *previous; /* in force, for stable numbers; NULL */
};

/**
 * config_ruleset_load - build a ruleset from configuration and signature files
 *
 * All errors are reported in one run, with file and line.
 *
 * Return: the ruleset; NULL when @diagnostics->count is not 0.
 */
struct ruleset *config_ruleset_load(const struct config_request *request,
				    struct diagnostics *diagnostics);
void config_ruleset_free(struct ruleset *ruleset);

/**
 * config_ruleset_print - print the configuration with its defaults; it parses back
 */
void config_ruleset_print(const struct ruleset *ruleset, FILE *stream);

/**
 * config_ruleset_print_counts - print the numbers of users, groups, rules, ... in a line
 */
void config_ruleset_print_counts(const struct ruleset *ruleset, FILE *stream);

/**
 * config_ruleset_is_home - return whether an address is in home_networks
 */
bool config_ruleset_is_home(const struct ruleset *ruleset,
			    const struct address *address);

#endif
