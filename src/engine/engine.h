/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/shared.h"

/**
 * engine_create - tables of the sizes that @ruleset says
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
 * One publisher at a time, who has given the shaper its classes: first those, then
 * the kernel's tree, then packets. Flows are decided anew by their next packet. No
 * worker uses a ruleset any more that was replaced before.
 *
 * Return: the one that was in force, the caller's again. Workers that are in a batch
 * may still read it; events that they made point to it.
 */
struct ruleset *engine_publish(struct engine *engine, struct ruleset *ruleset);

/**
 * engine_outdate - have every flow decided anew by its next packet. Any thread
 */
void engine_outdate(struct engine *engine);

/**
 * engine_retire - no worker uses @old any more
 *
 * What its last batches wrote and nobody may read goes, and what its rules did
 * is kept by their names. For the publisher.
 */
void engine_retire(struct engine *engine, const struct ruleset *old);

/**
 * engine_forget - forget all but flows, identities and the ruleset; counts, too
 *
 * A worker flushes the flows before. For replay, between captures.
 */
void engine_forget(struct engine *engine);

#endif
