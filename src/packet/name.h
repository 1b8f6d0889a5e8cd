/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_NAME_H
#define PACKET_NAME_H

#include <stdbool.h>
#include <stdint.h>

struct packet;

/*
 * The names that one payload carries. What TCP splits over segments is not put
 * together again: a name that is not whole in this payload is not there.
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
#define PACKET_NAME_MOST 253  /* characters of a host name, RFC 1035 */

/* Of @length bytes, none a control character; NULL: there is none. */
struct packet_name {
	const char *at;
	uint16_t length;
};

/* Filled in when first asked; points into the payload, and into itself. */
struct packet_names {
	bool asked; /* false: nothing else is initialised */
	struct packet_name names[PACKET_NAMES];
	char dns[PACKET_NAME_MOST + 1]; /* labels with dots; not terminated */
};

/**
 * packet_name_of - one of the names that a packet's payload carries
 * @packet: decoded; its payload may be any bytes
 * @names:  the packet's own; with `asked` false before the first call
 *
 * Return: the name; its `at` is NULL when there is none of the kind.
 */
struct packet_name packet_name_of(const struct packet *packet,
				  struct packet_names *names,
				  enum packet_name_kind kind);

/**
 * packet_name_is_of_host - is it a host's: labels between dots, any case?
 */
bool packet_name_is_of_host(enum packet_name_kind kind);

#endif
