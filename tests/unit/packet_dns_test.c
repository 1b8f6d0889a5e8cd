/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Questions of DNS, whole and cut anywhere, as a datagram and in a stream. */
#include "packet/dns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet_bytes.h"

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

static void check(const struct bytes *bytes, size_t size, bool stream,
		  const char *expected)
{
	struct cursor copy = copy_of(bytes, size);
	char name[PACKET_DNS_NAME];
	size_t length =
		stream ? packet_dns_question_of_stream(copy, bytes->size, name)
		       : packet_dns_question(copy, name);

	check_name((struct packet_name){length ? name : NULL, (uint16_t)length},
		   expected);
	free_copy(copy);
}

/* Whole it is there; cut anywhere it is not, and never half. */
static void check_cuts(const struct bytes *bytes, bool stream,
		       const char *expected)
{
	for (size_t size = 0; size <= bytes->size; size++)
		check(bytes, size, stream,
		      size < bytes->size ? NULL : expected);
}

static void questions(void **state)
{
	static const uint16_t flags[] = {0x0100, 0x8180, 0x8183, 0x0120};

	(void)state;
	for (size_t i = 0; i < COUNT(flags); i++) {
		struct bytes bytes = {.size = 0}, stream = {.size = 0};

		make_dns(&bytes, flags[i], DNS_LABELS, sizeof(DNS_LABELS));
		check_cuts(&bytes, false, "www.Example.org");
		put_counted(&stream, &bytes, 2);
		check_cuts(&stream, true, "www.Example.org");
	}
}

/* More than the message is no DNS; a message may go on past the segment. */
static void length_in_a_stream(void **state)
{
	static const struct {
		int more; /* than the message has, as its length says */
		const char *name;
	} cases[] = {
		{-1, NULL}, {0, "www.Example.org"}, {500, "www.Example.org"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes bytes = {.size = 0}, stream = {.size = 0};

		make_dns(&bytes, 0x8180, DNS_LABELS, sizeof(DNS_LABELS));
		put_number(&stream, bytes.size + (size_t)cases[i].more, 2);
		put(&stream, bytes.at, bytes.size);
		check(&stream, stream.size, true, cases[i].name);
	}
}

static void counts_of_records(void **state)
{
	static const struct {
		uint16_t flags, questions, answers, authorities;
		bool valid;
	} cases[] = {
		{0x0100, 1, 0, 0, true},  {0x0100, 0, 0, 0, false},
		{0x0100, 2, 0, 0, false}, {0x0100, 1, 1, 0, false},
		{0x0100, 1, 0, 1, false}, {0x8180, 1, 9, 1, true},
		{0x8180, 2, 9, 1, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes bytes = {.size = 0};

		make_dns(&bytes, cases[i].flags, DNS_LABELS,
			 sizeof(DNS_LABELS));
		bytes.at[5] = (uint8_t)cases[i].questions;
		bytes.at[7] = (uint8_t)cases[i].answers;
		bytes.at[9] = (uint8_t)cases[i].authorities;
		check(&bytes, bytes.size, false,
		      cases[i].valid ? "www.Example.org" : NULL);
	}
}

/* The top bit of the class is mDNS's. */
static void classes(void **state)
{
	static const struct {
		uint16_t class;
		bool valid;
	} cases[] = {{1, true}, {0x8001, true}, {3, false}, {0, false}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct bytes bytes = {.size = 0};

		make_dns(&bytes, 0x0100, DNS_LABELS, sizeof(DNS_LABELS));
		bytes.at[bytes.size - 2] = (uint8_t)(cases[i].class >> 8);
		bytes.at[bytes.size - 1] = (uint8_t)cases[i].class;
		check(&bytes, bytes.size, false,
		      cases[i].valid ? "www.Example.org" : NULL);
	}
}

static void what_is_no_question(void **state)
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
		check(&bytes, bytes.size, false, NULL);
	}
}

/* 253 characters are a name, 254 are not. */
static void longest_name(void **state)
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
		check(&bytes, bytes.size, false,
		      last == 61 ? labels + 1 : NULL);
	}
}

/* Every byte of the printable ones but blank and dot may stand in a label. */
static void characters_of_labels(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (unsigned place = 0; place < 3; place++) {
			char labels[] = "\3abc", name[] = "abc";
			struct bytes bytes = {.size = 0};

			labels[1 + place] = name[place] = (char)c;
			make_dns(&bytes, 0x0100, labels, sizeof(labels));
			check(&bytes, bytes.size, false,
			      c > ' ' && c <= '~' && c != '.' ? name : NULL);
		}
}

/* 63 bytes are a label, 64 start a pointer of another kind. */
static void sizes_of_labels(void **state)
{
	(void)state;
	for (unsigned size = 1; size < 70; size++) {
		char labels[72] = "", name[72] = "";
		struct bytes bytes = {.size = 0};

		labels[0] = (char)size;
		memset(labels + 1, 'a', size);
		memset(name, 'a', size);
		make_dns(&bytes, 0x0100, labels, size + 2);
		check(&bytes, bytes.size, false, size < 64 ? name : NULL);
	}
}

/* Each flag alone, in queries and in answers. */
static void flags_of_messages(void **state)
{
	static const uint16_t query = 0x07b0, answer = 0x87bf; /* may be set */

	(void)state;
	for (unsigned bit = 0; bit < 15; bit++) {
		struct bytes bytes = {.size = 0};

		make_dns(&bytes, (uint16_t)(1U << bit), DNS_LABELS,
			 sizeof(DNS_LABELS));
		check(&bytes, bytes.size, false,
		      query >> bit & 1 ? "www.Example.org" : NULL);
		bytes.size = 0;
		make_dns(&bytes, (uint16_t)(0x8000 | 1U << bit), DNS_LABELS,
			 sizeof(DNS_LABELS));
		check(&bytes, bytes.size, false,
		      answer >> bit & 1 ? "www.Example.org" : NULL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions),
		cmocka_unit_test(length_in_a_stream),
		cmocka_unit_test(counts_of_records),
		cmocka_unit_test(classes),
		cmocka_unit_test(what_is_no_question),
		cmocka_unit_test(longest_name),
		cmocka_unit_test(characters_of_labels),
		cmocka_unit_test(sizes_of_labels),
		cmocka_unit_test(flags_of_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
