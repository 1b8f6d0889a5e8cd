/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The floor that the engine is compared with, on the same trace in the same run:
 *
 *   floor loop FILE   a bare libpcap read loop
 *   floor table FILE  the same with our decoder and flow table, and nothing else
 */
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "flow/table.h"
#include "packet/decode.h"
#include "packet/packet.h"

#define FLOWS 1000000

static void ignore_end(struct flow_sink *sink, struct flow *flow,
		       enum flow_end reason)
{
	(void)sink;
	(void)flow;
	(void)reason;
}

static void to_table(struct flow_table *table, const struct pcap_pkthdr *header,
		     const u_char *data, int link_type)
{
	struct flow_sink sink = {.ended = ignore_end};
	struct frame frame = {
		.time_us = (usec_t)header->ts.tv_sec * USEC_PER_SEC +
			   (usec_t)header->ts.tv_usec,
		.data = data,
		.caplen = header->caplen,
		.len = header->len,
		.link_type = (uint16_t)link_type,
	};
	struct packet packet;
	struct flow_observation observed;
	struct flow_key key;
	struct flow *flow;
	bool from_low, created;
	uint64_t hash;

	if (packet_decode(&frame, &packet) != DECODE_OK)
		return;
	packet_key_from(&packet, &key, &from_low);
	hash = flow_table_hash(table, &key);
	flow = flow_table_acquire(table, &key, hash, &packet, from_low, &sink,
				  &created);
	if (!flow)
		return;
	flow_observe(flow, &packet, from_low, &observed);
	flow_table_release(table, hash, flow);
}

int main(int argc, char **argv)
{
	static const usec_t timeouts[FLOW_CLASSES] = {
		30 * USEC_PER_SEC, 3600 * USEC_PER_SEC, 10 * USEC_PER_SEC,
		60 * USEC_PER_SEC, 180 * USEC_PER_SEC};
	struct flow_table *table = NULL;
	struct pcap_pkthdr *header;
	char why[PCAP_ERRBUF_SIZE];
	unsigned long packets = 0;
	const u_char *data;
	pcap_t *pcap;

	if (argc != 3) {
		fprintf(stderr, "usage: floor loop|table FILE\n");
		return 2;
	}
	pcap = pcap_open_offline(argv[2], why);
	if (strcmp(argv[1], "table") == 0)
		table = flow_table_create(FLOWS, timeouts, &hash_key_fixed);
	if (!pcap || (!table && strcmp(argv[1], "table") == 0)) {
		fprintf(stderr, "floor: %s\n", pcap ? "no memory" : why);
		return 1;
	}
	while (pcap_next_ex(pcap, &header, &data) == 1) {
		packets++;
		if (table)
			to_table(table, header, data, pcap_datalink(pcap));
	}
	printf("%lu packets\n", packets);
	flow_table_destroy(table);
	pcap_close(pcap);
	return 0;
}
