/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_NUMBERING_H
#define LANGUAGE_NUMBERING_H

#include <libconfig.h>
#include <stdbool.h>
#include <stdint.h>

struct signature_register;
struct signature_set;

/*
 * Numbers of applications, activities and signatures outlive a reload: a new set
 * takes over the numbers of the previous one. A signature keeps its number if its
 * name and content are unchanged. A withdrawn one keeps its number and name but is
 * not alive, so that code which stored the number can detect this.
 */

/**
 * language_numbering_is_full - return whether numbers must start over
 *
 * Numbers are never reused, so they run out some day. Then the next set takes
 * over none.
 */
bool language_numbering_is_full(const struct signature_set *set);

/**
 * language_numbering_inherit - take over the numbers of @previous
 * @set: new; nothing in it is alive yet
 *
 * Return: 0; -ENOMEM, with a part of them there.
 */
int language_numbering_inherit(struct signature_set *set,
			       const struct signature_set *previous);

/**
 * language_numbering_of - hash the content of an entry
 * @setting: or NULL, which gives 0
 *
 * Without "about" and "source", which are for people. The same on every run.
 */
uint64_t language_numbering_of(const config_setting_t *setting);

/**
 * language_numbering_mix_register - add a register to the hash of a layout
 * @layout: hash of those before; 0: none
 * @reg:    its place and size, name and file count
 *
 * Return: the hash of all of them.
 */
uint64_t language_numbering_mix_register(uint64_t layout,
					 const struct signature_register *reg);

#endif
