/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_DISPATCH_H
#define LANGUAGE_DISPATCH_H

#include <stddef.h>

struct signature_set;

/**
 * language_dispatch_build - build the indexes of a set whose patterns are all there
 *
 * Return: 0 or -ENOMEM; call signature_dispatch_fini() either way.
 */
int language_dispatch_build(struct signature_set *set);

/**
 * language_dispatch_worst - compute the most patterns that one packet can meet
 *
 * Over all indexes, as the sum of each one's longest lists. It bounds what
 * signature_match_select() looks at.
 */
size_t language_dispatch_worst(const struct signature_set *set);

#endif
