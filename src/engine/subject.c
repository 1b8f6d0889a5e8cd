/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Collect everything by which the policy knows a host. The stripes of attachments and
 * identities are locked one at a time, for as long as a copy takes.
 */
#include "engine/subject.h"

#include <stdatomic.h>
#include <string.h>

#include "config/ruleset.h"
#include "engine/engine.h"
#include "flow/flow.h"
#include "identity/table.h"
#include "identity/attachment.h"
#include "packet/packet.h"

#define MOVES_EVERY_US USEC_PER_SEC

_Static_assert(IDENTITY_ATTACHMENT_INTERFACE == POLICY_INTERFACE,
	       "a name fits");
_Static_assert(IDENTITY_GROUPS == POLICY_FEED_GROUPS, "groups fit");

/*
 * Two cards that send from one address in turn would have all flows decided anew with
 * each packet. So it happens at most once a second; the sweep does it for moves that
 * come between.
 */
static void host_moved(struct engine *engine, usec_t now)
{
	struct engine_moves *moves = &engine->moves;
	usec_t last = atomic_load(&moves->outdated_us);

	atomic_fetch_add(&moves->count, 1);
	if ((last && usec_since(now, last) < MOVES_EVERY_US) ||
	    !atomic_compare_exchange_strong(&moves->outdated_us, &last, now)) {
		atomic_store(&moves->waits, true);
		return;
	}
	engine_outdate(engine);
}

bool engine_subject_needs_attachment(const struct engine *engine,
				     const struct ruleset *ruleset)
{
	return policy_asks_attachment(ruleset->policy) ||
	       !identity_table_is_empty(engine->identities);
}

void engine_subject_learn_attachment(struct engine *engine,
				     const struct ruleset *ruleset,
				     const struct packet *packet)
{
	const char *name = packet->interface_name;
	struct identity_attachment attachment = {
		.mac = packet->source_mac,
		.vlan = packet->vlan,
		.inner_vlan = packet->inner_vlan,
	};

	if (name && ruleset->uplink && strcmp(name, ruleset->uplink) == 0)
		return;
	if (!packet_mac_is_single(&attachment.mac)) {
		if (!name)
			return;
		memset(&attachment.mac, 0, sizeof(attachment.mac));
	}
	if (name)
		memcpy(attachment.interface, name,
		       strnlen(name, sizeof(attachment.interface) - 1));
	if (identity_attachments_learn(engine->attachments, &packet->source,
				       &attachment) &&
	    engine_subject_needs_attachment(engine, ruleset))
		host_moved(engine, packet->time_us);
}

void engine_subject_sweep(struct engine *engine, usec_t now)
{
	if (!atomic_exchange(&engine->moves.waits, false))
		return;
	atomic_store(&engine->moves.outdated_us, now);
	engine_outdate(engine);
}

/* @any_vlan: accept the attachment of any VLAN; else only @host's. */
static void add_attachment(const struct engine *engine, bool any_vlan,
			   struct policy_host *host)
{
	struct identity_attachment attachment;

	if (!identity_attachments_look(engine->attachments, &host->address,
				       &attachment))
		return;
	if (any_vlan) {
		host->vlan = attachment.vlan;
		host->inner_vlan = attachment.inner_vlan;
	} else if (host->vlan != attachment.vlan ||
		   host->inner_vlan != attachment.inner_vlan) {
		return; /* another host with this address */
	}
	host->has_mac = packet_mac_is_single(&attachment.mac);
	host->mac = attachment.mac;
	memcpy(host->interface, attachment.interface, sizeof(host->interface));
}

/* Translate the feed's names to numbers of the policy. */
static void number_names(const void *context, struct identity_entry *identity)
{
	const struct policy *policy = context;

	identity->user_number = policy_user_number(policy, identity->user);
	for (unsigned i = 0; i < identity->group_count; i++)
		identity->group_numbers[i] =
			policy_group_number(policy, identity->groups[i]);
}

/* Return whether the feed knows this key. */
static bool add_identity(const struct engine *engine,
			 const struct ruleset *ruleset,
			 const struct identity_key *key, usec_t now,
			 struct policy_host *host)
{
	struct identity_entry identity;

	if (!identity_table_look(engine->identities, key, now,
				 ruleset->revision.number, number_names,
				 ruleset->policy, &identity))
		return false;
	host->user = identity.user_number;
	for (unsigned i = 0; i < identity.group_count; i++)
		if (identity.group_numbers[i])
			host->groups[host->group_count++] =
				identity.group_numbers[i];
	return true;
}

static void resolve_host(const struct engine *engine,
			 const struct ruleset *ruleset, bool any_vlan,
			 usec_t now, struct policy_host *host)
{
	struct identity_key key = {.address = host->address};

	if (engine_subject_needs_attachment(engine, ruleset))
		add_attachment(engine, any_vlan, host);
	if (identity_table_is_empty(engine->identities) ||
	    add_identity(engine, ruleset, &key, now, host) || !host->has_mac)
		return;
	key.of_mac = true;
	key.mac = host->mac;
	add_identity(engine, ruleset, &key, now, host);
}

void engine_subject_of_flow(const struct engine *engine,
			    const struct ruleset *ruleset,
			    const struct flow *flow, unsigned direction,
			    usec_t now, struct policy_host *host)
{
	memset(host, 0, sizeof(*host));
	host->address = flow_endpoint(flow, direction).address;
	host->vlan = flow->key.vlan;
	host->inner_vlan = flow->key.inner_vlan;
	resolve_host(engine, ruleset, false, now, host);
}

void engine_subject_of_host(const struct engine *engine,
			    const struct ruleset *ruleset,
			    const struct address *address, usec_t now,
			    struct policy_host *host)
{
	memset(host, 0, sizeof(*host));
	host->address = *address;
	resolve_host(engine, ruleset, true, now, host);
}

/*
 * Return whether the flow's user is the one of now: nothing outdated its last decision,
 * and a worker that still has the ruleset before does not read numbers of the next one.
 */
static bool is_current(const struct engine *engine,
		       const struct ruleset *ruleset, const struct flow *flow)
{
	return flow->identified && flow->stamp == atomic_load(&engine->stamp) &&
	       ruleset == atomic_load(&engine->ruleset);
}

void engine_subject_identify(const struct engine *engine,
			     const struct ruleset *ruleset,
			     const struct flow *flow, unsigned direction,
			     usec_t now, struct policy_answer *answer)
{
	struct policy_host host;

	*answer = (struct policy_answer){.user = flow->user,
					 .group = flow->group};
	if (flow->subject == direction && is_current(engine, ruleset, flow))
		return;
	engine_subject_of_flow(engine, ruleset, flow, direction, now, &host);
	*answer = policy_identify(ruleset->policy, &host);
}
