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

/* A change of one tag in front of the name, or of its kind, hides the name. */
static void tags_before_the_name(void **state)
{
	struct bytes bytes = {.size = 0};
	size_t name, changed = 0;

	(void)state;
	make_certificate(&bytes, "a.example", NULL, false);
	name = end_of(&bytes, "a.example") - strlen("a.example");
	for (size_t at = 0; at < name; at++) {
		struct bytes other = bytes;
		struct cursor copy;

		if (other.at[at] != 0x30 && other.at[at] != 0x31 &&
		    other.at[at] != 0x06)
			continue;
		other.at[at] ^= 0x40;
		copy = copy_of(&other, other.size);
		changed += !packet_x509_name(copy).at;
		free_copy(copy);
	}
	/* outer two, subject, its last set, sequence and kind; others are skipped */
	assert_true(changed >= 6);
}

/* Version 1 has no version field: the serial number comes first. */
static void certificate_without_a_version(void **state)
{
	struct bytes tbs = {.size = 0}, subject = {.size = 0};
	struct bytes certificate = {.size = 0}, bytes = {.size = 0};

	(void)state;
	put(&tbs, "\2\1\x07\x30\0\x30\0\x30\0", 9);
	put_attribute(&subject, "\x55\x04\x03", "one.example");
	put_der(&tbs, 0x30, &subject);
	put_der(&certificate, 0x30, &tbs);
	put_der(&bytes, 0x30, &certificate);
	check(&bytes, bytes.size, "one.example");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(lengths),
		cmocka_unit_test(forms_of_a_length),
		cmocka_unit_test(tags_before_the_name),
		cmocka_unit_test(certificate_without_a_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
