/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a frame. The input's first four bytes are the link type and how
 * many bytes more there were on the wire.
 */
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "packet/decode.h"
#include "packet/packet.h"

#define HEADER_BYTES 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

static void check_payload(const struct frame *frame,
			  const struct packet *packet)
{
	const uint8_t *end = frame->data + frame->caplen;

	require(packet->payload >= frame->data && packet->payload <= end);
	require(packet->payload_caplen <= end - packet->payload);
	require(packet->payload_caplen <= packet->payload_size);
}

static void check_packet(const struct frame *frame, const struct packet *packet,
			 enum decode_outcome outcome)
{
	require(packet->vlan <= 4095 && packet->inner_vlan <= 4095);
	require(packet->vlan || !packet->inner_vlan);
	require(packet->fragment_id == 0 || packet->fragment != PACKET_WHOLE);
	if (outcome == DECODE_OK || outcome == DECODE_FRAGMENT)
		require(packet->ip_version == 4 || packet->ip_version == 6);
	if (outcome == DECODE_FRAGMENT)
		require(packet->fragment == PACKET_FRAGMENT_LATER);
	if (outcome != DECODE_OK) {
		require(!packet->payload && !packet->payload_size);
		require(!packet->source_port && !packet->dest_port);
		return;
	}
	require(packet->fragment != PACKET_FRAGMENT_LATER);
	require(packet->transport == IPPROTO_TCP ||
		packet->transport == IPPROTO_UDP);
	check_payload(frame, packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frame frame = {.number = 1};
	struct packet packet, again;
	enum decode_outcome outcome;

	if (size < HEADER_BYTES)
		return 0;
	frame.link_type = cursor_be16(data);
	frame.data = data + HEADER_BYTES;
	frame.caplen = (uint32_t)(size - HEADER_BYTES);
	frame.len = frame.caplen + cursor_be16(data + 2);
	memset(&packet, 0xa5, sizeof(packet));
	memset(&again, 0x5a, sizeof(again));
	outcome = packet_decode(&frame, &packet);
	require(outcome < DECODE_OUTCOMES);
	require((outcome == DECODE_UNKNOWN_LINK) ==
		!packet_decode_knows(frame.link_type));
	check_packet(&frame, &packet, outcome);
	/* Pure: it depends on nothing that was there before. */
	require(packet_decode(&frame, &again) == outcome);
	require(packet.payload == again.payload &&
		packet.fragment_id == again.fragment_id &&
		packet.source_port == again.source_port);
	return 0;
}
