/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds out which protocol a payload is, by its form and not by a port, and collects
 * the names in it.
 */
#include "packet/name.h"

#include <netinet/in.h>
#include <string.h>

#include "base/cursor.h"
#include "packet/dns.h"
#include "packet/http.h"
#include "packet/tls.h"

static void find_dns(struct packet_names *names, struct cursor bytes)
{
	size_t length = names->transport == IPPROTO_UDP
				? packet_dns_question(bytes, names->dns)
				: packet_dns_question_of_stream(
					  bytes, names->announced, names->dns);

	if (length)
		names->names[PACKET_NAME_DNS] =
			(struct packet_name){names->dns, (uint16_t)length};
}

static void find_tls(struct packet_names *names, struct cursor bytes)
{
	struct packet_tls found;

	packet_tls_find(bytes, &found);
	names->names[PACKET_NAME_TLS] = found.server_name;
	names->names[PACKET_NAME_CERTIFICATE] = found.certificate;
}

static void find_http(struct packet_names *names, struct cursor bytes)
{
	struct packet_http request;

	packet_http_find(bytes, &request);
	names->names[PACKET_NAME_METHOD] = request.method;
	names->names[PACKET_NAME_PATH] = request.path;
	names->names[PACKET_NAME_HOST] = request.host;
	names->names[PACKET_NAME_AGENT] = request.agent;
}

static void find_names(struct packet_names *names)
{
	struct cursor bytes = cursor_over(names->bytes, names->captured);

	memset(names->names, 0, sizeof(names->names));
	names->found = true;
	if (!bytes.left)
		return;
	bytes = cursor_take_most(&bytes, PACKET_NAME_LOOK);
	if (names->transport == IPPROTO_UDP)
		find_dns(names, bytes);
	else if (packet_tls_starts_with(*bytes.at))
		find_tls(names, bytes);
	else if (packet_http_starts_with(*bytes.at))
		find_http(names, bytes);
	else
		find_dns(names, bytes);
}

struct packet_name packet_name_of(struct packet_names *names,
				  enum packet_name_kind kind)
{
	if (!names->found)
		find_names(names);
	return names->names[kind];
}

bool packet_name_is_of_host(enum packet_name_kind kind)
{
	return kind == PACKET_NAME_DNS || kind == PACKET_NAME_TLS ||
	       kind == PACKET_NAME_CERTIFICATE || kind == PACKET_NAME_HOST;
}
