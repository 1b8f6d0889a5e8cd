/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables that workers share, and what is asked of all of them at once.
 */
#include "engine/engine.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "config/ruleset.h"
#include "engine/agenda.h"
#include "engine/degrade.h"
#include "engine/describe.h"
#include "engine/feed.h"
#include "engine/ledger.h"
#include "engine/renew.h"
#include "engine/shaper.h"
#include "engine/who.h"
#include "flow/fragment.h"
#include "flow/table.h"
#include "host/endpoint.h"
#include "host/identity.h"
#include "host/memory.h"
#include "host/place.h"
#include "host/quota.h"
#include "host/table.h"
#include "policy/policy.h"
#include "signature/match.h"

/* Beside twice as many as a feed may have: so that no stripe is full before. */
#define IDENTITIES_MORE 4096

#define AGENDA_ENTRIES 65536 /* flows and hosts with episodes, at once */

struct engine *engine_create(const struct ruleset *ruleset,
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
	engine->places = host_places_create(ruleset->limits.hosts, key);
	engine->identities = host_identities_create(
		2 * ruleset->limits.hosts + IDENTITIES_MORE, key);
	engine->agenda = engine_agenda_create(AGENDA_ENTRIES);
	engine->shaper = engine_shaper_create(key);
	engine->degrader = engine_degrader_create();
	engine->expiry = engine_expiry_create();
	engine->quotas = host_quotas_create(ruleset->limits.hosts, key);
	if (engine->shaper)
		engine_shaper_publish(engine->shaper, ruleset->classes);
	if (engine->flows && engine->fragments && engine->hosts &&
	    engine->endpoints && engine->memory && engine->places &&
	    engine->identities && engine->shaper && engine->degrader &&
	    engine->expiry && engine->agenda && engine->quotas)
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
	host_places_destroy(engine->places);
	host_identities_destroy(engine->identities);
	pthread_mutex_destroy(&engine->stamp_lock);
	engine_agenda_destroy(engine->agenda);
	engine_shaper_destroy(engine->shaper);
	engine_degrader_destroy(engine->degrader);
	engine_expiry_destroy(engine->expiry);
	host_quotas_destroy(engine->quotas);
	report_tally_fini(&engine->past);
	free(engine);
}

void engine_forget(struct engine *engine)
{
	flow_table_clear_counts(engine->flows);
	flow_fragments_clear(engine->fragments);
	host_table_clear(engine->hosts);
	host_endpoints_clear(engine->endpoints);
	host_memory_clear(engine->memory);
	host_places_clear(engine->places);
	engine_who_forget(engine);
	engine_agenda_clear(engine->agenda);
	engine_shaper_clear(engine->shaper);
	engine_degrader_clear(engine->degrader);
	host_quotas_clear(engine->quotas);
}

void engine_outdate(struct engine *engine)
{
	pthread_mutex_lock(&engine->stamp_lock);
	atomic_fetch_add(&engine->stamp, 1);
	pthread_mutex_unlock(&engine->stamp_lock);
}

/* What the next stamp will be, and that of what is withdrawn with it. */
static void set_stamps(const struct ruleset *old, struct ruleset *ruleset,
		       uint32_t stamp)
{
	bool renumbered = ruleset->renumbered_epoch == ruleset->epoch;
	bool withdrew = ruleset->withdrawn_epoch == ruleset->epoch;

	ruleset->stamp = stamp;
	ruleset->renumbered_stamp = renumbered ? stamp : old->renumbered_stamp;
	ruleset->withdrawn_stamp = withdrew ? stamp : old->withdrawn_stamp;
}

/*
 * The ruleset comes first: who sees the new stamp sees it, too. No other stamp
 * comes between, or flows would look as if the new one had decided them.
 */
static void put_in_force(struct engine *engine, const struct ruleset *old,
			 struct ruleset *ruleset)
{
	pthread_mutex_lock(&engine->stamp_lock);
	set_stamps(old, ruleset, atomic_load(&engine->stamp) + 1);
	atomic_store(&engine->ruleset, ruleset);
	atomic_fetch_add(&engine->stamp, 1);
	pthread_mutex_unlock(&engine->stamp_lock);
}

/* Registers that mean something else now would be misread. */
static void forget_registers(struct engine *engine, const struct ruleset *old)
{
	const struct ruleset *now = atomic_load(&engine->ruleset);

	if (!signature_set_same_layout(old->signatures, now->signatures))
		host_memory_clear(engine->memory);
}

const struct ruleset *engine_publish(struct engine *engine,
				     struct ruleset *ruleset)
{
	const struct ruleset *old = atomic_load(&engine->ruleset);

	ruleset->epoch = old->epoch + 1;
	ruleset->withdrawn_epoch = old->withdrawn_epoch;
	ruleset->renumbered_epoch = old->renumbered_epoch;
	if (signature_set_renumbered(ruleset->signatures))
		ruleset->withdrawn_epoch = ruleset->renumbered_epoch =
			ruleset->epoch;
	if (signature_set_withdrew(ruleset->signatures))
		ruleset->withdrawn_epoch = ruleset->epoch;
	if (engine->leaving)
		engine_ledger_retire(engine, engine->leaving);
	engine->leaving = old;
	put_in_force(engine, old, ruleset);
	forget_registers(engine, old);
	return old;
}

void engine_retire(struct engine *engine, const struct ruleset *old)
{
	forget_registers(engine, old);
	engine_ledger_retire(engine, old);
}

/* ---- hosts that run an application ---- */

struct decided_host {
	struct address address;
	struct host_case host_case;
};

struct decided_hosts {
	const struct ruleset *ruleset; /* in force */
	struct decided_host *hosts;
	size_t count, room;
	bool failed;
};

static void collect_case(struct decided_hosts *all,
			 const struct address *address,
			 const struct host_case *host_case)
{
	if (all->count == all->room) {
		size_t room = all->room ? all->room * 2 : 64;
		struct decided_host *grown =
			reallocarray(all->hosts, room, sizeof(*grown));

		all->failed = !grown;
		if (!grown)
			return;
		all->hosts = grown;
		all->room = room;
	}
	all->hosts[all->count++] = (struct decided_host){
		.address = *address,
		.host_case = *host_case,
	};
}

static void collect_host(void *context, const struct address *address,
			 const struct host *host)
{
	struct decided_hosts *all = context;

	for (int i = 0; i < HOST_CASES && !all->failed; i++) {
		struct host_case copy = host->cases[i];

		if (host->epoch < all->ruleset->renumbered_epoch)
			return;
		if (host->epoch < all->ruleset->withdrawn_epoch)
			engine_renew_case(all->ruleset, &copy);
		if (copy.decided)
			collect_case(all, address, &copy);
	}
}

/* By decision, then address and application: never by the hash. */
static int decided_compare(const void *a, const void *b)
{
	const struct decided_host *x = a, *y = b;
	int order = packet_address_compare(&x->address, &y->address);

	if (x->host_case.since_us != y->host_case.since_us)
		return x->host_case.since_us < y->host_case.since_us ? -1 : 1;
	if (order)
		return order;
	return (int)x->host_case.application - (int)y->host_case.application;
}

static void report_one(const struct engine *engine,
		       const struct ruleset *ruleset, struct report *report,
		       const struct decided_host *host)
{
	struct engine_description description;
	struct host_case host_case = host->host_case;
	struct report_host record = {
		.address = host->address,
		.first_us = host->host_case.first_us,
		.since_us = host->host_case.since_us,
		.last_us = host->host_case.last_us,
		.decided_at = host->host_case.decided_at,
		.peers = host_case_peers(&host->host_case),
	};

	host_case.activity = host_case.most; /* all are over by now */
	engine_describe_case(engine, ruleset, &host->address, &host_case,
			     &description, &record.finding);
	report_host(report, &record);
}

void engine_report_hosts(struct engine *engine, struct report *report)
{
	const struct ruleset *ruleset = atomic_load(&engine->ruleset);
	struct decided_hosts all = {.ruleset = ruleset};

	host_table_each(engine->hosts, collect_host, &all);
	if (all.failed)
		log_warnx("report: hosts left out: no memory");
	if (all.count)
		qsort(all.hosts, all.count, sizeof(*all.hosts),
		      decided_compare);
	for (size_t i = 0; i < all.count; i++)
		report_one(engine, ruleset, report, &all.hosts[i]);
	free(all.hosts);
}
