/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_TLS_H
#define PACKET_TLS_H

#include <stdbool.h>

#include "base/cursor.h"
#include "packet/hostname.h"

/* Names that the start of a TLS stream carries; they point into it. */
struct packet_tls {
	struct packet_name server_name; /* in a ClientHello */
	struct packet_name certificate; /* of the server's; see x509.h */
};

/**
 * packet_tls_starts_with - return whether a stream may start with this byte
 */
bool packet_tls_starts_with(uint8_t first);

/**
 * packet_tls_find - find the names in handshake records of TLS
 * @stream: from the first byte of a record on; its end may be missing
 * @found:  out; names that are not there, or not whole, are NULL
 *
 * Up to TLS 1.2; later ones encrypt the certificate, but not the ClientHello.
 */
void packet_tls_find(struct cursor stream, struct packet_tls *found);

#endif
