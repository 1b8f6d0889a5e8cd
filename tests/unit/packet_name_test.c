/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The protocol that a payload is taken for; dns, tls, x509 and http have their own tests. */
#include "packet/name.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet_certificate.h"

static const uint8_t query[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0"
			       "\3www\7Example\3org\0\0\1\0\1";
#define QUERY_SIZE (sizeof(query) - 1)

static const uint8_t hello[] = "\x16\3\1\0\x41\1\0\0\x3d\3\3"
			       "00000000000000000000000000000000"
			       "\0\0\2\x13\1\1\0\0\x12\0\0\0\x0e\0\x0c\0\0\x09"
			       "a.example";
#define HELLO_SIZE (sizeof(hello) - 1)

static const char request[] = "GET /x HTTP/1.1\r\nHost: h.example\r\n"
			      "User-Agent: b\r\n\r\n";

/* Check all names of a payload: @expected is by kind, NULL where there is none. */
static void check(uint8_t transport, const struct bytes *bytes,
		  size_t announced, const char *const expected[PACKET_NAMES])
{
	struct cursor copy = copy_of(bytes, bytes->size);
	struct packet_names names;

	packet_names_init(&names, transport, copy.at, copy.left, announced);
	for (unsigned kind = 0; kind < PACKET_NAMES; kind++)
		check_name(packet_name_of(&names, kind), expected[kind]);
	free_copy(copy);
}

static void protocols(void **state)
{
	static const char *const none[PACKET_NAMES] = {NULL};
	static const char *const dns[PACKET_NAMES] = {
		[PACKET_NAME_DNS] = "www.Example.org"};
	static const char *const tls[PACKET_NAMES] = {[PACKET_NAME_TLS] =
							      "a.example"};
	static const char *const http[PACKET_NAMES] = {
		[PACKET_NAME_METHOD] = "GET",
		[PACKET_NAME_PATH] = "/x",
		[PACKET_NAME_HOST] = "h.example",
		[PACKET_NAME_AGENT] = "b"};
	struct bytes bytes = {.size = 0}, stream = {.size = 0};

	(void)state;
	check(IPPROTO_UDP, &bytes, 0, none);
	check(IPPROTO_TCP, &bytes, 0, none);
	put(&bytes, query, QUERY_SIZE);
	check(IPPROTO_UDP, &bytes, bytes.size, dns);
	check(IPPROTO_TCP, &bytes, bytes.size, none);
	put_counted(&stream, &bytes, 2);
	check(IPPROTO_TCP, &stream, stream.size, dns);
	check(IPPROTO_TCP, &stream, stream.size + 1, none);
	check(IPPROTO_UDP, &stream, stream.size, none);
	bytes.size = 0;
	put(&bytes, hello, HELLO_SIZE);
	check(IPPROTO_TCP, &bytes, bytes.size, tls);
	check(IPPROTO_UDP, &bytes, bytes.size, none);
	bytes.size = 0;
	put(&bytes, request, strlen(request));
	check(IPPROTO_TCP, &bytes, bytes.size, http);
	check(IPPROTO_UDP, &bytes, bytes.size, none);
}

/* A line that ends with the last byte that is searched is read; one byte later, none. */
static void how_far(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		static struct bytes bytes;
		const char *expected[PACKET_NAMES] = {
			[PACKET_NAME_METHOD] = "GET",
			[PACKET_NAME_PATH] = "/",
			[PACKET_NAME_HOST] = more ? NULL : "h.example",
		};
		const char *last = "\r\nHost: h.example\n";
		size_t fill = PACKET_NAME_LOOK - strlen(last) + more;

		bytes.size = 0;
		put(&bytes, "GET / HTTP/1.1\r\nX:", 18);
		memset(bytes.at + bytes.size, 'x', fill - bytes.size);
		bytes.size = fill;
		put(&bytes, last, strlen(last));
		put(&bytes, "\r\n", 2);
		check(IPPROTO_TCP, &bytes, bytes.size, expected);
	}
}

/* A server's flight has the name of its certificate. */
static void name_of_a_certificate(void **state)
{
	static const char *const expected[PACKET_NAMES] = {
		[PACKET_NAME_CERTIFICATE] = "a.example"};
	struct bytes certificate = {.size = 0}, list = {.size = 0};
	struct bytes message = {.size = 0}, record = {.size = 0};
	struct bytes bytes = {.size = 0};

	(void)state;
	make_certificate(&certificate, "a.example", NULL, false);
	put_counted(&list, &certificate, 3);
	put_counted(&message, &list, 3);
	put_number(&record, 11, 1);
	put_counted(&record, &message, 3);
	put(&bytes, "\x16\3\3", 3);
	put_counted(&bytes, &record, 2);
	check(IPPROTO_TCP, &bytes, bytes.size, expected);
}

/* Asked once: what changes afterwards is not seen. */
static void found_once(void **state)
{
	struct packet_names names;
	struct bytes bytes = {.size = 0};

	(void)state;
	put(&bytes, query, QUERY_SIZE);
	packet_names_init(&names, IPPROTO_UDP, bytes.at, bytes.size,
			  bytes.size);
	assert_non_null(packet_name_of(&names, PACKET_NAME_DNS).at);
	bytes.at[5] = 9;
	assert_non_null(packet_name_of(&names, PACKET_NAME_DNS).at);
	packet_names_init(&names, IPPROTO_UDP, bytes.at, bytes.size,
			  bytes.size);
	assert_null(packet_name_of(&names, PACKET_NAME_DNS).at);
}

static void which_are_of_hosts(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < PACKET_NAMES; kind++)
		assert_int_equal(packet_name_is_of_host(kind),
				 kind == PACKET_NAME_DNS ||
					 kind == PACKET_NAME_TLS ||
					 kind == PACKET_NAME_CERTIFICATE ||
					 kind == PACKET_NAME_HOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(protocols),
		cmocka_unit_test(how_far),
		cmocka_unit_test(name_of_a_certificate),
		cmocka_unit_test(found_once),
		cmocka_unit_test(which_are_of_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
