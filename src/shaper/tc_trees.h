/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SHAPER_TC_TREES_H
#define SHAPER_TC_TREES_H

#include <stdbool.h>

struct shaper;
struct policy_classes;

/*
 * The kernel's trees on the bridge's two ports, kept as the shaper's classes are.
 * One thread, that of the service; it may wait for the kernel.
 */
struct shaper_tc_trees;

/**
 * shaper_tc_trees_create - no tree is there yet, and the shaper polices
 * @shaper: borrowed
 *
 * Return: for shaper_tc_trees_destroy(); NULL with errno ENOMEM.
 */
struct shaper_tc_trees *shaper_tc_trees_create(struct shaper *shaper);

/**
 * shaper_tc_trees_destroy - take the trees away, and free; NULL is allowed
 */
void shaper_tc_trees_destroy(struct shaper_tc_trees *trees);

/**
 * shaper_tc_trees_follow - after the shaper's classes have changed
 * @classes: those; without any no trees are built, but those that are there stay
 * @lan, @uplink: the ports; NULL: not known
 *
 * Trees are built or changed in place; where that cannot be the shaper polices, and
 * the log says why.
 */
void shaper_tc_trees_follow(struct shaper_tc_trees *trees,
			    const struct policy_classes *classes,
			    const char *lan, const char *uplink);

/**
 * shaper_tc_trees_update - tell the kernel of members that came and went
 *
 * Ten times a second; of many only some at a time.
 */
void shaper_tc_trees_update(struct shaper_tc_trees *trees);

/**
 * shaper_tc_trees_check - are the trees still there? Once a second
 *
 * Also logs how many changes the kernel refused since.
 */
void shaper_tc_trees_check(struct shaper_tc_trees *trees);

/**
 * shaper_tc_trees_count - ask the kernel for what it counted
 *
 * With thousands of members that is work: only when somebody wants to know.
 */
void shaper_tc_trees_count(struct shaper_tc_trees *trees);

#endif
