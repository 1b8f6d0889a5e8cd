/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_UNUSED_H
#define LANGUAGE_UNUSED_H

struct diagnostics;
struct settings_place;
struct signature_set;

/**
 * language_unused_warn - say what files declare in vain
 * @set:        loaded without an error
 * @activities: where each is declared first, by number - 1; those without a file
 *              are not declared
 *
 * Registers that are not both written and read, and generators and activities
 * that nothing names. Warnings, not errors. What is declared in one file and used in
 * another is used.
 */
void language_unused_warn(const struct signature_set *set,
			  const struct settings_place *activities,
			  struct diagnostics *diagnostics);

#endif
