/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_LOAD_H
#define LANGUAGE_LOAD_H

#include <stddef.h>

struct diagnostics;
struct signature_set;

/**
 * language_load_set - compile signature files into one set
 * @paths:    files, in order; names must be unique over all of them
 * @previous: the set in force, whose numbers stay what they are: an application,
 *            an activity or a signature that is still there keeps its own, one
 *            that is gone leaves it unused; or NULL
 *
 * Reports all errors of all files with file, line and what was expected.
 *
 * Return: the set; NULL after a diagnostic, ENOMEM included. Earlier diagnostics
 * do not matter.
 */
struct signature_set *language_load_set(const char *const *paths,
					size_t path_count,
					const struct signature_set *previous,
					struct diagnostics *diagnostics);

#endif
