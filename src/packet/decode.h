/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_DECODE_H
#define PACKET_DECODE_H

#include <stdbool.h>

struct frame;
struct packet;

/*
 * Bytes to copy of a live frame beside the payload that signatures look at: link, IP
 * and transport headers, options and extensions included. A frame of 1500 bytes has no
 * more of them. They are cheap: at a netfilter queue, copying whole packets instead of
 * 128 bytes made no measurable difference.
 */
#define PACKET_HEADERS_LIVE 2048

/*
 * The outcome of decoding. Every frame has exactly one, each is counted, and all
 * frames pass: a frame that we do not understand is never blocked.
 */
enum decode_outcome {
	DECODE_OK,		    /* TCP or UDP, headers whole */
	DECODE_FRAGMENT,	    /* a later fragment: addresses, no ports */
	DECODE_OTHER_TRANSPORT,	    /* ICMP, IGMP, ESP, ... */
	DECODE_NOT_IP,		    /* ARP, STP, LLDP, ... */
	DECODE_UNKNOWN_LINK,	    /* a link type that we do not read */
	DECODE_LINK_TRUNCATED,	    /* captured bytes end in the link header */
	DECODE_LINK_MALFORMED,	    /* PPPoE or MPLS that contradicts itself */
	DECODE_TOO_MANY_TAGS,	    /* more VLAN or MPLS tags than we follow */
	DECODE_IP_TRUNCATED,	    /* captured bytes end in the IP header */
	DECODE_IP_MALFORMED,	    /* version, header length, total length */
	DECODE_IPV6_EXTENSIONS,	    /* a chain that is malformed or too long */
	DECODE_TRANSPORT_TRUNCATED, /* captured bytes end in the TCP/UDP header */
	DECODE_TCP_MALFORMED,	    /* data offset */
	DECODE_UDP_MALFORMED,	    /* length */
	DECODE_OUTCOMES,
};

/**
 * packet_decode - find the network and transport headers of one frame
 * @frame:  any bytes at all
 * @packet: out; addresses, VLAN and fragment fields are set for DECODE_OK and
 *          DECODE_FRAGMENT, ports and payload for DECODE_OK only
 *
 * Reads Ethernet (802.1Q, QinQ, PPPoE session, MPLS), Linux SLL and SLL2, raw
 * IP, null and loopback; IPv4 with options; IPv6 with extension headers. Pure.
 */
enum decode_outcome packet_decode(const struct frame *frame,
				  struct packet *packet);

/**
 * packet_decode_knows - return whether packet_decode() reads a link type
 * @link_type: DLT_ value of libpcap
 */
bool packet_decode_knows(int link_type);

/**
 * packet_decode_name - name the outcome's counter in reports
 *
 * Return: "ok", "ip-truncated", ...; never NULL.
 */
const char *packet_decode_name(enum decode_outcome outcome);

#endif
