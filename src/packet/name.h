/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_NAME_H
#define PACKET_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/dns.h"
#include "packet/hostname.h"

/*
 * The names that the bytes of a payload carry. A name that is not whole in them is
 * not there: what TCP splits over segments is whole in a reassembled stream only.
 */
enum packet_name_kind {
	PACKET_NAME_DNS,	 /* of the question, in a query or an answer */
	PACKET_NAME_TLS,	 /* server name in a ClientHello */
	PACKET_NAME_CERTIFICATE, /* subject, else first name, of the server's */
	PACKET_NAME_METHOD,	 /* of an HTTP request */
	PACKET_NAME_PATH,  /* of its target, from the "/" on, with query */
	PACKET_NAME_HOST,  /* of its target, else its header; no port */
	PACKET_NAME_AGENT, /* its User-Agent */
	PACKET_NAMES,
};

#define PACKET_NAME_LOOK 2048 /* bytes of a payload that are searched */

/* Found when the first is asked for; they point into the bytes, and into itself. */
struct packet_names {
	const uint8_t *bytes;
	size_t captured;  /* bytes at @bytes */
	size_t announced; /* >= captured: what the headers say that there are */
	uint8_t transport;
	bool found; /* false: what follows is not initialised */
	struct packet_name names[PACKET_NAMES];
	char dns[PACKET_DNS_NAME];
};

/**
 * packet_names_init - prepare to find the names in the start of a stream or datagram
 * @transport: IPPROTO_TCP or IPPROTO_UDP
 * @bytes:     any; they stay the caller's while names are asked for
 * @announced: bytes of the segment or datagram, >= @captured
 */
static inline void packet_names_init(struct packet_names *names,
				     uint8_t transport, const uint8_t *bytes,
				     size_t captured, size_t announced)
{
	names->bytes = bytes;
	names->captured = captured;
	names->announced = announced;
	names->transport = transport;
	names->found = false;
}

/**
 * packet_name_of - find one of the names
 *
 * Return: the name; its `at` is NULL when there is none of the kind.
 */
struct packet_name packet_name_of(struct packet_names *names,
				  enum packet_name_kind kind);

/**
 * packet_name_is_of_host - return whether it is a host's: labels and dots, any case
 */
bool packet_name_is_of_host(enum packet_name_kind kind);

#endif
