/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names in DNS (RFC 1035), in the hellos and certificates of TLS up to 1.2 (RFC
 * 5246, 6066, 5280) and in requests of HTTP/1 (RFC 9112). Pure; reads nothing past
 * what was captured, and no port: what it is is told by its form.
 */
#include "packet/name.h"

#include <netinet/in.h>
#include <string.h>
#include <strings.h>

#include "base/cursor.h"
#include "packet/packet.h"

static void name_set(struct packet_names *names, enum packet_name_kind kind,
		     const uint8_t *at, size_t length)
{
	names->names[kind] =
		(struct packet_name){(const char *)at, (uint16_t)length};
}

/* As many of the next @size bytes as there are. */
static struct cursor take_most(struct cursor *from, size_t size)
{
	size_t taken = size < from->left ? size : from->left;

	return cursor_over(cursor_take(from, taken), taken);
}

static bool is_host_character(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	       c == '*';
}

static bool is_host(const uint8_t *at, size_t length)
{
	if (!at || !length || length > PACKET_NAME_MOST)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_host_character(at[i]))
			return false;
	return true;
}

/* ---- DNS ---- */

#define DNS_HEADER 12
#define DNS_FLAGS_QUERY 0xf84f /* answer, opcode, reserved, code: all 0 */
#define DNS_FLAGS_ANSWER 0x7840

static bool dns_header_is_good(const uint8_t *header)
{
	uint16_t flags = cursor_be16(header + 2);
	bool answer = flags & 0x8000;

	if (flags & (answer ? DNS_FLAGS_ANSWER : DNS_FLAGS_QUERY))
		return false;
	return cursor_be16(header + 4) == 1 &&
	       (answer || !cursor_be32(header + 6));
}

/* Labels, with dots between them, into @text; their length, 0 when not good. */
static size_t dns_labels(struct cursor *message, char *text)
{
	const uint8_t *size, *label;
	size_t length = 0;

	while ((size = cursor_take(message, 1)) && *size) {
		label = *size < 64 ? cursor_take(message, *size) : NULL;
		if (!label || length + *size + 1 > PACKET_NAME_MOST + 1)
			return 0;
		for (size_t i = 0; i < *size; i++)
			if (label[i] <= ' ' || label[i] > '~' ||
			    label[i] == '.')
				return 0;
		memcpy(text + length, label, *size);
		length += *size;
		text[length++] = '.';
	}
	return size && length ? length - 1 : 0;
}

static void find_dns(struct cursor message, struct packet_names *names)
{
	const uint8_t *header = cursor_take(&message, DNS_HEADER), *end;
	size_t length;

	if (!header || !dns_header_is_good(header))
		return;
	length = dns_labels(&message, names->dns);
	end = cursor_take(&message, 4); /* type, class */
	if (length && end && (cursor_be16(end + 2) & 0x7fff) == 1)
		name_set(names, PACKET_NAME_DNS, (uint8_t *)names->dns, length);
}

/* After the message's length; an answer may go on in later segments. */
static void find_dns_of_tcp(struct cursor stream, size_t size,
			    struct packet_names *names)
{
	const uint8_t *length = cursor_take(&stream, 2);

	if (length && cursor_be16(length) >= DNS_HEADER &&
	    cursor_be16(length) + 2U >= size)
		find_dns(stream, names);
}

/* ---- certificates: DER, of which the end may be missing ---- */

#define DER_SEQUENCE 0x30
#define DER_SET 0x31
#define DER_OID 0x06
#define DER_OCTETS 0x04
#define DER_EXTENSIONS 0xa3 /* of a certificate */
#define DER_DNS_NAME 0x82   /* of a subject's other names */

struct element {
	uint8_t tag;
	bool whole;	     /* else the payload ends before it does */
	struct cursor bytes; /* of its content */
};

static bool der_length(struct cursor *from, size_t *length)
{
	const uint8_t *first = cursor_take(from, 1), *more;

	if (!first)
		return false;
	*length = *first;
	if (*first < 0x80)
		return true;
	more = *first > 0x80 && *first <= 0x83
		       ? cursor_take(from, *first & 0x7f)
		       : NULL;
	if (!more)
		return false;
	*length = 0;
	for (unsigned i = 0; i < (*first & 0x7fU); i++)
		*length = *length << 8 | more[i];
	return true;
}

static bool der_take(struct cursor *from, struct element *element)
{
	const uint8_t *tag = cursor_take(from, 1);
	size_t length;

	if (!tag || !der_length(from, &length))
		return false;
	element->tag = *tag;
	element->whole = length <= from->left;
	element->bytes = take_most(from, length);
	return true;
}

/* The next element, which must be of this kind, becomes what is read. */
static bool der_enter(struct cursor *at, uint8_t tag)
{
	struct element element;

	if (!der_take(at, &element) || element.tag != tag)
		return false;
	*at = element.bytes;
	return true;
}

static bool der_is_oid(struct cursor *from, const uint8_t *oid, size_t size)
{
	struct element element;

	return der_take(from, &element) && element.tag == DER_OID &&
	       element.whole && element.bytes.left == size &&
	       !memcmp(element.bytes.at, oid, size);
}

/* The common name of a subject: a set of one attribute, over and over. */
static bool find_common_name(struct cursor subject, struct packet_names *names)
{
	static const uint8_t common_name[] = {0x55, 0x04, 0x03};
	struct element set, value;

	while (der_take(&subject, &set)) {
		if (set.tag != DER_SET || !der_enter(&set.bytes, DER_SEQUENCE))
			return false;
		if (!der_is_oid(&set.bytes, common_name, sizeof(common_name)))
			continue;
		if (!der_take(&set.bytes, &value) || !value.whole ||
		    !is_host(value.bytes.at, value.bytes.left))
			return false;
		name_set(names, PACKET_NAME_CERTIFICATE, value.bytes.at,
			 value.bytes.left);
		return true;
	}
	return false;
}

static void find_other_name(struct cursor extension, struct packet_names *names)
{
	struct element it;

	if (!der_take(&extension, &it))
		return;
	/* "critical" may come first */
	if (it.tag != DER_OCTETS &&
	    (!der_take(&extension, &it) || it.tag != DER_OCTETS))
		return;
	if (!der_enter(&it.bytes, DER_SEQUENCE))
		return;
	for (struct cursor list = it.bytes; der_take(&list, &it);) {
		if (it.tag != DER_DNS_NAME || !it.whole ||
		    !is_host(it.bytes.at, it.bytes.left))
			continue;
		name_set(names, PACKET_NAME_CERTIFICATE, it.bytes.at,
			 it.bytes.left);
		return;
	}
}

static void find_in_extensions(struct cursor certificate,
			       struct packet_names *names)
{
	static const uint8_t other_names[] = {0x55, 0x1d, 0x11};
	struct element it;

	do {
		if (!der_take(&certificate, &it))
			return;
	} while (it.tag != DER_EXTENSIONS);
	if (!der_enter(&it.bytes, DER_SEQUENCE))
		return;
	for (struct cursor list = it.bytes; der_take(&list, &it);) {
		if (it.tag != DER_SEQUENCE ||
		    !der_is_oid(&it.bytes, other_names, sizeof(other_names)))
			continue;
		find_other_name(it.bytes, names);
		return;
	}
}

#define BEFORE_SUBJECT 4 /* serial, algorithm, issuer, validity */

static void find_certificate(struct cursor certificate,
			     struct packet_names *names)
{
	struct cursor peek;
	struct element it;

	if (!der_enter(&certificate, DER_SEQUENCE) ||
	    !der_enter(&certificate, DER_SEQUENCE))
		return;
	peek = certificate;
	if (der_take(&peek, &it) && it.tag == 0xa0) /* version */
		certificate = peek;
	for (int i = 0; i <= BEFORE_SUBJECT; i++)
		if (!der_take(&certificate, &it))
			return;
	if (it.tag != DER_SEQUENCE || find_common_name(it.bytes, names))
		return;
	find_in_extensions(certificate, names);
}

/* ---- TLS ---- */

#define TLS_HANDSHAKE 22
#define TLS_CLIENT_HELLO 1
#define TLS_SERVER_HELLO 2
#define TLS_CERTIFICATE 11

/* Past a field of at most @size_bytes that says its own length. */
static bool skip_counted(struct cursor *from, unsigned size_bytes)
{
	const uint8_t *size = cursor_take(from, size_bytes);

	return size &&
	       cursor_take(from, size_bytes == 1 ? *size : cursor_be16(size));
}

/* RFC 6066: a list of names, of which there is one, of kind 0. */
static void find_in_server_name(struct cursor extension,
				struct packet_names *names)
{
	const uint8_t *head = cursor_take(&extension, 5), *name;
	size_t length;

	if (!head || head[2] != 0)
		return;
	length = cursor_be16(head + 3);
	name = cursor_take(&extension, length);
	if (is_host(name, length))
		name_set(names, PACKET_NAME_TLS, name, length);
}

static void find_client_hello(struct cursor hello, struct packet_names *names)
{
	const uint8_t *head;

	if (!cursor_take(&hello, 2 + 32) || /* version, random */
	    !skip_counted(&hello, 1) ||	    /* session */
	    !skip_counted(&hello, 2) ||	    /* ciphers */
	    !skip_counted(&hello, 1) ||	    /* compressions */
	    !cursor_take(&hello, 2))
		return;
	while ((head = cursor_take(&hello, 4))) {
		struct cursor it = take_most(&hello, cursor_be16(head + 2));

		if (cursor_be16(head) != 0)
			continue;
		find_in_server_name(it, names);
		return;
	}
}

/* The first certificate of the list is the server's own. */
static void find_certificates(struct cursor list, struct packet_names *names)
{
	const uint8_t *head = cursor_take(&list, 3 + 3);

	if (head)
		find_certificate(
			take_most(&list, (size_t)head[3] << 16 |
						 cursor_be16(head + 4)),
			names);
}

/* Messages of one record; false when what comes later does not matter. */
static bool find_in_record(struct cursor record, struct packet_names *names)
{
	const uint8_t *head;

	while ((head = cursor_take(&record, 4))) {
		struct cursor it = take_most(
			&record, (size_t)head[1] << 16 | cursor_be16(head + 2));

		if (head[0] == TLS_CLIENT_HELLO)
			find_client_hello(it, names);
		else if (head[0] == TLS_CERTIFICATE)
			find_certificates(it, names);
		if (head[0] != TLS_SERVER_HELLO)
			return false;
	}
	return true;
}

static void find_tls(struct cursor stream, struct packet_names *names)
{
	const uint8_t *head;

	while ((head = cursor_take(&stream, 5)) && head[0] == TLS_HANDSHAKE &&
	       head[1] == 3)
		if (!find_in_record(take_most(&stream, cursor_be16(head + 3)),
				    names))
			return;
}

/* ---- HTTP ---- */

/* The next line without its end; false when it is not whole. */
static bool take_line(struct cursor *from, struct cursor *line)
{
	const uint8_t *end = from->left ? memchr(from->at, '\n', from->left)
					: NULL;

	if (!end)
		return false;
	*line = take_most(from, (size_t)(end + 1 - from->at));
	line->left--;
	if (line->left && line->at[line->left - 1] == '\r')
		line->left--;
	return true;
}

/* What comes before @end, which is skipped; false without it. */
static bool take_until(struct cursor *from, uint8_t end, struct cursor *taken)
{
	const uint8_t *at = from->left ? memchr(from->at, end, from->left)
				       : NULL;

	if (!at)
		return false;
	*taken = take_most(from, (size_t)(at - from->at));
	cursor_take(from, 1);
	return true;
}

/* Printable ASCII, as all of these fields are; more is cut short of it. */
static void set_printable(struct packet_names *names,
			  enum packet_name_kind kind, struct cursor text)
{
	while (text.left && (*text.at == ' ' || *text.at == '\t'))
		cursor_take(&text, 1);
	while (text.left && (text.at[text.left - 1] == ' ' ||
			     text.at[text.left - 1] == '\t'))
		text.left--;
	for (size_t i = 0; i < text.left; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return;
	if (text.left)
		name_set(names, kind, text.at, text.left);
}

/* "host", "host:port" */
static void set_authority(struct packet_names *names, struct cursor text)
{
	struct packet_name *host = &names->names[PACKET_NAME_HOST];
	const char *colon;

	if (host->at)
		return;
	set_printable(names, PACKET_NAME_HOST, text);
	colon = host->at ? memchr(host->at, ':', host->length) : NULL;
	if (colon)
		host->length = (uint16_t)(colon - host->at);
	if (!is_host((const uint8_t *)host->at, host->length))
		*host = (struct packet_name){0};
}

static bool begins_with(struct cursor text, const char *word)
{
	size_t length = strlen(word);

	return text.left >= length &&
	       !strncasecmp((const char *)text.at, word, length);
}

/* "/path", "http://host/path" to a proxy, "host:port" of CONNECT. */
static void set_target(struct packet_names *names, struct cursor target)
{
	struct cursor host;
	const uint8_t *slash;

	if (begins_with(target, "http://")) {
		cursor_take(&target, 7);
		slash = memchr(target.at, '/', target.left);
		host = take_most(&target, slash ? (size_t)(slash - target.at)
						: target.left);
		set_authority(names, host);
	} else if (target.left && *target.at != '/') {
		set_authority(names, target);
		return;
	}
	set_printable(names, PACKET_NAME_PATH, target);
}

static bool is_method(struct cursor word)
{
	if (word.left < 3 || word.left > 16)
		return false;
	for (size_t i = 0; i < word.left; i++)
		if (word.at[i] < 'A' || word.at[i] > 'Z')
			return false;
	return true;
}

static void find_http(struct cursor stream, struct packet_names *names)
{
	struct cursor line, method, target;

	/* not every stream is searched for the end of a line */
	if (stream.left < 16 || !is_method(cursor_over(stream.at, 3)) ||
	    !take_line(&stream, &line) || !take_until(&line, ' ', &method) ||
	    !is_method(method) || !take_until(&line, ' ', &target) ||
	    !begins_with(line, "HTTP/1."))
		return;
	set_printable(names, PACKET_NAME_METHOD, method);
	set_target(names, target);
	while (take_line(&stream, &line) && line.left) {
		struct cursor key;

		if (!take_until(&line, ':', &key))
			return;
		if (key.left == 4 && begins_with(key, "host"))
			set_authority(names, line);
		else if (key.left == 10 && begins_with(key, "user-agent"))
			set_printable(names, PACKET_NAME_AGENT, line);
	}
}

/* ---- all of them ---- */

static void find(const struct packet *packet, struct packet_names *names)
{
	struct cursor payload =
		cursor_over(packet->payload, packet->payload_caplen);

	memset(names->names, 0, sizeof(names->names));
	names->asked = true;
	if (!payload.left)
		return;
	payload = take_most(&payload, PACKET_NAME_LOOK);
	if (packet->transport == IPPROTO_UDP) {
		find_dns(payload, names);
	} else if (*payload.at == TLS_HANDSHAKE) {
		find_tls(payload, names);
	} else if (*payload.at >= 'A' && *payload.at <= 'Z') {
		find_http(payload, names);
	} else {
		find_dns_of_tcp(payload, packet->payload_size, names);
	}
}

struct packet_name packet_name_of(const struct packet *packet,
				  struct packet_names *names,
				  enum packet_name_kind kind)
{
	if (!names->asked)
		find(packet, names);
	return names->names[kind];
}

bool packet_name_is_of_host(enum packet_name_kind kind)
{
	return kind == PACKET_NAME_DNS || kind == PACKET_NAME_TLS ||
	       kind == PACKET_NAME_CERTIFICATE || kind == PACKET_NAME_HOST;
}
