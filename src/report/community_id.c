/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The same identifier of a flow that Zeek, Suricata and Arkime compute: a hash of
 * the following, in network order.
 *
 *   seed (2) | lower address | higher address | transport (1) | 0 (1) |
 *   lower's port (2) | higher's port (2)
 */
#include "report/community_id.h"

#include <stdbool.h>
#include <string.h>

#include <nettle/base64.h>
#include <nettle/sha1.h>

struct end {
	const struct address *address;
	uint16_t port;
};

static bool in_order(const struct end *a, const struct end *b)
{
	int order = packet_address_compare(a->address, b->address);

	return order ? order < 0 : a->port <= b->port;
}

static void hash_address(struct sha1_ctx *hash, const struct address *address)
{
	if (packet_address_is_ipv4(address))
		sha1_update(hash, 4, address->bytes + 12);
	else
		sha1_update(hash, 16, address->bytes);
}

static void hash_port(struct sha1_ctx *hash, uint16_t port)
{
	uint8_t bytes[2] = {(uint8_t)(port >> 8), (uint8_t)port};

	sha1_update(hash, sizeof(bytes), bytes);
}

const char *report_community_id_print(const struct address *source,
				      uint16_t source_port,
				      const struct address *dest,
				      uint16_t dest_port, uint8_t transport,
				      char *text)
{
	static const uint8_t seed[2];
	struct end low = {source, source_port}, high = {dest, dest_port};
	uint8_t digest[SHA1_DIGEST_SIZE];
	struct sha1_ctx hash;

	if (!in_order(&low, &high)) {
		low = (struct end){dest, dest_port};
		high = (struct end){source, source_port};
	}
	sha1_init(&hash);
	sha1_update(&hash, sizeof(seed), seed);
	hash_address(&hash, low.address);
	hash_address(&hash, high.address);
	sha1_update(&hash, 2, (const uint8_t[]){transport, 0});
	hash_port(&hash, low.port);
	hash_port(&hash, high.port);
	sha1_digest(&hash, sizeof(digest), digest);
	memcpy(text, "1:", 2);
	base64_encode_raw(text + 2, sizeof(digest), digest);
	text[REPORT_COMMUNITY_ID_TEXT - 1] = '\0';
	return text;
}
