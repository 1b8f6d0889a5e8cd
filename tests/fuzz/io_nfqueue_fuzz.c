/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a datagram of the kernel, and as its table of queues: nothing is
 * read that is not there, what comes out lies inside, and stepping ends.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "io/nfqueue_message.h"
#include "packet/decode.h"
#include "packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sink;

static void require(int condition)
{
	if (!condition)
		abort();
}

/* Touches every byte, so that ASan sees any that is not there. */
static void touch(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		sink ^= bytes[i];
}

static void check_packet(const struct io_nfqueue_message *message)
{
	struct frame frame = {
		.data = message->payload,
		.caplen = message->caplen,
		.len = message->len,
		.link_type = 12, /* DLT_RAW */
		.ether_type = message->protocol,
		.vlan = message->vlan,
		.gso = message->gso,
	};
	struct packet packet;

	touch(message->payload, message->caplen);
	touch(message->hardware, message->hardware_bytes);
	touch(message->link_header, message->link_header_bytes);
	require(message->caplen <= message->len);
	require(message->hardware_bytes <= 8);
	require(message->vlan <= 4095);
	if (frame.data && packet_decode(&frame, &packet) == DECODE_OK)
		touch(packet.payload, packet.payload_caplen);
}

static void read_datagram(const uint8_t *bytes, size_t size)
{
	struct io_nfqueue_message message;
	enum io_nfqueue_kind kind;
	size_t before = size;

	while (io_nfqueue_message_next(&bytes, &size, &kind, &message)) {
		require(size < before);
		before = size;
		if (kind == IO_NFQUEUE_PACKET)
			check_packet(&message);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = malloc(size + 1); /* aligned as the socket's buffer */
	struct io_nfqueue_row row;

	require(copy != NULL);
	if (size)
		memcpy(copy, data, size);
	copy[size] = '\0';
	io_nfqueue_message_find_row((const char *)copy, 0, &row);
	free(copy);
	copy = malloc(size ? size : 1);
	require(copy != NULL);
	if (size)
		memcpy(copy, data, size);
	read_datagram(copy, size);
	free(copy);
	return 0;
}
