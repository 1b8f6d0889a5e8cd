/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_TC_TREES_H
#define SHAPER_TC_TREES_H

#include <stdbool.h>

struct shaper;
struct policy_classes;

/*
 * The kernel's HTB trees on the bridge's two ports, which follow the shaper's classes.
 * One thread, that of the service; it may wait for the kernel.
 */
struct shaper_tc_trees;

/**
 * shaper_tc_trees_create - start without trees: the shaper polices
 * @shaper: borrowed
 *
 * Return: for shaper_tc_trees_destroy(); NULL with errno ENOMEM.
 */
struct shaper_tc_trees *shaper_tc_trees_create(struct shaper *shaper);

/**
 * shaper_tc_trees_destroy - remove the trees from the ports, and free; NULL is allowed
 */
void shaper_tc_trees_destroy(struct shaper_tc_trees *trees);

/**
 * shaper_tc_trees_follow - bring the trees in line with the shaper's new classes
 * @classes: without any no trees are built, but existing ones stay
 * @lan, @uplink: the ports; NULL: not known
 *
 * Trees are built, or changed in place; where that fails the shaper polices, and the
 * log says why.
 */
void shaper_tc_trees_follow(struct shaper_tc_trees *trees,
			    const struct policy_classes *classes,
			    const char *lan, const char *uplink);

/**
 * shaper_tc_trees_update - create and delete members in the kernel
 *
 * Ten times a second; a bounded number of changes at a time.
 */
void shaper_tc_trees_update(struct shaper_tc_trees *trees);

/**
 * shaper_tc_trees_check - check that the trees still exist. Once a second
 *
 * Also logs how many changes the kernel rejected since the last call.
 */
void shaper_tc_trees_check(struct shaper_tc_trees *trees);

/**
 * shaper_tc_trees_count - read the kernel's counters
 *
 * Expensive with thousands of members: only when they are reported.
 */
void shaper_tc_trees_count(struct shaper_tc_trees *trees);

#endif
