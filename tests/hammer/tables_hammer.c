/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All tables that workers share, under many threads at once, in the lock order of
 * the packet path: a flow, and what hosts and endpoints are asked meanwhile, one at
 * a time. To be run under ThreadSanitizer; the checks at the end find what it
 * cannot: flows that were lost or ended twice, values under the wrong key.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/flow_sample.h"
#include "base/hash.h"
#include "flow/fragment.h"
#include "flow/table.h"
#include "host/endpoint.h"
#include "host/host.h"
#include "host/cache.h"
#include "host/memory.h"
#include "host/quota.h"
#include "host/table.h"

#define THREADS 6
#define STEPS 40000 /* per thread: about 5 s under TSan on two cores */
#define FLOWS 1500  /* of about 10000 that there are: stripes fill up */
#define HOSTS 300
#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)

enum check {
	CHECK_ONE_HOLDER,   /* no other thread has the flow that one acquired */
	CHECK_REFUSAL,	    /* errno is ENOSPC */
	CHECK_ENDED_ONCE,   /* each flow that was created ended once */
	CHECK_FLOW_COUNTS,  /* created is what ended */
	CHECK_EVICTED,	    /* only evictable flows were */
	CHECK_ALL_HAPPENED, /* the run saw every kind of end, and refusals */
	CHECK_FRAGMENT,	    /* ports are of the datagram's own first part */
	CHECK_KNOWLEDGE,    /* of the endpoint's own application */
	CHECK_REGISTERS,    /* of the endpoint's own value */
	CHECK_HOST,	    /* events are of the host */
	CHECK_CACHE_VALUE,  /* is the key's own */
	CHECK_CACHE_COUNTS, /* created are evicted or there */
	CHECK_QUOTAS,	    /* what was used is what was added */
	CHECKS,
};

static const char *const check_names[CHECKS] = {
	[CHECK_ONE_HOLDER] = "a flow has one holder",
	[CHECK_REFUSAL] = "refusals say ENOSPC",
	[CHECK_ENDED_ONCE] = "each flow ended once",
	[CHECK_FLOW_COUNTS] = "flow counts add up",
	[CHECK_EVICTED] = "live flows were not evicted",
	[CHECK_ALL_HAPPENED] = "every kind of end was seen",
	[CHECK_FRAGMENT] = "fragments follow their own first part",
	[CHECK_KNOWLEDGE] = "knowledge is of its endpoint",
	[CHECK_REGISTERS] = "registers are of their endpoint",
	[CHECK_HOST] = "events are of their host",
	[CHECK_CACHE_VALUE] = "values are of their key",
	[CHECK_CACHE_COUNTS] = "map counts add up",
	[CHECK_QUOTAS] = "what was used of quotas adds up",
};

/* Shared by all threads. */
struct anvil {
	struct flow_table *flows;
	struct flow_fragments *fragments;
	struct host_table *hosts;
	struct host_endpoints *endpoints;
	struct host_memory *memory;
	struct host_cache *cache;
	struct host_quotas *quotas;
	atomic_uint_least64_t used; /* of quotas, by all */
	pthread_barrier_t start;
	atomic_uint_least64_t now;
	atomic_uint_least32_t created; /* the number of the next flow */
	atomic_uint_least8_t ended[THREADS * STEPS]; /* how often, by number */
	atomic_uint_least64_t reasons[FLOW_END_SHUTDOWN + 1];
	atomic_uint_least64_t refused, failures[CHECKS];
};

/* One thread. */
struct smith {
	struct flow_sink sink;
	struct anvil *anvil;
	uint64_t dice;
	pthread_t thread;
};

struct cache_value {
	uint32_t number; /* the key's, plus 1 */
	uint32_t uses;
};

static void expect(struct anvil *anvil, enum check check, bool good)
{
	if (!good)
		atomic_fetch_add(&anvil->failures[check], 1);
}

static uint32_t roll(struct smith *smith, uint32_t end)
{
	return (uint32_t)sample_below(&smith->dice, end);
}

/* ---- the tables below flows ---- */

static void hit_endpoint(struct smith *smith, uint32_t number, usec_t now)
{
	struct endpoint endpoint = {.address = sample_address(number),
				    .port = 5000,
				    .transport = IPPROTO_UDP};
	struct host_proof lesson = {
		.application = (uint16_t)(1 + number % 3),
		.bits = 30,
		.needs = 2,
		.answered = roll(smith, 2),
		.lifetime_us = 5 * SEC,
	};
	struct host_knowledge knowledge;

	if (roll(smith, 4) == 0)
		host_endpoints_learn(smith->anvil->endpoints, &endpoint,
				     &lesson, now);
	host_endpoints_lookup(smith->anvil->endpoints, &endpoint, now,
			      &knowledge);
	if (knowledge.application)
		expect(smith->anvil, CHECK_KNOWLEDGE,
		       knowledge.application == lesson.application &&
			       knowledge.bits == lesson.bits);
}

static void hit_memory(struct smith *smith, uint32_t number, usec_t now)
{
	struct endpoint endpoint = {.address = sample_address(number),
				    .port = 5000,
				    .transport = IPPROTO_UDP};
	struct host_write write = {.first = 1, .count = 3, .value = number};
	struct host_registers registers;

	host_memory_write(smith->anvil->memory, &endpoint, &write, 1, now);
	host_memory_read(smith->anvil->memory, &endpoint, &registers);
	for (unsigned i = 0; i < HOST_REGISTERS; i++)
		if (registers.valid & (1U << i))
			expect(smith->anvil, CHECK_REGISTERS,
			       registers.value[i] == number && i > 0 && i < 4);
}

static void hit_host(struct smith *smith, uint32_t number, usec_t now)
{
	struct address address = sample_address(number);
	struct host_event event = {.time_us = now, .event = 1, .key = number};
	const struct host_event *it;
	unsigned stripe;
	struct host *host = host_table_acquire(smith->anvil->hosts, &address,
					       NULL, &stripe);

	host_push_event(&host->rings[0], &event);
	host_application_of(host, (uint16_t)(1 + number % 3), now);
	for (unsigned age = 0; (it = host_past_event(&host->rings[0], age));
	     age++)
		expect(smith->anvil, CHECK_HOST, it->key == number);
	host_table_release(smith->anvil->hosts, stripe);
}

static void visit_value(void *context, const void *key, const void *value)
{
	const uint32_t *number = key;
	const struct cache_value *it = value;

	expect(context, CHECK_CACHE_VALUE,
	       it->number == *number + 1 && it->uses > 0);
}

static void hit_cache(struct smith *smith, uint32_t number)
{
	struct host_cache *cache = smith->anvil->cache;
	struct cache_value *value;
	unsigned stripe;

	if (roll(smith, 20) == 0)
		host_cache_remove(cache, &number);
	if (roll(smith, 2000) == 0)
		host_cache_each(cache, visit_value, smith->anvil);
	if (roll(smith, 10000) == 0)
		host_cache_clear(cache);
	value = host_cache_acquire(cache, &number, roll(smith, 3), &stripe);
	if (!value)
		return;
	expect(smith->anvil, CHECK_CACHE_VALUE,
	       value->number == (value->uses ? number + 1 : 0));
	value->number = number + 1;
	value->uses++;
	host_cache_release(cache, stripe);
}

static bool sum_used(void *context, const struct host_quota_key *key,
		     struct host_quota_count *count)
{
	uint64_t *sum = context;

	(void)key;
	*sum += count->used;
	return true;
}

static void hit_quotas(struct smith *smith, usec_t now)
{
	struct anvil *anvil = smith->anvil;
	struct host_quota_key key = {.slot = 1};
	struct host_quota_count *count, copy;
	uint64_t sum = 0;
	unsigned stripe;

	snprintf(key.subject, sizeof(key.subject), "%u", roll(smith, 200));
	if (roll(smith, 2000) == 0)
		host_quotas_each(anvil->quotas, sum_used, &sum);
	if (roll(smith, 100) == 0)
		host_quotas_take_changes(anvil->quotas);
	if (roll(smith, 3) == 0)
		host_quotas_look(anvil->quotas, &key, &copy);
	count = host_quotas_acquire(anvil->quotas, &key, now, &stripe);
	if (!count)
		return;
	count->until_us = START + 1000000 * SEC;
	host_quota_add(count, 7);
	host_quotas_release(anvil->quotas, stripe);
	atomic_fetch_add(&anvil->used, 7);
}

static void hit_fragments(struct smith *smith, struct packet packet)
{
	struct flow_fragments *fragments = smith->anvil->fragments;
	uint16_t id = (uint16_t)roll(smith, 3000);

	packet.fragment_id = id;
	packet.source_port = id;
	if (roll(smith, 2)) {
		flow_fragments_remember(fragments, &packet);
		return;
	}
	packet.source_port = 0;
	if (flow_fragments_resolve(fragments, &packet))
		expect(smith->anvil, CHECK_FRAGMENT, packet.source_port == id);
	if (roll(smith, 10000) == 0)
		flow_fragments_clear(fragments);
}

/* ---- flows ---- */

/* As a worker does: endpoint knowledge is asked once more. */
static void smith_flow_ended(struct flow_sink *sink, struct flow *flow,
			     enum flow_end reason)
{
	struct smith *smith = (struct smith *)sink;
	struct anvil *anvil = smith->anvil;
	bool may_go = flow->class != FLOW_TCP_ESTABLISHED &&
		      flow->class != FLOW_UDP_STREAM;

	atomic_fetch_add(&anvil->ended[flow->stamp], 1);
	atomic_fetch_add(&anvil->reasons[reason], 1);
	expect(anvil, CHECK_EVICTED, reason != FLOW_END_FORCED || may_go);
	hit_endpoint(smith, packet_address_ipv4(&flow->key.low) & 0xffffff,
		     flow_last(flow));
}

/* Use a held flow as the packet path does. */
static void smith_use(struct smith *smith, struct flow *flow, bool created,
		      const struct packet *packet, bool from_low)
{
	struct anvil *anvil = smith->anvil;
	uint32_t number = packet_address_ipv4(&packet->source) & 0xffffff;
	struct flow_observation observed;

	if (created)
		flow->stamp = atomic_fetch_add(&anvil->created, 1);
	expect(anvil, CHECK_ONE_HOLDER, flow->action == 0);
	flow->action = 1;
	flow_observe(flow, packet, from_low, &observed);
	hit_endpoint(smith, number, packet->time_us);
	hit_memory(smith, number, packet->time_us);
	hit_host(smith, number % 1000, packet->time_us);
	flow->action = 0;
}

static struct packet smith_packet(struct smith *smith)
{
	static const uint8_t flags[] = {PACKET_TCP_SYN, PACKET_TCP_ACK,
					PACKET_TCP_ACK, PACKET_TCP_RST};
	usec_t now = atomic_load(&smith->anvil->now);
	bool tcp = roll(smith, 2);
	/* a few flows that all threads want, and many that come and go */
	uint32_t number = roll(smith, 2) ? roll(smith, 20) : roll(smith, 5000);
	struct packet packet = sample_packet(
		number, tcp ? IPPROTO_TCP : IPPROTO_UDP, now - roll(smith, 10));

	if (tcp)
		packet.tcp_flags = flags[roll(smith, sizeof(flags))];
	packet.payload_size = 100;
	if (roll(smith, 4) == 0)
		sample_turn_round(&packet);
	return packet;
}

static void hit_flow(struct smith *smith, const struct packet *packet)
{
	struct flow_table *flows = smith->anvil->flows;
	struct flow_key key;
	struct flow *flow;
	bool from_low, created;
	uint64_t hash;

	packet_key_from(packet, &key, &from_low);
	hash = flow_table_hash(flows, &key);
	flow_table_prefetch_bucket(flows, hash);
	flow_table_prefetch_flow(flows, hash);
	flow = flow_table_acquire(flows, &key, hash, packet, from_low,
				  &smith->sink, &created);
	if (!flow) {
		expect(smith->anvil, CHECK_REFUSAL, errno == ENOSPC);
		atomic_fetch_add(&smith->anvil->refused, 1);
		return;
	}
	smith_use(smith, flow, created, packet, from_low);
	flow_table_release(flows, hash, flow);
}

static void *smith_work(void *context)
{
	struct smith *smith = context;
	struct anvil *anvil = smith->anvil;
	struct flow_table_counts counts;

	pthread_barrier_wait(&anvil->start);
	for (int i = 0; i < STEPS; i++) {
		struct packet packet = smith_packet(smith);
		usec_t now = atomic_fetch_add(&anvil->now, 100);

		hit_fragments(smith, packet);
		hit_flow(smith, &packet);
		hit_cache(smith, roll(smith, 2000));
		hit_quotas(smith, now);
		if (roll(smith, 500) == 0)
			flow_table_sweep(anvil->flows, now, &smith->sink);
		if (roll(smith, 20000) == 0)
			flow_table_flush(anvil->flows, &smith->sink);
		if (roll(smith, 1000) == 0)
			flow_table_count(anvil->flows, &counts);
	}
	return NULL;
}

/* ---- the run ---- */

/* The flows that are left end in the main thread. */
static void check_flows(struct anvil *anvil, struct smith *smith)
{
	struct flow_table_counts counts;
	uint32_t created = atomic_load(&anvil->created);
	uint64_t ends = 0;

	flow_table_flush(anvil->flows, &smith->sink);
	flow_table_count(anvil->flows, &counts);
	for (int i = 0; i <= FLOW_END_SHUTDOWN; i++) {
		ends += anvil->reasons[i];
		expect(anvil, CHECK_ALL_HAPPENED, anvil->reasons[i] > 0);
	}
	expect(anvil, CHECK_ALL_HAPPENED, counts.refused > 0);
	for (uint32_t i = 0; i < created; i++)
		expect(anvil, CHECK_ENDED_ONCE, anvil->ended[i] == 1);
	expect(anvil, CHECK_FLOW_COUNTS,
	       counts.active == 0 && counts.created == created &&
		       ends == created && counts.refused == anvil->refused &&
		       counts.timed_out == anvil->reasons[FLOW_END_TIMEOUT] &&
		       counts.evicted == anvil->reasons[FLOW_END_FORCED] &&
		       counts.restarted == anvil->reasons[FLOW_END_RESTART]);
	printf("%u flows: %lu timed out, %lu evicted, %lu restarted, "
	       "%lu flushed; %lu packets refused\n",
	       created, anvil->reasons[FLOW_END_TIMEOUT],
	       anvil->reasons[FLOW_END_FORCED],
	       anvil->reasons[FLOW_END_RESTART],
	       anvil->reasons[FLOW_END_SHUTDOWN], counts.refused);
}

static void count_host(void *context, const struct address *address,
		       const struct host *host)
{
	uint64_t *count = context;

	(void)address;
	(void)host;
	(*count)++;
}

static void check_maps(struct anvil *anvil)
{
	struct host_cache_counts counts;
	uint64_t visited = 0, used = 0;

	host_quotas_each(anvil->quotas, sum_used, &used);
	expect(anvil, CHECK_QUOTAS, used && used == atomic_load(&anvil->used));
	host_table_each(anvil->hosts, count_host, &visited);
	host_table_count(anvil->hosts, &counts);
	expect(anvil, CHECK_CACHE_COUNTS,
	       counts.active == visited && counts.evicted > 0 &&
		       counts.created == counts.evicted + counts.active);
	host_memory_count(anvil->memory, &counts);
	expect(anvil, CHECK_CACHE_COUNTS,
	       counts.evicted > 0 &&
		       counts.created == counts.evicted + counts.active);
	host_endpoints_count(anvil->endpoints, &counts);
	expect(anvil, CHECK_CACHE_COUNTS,
	       counts.created == counts.evicted + counts.active);
	host_cache_each(anvil->cache, visit_value, anvil);
	host_cache_clear(anvil->cache);
	expect(anvil, CHECK_CACHE_COUNTS, host_cache_is_empty(anvil->cache));
}

static int report(const struct anvil *anvil)
{
	int failed = 0;

	for (int i = 0; i < CHECKS; i++) {
		if (!anvil->failures[i])
			continue;
		failed++;
		printf("FAILED %lu times: %s\n", anvil->failures[i],
		       check_names[i]);
	}
	printf("%d passed, %d failed\n", CHECKS - failed, failed);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static struct anvil *anvil_create(void)
{
	static const usec_t timeouts[FLOW_CLASSES] = {SEC, 3 * SEC, SEC / 2,
						      SEC, 2 * SEC};
	struct anvil *anvil = calloc(1, sizeof(*anvil));

	if (!anvil)
		return NULL;
	anvil->flows = flow_table_create(FLOWS, timeouts, &hash_key_fixed);
	anvil->fragments = flow_fragments_create(&hash_key_fixed);
	anvil->hosts = host_table_create(HOSTS, &hash_key_fixed);
	anvil->endpoints = host_endpoints_create(HOSTS, &hash_key_fixed);
	anvil->memory = host_memory_create(HOSTS, &hash_key_fixed);
	anvil->cache = host_cache_create(HOSTS, sizeof(uint32_t),
					 sizeof(struct cache_value),
					 &hash_key_fixed);
	anvil->quotas = host_quotas_create(HOSTS, &hash_key_fixed);
	anvil->now = START;
	pthread_barrier_init(&anvil->start, NULL, THREADS);
	return anvil;
}

static void anvil_destroy(struct anvil *anvil)
{
	pthread_barrier_destroy(&anvil->start);
	flow_table_destroy(anvil->flows);
	flow_fragments_destroy(anvil->fragments);
	host_table_destroy(anvil->hosts);
	host_endpoints_destroy(anvil->endpoints);
	host_memory_destroy(anvil->memory);
	host_cache_destroy(anvil->cache);
	host_quotas_destroy(anvil->quotas);
	free(anvil);
}

int main(void)
{
	struct anvil *anvil = anvil_create();
	struct smith smiths[THREADS];
	int status;

	if (!anvil || !anvil->flows || !anvil->fragments || !anvil->hosts ||
	    !anvil->endpoints || !anvil->memory || !anvil->cache ||
	    !anvil->quotas) {
		perror("tables_hammer");
		return EXIT_FAILURE;
	}
	for (int i = 0; i < THREADS; i++) {
		smiths[i] = (struct smith){.sink.ended = smith_flow_ended,
					   .anvil = anvil,
					   .dice = (uint64_t)i};
		if (pthread_create(&smiths[i].thread, NULL, smith_work,
				   &smiths[i])) {
			perror("tables_hammer: pthread_create");
			return EXIT_FAILURE;
		}
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(smiths[i].thread, NULL);
	check_flows(anvil, &smiths[0]);
	check_maps(anvil);
	status = report(anvil);
	anvil_destroy(anvil);
	return status;
}
