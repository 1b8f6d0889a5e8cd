/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name of certificates, whole and cut anywhere. */
#include "packet/x509.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet_certificate.h"

static void check(const struct bytes *bytes, size_t size, const char *expected)
{
	struct cursor copy = copy_of(bytes, size);

	check_name(packet_x509_name(copy), expected);
	free_copy(copy);
}

/* Until the name is whole there is none; more of the certificate changes nothing. */
static void check_cuts(const struct bytes *bytes, const char *name)
{
	size_t needed = end_of(bytes, name);

	for (size_t size = 0; size <= bytes->size; size++)
		check(bytes, size, size < needed ? NULL : name);
}

static void names(void **state)
{
	(void)state;
	for (int critical = 0; critical < 2; critical++) {
		struct bytes both = {.size = 0}, other = {.size = 0};
		struct bytes words = {.size = 0}, none = {.size = 0};

		make_certificate(&both, "*.a.example", "b.example", critical);
		check_cuts(&both, "*.a.example");
		make_certificate(&other, NULL, "b.example", critical);
		check_cuts(&other, "b.example");
		/* words for people are no host: the other name is taken */
		make_certificate(&words, "A Server", "c.example", critical);
		check(&words, words.size, "c.example");
		make_certificate(&none, "A Server", NULL, critical);
		check(&none, none.size, NULL);
	}
}

/* Lengths of DER: in one byte, and in one to three more. */
static void lengths(void **state)
{
	static const size_t sizes[] = {1, 100, 127, 128, 200, 253};

	(void)state;
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct bytes bytes = {.size = 0};
		char name[300] = "";

		memset(name, 'a', sizes[i]);
		make_certificate(&bytes, name, NULL, false);
		check(&bytes, bytes.size, name);
	}
}

/* Return whether a certificate whose first length has these bytes is read. */
static bool reads_length(const char *length, size_t size)
{
	struct bytes whole = {.size = 0}, bytes = {.size = 0};
	struct packet_name name;
	struct cursor copy;

	make_certificate(&whole, "a.example", NULL, false);
	assert_true(whole.at[1] < 0x80);
	put(&bytes, "\x30", 1);
	put(&bytes, length, size);
	put(&bytes, whole.at + 2, whole.size - 2);
	copy = copy_of(&bytes, bytes.size);
	name = packet_x509_name(copy);
	free_copy(copy);
	return name.at;
}

static void forms_of_a_length(void **state)
{
	(void)state;
	assert_true(reads_length("\x81\xff", 2));
	assert_true(reads_length("\x82\x0f\xff", 3));
	assert_true(reads_length("\x83\x00\x0f\xff", 4));
	assert_false(reads_length("\x80", 1));
	assert_false(reads_length("\x84\x00\x00\x0f\xff", 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(lengths),
		cmocka_unit_test(forms_of_a_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
