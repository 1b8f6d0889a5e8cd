/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_UNUSED_H
#define LANGUAGE_UNUSED_H

struct diagnostics;
struct settings_place;
struct signature_set;

/**
 * language_unused_warn - warn of declarations that are never used
 * @set:        loaded without an error
 * @activities: where each is declared first, by number - 1; those without a file
 *              are not declared
 *
 * Warns of registers that are not both written and read, and of unused generators and
 * activities. A use in another file counts.
 */
void language_unused_warn(const struct signature_set *set,
			  const struct settings_place *activities,
			  struct diagnostics *diagnostics);

#endif
