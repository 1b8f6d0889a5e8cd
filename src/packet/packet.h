/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_PACKET_H
#define PACKET_PACKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/address.h"
#include "packet/mac.h"

/* A frame as its source hands it over; the source owns the bytes. */
struct frame {
	usec_t time_us;
	const uint8_t *data; /* @caplen bytes, valid until the next batch */
	uint32_t caplen;     /* bytes at @data */
	uint32_t len;	     /* bytes on the wire, >= caplen */
	uint16_t link_type;  /* DLT_ value of libpcap */
	uint16_t interface;  /* index within the source */
	/* Facts that a live source has beside the bytes; 0 in captures. */
	uint16_t ether_type;	    /* of DLT_RAW bytes, host order; 0: IP */
	uint16_t vlan, inner_vlan;  /* tags taken off the frame; 0 none */
	struct mac source_mac;	    /* all zero: in the bytes, or unknown */
	const char *interface_name; /* as long as the source; NULL: unknown */
	bool gso;	 /* several segments in one: its size means nothing */
	uint64_t number; /* 1 for the source's first frame */
	uint64_t
		token; /* for the source, which reads it from the verdict's frame */
};

enum packet_fragment {
	PACKET_WHOLE,
	PACKET_FRAGMENT_FIRST, /* has ports, but not the whole payload */
	PACKET_FRAGMENT_LATER, /* no ports and no payload of its own */
};

/* TCP header flags, as on the wire. */
#define PACKET_TCP_FIN 0x01
#define PACKET_TCP_SYN 0x02
#define PACKET_TCP_RST 0x04
#define PACKET_TCP_PSH 0x08
#define PACKET_TCP_ACK 0x10

/* A decoded frame. It points into the frame; only addresses are copied. */
struct packet {
	usec_t time_us;
	uint64_t number;    /* of the frame */
	uint16_t interface; /* of the frame; the source knows its name */
	struct address source, dest;
	uint16_t source_port, dest_port; /* host order; 0 in later fragments */
	uint16_t vlan, inner_vlan;	 /* 1..4095; 0 when untagged */
	struct mac source_mac;		 /* all zero: not known */
	const char *interface_name;	 /* of the frame */
	uint8_t ip_version;		 /* 4 or 6 */
	uint8_t transport;		 /* IPPROTO_ value, also in fragments */
	uint8_t tcp_flags;		 /* 0 unless TCP */
	uint8_t fragment;		 /* enum packet_fragment */
	bool gso;	      /* several segments in one: sizes mean nothing */
	uint32_t fragment_id; /* IP identification; 0 when whole */
	uint32_t tcp_seq, tcp_ack;
	uint32_t wire_bytes;	 /* the frame's len */
	const uint8_t *network;	 /* the innermost IP header */
	const uint8_t *payload;	 /* past the TCP or UDP header */
	uint16_t payload_caplen; /* bytes at @payload */
	uint16_t payload_size;	 /* bytes the headers announce, >= caplen */
};

#endif
