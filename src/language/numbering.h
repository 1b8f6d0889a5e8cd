/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_NUMBERING_H
#define LANGUAGE_NUMBERING_H

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

/**
 * language_numbering_is_crowded - is it time to start over with numbers?
 *
 * Those that are given are never taken back, so that one day there are too
 * many. Then the next set takes over none.
 */
bool language_numbering_is_crowded(const struct signature_set *set);

/**
 * language_numbering_inherit - take over the numbers of @previous
 * @set: new; nothing in it is alive yet
 *
 * Return: 0; -ENOMEM, with a part of them there.
 */
int language_numbering_inherit(struct signature_set *set,
			       const struct signature_set *previous);

/**
 * language_numbering_of - a hash of what an entry says
 * @setting: or NULL, which gives 0
 *
 * Of all but "about" and "source", which are for people. The same on every run.
 */
uint64_t language_numbering_of(const config_setting_t *setting);

/**
 * language_numbering_mix_register - a layout with one more register
 * @layout: hash of those before; 0: none
 * @reg:    its place and size, name and file count
 *
 * Return: the hash of all of them.
 */
uint64_t language_numbering_mix_register(uint64_t layout,
					 const struct signature_register *reg);

#endif
