/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef RUN_CHECKPOINT_H
#define RUN_CHECKPOINT_H

#include "base/usec.h"

struct engine;

/*
 * The usage of quotas, kept in a directory: quotas.json, and quotas.json.1, the file
 * before it. Each is written whole beside the old one and renamed, so that a killed
 * daemon leaves a good file. Without quotas in the ruleset nothing is read or written.
 * One thread.
 */
struct run_checkpoint;

/**
 * run_checkpoint_create - create a checkpoint without reading or writing
 * @directory: borrowed; NULL: that of the ruleset in force
 *
 * Return: for run_checkpoint_destroy(), which writes nothing; NULL without
 * memory.
 */
struct run_checkpoint *run_checkpoint_create(struct engine *engine,
					     const char *directory);
void run_checkpoint_destroy(struct run_checkpoint *checkpoint);

/**
 * run_checkpoint_load - restore the counts of the last checkpoint
 * @now: 0: not known, every period is kept as it is
 *
 * A damaged file is rejected and renamed to ".damaged", and the file before it is read
 * instead. The log has all of it.
 *
 * Return: 0, also when there is no file yet; -errno when there is one, and counting
 * starts at zero nevertheless.
 */
int run_checkpoint_load(struct run_checkpoint *checkpoint, usec_t now);

/**
 * run_checkpoint_save_if_due - write the counts when it is time and one changed
 *
 * Call it ten times a second. Loads the last checkpoint first if that was not done.
 */
void run_checkpoint_save_if_due(struct run_checkpoint *checkpoint, usec_t now);

/**
 * run_checkpoint_save - write the counts now
 *
 * A failure is logged once, until writing works again.
 *
 * Return: 0; -errno.
 */
int run_checkpoint_save(struct run_checkpoint *checkpoint, usec_t now);

#endif
