/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/shared.h"

/**
 * engine_create - create the tables, in the sizes that @ruleset gives
 * @key: of all hashes; copied
 *
 * @ruleset is published: it is the caller's again when engine_publish() returns it, or
 * after engine_destroy().
 *
 * Return: the engine; NULL with errno ENOMEM.
 */
struct engine *engine_create(struct ruleset *ruleset,
			     const struct hash_key *key);
void engine_destroy(struct engine *engine);

/**
 * engine_publish - put another ruleset in force
 * @ruleset: gets its revision here; loaded with the one in force as its `previous`
 *
 * One publisher at a time. It has published the classes to the shaper and to the kernel
 * before: no packet may need a class that does not exist yet. Flows are decided anew by
 * their next packet. The publisher waits until no worker uses the ruleset of an earlier
 * call.
 *
 * Return: the one that was in force, the caller's again. Workers that are in a batch
 * may still read it; events that they made point to it.
 */
struct ruleset *engine_publish(struct engine *engine, struct ruleset *ruleset);

/**
 * engine_outdate - outdate all decisions: each flow's next packet decides anew; any thread
 */
void engine_outdate(struct engine *engine);

/**
 * engine_retire - clean up after a ruleset that no worker uses any more
 *
 * Clears registers that its last batches wrote, if they mean something else now. Keeps
 * the counters of its rules by their names. For the publisher.
 */
void engine_retire(struct engine *engine, const struct ruleset *old);

/**
 * engine_forget - clear all tables and counts but flows, identities and the ruleset
 *
 * A worker flushes the flows before. For replay, between captures.
 */
void engine_forget(struct engine *engine);

#endif
