/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The update of a flow by one packet. The caller holds the lock of the flow's stripe.
 */
#include "flow/flow.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/packet.h"

#define UINT16_TOP 0xffff

static uint16_t saturate(uint64_t value)
{
	return value < UINT16_TOP ? (uint16_t)value : UINT16_TOP;
}

void flow_start(struct flow *flow, const struct packet *packet, bool from_low)
{
	flow->first_us = packet->time_us;
	/* the flow must not look idle before its first packet counts */
	flow_wide_set(&flow->last[FLOW_ORIG], 1);
	flow->flags = from_low ? FLOW_ORIG_IS_LOW : 0;
	if (packet->tcp_flags & PACKET_TCP_SYN)
		flow->flags |= FLOW_SAW_SYN;
	flow->class = packet->transport == IPPROTO_TCP ? FLOW_TCP_NEW
						       : FLOW_UDP_NEW;
}

/*
 * Return whether any of the segment's payload is new. Retransmissions must not count as
 * packets of the exchange, or a blocked client would look like another protocol.
 */
static bool tcp_payload_is_new(struct flow *flow, const struct packet *packet,
			       unsigned direction)
{
	uint16_t known = direction == FLOW_ORIG ? FLOW_SEQ_ORIG
						: FLOW_SEQ_REPLY;
	uint32_t start = packet->tcp_seq;
	uint32_t end;

	if (packet->tcp_flags & PACKET_TCP_RST)
		return false; /* a reset carries text for people, RFC 1122 */
	if (packet->tcp_flags & PACKET_TCP_SYN)
		start++;
	end = start + packet->payload_size;
	if ((flow->flags & known) &&
	    (int32_t)(end - flow->tcp_next[direction]) <= 0)
		return false;
	flow->flags |= known;
	flow->tcp_next[direction] = end;
	return packet->payload_size > 0;
}

/*
 * A reset carries the number that would be sent next, or one more after a FIN. RFC 5961
 * lets hosts believe no other. Neither do we: any host could forge a reset and end the
 * flow here.
 */
static bool tcp_reset_is_believed(const struct flow *flow,
				  const struct packet *packet,
				  unsigned direction)
{
	uint16_t known = direction == FLOW_ORIG ? FLOW_SEQ_ORIG
						: FLOW_SEQ_REPLY;
	uint32_t ahead = packet->tcp_seq - flow->tcp_next[direction];

	return !(flow->flags & known) || ahead <= 1;
}

static void tcp_advance(struct flow *flow, const struct packet *packet,
			unsigned direction)
{
	if (packet->tcp_flags & PACKET_TCP_FIN)
		flow->flags |= direction == FLOW_ORIG ? FLOW_FIN_ORIG
						      : FLOW_FIN_REPLY;
	if (((packet->tcp_flags & PACKET_TCP_RST) &&
	     tcp_reset_is_believed(flow, packet, direction)) ||
	    (flow->flags & (FLOW_FIN_ORIG | FLOW_FIN_REPLY)) ==
		    (FLOW_FIN_ORIG | FLOW_FIN_REPLY))
		flow->class = FLOW_TCP_CLOSED;
	else if (flow->class == FLOW_TCP_NEW && flow->packets[FLOW_ORIG] &&
		 flow->packets[FLOW_REPLY])
		flow->class = FLOW_TCP_ESTABLISHED;
}

/* mean += (value - mean) / 8, deviation += (|value - mean| - deviation) / 4 */
static void average(uint16_t *mean, uint16_t *deviation, uint16_t value)
{
	int off = (int)value - *mean;
	int size = off < 0 ? -off : off;

	*mean = (uint16_t)(*mean + off / 8);
	*deviation = (uint16_t)(*deviation + (size - (int)*deviation) / 4);
}

static void pace_observe(struct flow_pace *pace,
			 const struct flow_observation *observed, uint16_t size)
{
	uint16_t ticks = saturate(observed->iat_us / FLOW_TICK_US);

	if (observed->turn == 1)
		pace->size_mean = size;
	else
		average(&pace->size_mean, &pace->size_deviation, size);
	if (observed->turn == 2)
		pace->iat_mean = ticks;
	else if (observed->turn > 2)
		average(&pace->iat_mean, &pace->iat_deviation, ticks);
}

static void window_observe(struct flow *flow, usec_t now, unsigned direction,
			   uint16_t size)
{
	uint16_t window =
		(uint16_t)(usec_since(now, flow->first_us) / FLOW_WINDOW_US);
	bool late = window == (uint16_t)(flow->window - 1);

	if (window != flow->window && !late) {
		/* else a window without packets lies between: the rate is 0 */
		bool next = window == (uint16_t)(flow->window + 1);

		for (int d = 0; d < 2; d++) {
			uint64_t rate = flow->window_bytes[d] /
					(FLOW_WINDOW_US / USEC_PER_SEC) /
					FLOW_RATE_UNIT;
			flow->rate[d] = next ? saturate(rate) : 0;
			flow->window_bytes[d] = 0;
		}
		flow->window = window;
	}
	if (flow->window_bytes[direction] < UINT32_MAX - UINT16_TOP)
		flow->window_bytes[direction] += size;
}

static void payload_observe(struct flow *flow, const struct packet *packet,
			    struct flow_observation *observed)
{
	unsigned direction = observed->direction;
	unsigned index = flow->payloads[FLOW_ORIG] + flow->payloads[FLOW_REPLY];
	uint16_t size = packet->payload_size;

	observed->position = saturate(index + 1);
	observed->turn = saturate(flow->payloads[direction] + 1);
	window_observe(flow, packet->time_us, direction, size);
	/* the segments that it was made of are not known: keep no size or time */
	if (packet->gso)
		return;
	if (index < FLOW_SIZES)
		flow->sizes[index] =
			(size < FLOW_SIZE_REPLY ? size : FLOW_SIZE_REPLY - 1) |
			(direction == FLOW_REPLY ? FLOW_SIZE_REPLY : 0);
	if (index < FLOW_IATS)
		flow->iats[index] = saturate(observed->iat_us / FLOW_TICK_US);
	if (flow->payloads[direction] < UINT16_TOP)
		flow->payloads[direction]++;
	pace_observe(&flow->pace[direction], observed, size);
}

void flow_observe(struct flow *flow, const struct packet *packet, bool from_low,
		  struct flow_observation *observed)
{
	bool orig = from_low == !!(flow->flags & FLOW_ORIG_IS_LOW);
	unsigned direction = orig ? FLOW_ORIG : FLOW_REPLY;
	uint64_t before = flow_wide_get(&flow->last[direction]);
	uint64_t now = usec_since(packet->time_us, flow->first_us) + 1;

	*observed = (struct flow_observation){.direction = (uint8_t)direction};
	if (before)
		observed->iat_us = usec_since(now, before);
	if (now > before)
		flow_wide_set(&flow->last[direction], now);
	flow_wide_set(&flow->bytes[direction],
		      flow_wide_get(&flow->bytes[direction]) +
			      packet->wire_bytes);
	if (flow->packets[direction] < UINT32_MAX)
		flow->packets[direction]++;
	if (packet->fragment == PACKET_FRAGMENT_LATER)
		return;

	if (packet->transport == IPPROTO_TCP) {
		observed->payload = tcp_payload_is_new(flow, packet, direction);
		tcp_advance(flow, packet, direction);
	} else {
		observed->payload = packet->payload_size > 0;
		if (flow->packets[FLOW_ORIG] && flow->packets[FLOW_REPLY])
			flow->class = FLOW_UDP_STREAM;
	}
	if (observed->payload)
		payload_observe(flow, packet, observed);
}

static void flow_note_signature(struct flow *flow, uint16_t signature)
{
	for (int i = 0; i < FLOW_SIGNATURES; i++) {
		if (flow->signatures[i] == signature + 1)
			return;
		if (!flow->signatures[i]) {
			flow->signatures[i] = (uint16_t)(signature + 1);
			return;
		}
	}
}

bool flow_add_evidence(struct flow *flow, const struct flow_evidence *evidence)
{
	struct evidence before = flow->evidence;

	if (flow->application != evidence->application) {
		struct evidence fresh = {{0}};

		evidence_add(&fresh, evidence->kind, evidence->bits,
			     evidence->adds);
		if (evidence_bits(&fresh) <= evidence_bits(&before))
			return false;
		memset(flow->signatures, 0, sizeof(flow->signatures));
		flow->application = evidence->application;
		flow->activity = 0;
		flow->sets = evidence->sets & FLOW_SETS_MASK;
		flow->evidence = fresh;
		flow->decided = evidence_decides(&fresh);
		flow_note_signature(flow, evidence->signature);
		return true;
	}
	evidence_add(&flow->evidence, evidence->kind, evidence->bits,
		     evidence->adds);
	flow->decided = evidence_decides(&flow->evidence);
	flow->sets |= evidence->sets & FLOW_SETS_MASK;
	flow_note_signature(flow, evidence->signature);
	return memcmp(&before, &flow->evidence, sizeof(before)) != 0;
}

usec_t flow_last(const struct flow *flow)
{
	uint64_t orig = flow_wide_get(&flow->last[FLOW_ORIG]);
	uint64_t reply = flow_wide_get(&flow->last[FLOW_REPLY]);
	uint64_t last = orig > reply ? orig : reply;

	return last ? flow->first_us + last - 1 : 0;
}

struct endpoint flow_endpoint(const struct flow *flow, unsigned direction)
{
	bool low = (direction == FLOW_ORIG) ==
		   !!(flow->flags & FLOW_ORIG_IS_LOW);

	return low ? packet_key_low(&flow->key) : packet_key_high(&flow->key);
}

uint32_t flow_rate(const struct flow *flow, unsigned direction)
{
	return (uint32_t)flow->rate[direction] * FLOW_RATE_UNIT;
}

const char *flow_state_name(const struct flow *flow)
{
	static const char *const names[FLOW_CLASSES] = {
		[FLOW_TCP_NEW] = "new",
		[FLOW_TCP_ESTABLISHED] = "established",
		[FLOW_TCP_CLOSED] = "closed",
		[FLOW_UDP_NEW] = "new",
		[FLOW_UDP_STREAM] = "established",
	};

	return flow->class < FLOW_CLASSES ? names[flow->class] : "new";
}
