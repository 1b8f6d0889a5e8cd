/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes the trace that the benches replay: many flows at a time, heavy-tailed
 * sizes, correct checksums. The bytes depend on FLOWS and PACKETS alone. It is
 * made, not kept: 3,000,000 packets are 1.9 GB.
 *
 * Time is a calendar of one slot a millisecond; a flow stands in the slot of
 * its next packet. So the cost per packet is constant, and time never goes back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_BYTES (1u << 20)
#define POOL_BYTES (1u << 20) /* random bytes that payloads are cut from */
#define PAYLOAD_MAX 1460
#define FRAME_MAX 1600
#define DURATION_MS 300000u
#define START_MS 150000u /* flows begin before this and ... */
#define LIFE_MS 100000u	 /* ... last so long, so most are alive at START_MS */
#define FLOWS_PER_CLIENT 12u
#define NONE UINT32_MAX
#define SKYPE_EVERY 5000u /* one Skype-like process in so many flows */
#define SKYPE_FLOWS 24u	  /* of such a process; the last two are TCP */

enum kind {
	KIND_WEB,  /* TCP: hello, then large segments down */
	KIND_QUIC, /* UDP 443 bulk */
	KIND_DNS,
	KIND_PEER,	/* small UDP datagrams, random */
	KIND_SNMP,	/* byte 2 is 02, as in Skype's payload datagrams */
	KIND_RTP,	/* 20 ms */
	KIND_SKYPE_UDP, /* one IV chain for all flows of a process */
	KIND_SKYPE_TCP, /* DH value padded by the process's generator */
};

/* The random bytes of one Skype-like process. */
struct process {
	uint32_t state; /* of its weak generator */
	uint16_t ident; /* of its last datagram */
};

struct flow {
	uint32_t packets; /* in all */
	uint32_t sent;	  /* so far */
	uint32_t next;	  /* flow behind it in the slot, or NONE */
	uint32_t seq[2];  /* TCP: next to send, per side */
	uint32_t process; /* of the Skype kinds */
	uint16_t port[2]; /* client, server */
	uint8_t kind;	  /* enum kind */
	bool ipv6, vlan;
};

struct slot {
	uint32_t first, last; /* flow, or NONE */
};

struct trace {
	int fd;
	uint8_t *buffer;
	size_t used; /* bytes of @buffer */
	uint8_t *pool;
	uint64_t random; /* state of our own generator */
	uint64_t time_us;
	uint64_t written; /* packets */
	uint64_t bytes;	  /* of the frames */
	uint32_t flow_count;
	struct flow *flows;
	struct slot *slots; /* one a millisecond */
	struct process *processes;
	uint32_t *
		alive; /* bench figure: flows begun minus flows ended, per second */
};

/* -- random numbers: xorshift64*, ours and the same everywhere ----------- */

static uint32_t draw(struct trace *trace)
{
	uint64_t x = trace->random;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	trace->random = x;
	return (uint32_t)((x * 0x2545F4914F6CDD1Dull) >> 32);
}

static uint32_t below(struct trace *trace, uint32_t limit)
{
	return (uint32_t)(((uint64_t)draw(trace) * limit) >> 32);
}

/* A number fixed for a flow, whatever was drawn meanwhile. */
static uint32_t mix(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x7feb352du;
	x ^= x >> 15;
	x *= 0x846ca68bu;
	return x ^ x >> 16;
}

static uint32_t weak_next(struct process *process)
{
	process->state = process->state * 0x10DCD + 0x4271;
	return process->state;
}

/* -- bytes ---------------------------------------------------------------- */

static uint8_t *put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
	return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	return put16(put16(at, value >> 16), value & 0xFFFF);
}

static uint32_t sum16(const uint8_t *data, size_t size, uint64_t sum)
{
	uint32_t word;

	for (; size >= 4; data += 4, size -= 4) {
		memcpy(&word, data, 4);
		sum += word;
	}
	if (size) {
		word = 0;
		memcpy(&word, data, size);
		sum += word;
	}
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return (uint32_t)sum;
}

/* RFC 1071 over memory order: store it with memcpy, not put16. */
static void put_checksum(uint8_t *at, uint32_t sum, bool udp)
{
	uint16_t value = (uint16_t)~sum;

	if (udp && value == 0)
		value = 0xFFFF;
	memcpy(at, &value, 2);
}

static int write_all(struct trace *trace)
{
	size_t done = 0;

	while (done < trace->used) {
		ssize_t n = write(trace->fd, trace->buffer + done,
				  trace->used - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		done += (size_t)n;
	}
	trace->used = 0;
	return 0;
}

/* pcap files are in the byte order of their writer; ours is little endian. */
static void put_little(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
	at[2] = (uint8_t)(value >> 16);
	at[3] = (uint8_t)(value >> 24);
}

static void write_file_header(struct trace *trace)
{
	static const uint32_t words[6] = {0xA1B2C3D4, 4u << 16 | 2, 0,
					  0,	      65535,	    1};

	for (size_t i = 0; i < 6; i++)
		put_little(trace->buffer + 4 * i, words[i]);
	trace->used = 24;
}

static int write_record(struct trace *trace, const uint8_t *frame, size_t size)
{
	uint8_t *at;
	int rc;

	if (trace->used + 16 + size > BUFFER_BYTES) {
		rc = write_all(trace);
		if (rc)
			return rc;
	}
	at = trace->buffer + trace->used;
	put_little(at, 1577836800u + (uint32_t)(trace->time_us / 1000000));
	put_little(at + 4, (uint32_t)(trace->time_us % 1000000));
	put_little(at + 8, (uint32_t)size);
	put_little(at + 12, (uint32_t)size);
	memcpy(at + 16, frame, size);
	trace->used += 16 + size;
	trace->written++;
	trace->bytes += size;
	return 0;
}

/* -- headers -------------------------------------------------------------- */

static uint32_t flow_index(const struct trace *trace, const struct flow *flow)
{
	return (uint32_t)(flow - trace->flows);
}

/* Client: 10.0.0.0/8 by twelve flows; server: 198.18.0.0/15. In IPv6 the same
 * four bytes end a documentation address. */
static uint32_t flow_address(const struct trace *trace, const struct flow *flow,
			     bool client)
{
	uint32_t index = flow_index(trace, flow);

	if (!client)
		return 0xC6120000u | (mix(index) & 0x1FFFF);
	if (flow->process != NONE)
		return 0x0AF00000u | (flow->process + 1);
	return 0x0A000000u | (index / FLOWS_PER_CLIENT + 1);
}

static uint8_t *put_mac(uint8_t *at, bool client, uint32_t address)
{
	at = put16(at, 0x0200);
	return put32(at, client ? address : 0x0AFFFFFEu);
}

static uint8_t *put_link(uint8_t *at, const struct trace *trace,
			 const struct flow *flow, bool up)
{
	uint32_t client = flow_address(trace, flow, true);

	at = put_mac(at, !up, client);
	at = put_mac(at, up, client);
	if (flow->vlan)
		at = put16(put16(at, 0x8100), 100 + client % 50);
	return put16(at, flow->ipv6 ? 0x86DD : 0x0800);
}

static uint8_t *put_ipv6_address(uint8_t *at, bool client, uint32_t address)
{
	at = put32(at, 0x20010DB8);
	at = put32(at, client ? 0x00010000 : 0x000F0000);
	at = put32(at, 0);
	return put32(at, address);
}

/* The IP header of @size bytes of transport @proto; *@sum gets the pseudo header. */
static uint8_t *put_ip(uint8_t *at, const struct trace *trace,
		       const struct flow *flow, bool up, uint8_t proto,
		       size_t size, uint32_t *sum)
{
	uint32_t source = flow_address(trace, flow, up),
		 dest = flow_address(trace, flow, !up);
	uint8_t *start = at,
		tail[4] = {0, proto, (uint8_t)(size >> 8), (uint8_t)size};

	if (flow->ipv6) {
		at = put32(at, 0x60000000);
		at = put32(at,
			   (uint32_t)size << 16 | (uint32_t)proto << 8 | 64);
		at = put_ipv6_address(at, up, source);
		at = put_ipv6_address(at, !up, dest);
		*sum = sum16(tail, 4, sum16(start + 8, 32, 0));
		return at;
	}
	at = put32(at, 0x45000000u | (uint32_t)(20 + size));
	at = put32(at, (mix(flow_index(trace, flow) * 2 + up) + flow->sent)
				       << 16 |
			       0x4000);
	at = put32(at, 64u << 24 | (uint32_t)proto << 16);
	at = put32(put32(at, source), dest);
	put_checksum(start + 10, sum16(start, 20, 0), false);
	*sum = sum16(tail, 4, sum16(start + 12, 8, 0));
	return at;
}

static int emit_udp(struct trace *trace, const struct flow *flow, bool up,
		    const uint8_t *payload, size_t size)
{
	uint8_t frame[FRAME_MAX], *at, *start;
	uint32_t sum;

	at = put_link(frame, trace, flow, up);
	at = start = put_ip(at, trace, flow, up, 17, 8 + size, &sum);
	at = put16(put16(at, flow->port[!up]), flow->port[up]);
	at = put32(at, (uint32_t)(8 + size) << 16);
	memcpy(at, payload, size);
	put_checksum(start + 6, sum16(start, 8 + size, sum), true);
	return write_record(trace, frame, (size_t)(at - frame) + size);
}

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_PSH 0x08
#define TCP_ACK 0x10

static int emit_tcp(struct trace *trace, struct flow *flow, bool up,
		    uint8_t flags, const uint8_t *payload, size_t size)
{
	size_t head = flags & TCP_SYN ? 24 : 20;
	uint8_t frame[FRAME_MAX], *at, *start;
	uint32_t sum;

	at = put_link(frame, trace, flow, up);
	at = start = put_ip(at, trace, flow, up, 6, head + size, &sum);
	at = put16(put16(at, flow->port[!up]), flow->port[up]);
	at = put32(at, flow->seq[!up]);
	at = put32(at, flags & TCP_ACK ? flow->seq[up] : 0);
	at = put32(at, (uint32_t)head << 26 | (uint32_t)flags << 16 | 64240);
	at = put32(at, 0);
	if (flags & TCP_SYN)
		at = put32(at, 0x020405B4); /* MSS 1460 */
	if (size)
		memcpy(at, payload, size);
	put_checksum(start + 16, sum16(start, head + size, sum), false);
	flow->seq[!up] += (uint32_t)size + ((flags & (TCP_SYN | TCP_FIN)) != 0);
	return write_record(trace, frame, (size_t)(at - frame) + size);
}

/* -- one packet of each kind ------------------------------------------------ */

/* @size random bytes that may be changed, at @out. */
static void random_bytes(struct trace *trace, uint8_t *out, size_t size)
{
	memcpy(out, trace->pool + below(trace, POOL_BYTES - PAYLOAD_MAX), size);
}

static int tcp_handshake(struct trace *trace, struct flow *flow)
{
	static const uint8_t flags[3] = {TCP_SYN, TCP_SYN | TCP_ACK, TCP_ACK};

	return emit_tcp(trace, flow, flow->sent != 1, flags[flow->sent], NULL,
			0);
}

/* A TLS-like hello each way, then large segments down, every third an ACK. */
static int web_packet(struct trace *trace, struct flow *flow)
{
	static const uint8_t hello[6] = {22, 3, 1, 2, 0, 1},
			     answer[6] = {22, 3, 3, 5, 0xAF, 2};
	uint8_t payload[PAYLOAD_MAX];
	uint32_t at = flow->sent, phase = at % 24;

	if (at < 3)
		return tcp_handshake(trace, flow);
	if (at + 1 == flow->packets)
		return emit_tcp(trace, flow, true, TCP_FIN | TCP_ACK, NULL, 0);
	random_bytes(trace, payload, sizeof(payload));
	if (at == 3) {
		memcpy(payload, hello, sizeof(hello));
		return emit_tcp(trace, flow, true, TCP_PSH | TCP_ACK, payload,
				517);
	}
	if (at == 4)
		memcpy(payload, answer, sizeof(answer));
	if (phase == 12)
		return emit_tcp(trace, flow, true, TCP_PSH | TCP_ACK, payload,
				80 + below(trace, 700));
	if (at % 3 == 0)
		return emit_tcp(trace, flow, true, TCP_ACK, NULL, 0);
	if (phase == 11)
		return emit_tcp(trace, flow, false, TCP_PSH | TCP_ACK, payload,
				1 + below(trace, PAYLOAD_MAX - 1));
	return emit_tcp(trace, flow, false, TCP_ACK, payload, PAYLOAD_MAX);
}

static int quic_packet(struct trace *trace, struct flow *flow)
{
	bool up = flow->sent % 4 == 0;
	uint8_t payload[PAYLOAD_MAX];

	random_bytes(trace, payload, sizeof(payload));
	payload[0] = flow->sent < 2 ? 0xC3 : 0x43;
	if (flow->sent < 2)
		memcpy(payload + 1, "\0\0\0\1\10", 5);
	if (flow->sent < 2)
		return emit_udp(trace, flow, up, payload, 1200);
	return emit_udp(trace, flow, up, payload,
			up ? 30 + below(trace, 60) : 1252);
}

static int dns_packet(struct trace *trace, struct flow *flow)
{
	bool up = flow->sent % 2 == 0;
	uint32_t id = mix(flow_index(trace, flow) + flow->sent / 2);
	uint8_t payload[64] = {0}, *at = payload;

	at = put16(at, id);
	at = put32(at, up ? 0x01000001 : 0x81800001);
	at = put32(at, up ? 0 : 0x00010000);
	at = put16(at, 0);
	at += sprintf((char *)at, "\7n%06x\7example",
		      (unsigned)(id & 0xFFFFFF)) +
	      1;
	at = put32(at, 0x00010001);
	if (!up) {
		at = put32(at, 0xC00C0001);
		at = put32(at, 0x00010000);
		at = put32(at, 0x012C0004);
		at = put32(at, 0xC6120000 | (id & 0xFFFF));
	}
	return emit_udp(trace, flow, up, payload, (size_t)(at - payload));
}

static int peer_packet(struct trace *trace, struct flow *flow)
{
	uint8_t payload[PAYLOAD_MAX];

	random_bytes(trace, payload, sizeof(payload));
	return emit_udp(trace, flow, flow->sent % 2 == 0, payload,
			18 + below(trace, 150));
}

static int snmp_packet(struct trace *trace, struct flow *flow)
{
	static const uint8_t head[13] = {0x30, 41,  2,	 1,   1,   4,  6,
					 'p',  'u', 'b', 'l', 'i', 'c'};
	static const uint8_t tail[18] = {2,  1, 0, 2,  1, 0, 0x30, 14, 0x30,
					 12, 6, 8, 43, 6, 1, 2,	   1,  1};
	uint8_t payload[43] = {0};
	bool up = flow->sent % 2 == 0;

	memcpy(payload, head, sizeof(head));
	payload[13] = up ? 0xA0 : 0xA2;
	payload[14] = 28;
	payload[15] = 2;
	payload[16] = 4;
	put32(payload + 17, draw(trace) >> 1);
	memcpy(payload + 21, tail, sizeof(tail));
	payload[39] = 3;
	payload[41] = 5;
	return emit_udp(trace, flow, up, payload, sizeof(payload));
}

static int rtp_packet(struct trace *trace, struct flow *flow)
{
	bool up = flow->sent % 2 == 0;
	uint8_t payload[172];

	random_bytes(trace, payload, sizeof(payload));
	put16(payload, 0x8000);
	put16(payload + 2, flow->sent / 2);
	put32(payload + 4, flow->sent / 2 * 160);
	put32(payload + 8, mix(flow_index(trace, flow) * 2 + up));
	return emit_udp(trace, flow, up, payload, sizeof(payload));
}

/* Type 2 datagrams: the IV is the process's next number, whatever the peer. */
static int skype_udp_packet(struct trace *trace, struct flow *flow)
{
	struct process *process = &trace->processes[flow->process];
	bool up = flow->sent % 2 == 0;
	uint8_t payload[PAYLOAD_MAX];

	random_bytes(trace, payload, sizeof(payload));
	payload[2] = 2;
	if (!up)
		return emit_udp(trace, flow, up, payload, 26);
	process->ident += 2;
	put16(payload, process->ident);
	put32(payload + 3, weak_next(process));
	return emit_udp(trace, flow, up, payload, 18 + below(trace, 20));
}

/* 48 bytes and 4..63 of the generator each way, 8 each way, then small ones. */
static int skype_tcp_packet(struct trace *trace, struct flow *flow)
{
	static const uint16_t sizes[8] = {41, 3, 44, 87, 254, 4, 44, 935};
	struct process *process = &trace->processes[flow->process];
	uint8_t payload[PAYLOAD_MAX];
	uint32_t at = flow->sent, padding;
	bool up = at % 2 == 1;

	if (at < 3)
		return tcp_handshake(trace, flow);
	random_bytes(trace, payload, sizeof(payload));
	if (at >= 7)
		return emit_tcp(trace, flow, up, TCP_PSH | TCP_ACK, payload,
				sizes[(at - 7) % 8]);
	if (at >= 5)
		return emit_tcp(trace, flow, up, TCP_PSH | TCP_ACK, payload, 8);
	padding = 4 + below(trace, 60);
	for (uint32_t i = 0; i < padding; i++)
		payload[48 + i] = (uint8_t)weak_next(process);
	return emit_tcp(trace, flow, up, TCP_PSH | TCP_ACK, payload,
			48 + padding);
}

static int emit_packet(struct trace *trace, struct flow *flow)
{
	static int (*const emit[])(struct trace *, struct flow *) = {
		[KIND_WEB] = web_packet,
		[KIND_QUIC] = quic_packet,
		[KIND_DNS] = dns_packet,
		[KIND_PEER] = peer_packet,
		[KIND_SNMP] = snmp_packet,
		[KIND_RTP] = rtp_packet,
		[KIND_SKYPE_UDP] = skype_udp_packet,
		[KIND_SKYPE_TCP] = skype_tcp_packet,
	};

	return emit[flow->kind](trace, flow);
}

/* -- the plan: which flows, how many packets each ---------------------------- */

static uint8_t draw_kind(struct trace *trace)
{
	/* Per mille of flows. SNMP-like ones are 7 % of the UDP flows, as
	 * among the captures that the weak rules were measured on. */
	static const struct {
		uint16_t up_to;
		uint8_t kind;
	} shares[] = {
		{450, KIND_WEB},  {530, KIND_QUIC}, {760, KIND_DNS},
		{960, KIND_PEER}, {999, KIND_SNMP}, {1000, KIND_RTP},
	};
	uint32_t at = below(trace, 1000);
	size_t i = 0;

	while (at >= shares[i].up_to)
		i++;
	return shares[i].kind;
}

static uint16_t server_port(uint8_t kind, uint32_t random)
{
	switch (kind) {
	case KIND_WEB:
	case KIND_QUIC:
		return 443;
	case KIND_DNS:
		return 53;
	case KIND_SNMP:
		return 161;
	case KIND_SKYPE_UDP:
	case KIND_SKYPE_TCP:
		return (uint16_t)(40001 + random % 36);
	default:
		return (uint16_t)(1025 + random % 60000);
	}
}

/* Packets of the kinds that are not bulk; 0 for those. */
static uint32_t draw_packets(struct trace *trace, uint8_t kind)
{
	switch (kind) {
	case KIND_DNS:
		return 2;
	case KIND_PEER:
		return 2 + below(trace, 5);
	case KIND_SNMP:
		return 4 + 2 * below(trace, 4);
	case KIND_RTP:
		return 600 + below(trace, 1400);
	case KIND_SKYPE_UDP:
		return 2 + below(trace, 6);
	case KIND_SKYPE_TCP:
		return 24 + below(trace, 40);
	default:
		return 0;
	}
}

/* Weight of a bulk flow: Pareto with exponent 1.2 by repeated halving. */
static uint32_t draw_weight(struct trace *trace)
{
	uint32_t weight = 64 + below(trace, 64);

	while (weight < 1u << 20 && below(trace, 1000) < 435)
		weight *= 2;
	return weight;
}

static void plan_flow(struct trace *trace, struct flow *flow)
{
	uint32_t index = flow_index(trace, flow), group = index % SKYPE_EVERY;

	*flow = (struct flow){.process = NONE, .next = NONE};
	if (group < SKYPE_FLOWS &&
	    index - group + SKYPE_FLOWS <= trace->flow_count) {
		flow->process = index / SKYPE_EVERY;
		flow->kind = group < SKYPE_FLOWS - 2 ? KIND_SKYPE_UDP
						     : KIND_SKYPE_TCP;
	} else {
		flow->kind = draw_kind(trace);
	}
	flow->port[0] =
		(uint16_t)(20000 + mix(index) % 3000 * FLOWS_PER_CLIENT +
			   index % FLOWS_PER_CLIENT);
	if (flow->kind == KIND_SKYPE_UDP)
		flow->port[0] = (uint16_t)(10000 + flow->process);
	flow->port[1] = server_port(flow->kind, draw(trace));
	flow->seq[0] = draw(trace);
	flow->seq[1] = draw(trace);
	flow->ipv6 = flow->process == NONE && below(trace, 100) < 10;
	flow->vlan = flow->process == NONE && below(trace, 100) < 5;
	flow->packets = draw_packets(trace, flow->kind);
}

/* Gives the bulk flows what the others leave of @packets, by weight. */
static int plan_bulk(struct trace *trace, uint64_t packets)
{
	uint64_t weights = 0, taken = 0, left;
	struct flow *flow, *end = trace->flows + trace->flow_count,
			   *last = NULL;

	for (flow = trace->flows; flow < end; flow++) {
		if (flow->packets) {
			taken += flow->packets;
			continue;
		}
		flow->sent = draw_weight(trace);
		weights += flow->sent;
		taken += 6; /* every bulk flow has a handshake and a hello */
		last = flow;
	}
	if (!last || taken > packets)
		return -ERANGE;
	left = packets - taken;
	for (flow = trace->flows; flow < end; flow++) {
		if (flow->packets)
			continue;
		flow->packets = 6 + (uint32_t)((packets - taken) * flow->sent /
					       weights);
		left -= flow->packets - 6;
		flow->sent = 0;
	}
	last->packets += (uint32_t)left; /* what the divisions left over */
	return 0;
}

/* -- the calendar ------------------------------------------------------------- */

static void enqueue(struct trace *trace, struct flow *flow, uint32_t at_ms)
{
	struct slot *slot =
		&trace->slots[at_ms < DURATION_MS ? at_ms : DURATION_MS - 1];
	uint32_t index = flow_index(trace, flow);

	flow->next = NONE;
	if (slot->first == NONE)
		slot->first = index;
	else
		trace->flows[slot->last].next = index;
	slot->last = index;
}

/* Bursts of packets close together, with pauses that stretch the flow to its
 * life; calls have one pace. */
static uint32_t gap_ms(struct trace *trace, const struct flow *flow)
{
	uint32_t burst = flow->packets > 64 ? flow->packets / 8 : 5;
	uint32_t pauses = flow->packets / burst + 1;

	if (flow->kind == KIND_RTP)
		return flow->sent % 2 ? 0 : 20;
	if (flow->kind == KIND_DNS)
		return 5 + below(trace, 60);
	if (flow->sent % burst && flow->sent + 1 != flow->packets)
		return below(trace, flow->sent < 8 ? 60 : 6);
	return (LIFE_MS + below(trace, LIFE_MS / 2)) / pauses;
}

static int run_slot(struct trace *trace, uint32_t now_ms)
{
	uint32_t index;
	int rc = 0;

	while (!rc && (index = trace->slots[now_ms].first) != NONE) {
		struct flow *flow = &trace->flows[index];

		trace->slots[now_ms].first = flow->next;
		if (trace->time_us < now_ms * 1000ull)
			trace->time_us = now_ms * 1000ull;
		trace->time_us += 1 + below(trace, 90);
		if (flow->sent == 0)
			trace->alive[now_ms / 1000]++;
		rc = emit_packet(trace, flow);
		if (++flow->sent < flow->packets)
			enqueue(trace, flow, now_ms + gap_ms(trace, flow));
		else
			trace->alive[now_ms / 1000]--;
	}
	return rc;
}

static uint32_t most_alive(const struct trace *trace)
{
	uint32_t alive = 0, most = 0;

	for (size_t i = 0; i < DURATION_MS / 1000; i++) {
		alive += trace->alive[i]; /* wraps to a difference */
		if ((int32_t)alive > (int32_t)most)
			most = alive;
	}
	return most;
}

static int write_trace(struct trace *trace, uint64_t packets)
{
	int rc;

	for (uint32_t i = 0; i < POOL_BYTES; i += 4)
		put32(trace->pool + i, draw(trace));
	for (uint32_t i = 0; i <= trace->flow_count / SKYPE_EVERY; i++)
		trace->processes[i] =
			(struct process){draw(trace), (uint16_t)draw(trace)};
	for (uint32_t i = 0; i < DURATION_MS; i++)
		trace->slots[i] = (struct slot){NONE, NONE};
	for (uint32_t i = 0; i < trace->flow_count; i++)
		plan_flow(trace, &trace->flows[i]);
	rc = plan_bulk(trace, packets);
	if (rc)
		return rc;
	for (uint32_t i = 0; i < trace->flow_count; i++)
		enqueue(trace, &trace->flows[i], below(trace, START_MS));
	write_file_header(trace);
	for (uint32_t now_ms = 0; !rc && now_ms < DURATION_MS; now_ms++)
		rc = run_slot(trace, now_ms);
	return rc ? rc : write_all(trace);
}

static bool trace_init(struct trace *trace, uint32_t flows)
{
	*trace = (struct trace){
		.fd = -1, .random = 0x5ca1ab1e0ddba11ull, .flow_count = flows};
	trace->buffer = malloc(BUFFER_BYTES);
	trace->pool = malloc(POOL_BYTES);
	trace->flows = calloc(flows, sizeof(*trace->flows));
	trace->slots = calloc(DURATION_MS, sizeof(*trace->slots));
	trace->processes =
		calloc(flows / SKYPE_EVERY + 1, sizeof(*trace->processes));
	trace->alive = calloc(DURATION_MS / 1000, sizeof(*trace->alive));
	return trace->buffer && trace->pool && trace->flows && trace->slots &&
	       trace->processes && trace->alive;
}

static void trace_fini(struct trace *trace)
{
	free(trace->buffer);
	free(trace->pool);
	free(trace->flows);
	free(trace->slots);
	free(trace->processes);
	free(trace->alive);
}

static bool parse_count(const char *text, uint64_t limit, uint64_t *count)
{
	char *end;

	errno = 0;
	*count = strtoull(text, &end, 10);
	return !errno && *text >= '0' && *text <= '9' && !*end && *count > 0 &&
	       *count <= limit;
}

static int make_trace(struct trace *trace, const char *path, uint64_t packets)
{
	int rc;

	trace->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (trace->fd < 0)
		return -errno;
	rc = write_trace(trace, packets);
	if (close(trace->fd) && !rc)
		rc = -errno;
	return rc;
}

int main(int argc, char **argv)
{
	uint64_t flows = 300000, packets = 3000000;
	struct trace trace;
	int rc;

	if (argc < 2 || argc > 4 ||
	    (argc > 2 && !parse_count(argv[2], 12000000, &flows)) ||
	    (argc > 3 && !parse_count(argv[3], 1000000000, &packets))) {
		fprintf(stderr, "usage: make_trace FILE [FLOWS] [PACKETS]\n");
		return 2;
	}
	rc = trace_init(&trace, (uint32_t)flows)
		     ? make_trace(&trace, argv[1], packets)
		     : -ENOMEM;
	if (rc == -ERANGE)
		fprintf(stderr, "make_trace: too few packets for so many "
				"flows: about 8 a flow are needed\n");
	else if (rc)
		fprintf(stderr, "make_trace: %s: %s\n", argv[1], strerror(-rc));
	else
		printf("%llu packets, %llu bytes, %llu flows, at most %u at a "
		       "time, %.1f s\n",
		       (unsigned long long)trace.written,
		       (unsigned long long)trace.bytes,
		       (unsigned long long)flows, most_alive(&trace),
		       (double)trace.time_us / 1e6);
	trace_fini(&trace);
	return rc ? 1 : 0;
}
