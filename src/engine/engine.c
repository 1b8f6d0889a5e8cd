/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Creates and clears the tables that workers share, and publishes rulesets.
 */
#include "engine/engine.h"

#include <errno.h>
#include <stdlib.h>

#include "config/ruleset.h"
#include "engine/timer_queue.h"
#include "shaper/degrade.h"
#include "identity/expiry.h"
#include "engine/rule_counters.h"
#include "shaper/shaper.h"
#include "flow/fragment.h"
#include "flow/table.h"
#include "host/endpoint.h"
#include "identity/table.h"
#include "host/memory.h"
#include "identity/attachment.h"
#include "host/quota.h"
#include "host/table.h"
#include "policy/policy.h"
#include "signature/match.h"

/* Slack on top of twice the feed's limit, so that no stripe fills up first. */
#define IDENTITIES_MORE 4096

#define TIMER_ENTRIES 65536 /* flows and hosts with episodes, at once */

struct engine *engine_create(struct ruleset *ruleset,
			     const struct hash_key *key)
{
	const struct config_timeouts *t = &ruleset->timeouts;
	const usec_t timeouts[FLOW_CLASSES] = {
		[FLOW_TCP_NEW] = t->tcp_new_us,
		[FLOW_TCP_ESTABLISHED] = t->tcp_established_us,
		[FLOW_TCP_CLOSED] = t->tcp_closed_us,
		[FLOW_UDP_NEW] = t->udp_new_us,
		[FLOW_UDP_STREAM] = t->udp_stream_us,
	};
	struct engine *engine = calloc(1, sizeof(*engine));

	if (!engine)
		return NULL;
	engine->key = *key;
	atomic_init(&engine->ruleset, ruleset);
	atomic_init(&engine->stamp, 1);
	pthread_mutex_init(&engine->stamp_lock, NULL);
	engine->flows = flow_table_create(ruleset->limits.flows, timeouts, key);
	engine->fragments = flow_fragments_create(key);
	engine->hosts = host_table_create(ruleset->limits.hosts, key);
	engine->endpoints =
		host_endpoints_create(ruleset->limits.endpoints, key);
	engine->memory = host_memory_create(ruleset->limits.endpoints, key);
	engine->attachments =
		identity_attachments_create(ruleset->limits.hosts, key);
	engine->identities = identity_table_create(
		2 * ruleset->limits.hosts + IDENTITIES_MORE, key);
	engine->timer_queue = engine_timer_queue_create(TIMER_ENTRIES);
	engine->shaper = shaper_create(key);
	engine->degrader = shaper_degrader_create();
	engine->expiry = identity_expiry_create();
	engine->quotas = host_quotas_create(ruleset->limits.hosts, key);
	if (engine->shaper)
		shaper_publish(engine->shaper, ruleset->classes);
	if (engine->flows && engine->fragments && engine->hosts &&
	    engine->endpoints && engine->memory && engine->attachments &&
	    engine->identities && engine->shaper && engine->degrader &&
	    engine->expiry && engine->timer_queue && engine->quotas)
		return engine;
	engine_destroy(engine);
	errno = ENOMEM;
	return NULL;
}

void engine_destroy(struct engine *engine)
{
	if (!engine)
		return;
	flow_table_destroy(engine->flows);
	flow_fragments_destroy(engine->fragments);
	host_table_destroy(engine->hosts);
	host_endpoints_destroy(engine->endpoints);
	host_memory_destroy(engine->memory);
	identity_attachments_destroy(engine->attachments);
	identity_table_destroy(engine->identities);
	pthread_mutex_destroy(&engine->stamp_lock);
	engine_timer_queue_destroy(engine->timer_queue);
	shaper_destroy(engine->shaper);
	shaper_degrader_destroy(engine->degrader);
	identity_expiry_destroy(engine->expiry);
	host_quotas_destroy(engine->quotas);
	report_totals_fini(&engine->past);
	free(engine);
}

static void moves_clear(struct engine_moves *moves)
{
	atomic_store(&moves->outdated_us, 0);
	atomic_store(&moves->waits, false);
	atomic_store(&moves->count, 0);
}

void engine_forget(struct engine *engine)
{
	flow_table_clear_counts(engine->flows);
	flow_fragments_clear(engine->fragments);
	host_table_clear(engine->hosts);
	host_endpoints_clear(engine->endpoints);
	host_memory_clear(engine->memory);
	identity_attachments_clear(engine->attachments);
	moves_clear(&engine->moves);
	engine_timer_queue_clear(engine->timer_queue);
	shaper_clear(engine->shaper);
	shaper_degrader_clear(engine->degrader);
	host_quotas_clear(engine->quotas);
}

void engine_outdate(struct engine *engine)
{
	pthread_mutex_lock(&engine->stamp_lock);
	atomic_store(&engine->stamp,
		     revision_next(atomic_load(&engine->stamp)));
	pthread_mutex_unlock(&engine->stamp_lock);
}

/*
 * The ruleset is stored before the stamp: a worker that loads the new stamp loads this
 * ruleset, too. No other stamp comes between, or flows would look as if the new
 * ruleset had decided them.
 */
static void put_in_force(struct engine *engine, const struct ruleset *old,
			 struct ruleset *ruleset)
{
	uint32_t stamp;

	pthread_mutex_lock(&engine->stamp_lock);
	stamp = revision_next(atomic_load(&engine->stamp));
	revision_follow(&ruleset->revision, &old->revision, stamp,
			signature_set_withdrew(ruleset->signatures),
			signature_set_renumbered(ruleset->signatures));
	atomic_store(&engine->ruleset, ruleset);
	atomic_store(&engine->stamp, stamp);
	pthread_mutex_unlock(&engine->stamp_lock);
}

/* Registers keep their values only while every register keeps its place. */
static void forget_registers(struct engine *engine, const struct ruleset *old)
{
	const struct ruleset *now = atomic_load(&engine->ruleset);

	if (!signature_set_same_layout(old->signatures, now->signatures))
		host_memory_clear(engine->memory);
}

struct ruleset *engine_publish(struct engine *engine, struct ruleset *ruleset)
{
	struct ruleset *old = atomic_load(&engine->ruleset);

	if (engine->leaving)
		engine_rule_counters_retire(engine, engine->leaving);
	engine->leaving = old;
	put_in_force(engine, old, ruleset);
	forget_registers(engine, old);
	return old;
}

void engine_retire(struct engine *engine, const struct ruleset *old)
{
	forget_registers(engine, old);
	engine_rule_counters_retire(engine, old);
}
