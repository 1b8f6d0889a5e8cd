/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_HTTP_H
#define PACKET_HTTP_H

#include <stdbool.h>

#include "base/cursor.h"
#include "packet/hostname.h"

/* Fields of a request of HTTP/1, in its bytes; NULL: not there, or not printable. */
struct packet_http {
	struct packet_name method;
	struct packet_name
		path; /* of the target, from the "/" on, with query */
	struct packet_name host; /* of the target, else the header; no port */
	struct packet_name agent;
};

/**
 * packet_http_starts_with - return whether a request may start with this byte
 */
bool packet_http_starts_with(uint8_t first);

/**
 * packet_http_find - read the start of a request of HTTP/1 (RFC 9112)
 * @stream:  from the method on; its end may be missing
 * @request: out; a header that is not whole is not there
 */
void packet_http_find(struct cursor stream, struct packet_http *request);

#endif
