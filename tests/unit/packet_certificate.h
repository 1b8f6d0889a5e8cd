/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_PACKET_CERTIFICATE_H
#define TESTS_PACKET_CERTIFICATE_H

/* Certificates with as much in them as a reader of names must step over. */

#include "packet_bytes.h"

/* A DER element, with the length's shortest form. */
static inline void put_der(struct bytes *to, uint8_t tag,
			   const struct bytes *content)
{
	put_number(to, tag, 1);
	if (content->size < 0x80) {
		put_counted(to, content, 1);
	} else {
		put_number(to, content->size < 256 ? 0x81 : 0x82, 1);
		put_counted(to, content, content->size < 256 ? 1 : 2);
	}
}

static inline void put_der_bytes(struct bytes *to, uint8_t tag, const void *at,
				 size_t size)
{
	struct bytes content = {.size = 0};

	put(&content, at, size);
	put_der(to, tag, &content);
}

static inline void put_attribute(struct bytes *name, const char *oid,
				 const char *value)
{
	struct bytes pair = {.size = 0}, set = {.size = 0};

	put_der_bytes(&pair, 0x06, oid, 3);
	put_der_bytes(&pair, 0x0c, value, strlen(value));
	put_der(&set, 0x30, &pair);
	put_der(name, 0x31, &set);
}

static inline void put_other_names(struct bytes *tbs, const char *name,
				   bool critical)
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

/* @common: of the subject, or NULL; @other: a DNS name, or NULL; @critical: that one. */
static inline void make_certificate(struct bytes *to, const char *common,
				    const char *other, bool critical)
{
	struct bytes tbs = {.size = 0}, subject = {.size = 0};
	struct bytes certificate = {.size = 0}, issuer = {.size = 0};

	put(&tbs,
	    "\xa0\3\2\1\2"
	    "\2\1\x07"
	    "\x30\0",
	    10);
	put_attribute(&issuer, "\x55\x04\x03", "issuer.example");
	put_der(&tbs, 0x30, &issuer);
	put(&tbs, "\x30\0", 2); /* validity */
	put_attribute(&subject, "\x55\x04\x0a", "An Organisation");
	if (common)
		put_attribute(&subject, "\x55\x04\x03", common);
	put_der(&tbs, 0x30, &subject);
	put(&tbs, "\x30\0", 2); /* key */
	if (other)
		put_other_names(&tbs, other, critical);
	put_der(&certificate, 0x30, &tbs);
	put_der(to, 0x30, &certificate);
}

/* Return where a name ends in bytes that have it once. */
static inline size_t end_of(const struct bytes *bytes, const char *name)
{
	const uint8_t *at = memmem(bytes->at, bytes->size, name, strlen(name));

	assert_non_null(at);
	return (size_t)(at - bytes->at) + strlen(name);
}

#endif
