/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_IDENTITY_H
#define SIGNATURE_IDENTITY_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdint.h>

struct signature_register;
struct signature_set;

/*
 * Numbers of applications, activities and signatures outlive a reload: a set that
 * is loaded after another takes over its numbers. A signature keeps its number if
 * its name and content are the same; what is gone keeps its number and its name,
 * and is not alive, so that whoever remembers it can tell.
 */

/*
 * Numbers that are given are never taken back, so that one day there are too many:
 * is it time to start over with a set that takes over none?
 */
bool signature_identity_is_crowded(const struct signature_set *set);

/* Take over the numbers of @previous; nothing of it is alive yet. 0 or -ENOMEM. */
int signature_identity_inherit(struct signature_set *set,
			       const struct signature_set *previous);

/* What an entry says: all but "about" and "source", which are for people. */
uint64_t signature_identity_of(const config_setting_t *setting);

/* @layout with one more register, where it stands and what it is. */
uint64_t signature_identity_mix_register(uint64_t layout,
					 const struct signature_register *reg);

#endif
