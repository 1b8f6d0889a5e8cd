/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_CHECKPOINT_H
#define RUN_CHECKPOINT_H

#include "base/usec.h"

struct engine;

/*
 * What was used of quotas, kept in a directory: quotas.json, and quotas.json.1, the
 * one before it. Each is written whole beside the old one and renamed, so that a
 * daemon that is killed leaves one that is good. For rulesets with quotas; for
 * others nothing is read or written. One thread.
 */
struct run_checkpoint;

/**
 * run_checkpoint_create - nothing is read or written yet
 * @directory: borrowed; NULL: the one that the ruleset in force says
 *
 * Return: for run_checkpoint_destroy(), which writes nothing; NULL without
 * memory.
 */
struct run_checkpoint *run_checkpoint_create(struct engine *engine,
					     const char *directory);
void run_checkpoint_destroy(struct run_checkpoint *checkpoint);

/**
 * run_checkpoint_load - go on counting where the last one ended
 * @now: 0: not known
 *
 * A file that is damaged is refused, put aside as ".damaged", and the one before it
 * taken. All of it is said in the log.
 *
 * Return: 0, also where nothing was kept so far; -errno when something was, and
 * counting starts from nothing nevertheless.
 */
int run_checkpoint_load(struct run_checkpoint *checkpoint, usec_t now);

/**
 * run_checkpoint_save_if_due - write when it is time and something changed
 *
 * To be called ten times a second. Loads first when nobody has.
 */
void run_checkpoint_save_if_due(struct run_checkpoint *checkpoint, usec_t now);

/**
 * run_checkpoint_save - write now
 *
 * What goes wrong is logged once, until it works again.
 */
int run_checkpoint_save(struct run_checkpoint *checkpoint, usec_t now);

#endif
