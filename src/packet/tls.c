/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names in the hellos and certificates of TLS (RFC 5246, 6066). Pure; reads
 * nothing past the bytes that it gets.
 */
#include "packet/tls.h"

#include "packet/x509.h"

#define TLS_HANDSHAKE 22
#define TLS_CLIENT_HELLO 1
#define TLS_SERVER_HELLO 2
#define TLS_CERTIFICATE 11
#define TLS_SERVER_NAME 0 /* an extension */

/* Skip a field that starts with its own length, in @size_bytes. */
static bool skip_counted(struct cursor *from, unsigned size_bytes)
{
	const uint8_t *size = cursor_take(from, size_bytes);

	return size &&
	       cursor_take(from, size_bytes == 1 ? *size : cursor_be16(size));
}

/* RFC 6066: a list of names, in practice of one, of kind 0. */
static struct packet_name read_server_name(struct cursor extension)
{
	const uint8_t *head = cursor_take(&extension, 5);
	size_t length;

	if (!head || head[2] != 0)
		return (struct packet_name){NULL, 0};
	length = cursor_be16(head + 3);
	return packet_hostname_from(cursor_take(&extension, length), length);
}

static struct packet_name read_client_hello(struct cursor hello)
{
	const struct packet_name none = {NULL, 0};
	const uint8_t *head;

	if (!cursor_take(&hello, 2 + 32) || /* version, random */
	    !skip_counted(&hello, 1) ||	    /* session */
	    !skip_counted(&hello, 2) ||	    /* ciphers */
	    !skip_counted(&hello, 1) ||	    /* compressions */
	    !cursor_take(&hello, 2))
		return none;
	while ((head = cursor_take(&hello, 4))) {
		struct cursor extension =
			cursor_take_most(&hello, cursor_be16(head + 2));

		if (cursor_be16(head) == TLS_SERVER_NAME)
			return read_server_name(extension);
	}
	return none;
}

/* The first certificate of the list is the server's own. */
static struct packet_name read_certificates(struct cursor list)
{
	const uint8_t *head = cursor_take(&list, 3 + 3);

	if (!head)
		return (struct packet_name){NULL, 0};
	return packet_x509_name(cursor_take_most(
		&list, (size_t)head[3] << 16 | cursor_be16(head + 4)));
}

/* Read the messages of one record. Return: false when later ones do not matter. */
static bool read_record(struct cursor record, struct packet_tls *found)
{
	const uint8_t *head;

	while ((head = cursor_take(&record, 4))) {
		struct cursor message = cursor_take_most(
			&record, (size_t)head[1] << 16 | cursor_be16(head + 2));

		if (head[0] == TLS_CLIENT_HELLO)
			found->server_name = read_client_hello(message);
		else if (head[0] == TLS_CERTIFICATE)
			found->certificate = read_certificates(message);
		if (head[0] != TLS_SERVER_HELLO)
			return false;
	}
	return true;
}

bool packet_tls_starts_with(uint8_t first)
{
	return first == TLS_HANDSHAKE;
}

void packet_tls_find(struct cursor stream, struct packet_tls *found)
{
	const uint8_t *head;

	*found = (struct packet_tls){{NULL, 0}, {NULL, 0}};
	while ((head = cursor_take(&stream, 5)) && head[0] == TLS_HANDSHAKE &&
	       head[1] == 3)
		if (!read_record(
			    cursor_take_most(&stream, cursor_be16(head + 3)),
			    found))
			return;
}
