/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_DNS_H
#define PACKET_DNS_H

#include <stddef.h>

#include "base/cursor.h"
#include "packet/hostname.h"

/* Room for the name of a question; it is not terminated. */
#define PACKET_DNS_NAME (PACKET_NAME_MOST + 1)

/**
 * packet_dns_question - read the name of the question in a DNS message
 * @message: of a query or an answer, from its header on; may be cut
 * @name:    out: PACKET_DNS_NAME bytes; labels with dots between them
 *
 * Return: the length of the name; 0 when this is no DNS, or its question is cut.
 */
size_t packet_dns_question(struct cursor message, char *name);

/**
 * packet_dns_question_of_stream - read it from the start of a TCP segment
 * @stream:    a message after its length; may be cut
 * @announced: bytes of the segment; a message may go on in later ones
 * @name:      out, as above
 *
 * Return: as packet_dns_question(); 0 also when more follows the message.
 */
size_t packet_dns_question_of_stream(struct cursor stream, size_t announced,
				     char *name);

#endif
