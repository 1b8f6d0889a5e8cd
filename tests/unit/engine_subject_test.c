/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The subject of a flow: rules by MAC, VLAN, interface, feed and time, seen in the
 * verdicts of packets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/hash.h"
#include "config/ruleset.h"
#include "engine/decide.h"
#include "engine/engine.h"
#include "engine/event.h"
#include "engine/subject.h"
#include "identity/feed.h"
#include "run/identities.h"
#include "shaper/shaper.h"
#include "engine/worker.h"
#include "identity/table.h"
#include "packet/packet.h"
#include "policy/classes.h"
#include "policy/policy.h"
#include "engine_stand.h"

/* A protocol of this test's own: a hello decides, a hint does not. */
static const char signatures[] =
	"applications = ( { name = \"first\"; } );\n"
	"activities = [ \"talk\" ];\n"
	"signatures = (\n"
	"{ name = \"hello\"; about = \"a\"; source = \"b\"; application = "
	"\"first\";\n"
	"  match = [ \"bytes[0] == 'hello there'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 30; }; }; },\n"
	"{ name = \"hint\"; about = \"a\"; source = \"b\"; application = "
	"\"first\";\n"
	"  match = [ \"bytes[0] == 'a good hint'\" ];\n"
	"  then = { evidence = { kind = \"constant\"; weight = 16; }; }; }\n"
	");\n";

struct bench {
	struct engine_event_sink event_sink; /* first */
	struct ruleset *ruleset;
	struct engine *engine;
	struct engine_worker *worker;
	unsigned logged, alerts, drops;
	unsigned confidence;	       /* of the flow that was logged last */
	struct ruleset *next;	       /* in force from the next alert on */
	struct engine_event ended[16]; /* flows, in order of their ends */
	unsigned ended_count;
	usec_t now;
	uint64_t frames;
};

struct sender {
	const char *address;
	const char *mac;
	const char *interface;
	uint16_t vlan;
};

static void take(struct engine_event_sink *event_sink,
		 const struct engine_event *event)
{
	struct bench *bench = (struct bench *)event_sink;

	bench->alerts += event->kind == ENGINE_FLOW_DECIDED;
	if (event->kind == ENGINE_FLOW_DECIDED && bench->next) {
		engine_publish(bench->engine, bench->next);
		bench->next = NULL;
	}
	bench->drops += event->kind == ENGINE_FLOW_DROPPED;
	if (event->kind == ENGINE_FLOW_ENDED && bench->ended_count < 16)
		bench->ended[bench->ended_count++] = *event;
	if (event->kind != ENGINE_FLOW_LOGGED)
		return;
	bench->logged++;
	bench->confidence = evidence_confidence(&event->flow.evidence);
}

static struct bench *start(const char *rules)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->ruleset = stand_load(rules, signatures, NULL);
	bench->engine = engine_create(bench->ruleset, &hash_key_fixed);
	bench->event_sink.take = take;
	bench->worker = engine_worker_create(bench->engine, &bench->event_sink);
	bench->now = UINT64_C(1000000) * USEC_PER_SEC;
	return bench;
}

static void stop(struct bench *bench)
{
	engine_worker_finish(bench->worker);
	engine_worker_destroy(bench->worker);
	engine_destroy(bench->engine);
	config_ruleset_free(bench->ruleset);
	free(bench);
}

/* An Ethernet frame with UDP from or to @local; the other end is outside. */
static size_t make_frame(uint8_t *frame, const struct sender *local,
			 uint16_t port, bool out, const char *text)
{
	size_t size = strlen(text);
	struct address address, peer;
	struct mac mac = {{2, 0xff, 0, 0, 0, 1}};
	bool v4;
	uint8_t *ip = frame + 14;
	const uint8_t *ends[2];

	assert_int_equal(packet_address_parse(local->address, &address), 0);
	v4 = packet_address_is_ipv4(&address);
	packet_address_parse(v4 ? "192.0.2.1" : "2001:db8:ffff::1", &peer);
	if (out && local->mac)
		assert_int_equal(packet_mac_parse(local->mac, &mac), 0);
	memset(frame, 0, 14 + 40 + 8);
	memcpy(frame + 6, mac.bytes, 6);
	ends[0] = out ? address.bytes : peer.bytes;
	ends[1] = out ? peer.bytes : address.bytes;
	frame[12] = v4 ? 0x08 : 0x86;
	frame[13] = v4 ? 0x00 : 0xdd;
	ip[0] = v4 ? 0x45 : 0x60;
	if (v4) {
		ip[3] = (uint8_t)(28 + size);
		ip[8] = 64;
		ip[9] = 17;
		memcpy(ip + 12, ends[0] + 12, 4);
		memcpy(ip + 16, ends[1] + 12, 4);
	} else {
		ip[5] = (uint8_t)(8 + size);
		ip[6] = 17;
		memcpy(ip + 8, ends[0], 16);
		memcpy(ip + 24, ends[1], 16);
	}
	ip += v4 ? 20 : 40;
	ip[out ? 0 : 2] = (uint8_t)(port >> 8);
	ip[out ? 1 : 3] = (uint8_t)port;
	ip[out ? 2 : 0] = 0x17;
	ip[5] = (uint8_t)(8 + size);
	memcpy(ip + 8, text, size);
	return (size_t)(ip + 8 - frame) + size;
}

static struct frame frame_of(struct bench *bench, uint8_t *bytes,
			     const struct sender *local, uint16_t port,
			     bool out, const char *text)
{
	struct frame frame = {
		.time_us = bench->now += 1000,
		.data = bytes,
		.link_type = DLT_EN10MB,
		.vlan = local->vlan,
		.interface_name = out ? local->interface : "uplink0",
		.number = ++bench->frames,
	};

	frame.caplen = (uint32_t)make_frame(bytes, local, port, out, text);
	frame.len = frame.caplen;
	return frame;
}

static enum action pass(struct bench *bench, const struct sender *local,
			uint16_t port, bool out, const char *text)
{
	uint8_t bytes[256];
	struct frame frame = frame_of(bench, bytes, local, port, out, text);
	struct verdict verdict;

	engine_worker_batch(bench->worker, &frame, 1, &verdict);
	return verdict.action;
}

static const struct sender alice = {"10.0.0.1", "02:00:00:00:00:0a", "eth1", 0};
static const struct sender bob = {"10.0.0.2", "02:00:00:00:00:0b", "eth2", 7};

/* ---- cards ---- */

static const char by_card[] =
	"home_networks = [ \"10.0.0.0/8\", \"2001:db8:1::/48\" ];\n"
	"link = { lan = \"eth1\"; uplink = \"uplink0\"; };\n"
	"users = ( { name = \"alice\"; mac = \"02:00:00:00:00:0a\"; } );\n"
	"rules = ( { name = \"no\"; user = \"alice\"; action = \"drop\"; } "
	");\n";

static void privacy_addresses_follow_the_card(void **state)
{
	struct bench *bench = start(by_card);
	struct sender privacy = alice;

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	assert_int_equal(pass(bench, &bob, 1, true, "hello there"),
			 ACTION_ACCEPT);
	for (int i = 0; i < 20; i++) {
		char address[64];

		snprintf(address, sizeof(address), "2001:db8:1::%x:%x", i * 77,
			 i + 1);
		privacy.address = address;
		assert_int_equal(pass(bench, &privacy, 2, true, "hello there"),
				 ACTION_DROP);
	}
	stop(bench);
}

static void a_host_that_is_called_is_known_by_its_answer(void **state)
{
	struct bench *bench = start(by_card);

	(void)state;
	/* her MAC is unknown: the frame comes from the router */
	assert_int_equal(pass(bench, &alice, 1, false, "hello there"),
			 ACTION_ACCEPT);
	assert_int_equal(pass(bench, &alice, 1, true, "yes"), ACTION_DROP);
	assert_int_equal(pass(bench, &alice, 1, false, "and"), ACTION_DROP);
	stop(bench);
}

static void an_address_that_moves_is_decided_anew(void **state)
{
	struct bench *bench = start(by_card);
	struct sender moved = alice;

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	/* another card takes her address, with a flow of its own */
	moved.mac = bob.mac;
	assert_int_equal(pass(bench, &moved, 2, true, "hello there"),
			 ACTION_ACCEPT);
	assert_int_equal(pass(bench, &alice, 1, false, "late"), ACTION_ACCEPT);
	stop(bench);
}

/* A host cannot make all flows be decided again with each of its packets. */
static void moves_outdate_once_a_second(void **state)
{
	struct bench *bench = start(by_card);
	struct sender moved = alice;
	uint32_t stamp = atomic_load(&bench->engine->stamp);

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	moved.mac = bob.mac;
	for (uint16_t port = 2; port < 102; port += 2) {
		pass(bench, &moved, port, true, "hello there");
		pass(bench, &alice, port + 1, true, "hello there");
	}
	assert_int_equal(atomic_load(&bench->engine->moves.count), 100);
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp + 1);
	/* what came too soon counts by the next second */
	pass(bench, &moved, 102, true, "hello there");
	bench->now += USEC_PER_SEC;
	pass(bench, &bob, 1, true, "x");
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp + 2);
	assert_int_equal(pass(bench, &alice, 1, false, "x"), ACTION_ACCEPT);
	/* and then there is nothing more to say */
	bench->now += 5 * USEC_PER_SEC;
	pass(bench, &bob, 1, true, "x");
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp + 2);
	stop(bench);
}

/* To the microsecond; the sweep of the worker is out of the way. */
static void a_move_after_a_second_outdates_at_once(void **state)
{
	struct bench *bench = start(by_card);
	struct sender moved = alice;
	uint32_t stamp = atomic_load(&bench->engine->stamp);

	(void)state;
	bench->worker->leaves_sweep = true;
	moved.mac = bob.mac;
	pass(bench, &alice, 1, true, "x");
	pass(bench, &moved, 2, true, "x");
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp + 1);
	bench->now += USEC_PER_SEC - 1001;
	pass(bench, &alice, 3, true, "x"); /* 999,999 us later */
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp + 1);
	pass(bench, &moved, 4, true, "x");
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp + 2);
	stop(bench);
}

/* A frame of a group address says nothing of its sender's card. */
static void a_card_of_a_group_is_no_card(void **state)
{
	struct bench *bench = start(by_card);
	struct sender odd = alice;

	(void)state;
	odd.mac = "03:00:00:00:00:0a";
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	odd.interface = NULL;
	pass(bench, &odd, 2, true, "x");
	assert_int_equal(atomic_load(&bench->engine->moves.count), 0);
	assert_int_equal(pass(bench, &alice, 3, false, "hello there"),
			 ACTION_DROP);
	stop(bench);
}

static void the_uplink_teaches_nothing(void **state)
{
	struct bench *bench = start(by_card);
	struct sender forged = alice;

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	forged.mac = bob.mac;
	forged.interface = "uplink0";
	pass(bench, &forged, 2, true, "hello there");
	assert_int_equal(pass(bench, &alice, 1, false, "late"), ACTION_DROP);
	stop(bench);
}

/* No rule asked for attachments before: the hosts' next packets show them. */
static void a_rule_that_comes_later_finds_the_card(void **state)
{
	struct bench *bench = start("rules = ( );\n");
	struct ruleset *old = bench->ruleset;

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_ACCEPT);
	bench->ruleset = stand_load(by_card, signatures, old);
	engine_publish(bench->engine, bench->ruleset);
	pass(bench, &alice, 1, false, "late"); /* says nothing of hers */
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_DROP);
	assert_int_equal(pass(bench, &alice, 1, false, "y"), ACTION_DROP);
	stop(bench);
	config_ruleset_free(old);
}

static void vlans_and_interfaces_are_groups(void **state)
{
	struct bench *bench = start(
		"groups = ( { name = \"v\"; vlans = 7; },\n"
		"  { name = \"i\"; interfaces = \"eth1\"; } );\n"
		"rules = ( { name = \"a\"; group = \"v\"; action = \"reject\"; "
		"},\n"
		"  { name = \"b\"; group = \"i\"; action = \"log\"; } );\n");
	struct sender other = {"10.0.0.3", "02:00:00:00:00:0c", "eth3", 8};

	(void)state;
	assert_int_equal(pass(bench, &bob, 1, true, "hello there"),
			 ACTION_REJECT);
	assert_int_equal(bench->drops, 1);
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_LOG);
	assert_int_equal(pass(bench, &other, 1, true, "hello there"),
			 ACTION_ACCEPT);
	stop(bench);
}

/* The same address in another VLAN is another host. */
static void a_card_is_known_in_its_vlan_only(void **state)
{
	struct bench *bench = start(by_card);
	struct sender other = alice;

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	other.vlan = 7;
	assert_int_equal(pass(bench, &other, 1, false, "hello there"),
			 ACTION_ACCEPT);
	assert_int_equal(pass(bench, &alice, 2, false, "hello there"),
			 ACTION_DROP);
	stop(bench);
}

/* In a replay of a known link, traffic without a class is charged, too. */
static void traffic_without_a_class_is_charged(void **state)
{
	struct bench *bench = start(
		"link = { download = \"1mbit\"; upload = \"1mbit\"; };\n"
		"classes = ( { name = \"slow\"; ceiling = \"64kbit\"; } );\n"
		"rules = ( { name = \"a\"; action = \"shape\"; class = "
		"\"slow\"; } );\n");
	struct shaper_metrics metrics[2] = {0};

	(void)state;
	pass(bench, &alice, 1, true, "nothing");
	pass(bench, &alice, 1, false, "nothing");
	pass(bench, &alice, 1, true, "nothing");
	shaper_metrics(bench->engine->shaper, metrics, 2);
	assert_int_equal(metrics[0].counts[POLICY_CLASS_UP].packets, 2);
	assert_int_equal(metrics[0].counts[POLICY_CLASS_DOWN].packets, 1);
	assert_int_equal(metrics[1].counts[POLICY_CLASS_UP].packets, 0);
	stop(bench);
}

/* ---- the feed ---- */

static void tell(struct bench *bench, const struct identity_key *key,
		 const char *user, const char *group, usec_t until)
{
	struct identity_entry identity = {.until_us = until};

	snprintf(identity.user, sizeof(identity.user), "%s", user);
	if (*group)
		snprintf(identity.groups[identity.group_count++],
			 sizeof(identity.groups[0]), "%s", group);
	assert_true(
		identity_table_set(bench->engine->identities, key, &identity));
	engine_outdate(bench->engine);
}

static void the_feed_names_the_user(void **state)
{
	struct bench *bench = start(
		"users = ( { name = \"carol\"; } );\n"
		"groups = ( { name = \"guests\"; } );\n"
		"rules = (\n"
		"  { name = \"a\"; user = \"carol\"; action = \"drop\"; },\n"
		"  { name = \"b\"; group = \"guests\"; action = \"reject\"; "
		"} );\n");
	struct identity_key key = {.of_mac = false};

	(void)state;
	packet_address_parse(alice.address, &key.address);
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_ACCEPT);
	tell(bench, &key, "carol", "guests", bench->now + USEC_PER_SEC);
	assert_int_equal(pass(bench, &alice, 1, false, "x"), ACTION_DROP);
	/* an unknown user in a known group */
	tell(bench, &key, "dave", "guests", bench->now + USEC_PER_SEC);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_REJECT);
	/* over */
	bench->now += 2 * USEC_PER_SEC;
	engine_outdate(bench->engine);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_ACCEPT);
	/* by card, for ever */
	key.of_mac = true;
	packet_mac_parse(alice.mac, &key.mac);
	tell(bench, &key, "carol", "", 0);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_DROP);
	/* the address is asked before the card, and alone when it is known */
	key.of_mac = false;
	tell(bench, &key, "dave", "guests", 0);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_REJECT);
	identity_table_remove(bench->engine->identities, &key);
	key.of_mac = true;
	identity_table_remove(bench->engine->identities, &key);
	engine_outdate(bench->engine);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_ACCEPT);
	stop(bench);
}

/* As the feed says it in a file. */
static void feed(struct bench *bench, const char *text)
{
	char path[64];
	struct diagnostics diagnostics = {.say = stand_say};
	struct identity_feed *feed = run_identities_create(bench->engine);

	snprintf(path, sizeof(path), "/tmp/who-feed-%d", (int)getpid());
	stand_write(path, text);
	identity_feed_follow(feed, path);
	run_identities_update(bench->engine, feed, bench->ruleset->policy,
			      &diagnostics);
	assert_int_equal(diagnostics.count, 0);
	unlink(path);
	identity_feed_destroy(feed);
}

static void
a_worker_whose_clock_is_behind_passes_the_border_itself(void **state)
{
	struct bench *bench =
		start("users = ( { name = \"carol\"; } );\n"
		      "rules = ( { name = \"a\"; user = \"carol\"; action = "
		      "\"drop\"; } );\n");
	struct engine_worker *first = bench->worker;
	struct engine_worker *second =
		engine_worker_create(bench->engine, &bench->event_sink);
	usec_t until = UINT64_C(1000010) * USEC_PER_SEC;

	(void)state;
	feed(bench, "10.0.0.1 carol - 1000010\n");
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	bench->worker = second;
	assert_int_equal(pass(bench, &alice, 2, true, "hello there"),
			 ACTION_DROP);
	/* the first is there ... */
	bench->worker = first;
	bench->now = until;
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_ACCEPT);
	/* ... and the second decides anew, a moment before */
	bench->worker = second;
	bench->now = until - 2000;
	assert_int_equal(pass(bench, &alice, 2, true, "x"), ACTION_DROP);
	bench->now = until;
	assert_int_equal(pass(bench, &alice, 2, true, "x"), ACTION_ACCEPT);
	bench->worker = first;
	engine_worker_destroy(second);
	stop(bench);
}

static unsigned members_of(const struct bench *bench)
{
	struct shaper_metrics metrics[2] = {0};

	shaper_metrics(bench->engine->shaper, metrics, 2);
	return metrics[1].members;
}

/* The member of a class is looked up with a decision, not with each packet. */
static void a_member_is_asked_for_with_the_decision(void **state)
{
	struct bench *bench =
		start("users = ( { name = \"carol\"; } );\n"
		      "classes = ( { name = \"own\"; per = \"user\"; ceiling = "
		      "\"1mbit\"; } );\n"
		      "rules = ( { name = \"a\"; action = \"shape\"; class = "
		      "\"own\"; } );\n");
	struct identity_key key = {.of_mac = false};
	struct identity_entry identity = {.user = "carol"};

	(void)state;
	/* the feed knows another host already: packets teach where hosts are */
	packet_address_parse("10.0.0.99", &key.address);
	identity_table_set(bench->engine->identities, &key, &identity);
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_SHAPE);
	assert_int_equal(members_of(bench), 1);
	packet_address_parse(alice.address, &key.address);
	identity_table_set(bench->engine->identities, &key, &identity);
	pass(bench, &alice, 1, true, "x");
	assert_int_equal(members_of(bench), 1); /* of the address */
	pass(bench, &alice, 2, true, "hello there");
	assert_int_equal(members_of(bench), 2); /* and of carol */
	identity_table_remove(bench->engine->identities, &key);
	packet_address_parse(bob.address, &key.address);
	pass(bench, &bob, 1, false, "hello there");
	assert_int_equal(members_of(bench), 3);
	/* decided anew, it is another's */
	engine_outdate(bench->engine);
	identity_table_set(bench->engine->identities, &key, &identity);
	bench->now += SHAPER_IDLE_US + USEC_PER_SEC;
	pass(bench, &bob, 1, false, "x");
	pass(bench, &bob, 1, true, "x");
	bench->now += USEC_PER_SEC;
	pass(bench, &bob, 1, true, "x");
	assert_int_equal(members_of(bench), 1); /* of carol, by her address */
	stop(bench);
}

/* The stamp is the same: what his answer says of him counts from then on. */
static void the_answering_host_is_another_member(void **state)
{
	struct bench *bench =
		start("users = ( { name = \"alice\"; mac = "
		      "\"02:00:00:00:00:0a\"; } );\n"
		      "classes = ( { name = \"own\"; per = \"user\"; ceiling = "
		      "\"1mbit\"; } );\n"
		      "rules = ( { name = \"a\"; action = \"shape\"; class = "
		      "\"own\"; } );\n");
	uint32_t stamp = atomic_load(&bench->engine->stamp);

	(void)state;
	pass(bench, &alice, 1, false, "hello there");
	pass(bench, &alice, 1, false, "x");
	assert_int_equal(members_of(bench), 1); /* her address */
	pass(bench, &alice, 1, true, "yes");
	assert_int_equal(members_of(bench), 2); /* she */
	assert_int_equal(atomic_load(&bench->engine->stamp), stamp);
	stop(bench);
}

/* ---- what a flow keeps of it ---- */

/* End all flows and compare the names that their events have; "-": none. */
static void check_ended(struct bench *bench, unsigned count,
			const char *const expected[][2])
{
	bench->ended_count = 0;
	engine_worker_finish(bench->worker);
	assert_int_equal(bench->ended_count, count);
	for (unsigned i = 0; i < count; i++) {
		const struct engine_event *event = &bench->ended[i];
		const struct policy *policy = event->ruleset->policy;
		struct flow flow = event->flow;
		const char *user, *group;

		/* as the writer of the event does */
		if (!flow.identified)
			engine_decide_describe(bench->engine, event->ruleset,
					       &flow);
		user = policy_user_name(policy, flow.user);
		group = policy_group_name(policy, flow.group);
		assert_string_equal(user ? user : "-", expected[i][0]);
		assert_string_equal(group ? group : "-", expected[i][1]);
	}
}

/* A user of an outdated decision is not read: quotas would be charged to the one before. */
static void an_outdated_user_is_resolved_again(void **state)
{
	struct bench *bench = start("users = ( { name = \"carol\"; } );\n");
	const struct ruleset *ruleset = atomic_load(&bench->engine->ruleset);
	struct policy_answer answer;
	struct flow flow;

	(void)state;
	pass(bench, &alice, 1, true, "hello there");
	bench->ended_count = 0;
	engine_worker_finish(bench->worker);
	assert_int_equal(bench->ended_count, 1);
	flow = bench->ended[0].flow;
	flow.identified = true;
	flow.user = policy_user_number(ruleset->policy, "carol");
	flow.subject = FLOW_ORIG;
	flow.stamp = atomic_load(&bench->engine->stamp);
	engine_subject_identify(bench->engine, ruleset, &flow, FLOW_ORIG,
				bench->now, &answer);
	assert_int_equal(answer.user, flow.user);
	engine_outdate(bench->engine);
	engine_subject_identify(bench->engine, ruleset, &flow, FLOW_ORIG,
				bench->now, &answer);
	assert_int_equal(answer.user, 0);
	stop(bench);
}

static void reload(struct bench *bench, const char *rules)
{
	struct ruleset *old = bench->ruleset;

	bench->ruleset = stand_load(rules, signatures, old);
	assert_ptr_equal(engine_publish(bench->engine, bench->ruleset), old);
	engine_retire(bench->engine, old);
	config_ruleset_free(old);
}

static const char people[] =
	"home_networks = [ \"10.0.0.0/8\" ];\n"
	"users = ( { name = \"alice\"; mac = \"02:00:00:00:00:0a\";\n"
	"            groups = [ \"staff\" ]; },\n"
	"          { name = \"bob\"; networks = [ \"10.0.0.2\" ]; } );\n"
	"groups = ( { name = \"all\"; networks = [ \"10.0.0.0/24\" ]; },\n"
	"           { name = \"staff\"; } );\n";

/* Accepted without asking, and asked about without a rule that fits. */
static void flows_without_a_rule_have_a_user(void **state)
{
	static const char *const expected[][2] = {
		{"alice", "all"}, {"bob", "all"}, {"alice", "all"}, {"-", "-"}};
	static const struct sender far = {"10.0.1.1", "02:00:00:00:00:0c",
					  "eth3", 0};
	struct bench *bench = start(people);

	(void)state;
	pass(bench, &alice, 1, true, "nothing");
	pass(bench, &bob, 1, true, "nothing");
	pass(bench, &alice, 2, true, "hello there");
	pass(bench, &far, 1, true, "hello there");
	check_ended(bench, 4, expected);
	stop(bench);
}

static void the_group_is_that_of_the_rule(void **state)
{
	static const char *const expected[][2] = {{"alice", "staff"},
						  {"bob", "all"}};
	char rules[1000];
	struct bench *bench;

	(void)state;
	snprintf(rules, sizeof(rules),
		 "%srules = ( { name = \"a\"; group = \"staff\"; action = "
		 "\"drop\"; },\n"
		 "  { name = \"b\"; action = \"log\"; } );\n",
		 people);
	bench = start(rules);
	pass(bench, &alice, 1, true, "hello there");
	pass(bench, &bob, 1, true, "hello there");
	check_ended(bench, 2, expected);
	stop(bench);
}

static void groups_by_vlan_and_interface_are_kept(void **state)
{
	static const char *const expected[][2] = {
		{"-", "v"}, {"-", "i"}, {"-", "m"}, {"-", "-"}};
	static const struct sender card = {"10.0.0.4", "02:00:00:00:00:0d",
					   "eth4", 0};
	static const struct sender other = {"10.0.0.3", "02:00:00:00:00:0c",
					    "eth3", 8};
	struct bench *bench =
		start("groups = ( { name = \"v\"; vlans = 7; },\n"
		      "  { name = \"i\"; interfaces = \"eth1\"; },\n"
		      "  { name = \"m\"; mac = \"02:00:00:00:00:0d\"; } );\n"
		      "rules = ( { name = \"a\"; action = \"log\"; } );\n");

	(void)state;
	pass(bench, &bob, 1, true, "hello there");
	pass(bench, &alice, 1, true, "hello there");
	pass(bench, &card, 1, true, "hello there");
	pass(bench, &other, 1, true, "hello there");
	check_ended(bench, 4, expected);
	stop(bench);
}

/* A flow belongs to the user of its last packet; flows after the move do not. */
static void an_address_that_moves_keeps_its_old_flows_user(void **state)
{
	static const char *const expected[][2] = {
		{"alice", "-"}, {"-", "-"}, {"-", "-"}};
	struct bench *bench = start(by_card);
	struct sender moved = alice;

	(void)state;
	pass(bench, &alice, 1, true, "hello there");
	pass(bench, &alice, 2, true, "hello there");
	moved.mac = bob.mac;
	pass(bench, &moved, 3, true, "hello there");
	pass(bench, &moved, 2, true, "x"); /* this one goes on */
	check_ended(bench, 3, expected);
	stop(bench);
}

/* Its first packet shows the card; a rule of the policy does not ask for it. */
static void a_card_of_the_feed_is_known_by_its_answer(void **state)
{
	static const char *const expected[][2] = {{"carol", "-"}};
	struct bench *bench =
		start("users = ( { name = \"carol\"; } );\n"
		      "rules = ( { name = \"a\"; user = \"carol\"; action = "
		      "\"drop\"; } );\n");
	struct identity_key key = {.of_mac = true};

	(void)state;
	packet_mac_parse(alice.mac, &key.mac);
	tell(bench, &key, "carol", "", 0);
	assert_int_equal(pass(bench, &alice, 1, false, "hello there"),
			 ACTION_ACCEPT);
	assert_int_equal(pass(bench, &alice, 1, true, "yes"), ACTION_DROP);
	check_ended(bench, 1, expected);
	stop(bench);
}

/* The card of an address changes, and only the feed knows cards. */
static void a_card_of_the_feed_that_moves_is_decided_anew(void **state)
{
	struct bench *bench =
		start("users = ( { name = \"carol\"; } );\n"
		      "rules = ( { name = \"a\"; user = \"carol\"; action = "
		      "\"drop\"; } );\n");
	struct identity_key key = {.of_mac = true};
	struct sender moved = alice;

	(void)state;
	packet_mac_parse(alice.mac, &key.mac);
	tell(bench, &key, "carol", "", 0);
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	moved.mac = bob.mac;
	pass(bench, &moved, 2, true, "hello there");
	assert_int_equal(pass(bench, &alice, 1, false, "late"), ACTION_ACCEPT);
	stop(bench);
}

static void an_identity_that_expires_leaves_the_flow(void **state)
{
	static const char *const expected[][2] = {{"carol", "-"}, {"-", "-"}};
	struct bench *bench =
		start("users = ( { name = \"carol\"; } );\n"
		      "rules = ( { name = \"a\"; action = \"log\"; } );\n");

	(void)state;
	feed(bench, "10.0.0.1 carol - 1000010\n");
	pass(bench, &alice, 1, true, "hello there"); /* its last packet */
	pass(bench, &alice, 2, true, "hello there");
	bench->now = UINT64_C(1000010) * USEC_PER_SEC;
	pass(bench, &alice, 2, true, "x");
	check_ended(bench, 2, expected);
	stop(bench);
}

static void a_feed_that_changes_reaches_the_flow(void **state)
{
	static const char *const expected[][2] = {{"dave", "-"}};
	struct bench *bench =
		start("users = ( { name = \"carol\"; }, { name = \"dave\"; } "
		      ");\n"
		      "rules = ( { name = \"a\"; action = \"log\"; } );\n");
	struct identity_key key = {.of_mac = false};

	(void)state;
	packet_address_parse(alice.address, &key.address);
	tell(bench, &key, "carol", "", 0);
	pass(bench, &alice, 1, true, "hello there");
	tell(bench, &key, "dave", "", 0);
	pass(bench, &alice, 1, false, "x");
	check_ended(bench, 1, expected);
	stop(bench);
}

#define RULE(action) "rules = ( { name = \"a\"; action = \"" action "\"; } );\n"
/* Other numbers: aaron is what alice was, and staff is what all was. */
static const char renumbered[] =
	"home_networks = [ \"10.0.0.0/8\" ];\n"
	"users = ( { name = \"aaron\"; networks = [ \"10.0.0.77\" ]; },\n"
	"          { name = \"bob\"; networks = [ \"10.0.0.2\" ]; },\n"
	"          { name = \"alice\"; mac = \"02:00:00:00:00:0a\";\n"
	"            groups = [ \"staff\" ]; } );\n"
	"groups = ( { name = \"staff\"; },\n"
	"  { name = \"all\"; networks = [ \"10.0.0.0/24\" ]; } );\n";

/* Asked about or not, with a packet behind the reload or without one. */
static void a_reload_that_renumbers_users_keeps_them(void **state)
{
	static const char *const expected[][2] = {{"alice", "staff"},
						  {"alice", "staff"},
						  {"alice", "staff"},
						  {"alice", "staff"}};
	char rules[1000];
	struct bench *bench;

	(void)state;
	snprintf(rules, sizeof(rules), "%s" RULE("log"), people);
	bench = start(rules);
	pass(bench, &alice, 1, true, "hello there");
	pass(bench, &alice, 2, true, "nothing");
	pass(bench, &alice, 3, true, "hello there");
	pass(bench, &alice, 4, true, "nothing");
	snprintf(rules, sizeof(rules), "%s" RULE("log"), renumbered);
	reload(bench, rules);
	pass(bench, &alice, 3, true, "x");
	pass(bench, &alice, 4, true, "x");
	check_ended(bench, 4, expected);
	stop(bench);
}

/* The flow's action stays, without a rule; its user is looked up again. */
static void a_reload_without_the_rule_keeps_the_user(void **state)
{
	static const char *const expected[][2] = {{"alice", "staff"}};
	char rules[1000];
	struct bench *bench;

	(void)state;
	snprintf(rules, sizeof(rules), "%s" RULE("drop"), people);
	bench = start(rules);
	pass(bench, &alice, 1, true, "hello there");
	snprintf(rules, sizeof(rules), "%s" RULE("log"), renumbered);
	reload(bench, rules);
	check_ended(bench, 1, expected);
	assert_int_equal(bench->ended[0].flow.action, ACTION_DROP);
	assert_int_equal(bench->ended[0].flow.rule, 0);
	stop(bench);
}

static void a_user_that_a_reload_removes_is_gone(void **state)
{
	static const char *const expected[][2] = {{"-", "-"}, {"-", "-"}};
	char rules[1000];
	struct bench *bench;

	(void)state;
	snprintf(rules, sizeof(rules), "%s" RULE("log"), people);
	bench = start(rules);
	pass(bench, &alice, 1, true, "hello there");
	pass(bench, &alice, 2, true, "hello there");
	reload(bench, RULE("log"));
	pass(bench, &alice, 2, true, "x");
	check_ended(bench, 2, expected);
	stop(bench);
}

/* A host in several groups uses the class of the group that the rule names. */
static void a_class_per_group_is_of_the_rules_group(void **state)
{
	char rules[1000];
	struct bench *bench;

	(void)state;
	snprintf(
		rules, sizeof(rules),
		"%sclasses = ( { name = \"own\"; per = \"group\"; ceiling = "
		"\"1mbit\"; } );\n"
		"rules = ( { name = \"a\"; group = \"staff\"; action = "
		"\"shape\"; class = \"own\"; },\n"
		"  { name = \"b\"; action = \"shape\"; class = \"own\"; } );\n",
		people);
	bench = start(rules);
	pass(bench, &bob, 1, true, "hello there");
	assert_int_equal(members_of(bench), 1); /* all */
	pass(bench, &alice, 1, true, "hello there");
	assert_int_equal(members_of(bench), 2); /* staff */
	pass(bench, &alice, 1, false, "x");
	pass(bench, &bob, 1, false, "x");
	assert_int_equal(members_of(bench), 2);
	stop(bench);
}

/* ---- both ends at home ---- */

/* A packet between two hosts of ours: what its class is for is its sender. */
static void a_packet_between_users_is_its_senders(void **state)
{
	static const struct end ends[] = {{{10, 0, 0, 1}, 5000},
					  {{10, 0, 0, 2}, 5000}};
	struct bench *bench =
		start("home_networks = [ \"10.0.0.0/8\" ];\n"
		      "users = ( { name = \"a\"; networks = [ \"10.0.0.1\", "
		      "\"10.0.0.11\" ]; },\n"
		      "  { name = \"b\"; networks = [ \"10.0.0.2\" ]; } );\n"
		      "classes = ( { name = \"own\"; per = \"user\"; ceiling = "
		      "\"1mbit\"; } );\n"
		      "rules = ( { name = \"r\"; user = \"b\"; action = "
		      "\"shape\"; class = \"own\"; } );\n");
	const struct sender again = {"10.0.0.11", NULL, "eth1", 0};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		uint8_t bytes[256] = {0};
		size_t size = stand_udp(bytes, &ends[i % 2], &ends[!(i % 2)],
					"hello there", 11);
		struct frame frame = stand_frame(
			bytes, size, bench->now += 1000, ++bench->frames);
		struct verdict verdict;

		engine_worker_batch(bench->worker, &frame, 1, &verdict);
		assert_int_equal(verdict.action, ACTION_SHAPE);
		/* from a, which the rule does not name, and from b */
		assert_int_equal(members_of(bench), i ? 2 : 1);
	}
	bench->ended_count = 0;
	engine_worker_finish(bench->worker);
	assert_int_equal(bench->ended[0].flow.subject, FLOW_REPLY);
	assert_int_equal(bench->ended[0].flow.user, 2);
	pass(bench, &again, 9, true, "hello there"); /* by no rule */
	assert_int_equal(members_of(bench), 2);
	stop(bench);
}

/* ---- time ---- */

static usec_t utc(int hour, int minute)
{
	struct tm tm = {.tm_year = 126,
			.tm_mon = 10,
			.tm_mday = 20,
			.tm_hour = hour,
			.tm_min = minute};

	return (usec_t)timegm(&tm) * USEC_PER_SEC;
}

static void a_border_changes_the_verdict_of_the_next_packet(void **state)
{
	struct bench *bench = start(
		"time_tables = ( { name = \"t\"; zone = \"Europe/Berlin\";\n"
		"  days = \"fri\"; hours = \"08:00-12:00\"; } );\n"
		"rules = ( { name = \"a\"; when = \"t\"; action = \"drop\"; } "
		");\n");

	(void)state;
	bench->now = utc(6, 59) + 58 * USEC_PER_SEC;
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_ACCEPT);
	bench->now = utc(7, 0) - 1001;
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_ACCEPT);
	bench->now = utc(7, 0) - 1000;
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_DROP);
	assert_int_equal(pass(bench, &alice, 1, false, "x"), ACTION_DROP);
	/* packets out of order around a border do not reopen it */
	bench->now = utc(7, 0) - 500000;
	assert_int_equal(pass(bench, &alice, 1, false, "x"), ACTION_DROP);
	bench->now = utc(7, 1);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_DROP);
	bench->now = utc(11, 0);
	assert_int_equal(pass(bench, &alice, 2, true, "hello there"),
			 ACTION_ACCEPT);
	/* another day's capture: the clock goes back, and is believed */
	bench->now = utc(7, 30);
	assert_int_equal(pass(bench, &alice, 3, true, "hello there"),
			 ACTION_DROP);
	stop(bench);
}

/* A batch keeps the ruleset that it began with, and the stamp of no other. */
static void a_ruleset_that_comes_at_a_border_reaches_flows(void **state)
{
	static const char tables[] =
		"time_tables = ( { name = \"t\"; zone = \"UTC\";\n"
		"  hours = \"08:00-12:00\"; } );\n"
		"rules = ( { name = \"a\"; when = \"t\"; action = \"log\"; } "
		");\n";
	struct bench *bench = start(tables);
	struct ruleset *old = bench->ruleset;
	struct verdict verdicts[2];
	uint8_t bytes[2][256];
	struct frame frames[2];

	(void)state;
	bench->ruleset = bench->next = stand_load(
		"rules = ( { name = \"a\"; action = \"drop\"; } );\n",
		signatures, old);
	bench->now = utc(8, 0) - 1500;
	frames[0] = frame_of(bench, bytes[0], &alice, 1, true, "hello there");
	frames[1] = frame_of(bench, bytes[1], &alice, 2, true, "hello there");
	engine_worker_batch(bench->worker, frames, 2, verdicts);
	assert_null(bench->next);
	assert_int_equal(verdicts[0].action, ACTION_ACCEPT);
	assert_int_equal(verdicts[1].action, ACTION_LOG);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_DROP);
	assert_int_equal(pass(bench, &alice, 2, true, "x"), ACTION_DROP);
	stop(bench);
	config_ruleset_free(old);
}

/* ---- levels ---- */

static void what_is_not_decided_is_asked_by_levels_only(void **state)
{
	struct bench *bench = start(
		"rules = (\n"
		"  { name = \"plain\"; application = \"first\";\n"
		"    confidence = 90; action = \"drop\"; },\n"
		"  { name = \"graded\"; application = \"first\"; levels = (\n"
		"    { confidence = 40; action = \"log\"; },\n"
		"    { confidence = 70; action = \"reject\"; } ); } );\n");

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "nothing"),
			 ACTION_ACCEPT);
	/* 16 of 24 bits: 46 */
	assert_int_equal(pass(bench, &alice, 1, true, "a good hint"),
			 ACTION_LOG);
	assert_int_equal(pass(bench, &alice, 1, true, "a good hint"),
			 ACTION_LOG);
	assert_int_equal(bench->logged, 1);
	assert_int_equal(bench->confidence, 46);
	assert_int_equal(bench->alerts, 0);
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_REJECT);
	assert_int_equal(bench->alerts, 1);
	stop(bench);
}

static void without_levels_it_is_not_asked(void **state)
{
	struct bench *bench =
		start("rules = ( { name = \"a\"; action = \"drop\"; } );\n");

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, true, "a good hint"),
			 ACTION_ACCEPT);
	assert_int_equal(pass(bench, &alice, 1, true, "hello there"),
			 ACTION_DROP);
	assert_int_equal(bench->logged, 0);
	stop(bench);
}

/* 16 of 24 bits are a confidence of 46. */
static void a_rule_holds_from_its_confidence_on(void **state)
{
	static const struct {
		unsigned confidence;
		enum action action;
	} cases[] = {
		{45, ACTION_REJECT}, {46, ACTION_REJECT}, {47, ACTION_ACCEPT}};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		char rules[200];
		struct bench *bench;

		snprintf(rules, sizeof(rules),
			 "rules = ( { name = \"a\"; levels = (\n"
			 "  { confidence = %u; action = \"reject\"; },\n"
			 "  { confidence = 70; action = \"drop\"; } ); } );\n",
			 cases[i].confidence);
		bench = start(rules);
		assert_int_equal(pass(bench, &alice, 1, true, "a good hint"),
				 cases[i].action);
		stop(bench);
	}
}

static void a_flow_is_logged_once_and_alerted_once(void **state)
{
	struct bench *bench =
		start("rules = ( { name = \"a\"; levels = (\n"
		      "  { confidence = 40; action = \"log\"; },\n"
		      "  { confidence = 70; action = \"log\"; } ); } );\n");

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		pass(bench, &alice, 1, true, "a good hint");
	engine_outdate(bench->engine);
	pass(bench, &alice, 1, true, "x");
	assert_int_equal(bench->logged, 1);
	assert_int_equal(bench->alerts, 0);
	assert_int_equal(bench->worker->counters.logged, 1);
	for (unsigned i = 0; i < 3; i++)
		pass(bench, &alice, 1, true, "hello there");
	engine_outdate(bench->engine);
	pass(bench, &alice, 1, true, "x");
	assert_int_equal(bench->logged, 1);
	assert_int_equal(bench->alerts, 1);
	/* one that is decided at once is alerted, not logged */
	pass(bench, &alice, 2, true, "hello there");
	pass(bench, &alice, 2, true, "x");
	assert_int_equal(bench->logged, 1);
	assert_int_equal(bench->alerts, 2);
	assert_int_equal(bench->worker->counters.alerts,
			 3); /* one of the host */
	stop(bench);
}

/* Without a flow, a host is in the VLAN where it was seen last. */
static void a_host_is_described_by_where_it_is(void **state)
{
	struct bench *bench = start(
		"groups = ( { name = \"v\"; vlans = 7; } );\n"
		"users = ( { name = \"b\"; mac = \"02:00:00:00:00:0b\"; } );\n"
		"rules = ( { name = \"a\"; group = \"v\"; action = \"reject\"; "
		"} );\n");
	struct engine_host_question question = {
		.application = 1, .confidence = 99, .time_us = bench->now};
	struct policy_answer answer;

	(void)state;
	pass(bench, &bob, 1, true, "hello there");
	packet_address_parse(bob.address, &question.host);
	answer = engine_decide_host(bench->engine, bench->ruleset, &question);
	assert_int_equal(answer.action, ACTION_REJECT);
	assert_int_equal(answer.group, 1);
	assert_int_equal(answer.user, 1);
	packet_address_parse("10.0.0.77", &question.host);
	answer = engine_decide_host(bench->engine, bench->ruleset, &question);
	assert_int_equal(answer.action, ACTION_ACCEPT);
	assert_int_equal(answer.group, 0);
	stop(bench);
}

static void the_beginner_gives_the_direction(void **state)
{
	struct bench *bench = start(
		"rules = ( { name = \"in\"; direction = \"incoming\";\n"
		"  peer = [ \"192.0.2.0/24\" ]; action = \"drop\"; },\n"
		"  { name = \"out\"; direction = \"outgoing\"; peer_port = "
		"5888;\n"
		"  action = \"reject\"; } );\n");

	(void)state;
	assert_int_equal(pass(bench, &alice, 1, false, "hello there"),
			 ACTION_DROP);
	assert_int_equal(pass(bench, &alice, 1, true, "x"), ACTION_DROP);
	/* to port 0x1700 */
	assert_int_equal(pass(bench, &alice, 2, true, "hello there"),
			 ACTION_REJECT);
	assert_int_equal(pass(bench, &alice, 2, false, "x"), ACTION_REJECT);
	stop(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(privacy_addresses_follow_the_card),
		cmocka_unit_test(a_host_that_is_called_is_known_by_its_answer),
		cmocka_unit_test(an_address_that_moves_is_decided_anew),
		cmocka_unit_test(moves_outdate_once_a_second),
		cmocka_unit_test(a_move_after_a_second_outdates_at_once),
		cmocka_unit_test(a_card_of_a_group_is_no_card),
		cmocka_unit_test(the_uplink_teaches_nothing),
		cmocka_unit_test(a_rule_holds_from_its_confidence_on),
		cmocka_unit_test(a_flow_is_logged_once_and_alerted_once),
		cmocka_unit_test(a_host_is_described_by_where_it_is),
		cmocka_unit_test(a_rule_that_comes_later_finds_the_card),
		cmocka_unit_test(vlans_and_interfaces_are_groups),
		cmocka_unit_test(a_card_is_known_in_its_vlan_only),
		cmocka_unit_test(traffic_without_a_class_is_charged),
		cmocka_unit_test(the_feed_names_the_user),
		cmocka_unit_test(a_member_is_asked_for_with_the_decision),
		cmocka_unit_test(the_answering_host_is_another_member),
		cmocka_unit_test(an_outdated_user_is_resolved_again),
		cmocka_unit_test(flows_without_a_rule_have_a_user),
		cmocka_unit_test(the_group_is_that_of_the_rule),
		cmocka_unit_test(groups_by_vlan_and_interface_are_kept),
		cmocka_unit_test(
			an_address_that_moves_keeps_its_old_flows_user),
		cmocka_unit_test(a_card_of_the_feed_is_known_by_its_answer),
		cmocka_unit_test(a_card_of_the_feed_that_moves_is_decided_anew),
		cmocka_unit_test(an_identity_that_expires_leaves_the_flow),
		cmocka_unit_test(a_feed_that_changes_reaches_the_flow),
		cmocka_unit_test(a_reload_that_renumbers_users_keeps_them),
		cmocka_unit_test(a_reload_without_the_rule_keeps_the_user),
		cmocka_unit_test(a_user_that_a_reload_removes_is_gone),
		cmocka_unit_test(a_class_per_group_is_of_the_rules_group),
		cmocka_unit_test(a_packet_between_users_is_its_senders),
		cmocka_unit_test(
			a_worker_whose_clock_is_behind_passes_the_border_itself),
		cmocka_unit_test(
			a_border_changes_the_verdict_of_the_next_packet),
		cmocka_unit_test(
			a_ruleset_that_comes_at_a_border_reaches_flows),
		cmocka_unit_test(what_is_not_decided_is_asked_by_levels_only),
		cmocka_unit_test(without_levels_it_is_not_asked),
		cmocka_unit_test(the_beginner_gives_the_direction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
