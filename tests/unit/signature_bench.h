/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_SIGNATURE_BENCH_H
#define TESTS_SIGNATURE_BENCH_H

/*
 * A stand for signatures: a set loaded from text, and packets made by hand that
 * go through select, prove and rules as the engine does it, with registers,
 * knowledge and events kept in small arrays that a reader can look at.
 */

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "flow/flow.h"
#include "host/host.h"
#include "packet/name.h"
#include "packet/packet.h"
#include "language/load.h"
#include "signature/compiled.h"
#include "signature/match.h"
#include "signature/set.h"

#define BENCH_FLOWS 64
#define BENCH_ENDS 32
#define BENCH_HOSTS 16
#define BENCH_FOUND 64

struct bench_memory {
	struct endpoint end;
	struct host_registers registers;
};

struct bench_host {
	struct address address;
	struct host host;
};

/* The signatures that matched, by full name, and the host that got the event. */
struct bench {
	struct signature_set *set;
	char said[4096]; /* diagnostics */
	struct flow flows[BENCH_FLOWS];
	struct flow_key keys[BENCH_FLOWS];
	unsigned flow_count;
	struct bench_memory memory[BENCH_ENDS];
	unsigned memory_count;
	struct bench_host hosts[BENCH_HOSTS];
	unsigned host_count;
	struct host_knowledge known[2]; /* of the next packet's ends */
	uint16_t found[BENCH_FOUND];	/* by the last packet, rules too */
	unsigned found_count;
	struct signature_outcome outcome; /* of the last packet */
};

struct bench_packet {
	const char *from, *to; /* addresses */
	uint16_t from_port, to_port;
	bool tcp;
	uint8_t flags;
	double seconds;
	const void *payload;
	size_t size;
	size_t caplen; /* 0: all of it */
};

static inline void bench_say(void *context, const char *line)
{
	struct bench *bench = context;
	size_t used = strlen(bench->said);

	snprintf(bench->said + used, sizeof(bench->said) - used, "%s\n", line);
}

/* Loads the text of one file; NULL set when it is refused. */
static inline void bench_load(struct bench *bench, const char *text)
{
	struct diagnostics diagnostics = {.say = bench_say, .context = bench};
	char path[64];
	const char *paths[1] = {path};
	int fd = memfd_create("bench.sig", 0);

	memset(bench, 0, sizeof(*bench));
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	bench->set = language_load_set(paths, 1, NULL, &diagnostics);
	close(fd);
	if ((bench->set == NULL) != (diagnostics.count != 0))
		abort();
}

static inline void bench_fini(struct bench *bench)
{
	signature_set_free(bench->set);
	bench->set = NULL;
}

static inline struct flow *bench_flow(struct bench *bench,
				      const struct packet *packet,
				      bool *from_low, bool *created)
{
	struct flow_key key;
	unsigned at = 0;

	packet_key_from(packet, &key, from_low);
	while (at < bench->flow_count &&
	       memcmp(&bench->keys[at], &key, sizeof(key)) != 0)
		at++;
	*created = at == bench->flow_count;
	if (at == BENCH_FLOWS)
		abort();
	if (*created) {
		memset(&bench->flows[at], 0, sizeof(bench->flows[at]));
		bench->keys[at] = bench->flows[at].key = key;
		flow_start(&bench->flows[at], packet, *from_low);
		bench->flows[at].flags |= FLOW_ORIG_IS_LOCAL;
		bench->flow_count++;
	}
	return &bench->flows[at];
}

static inline struct endpoint bench_end(const struct packet *packet,
					unsigned side, bool of_host)
{
	bool source = side == SIDE_THIS;
	struct endpoint end = {
		.address = source ? packet->source : packet->dest,
	};

	if (of_host)
		return end;
	end.port = source ? packet->source_port : packet->dest_port;
	end.transport = packet->transport;
	return end;
}

static inline struct host_registers *
bench_registers(struct bench *bench, const struct endpoint *end, bool create)
{
	unsigned at = 0;

	while (at < bench->memory_count &&
	       memcmp(&bench->memory[at].end, end, sizeof(*end)) != 0)
		at++;
	if (at == bench->memory_count) {
		if (!create)
			return NULL;
		if (at == BENCH_ENDS)
			abort();
		bench->memory[at] = (struct bench_memory){.end = *end};
		bench->memory_count++;
	}
	return &bench->memory[at].registers;
}

/* As host_memory_write() does. */
static inline void bench_write(struct bench *bench, const struct packet *packet,
			       const struct signature_write *write)
{
	struct endpoint end = bench_end(packet, SIDE_THIS, write->of_host);
	struct host_registers *registers = bench_registers(bench, &end, true);
	unsigned first = write->write.first;

	for (unsigned i = first + write->write.count - 1U; i > first; i--) {
		registers->value[i] = registers->value[i - 1];
		registers->time_us[i] = registers->time_us[i - 1];
		if (registers->valid & (1U << (i - 1)))
			registers->valid |= (uint8_t)(1U << i);
	}
	registers->value[first] = write->write.value;
	registers->time_us[first] = packet->time_us;
	registers->valid |= (uint8_t)(1U << first);
}

static inline void bench_fetch(struct bench *bench, const struct packet *packet,
			       uint8_t needs, struct signature_context *context)
{
	for (unsigned side = 0; side < 2; side++) {
		struct endpoint end = bench_end(packet, side, false);
		struct endpoint host = bench_end(packet, side, true);
		const struct host_registers *found;

		context->endpoint[side].valid = context->host[side].valid = 0;
		found = bench_registers(bench, &end, false);
		if ((needs >> (side * SIGNATURE_NEEDS_SHIFT) &
		     SIGNATURE_NEEDS_ENDPOINT) &&
		    found)
			context->endpoint[side] = *found;
		found = bench_registers(bench, &host, false);
		if ((needs >> (side * SIGNATURE_NEEDS_SHIFT) &
		     SIGNATURE_NEEDS_HOST) &&
		    found)
			context->host[side] = *found;
		if (needs >> (side * SIGNATURE_NEEDS_SHIFT) &
		    SIGNATURE_NEEDS_KNOWN)
			context->known[side] = bench->known[side];
	}
}

static inline struct host *bench_host(struct bench *bench,
				      const struct address *address)
{
	unsigned at = 0;

	while (at < bench->host_count &&
	       memcmp(&bench->hosts[at].address, address, sizeof(*address)))
		at++;
	if (at == BENCH_HOSTS)
		abort();
	if (at == bench->host_count) {
		memset(&bench->hosts[at], 0, sizeof(bench->hosts[at]));
		bench->hosts[at].address = *address;
		bench->host_count++;
	}
	return &bench->hosts[at].host;
}

static inline void bench_add_found(struct bench *bench, uint16_t signature)
{
	if (bench->found_count < BENCH_FOUND)
		bench->found[bench->found_count++] = signature;
}

/* One match: the event goes to its host, whose rules are asked. */
static inline void bench_match(struct bench *bench, const struct packet *packet,
			       uint32_t flow_hash,
			       const struct signature_found *found)
{
	const struct signature_effect *effect =
		signature_set_effect(bench->set, found->signature);
	struct endpoint self = bench_end(packet, effect->host, true);
	struct endpoint peer = bench_end(packet, !effect->host, true);
	static struct signature_outcome rules;
	struct host_event event = {
		.time_us = packet->time_us,
		.flow = flow_hash,
		.peer = packet_address_ipv4(&peer.address),
		.key = found->key,
		.event = effect->event,
		.port = bench_end(packet, effect->host, false).port,
	};

	bench_add_found(bench, found->signature);
	if (!effect->event)
		return;
	rules.found_count = rules.write_count = 0;
	signature_rule_prove(bench->set, bench_host(bench, &self.address),
			     &event, &rules);
	for (unsigned i = 0; i < rules.found_count; i++)
		bench_add_found(bench, rules.found[i].signature);
}

/* Gives how many signatures and rules matched. */
static inline unsigned bench_send(struct bench *bench,
				  const struct bench_packet *it)
{
	struct packet packet = {
		.time_us = UINT64_C(1500000000000000) +
			   (usec_t)(it->seconds * 1e6 + 0.5),
		.source_port = it->from_port,
		.dest_port = it->to_port,
		.ip_version = 4,
		.transport = it->tcp ? IPPROTO_TCP : IPPROTO_UDP,
		.tcp_flags = it->flags,
		.payload = it->payload,
		.payload_size = (uint16_t)it->size,
		.payload_caplen =
			(uint16_t)(it->caplen ? it->caplen : it->size),
		.wire_bytes = (uint32_t)it->size + 42,
	};
	struct packet_names names;
	struct signature_context context = {.packet = &packet, .names = &names};
	static struct signature_selection selection;
	struct flow_observation observed;
	struct flow *flow;
	bool from_low, created;
	uint32_t hash;

	if (packet_address_parse(it->from, &packet.source) < 0 ||
	    packet_address_parse(it->to, &packet.dest) < 0)
		abort();
	if (!packet_address_is_ipv4(&packet.source))
		packet.ip_version = 6;
	flow = bench_flow(bench, &packet, &from_low, &created);
	hash = (uint32_t)(flow - bench->flows) + 1;
	if (it->tcp) /* every segment is the next one */
		packet.tcp_seq = flow->tcp_next[from_low == !!(flow->flags &
							       FLOW_ORIG_IS_LOW)
							? FLOW_ORIG
							: FLOW_REPLY];
	flow_observe(flow, &packet, from_low, &observed);
	packet_names_init(&names, packet.transport, packet.payload,
			  packet.payload_caplen, packet.payload_size);
	context.time_us = packet.time_us;
	context.flow = flow;
	context.direction = observed.direction;
	context.observed = &observed;
	bench->found_count = 0;
	signature_match_select(bench->set, &context, created, &selection);
	bench_fetch(bench, &packet, selection.needs, &context);
	signature_match_prove(bench->set, &context, flow, &selection,
			      &bench->outcome);
	for (unsigned i = 0; i < bench->outcome.write_count; i++)
		bench_write(bench, &packet, &bench->outcome.writes[i]);
	for (unsigned i = 0; i < bench->outcome.found_count; i++)
		bench_match(bench, &packet, hash, &bench->outcome.found[i]);
	return bench->found_count;
}

/* Did the last packet match the signature of this full name? */
static inline bool bench_found(const struct bench *bench, const char *name)
{
	for (unsigned i = 0; i < bench->found_count; i++)
		if (!strcmp(signature_set_signature_name(bench->set,
							 bench->found[i]),
			    name))
			return true;
	return false;
}

#endif
