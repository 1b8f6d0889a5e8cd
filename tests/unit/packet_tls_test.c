/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in handshakes of TLS, whole and cut anywhere. */
#include "packet/tls.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet_certificate.h"

static void put_message(struct bytes *record, uint8_t type,
			const struct bytes *body)
{
	put_number(record, type, 1);
	put_counted(record, body, 3);
}

static void put_record(struct bytes *to, const struct bytes *messages)
{
	put(to, "\x16\x03\x01", 3);
	put_counted(to, messages, 2);
}

/* After other extensions, as many bytes of them as @before. */
static void make_client_hello(struct bytes *to, const char *name, size_t before)
{
	struct bytes hello = {.size = 0}, extensions = {.size = 0};
	struct bytes list = {.size = 0}, record = {.size = 0};

	put(&hello, "\x03\x03", 2);
	hello.size += 32; /* random */
	put(&hello,
	    "\x04"
	    "abcd",
	    5);				    /* session */
	put(&hello, "\0\4\x13\1\x13\2", 6); /* ciphers */
	put(&hello, "\1\0", 2);		    /* compression */
	put_number(&extensions, 51, 2);
	put_number(&extensions, before, 2);
	extensions.size += before;
	put_number(&list, strlen(name) + 3, 2);
	put_number(&list, 0, 1);
	put_number(&list, strlen(name), 2);
	put(&list, name, strlen(name));
	put_number(&extensions, 0, 2);
	put_counted(&extensions, &list, 2);
	put_counted(&hello, &extensions, 2);
	put_message(&record, 1, &hello);
	put_record(to, &record);
}

/* A server's flight: hello, certificate; in one record or in two. */
static void make_flight(struct bytes *to, const char *name, bool one_record)
{
	struct bytes certificate = {.size = 0}, hello = {.size = 40};
	struct bytes list = {.size = 0}, message = {.size = 0};
	struct bytes record = {.size = 0};

	make_certificate(&certificate, name, NULL, one_record);
	put_counted(&list, &certificate, 3);
	put_counted(&message, &list, 3);
	put_message(&record, 2, &hello);
	if (!one_record) {
		put_record(to, &record);
		record.size = 0;
	}
	put_message(&record, 11, &message);
	put_record(to, &record);
}

static void check(const struct bytes *bytes, size_t size,
		  const char *server_name, const char *certificate)
{
	struct cursor copy = copy_of(bytes, size);
	struct packet_tls found;

	packet_tls_find(copy, &found);
	check_name(found.server_name, server_name);
	check_name(found.certificate, certificate);
	free_copy(copy);
}

static void client_hellos(void **state)
{
	(void)state;
	for (size_t before = 0; before < 1400; before += 333) {
		struct bytes bytes = {.size = 0};

		make_client_hello(&bytes, "www.example.org", before);
		for (size_t size = 0; size < bytes.size; size++)
			check(&bytes, size, NULL, NULL);
		check(&bytes, bytes.size, "www.example.org", NULL);
	}
}

/* An address, blanks or bytes are no host. */
static void client_hello_without_a_host(void **state)
{
	static const char *const names[] = {"", "a b", "a\x80", "fe80::1"};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct bytes bytes = {.size = 0};

		make_client_hello(&bytes, names[i], 4);
		check(&bytes, bytes.size, NULL, NULL);
	}
}

static void certificates(void **state)
{
	(void)state;
	for (int one = 0; one < 2; one++) {
		struct bytes bytes = {.size = 0};
		size_t needed;

		make_flight(&bytes, "*.a.example", one);
		needed = end_of(&bytes, "*.a.example");
		for (size_t size = 0; size <= bytes.size; size++)
			check(&bytes, size, NULL,
			      size < needed ? NULL : "*.a.example");
	}
}

/* Records of another kind or version end the search. */
static void records(void **state)
{
	static const struct {
		uint8_t kind, version;
		const char *name;
	} cases[] = {{22, 3, "a.example"}, {23, 3, NULL}, {22, 2, NULL}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes bytes = {.size = 0};

		make_client_hello(&bytes, "a.example", 0);
		bytes.at[0] = cases[i].kind;
		bytes.at[1] = cases[i].version;
		check(&bytes, bytes.size, cases[i].name, NULL);
	}
	for (unsigned first = 0; first < 256; first++)
		assert_int_equal(packet_tls_starts_with((uint8_t)first),
				 first == 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(client_hellos),
		cmocka_unit_test(client_hello_without_a_host),
		cmocka_unit_test(certificates),
		cmocka_unit_test(records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
