/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_COMMUNITY_ID_H
#define REPORT_COMMUNITY_ID_H

#include <stdint.h>

#include "packet/address.h"

/* "1:", 28 characters of base64 and the terminator. */
#define REPORT_COMMUNITY_ID_TEXT 31

/**
 * report_community_id_print - print the Community ID v1 of a flow, with seed 0
 * @transport: IPPROTO_TCP or IPPROTO_UDP
 * @text:      out; REPORT_COMMUNITY_ID_TEXT bytes
 *
 * Both directions have the same one. Pure. Source: the specification at
 * github.com/corelight/community-id-spec.
 *
 * Return: @text.
 */
const char *report_community_id_print(const struct address *source,
				      uint16_t source_port,
				      const struct address *dest,
				      uint16_t dest_port, uint8_t transport,
				      char *text);

#endif
