/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity feed of an engine: the feed knows tables only, and the engine decides
 * flows anew when they changed.
 */
#include "run/identities.h"

#include "config/ruleset.h"
#include "engine/engine.h"
#include "identity/feed.h"

struct identity_feed *run_identities_create(struct engine *engine)
{
	return identity_feed_create(
		engine->identities, engine->expiry,
		atomic_load(&engine->ruleset)->limits.hosts);
}

void run_identities_update(struct engine *engine, struct identity_feed *feed,
			   const struct policy *policy,
			   struct diagnostics *diagnostics)
{
	if (identity_feed_update(feed, policy, diagnostics))
		engine_outdate(engine);
	atomic_store(&engine->identity_counts.hosts, identity_feed_count(feed));
	atomic_store(&engine->identity_counts.unknown_names,
		     identity_feed_unknown_names(feed));
}
