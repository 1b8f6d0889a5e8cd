/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names in payloads that are built here byte by byte, whole and cut anywhere. */
#include "packet/name.h"

#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "packet/packet.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- bytes ---- */

struct bytes {
	uint8_t at[4096];
	size_t size;
};

static void put(struct bytes *to, const void *bytes, size_t size)
{
	assert_true(to->size + size <= sizeof(to->at));
	memcpy(to->at + to->size, bytes, size);
	to->size += size;
}

static void put_number(struct bytes *to, size_t value, unsigned size)
{
	for (unsigned i = size; i-- > 0;) {
		uint8_t byte = (uint8_t)(value >> (8 * i));

		put(to, &byte, 1);
	}
}

/* What is in front of it, in @size bytes, then the bytes. */
static void put_counted(struct bytes *to, const struct bytes *it, unsigned size)
{
	put_number(to, it->size, size);
	put(to, it->at, it->size);
}

/* A DER element, with the length's shortest form. */
static void put_der(struct bytes *to, uint8_t tag, const struct bytes *content)
{
	put_number(to, tag, 1);
	if (content->size < 0x80) {
		put_counted(to, content, 1);
	} else {
		put_number(to, content->size < 256 ? 0x81 : 0x82, 1);
		put_counted(to, content, content->size < 256 ? 1 : 2);
	}
}

static void put_der_bytes(struct bytes *to, uint8_t tag, const void *at,
			  size_t size)
{
	struct bytes content = {.size = 0};

	put(&content, at, size);
	put_der(to, tag, &content);
}

/* ---- messages ---- */

static void make_dns(struct bytes *to, uint16_t flags, const char *labels,
		     size_t size)
{
	put_number(to, 0x1234, 2);
	put_number(to, flags, 2);
	put_number(to, 1, 2);
	put_number(to, 0, 2);
	put_number(to, 0, 4);
	put(to, labels, size);
	put_number(to, 1, 2);
	put_number(to, 1, 2);
}

#define DNS_LABELS "\03www\07Example\03org"

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

static void put_attribute(struct bytes *name, const char *oid,
			  const char *value)
{
	struct bytes pair = {.size = 0}, set = {.size = 0};

	put_der_bytes(&pair, 0x06, oid, 3);
	put_der_bytes(&pair, 0x0c, value, strlen(value));
	put_der(&set, 0x30, &pair);
	put_der(name, 0x31, &set);
}

static void put_other_names(struct bytes *tbs, const char *name, bool critical)
{
	struct bytes names = {.size = 0}, inner = {.size = 0};
	struct bytes extension = {.size = 0}, list = {.size = 0};
	struct bytes all = {.size = 0}, sequence = {.size = 0};

	put_der_bytes(&names, 0x87, "\x7f\0\0\1", 4); /* an address */
	put_der_bytes(&names, 0x82, name, strlen(name));
	put_der(&inner, 0x30, &names);
	put_der_bytes(&extension, 0x06, "\x55\x1d\x11", 3);
	if (critical)
		put_der_bytes(&extension, 0x01, "\xff", 1);
	put_der(&extension, 0x04, &inner);
	put_der_bytes(&list, 0x30, "\x06\x03\x55\x1d\x13", 5);
	put_der(&list, 0x30, &extension);
	put_der(&sequence, 0x30, &list);
	put_der(&all, 0xa3, &sequence);
	put(tbs, all.at, all.size);
}

/* A server's flight: hello, certificate; in one record or in two. */
static void make_flight(struct bytes *to, const char *common, const char *other,
			bool one_record)
{
	struct bytes tbs = {.size = 0}, subject = {.size = 0};
	struct bytes certificate = {.size = 0}, hello = {.size = 40};
	struct bytes list = {.size = 0}, message = {.size = 0};
	struct bytes record = {.size = 0}, inner = {.size = 0};

	put(&tbs,
	    "\xa0\3\2\1\2"
	    "\2\1\x07"
	    "\x30\0",
	    10);
	put_attribute(&inner, "\x55\x04\x03", "issuer.example");
	put_der(&tbs, 0x30, &inner);
	put(&tbs, "\x30\0", 2); /* validity */
	put_attribute(&subject, "\x55\x04\x0a", "An Organisation");
	if (common)
		put_attribute(&subject, "\x55\x04\x03", common);
	put_der(&tbs, 0x30, &subject);
	put(&tbs, "\x30\0", 2); /* key */
	if (other)
		put_other_names(&tbs, other, one_record);
	put_der(&certificate, 0x30, &tbs);
	inner = (struct bytes){.size = 0};
	put_der(&inner, 0x30, &certificate);
	put_counted(&list, &inner, 3);
	put_counted(&message, &list, 3);
	put_message(&record, 2, &hello);
	if (!one_record) {
		put_record(to, &record);
		record.size = 0;
	}
	put_message(&record, 11, &message);
	put_record(to, &record);
}

/* ---- asking ---- */

/* From a block of its own, so that sanitizers see a read past its end. */
static void check(const struct bytes *bytes, size_t size, uint8_t transport,
		  enum packet_name_kind kind, const char *expected)
{
	struct packet packet = {.transport = transport};
	struct packet_names names = {.asked = false};
	uint8_t *exact = malloc(size + !size);
	struct packet_name name;

	memcpy(exact, bytes->at, size);
	packet.payload = exact;
	packet.payload_caplen = (uint16_t)size;
	packet.payload_size = (uint16_t)bytes->size;
	name = packet_name_of(&packet, &names, kind);
	if (expected) {
		assert_non_null(name.at);
		assert_int_equal(name.length, strlen(expected));
		assert_memory_equal(name.at, expected, name.length);
	} else {
		assert_null(name.at);
	}
	free(exact);
}

/* Whole it is there; cut before @needed bytes it is not, and never half. */
static void check_cuts(const struct bytes *bytes, uint8_t transport,
		       enum packet_name_kind kind, const char *expected,
		       size_t needed)
{
	for (size_t size = 0; size <= bytes->size; size++)
		check(bytes, size, transport, kind,
		      size < needed ? NULL : expected);
}

/* ---- tests ---- */

static void dns_questions(void **state)
{
	static const uint16_t flags[] = {0x0100, 0x8180, 0x8183, 0x0120};

	(void)state;
	for (size_t i = 0; i < COUNT(flags); i++) {
		struct bytes bytes = {.size = 0}, stream = {.size = 0};

		make_dns(&bytes, flags[i], DNS_LABELS, sizeof(DNS_LABELS));
		check_cuts(&bytes, IPPROTO_UDP, PACKET_NAME_DNS,
			   "www.Example.org", bytes.size);
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_DNS, NULL);
		put_counted(&stream, &bytes, 2);
		check_cuts(&stream, IPPROTO_TCP, PACKET_NAME_DNS,
			   "www.Example.org", stream.size);
		check(&stream, stream.size, IPPROTO_TCP, PACKET_NAME_TLS, NULL);
	}
}

static void dns_that_is_none(void **state)
{
	static const struct {
		uint16_t flags;
		const char *labels;
		size_t size;
	} bad[] = {
		{0x0900, DNS_LABELS, sizeof(DNS_LABELS)}, /* an opcode */
		{0x0140, DNS_LABELS, sizeof(DNS_LABELS)}, /* a reserved bit */
		{0x0103, DNS_LABELS, sizeof(DNS_LABELS)}, /* a query's code */
		{0x0100, "", 1},			  /* the root */
		{0x0100, "\xc0\x0c", 2},		  /* a pointer */
		{0x0100, "\03a\001b", 5},		  /* a control */
		{0x0100, "\03a.b", 5},			  /* a dot */
		{0x0100, "\100a", 3},			  /* 64 bytes */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct bytes bytes = {.size = 0};

		make_dns(&bytes, bad[i].flags, bad[i].labels, bad[i].size);
		check(&bytes, bytes.size, IPPROTO_UDP, PACKET_NAME_DNS, NULL);
	}
}

/* 253 characters are a name, 254 are not. */
static void dns_longest(void **state)
{
	char labels[300];

	(void)state;
	for (size_t last = 61; last <= 62; last++) {
		struct bytes bytes = {.size = 0};
		size_t at = 0;

		for (int i = 0; i < 4; i++) {
			size_t length = i < 3 ? 63 : last;

			labels[at++] = (char)length;
			memset(labels + at, 'a', length);
			at += length;
		}
		labels[at++] = '\0';
		make_dns(&bytes, 0x0100, labels, at);
		for (size_t i = 0; i < at; i++)
			if (labels[i] != 'a')
				labels[i] = '.';
		labels[at - 1] = '\0';
		check(&bytes, bytes.size, IPPROTO_UDP, PACKET_NAME_DNS,
		      last == 61 ? labels + 1 : NULL);
	}
}

static void client_hellos(void **state)
{
	(void)state;
	for (size_t before = 0; before < 1400; before += 333) {
		struct bytes bytes = {.size = 0};

		make_client_hello(&bytes, "www.example.org", before);
		check_cuts(&bytes, IPPROTO_TCP, PACKET_NAME_TLS,
			   "www.example.org", bytes.size);
		check(&bytes, bytes.size, IPPROTO_UDP, PACKET_NAME_TLS, NULL);
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_CERTIFICATE,
		      NULL);
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
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_TLS, NULL);
	}
}

/* Where the name ends in the flight. */
static size_t end_of(const struct bytes *bytes, const char *name)
{
	const uint8_t *at = memmem(bytes->at, bytes->size, name, strlen(name));

	assert_non_null(at);
	return (size_t)(at - bytes->at) + strlen(name);
}

static void certificates(void **state)
{
	(void)state;
	for (int one = 0; one < 2; one++) {
		struct bytes both = {.size = 0}, other = {.size = 0};
		struct bytes none = {.size = 0};

		make_flight(&both, "*.a.example", "b.example", one);
		check_cuts(&both, IPPROTO_TCP, PACKET_NAME_CERTIFICATE,
			   "*.a.example", end_of(&both, "*.a.example"));
		make_flight(&other, NULL, "b.example", one);
		check_cuts(&other, IPPROTO_TCP, PACKET_NAME_CERTIFICATE,
			   "b.example", end_of(&other, "b.example"));
		/* words for people are no host: the other name is taken */
		make_flight(&none, "A Server", "c.example", one);
		check(&none, none.size, IPPROTO_TCP, PACKET_NAME_CERTIFICATE,
		      "c.example");
		check(&none, none.size, IPPROTO_TCP, PACKET_NAME_TLS, NULL);
	}
}

/* What a request carries; NULL: not there. */
struct request {
	const char *text, *method, *path, *host, *agent;
};

static const struct request requests[] = {
	{"GET /a/b?c HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: A b/1\r\n"
	 "\r\n",
	 "GET", "/a/b?c", "www.example.org", "A b/1"},
	{"GET / HTTP/1.0\nhost:w.example:8080 \nuser-agent:\tX\n\n", "GET", "/",
	 "w.example", "X"},
	{"POST http://p.example:80/q HTTP/1.1\r\nHost: other.example\r\n\r\n",
	 "POST", "/q", "p.example", NULL},
	{"GET http://p.example HTTP/1.1\r\n\r\n", "GET", NULL, "p.example",
	 NULL},
	{"CONNECT c.example:443 HTTP/1.1\r\nHost: d.example\r\n\r\n", "CONNECT",
	 NULL, "c.example", NULL},
	/* what comes after the headers is not one */
	{"PUT /x HTTP/1.1\r\nA: b\r\n\r\nHost: body.example\r\n", "PUT", "/x",
	 NULL, NULL},
	/* a header that is not whole does not count */
	{"GET /x HTTP/1.1\r\nHost: www.example.org", "GET", "/x", NULL, NULL},
	{"GET /x HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n", "GET", "/x", NULL,
	 NULL},
	{"GET /x SIP/2.0\r\nHost: a.example\r\n\r\n", NULL, NULL, NULL, NULL},
	{"get /x HTTP/1.1\r\nHost: a.example\r\n\r\n", NULL, NULL, NULL, NULL},
	{"HTTP/1.1 200 OK\r\nHost: a.example\r\n\r\n", NULL, NULL, NULL, NULL},
	{"GET /x\x01 HTTP/1.1\r\nUser-Agent: a\x80\r\n\r\n", "GET", NULL, NULL,
	 NULL},
};

static void http_requests(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(requests); i++) {
		const struct request *it = &requests[i];
		struct bytes bytes = {.size = 0};

		put(&bytes, it->text, strlen(it->text));
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_METHOD,
		      it->method);
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_PATH,
		      it->path);
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_HOST,
		      it->host);
		check(&bytes, bytes.size, IPPROTO_TCP, PACKET_NAME_AGENT,
		      it->agent);
		check(&bytes, bytes.size, IPPROTO_UDP, PACKET_NAME_METHOD,
		      NULL);
		for (size_t cut = 0; cut < bytes.size; cut++)
			check(&bytes, cut, IPPROTO_TCP, PACKET_NAME_DNS, NULL);
	}
}

/* Asked once: what changes afterwards is not seen. */
static void found_once(void **state)
{
	struct bytes bytes = {.size = 0};
	struct packet packet = {.transport = IPPROTO_UDP};
	struct packet_names names = {.asked = false};

	(void)state;
	make_dns(&bytes, 0x0100, DNS_LABELS, sizeof(DNS_LABELS));
	packet.payload = bytes.at;
	packet.payload_caplen = packet.payload_size = (uint16_t)bytes.size;
	assert_non_null(packet_name_of(&packet, &names, PACKET_NAME_DNS).at);
	bytes.at[5] = 9;
	assert_non_null(packet_name_of(&packet, &names, PACKET_NAME_DNS).at);
	names.asked = false;
	assert_null(packet_name_of(&packet, &names, PACKET_NAME_DNS).at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dns_questions),
		cmocka_unit_test(dns_that_is_none),
		cmocka_unit_test(dns_longest),
		cmocka_unit_test(client_hellos),
		cmocka_unit_test(client_hello_without_a_host),
		cmocka_unit_test(certificates),
		cmocka_unit_test(http_requests),
		cmocka_unit_test(found_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
