/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The name in certificates (RFC 5280): DER, possibly truncated. Pure; reads nothing past
 * the bytes that it gets.
 */
#include "packet/x509.h"

#include <string.h>

#define DER_SEQUENCE 0x30
#define DER_SET 0x31
#define DER_OID 0x06
#define DER_OCTETS 0x04
#define DER_VERSION 0xa0    /* of a certificate */
#define DER_EXTENSIONS 0xa3 /* of a certificate */
#define DER_DNS_NAME 0x82   /* of subjectAltName */

struct element {
	uint8_t tag;
	bool whole;	     /* else the bytes end before it does */
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
	element->bytes = cursor_take_most(from, length);
	return true;
}

/* Read on inside the next element. Return: whether it is of this kind. */
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

/* Return whether the subject, a list of sets of one attribute, has a common name. */
static bool find_common_name(struct cursor subject, struct packet_name *name)
{
	static const uint8_t common_name[] = {0x55, 0x04, 0x03};
	struct element set, value;

	while (der_take(&subject, &set)) {
		if (set.tag != DER_SET || !der_enter(&set.bytes, DER_SEQUENCE))
			return false;
		if (!der_is_oid(&set.bytes, common_name, sizeof(common_name)))
			continue;
		if (!der_take(&set.bytes, &value) || !value.whole)
			return false;
		*name = packet_hostname_from(value.bytes.at, value.bytes.left);
		return name->at;
	}
	return false;
}

/* Return the first DNS name of subjectAltName (2.5.29.17). */
static struct packet_name find_other_name(struct cursor extension)
{
	struct packet_name name = {NULL, 0};
	struct element it;

	if (!der_take(&extension, &it))
		return name;
	/* "critical" may come first */
	if (it.tag != DER_OCTETS &&
	    (!der_take(&extension, &it) || it.tag != DER_OCTETS))
		return name;
	if (!der_enter(&it.bytes, DER_SEQUENCE))
		return name;
	for (struct cursor list = it.bytes; !name.at && der_take(&list, &it);)
		if (it.tag == DER_DNS_NAME && it.whole)
			name = packet_hostname_from(it.bytes.at, it.bytes.left);
	return name;
}

/* @certificate: past its subject. */
static struct packet_name find_in_extensions(struct cursor certificate)
{
	static const uint8_t other_names[] = {0x55, 0x1d, 0x11};
	const struct packet_name none = {NULL, 0};
	struct element it;

	do {
		if (!der_take(&certificate, &it))
			return none;
	} while (it.tag != DER_EXTENSIONS);
	if (!der_enter(&it.bytes, DER_SEQUENCE))
		return none;
	for (struct cursor list = it.bytes; der_take(&list, &it);)
		if (it.tag == DER_SEQUENCE &&
		    der_is_oid(&it.bytes, other_names, sizeof(other_names)))
			return find_other_name(it.bytes);
	return none;
}

#define BEFORE_SUBJECT 4 /* serial, algorithm, issuer, validity */

struct packet_name packet_x509_name(struct cursor certificate)
{
	struct packet_name name = {NULL, 0};
	struct cursor peek;
	struct element it;

	if (!der_enter(&certificate, DER_SEQUENCE) ||
	    !der_enter(&certificate, DER_SEQUENCE))
		return name;
	peek = certificate;
	if (der_take(&peek, &it) && it.tag == DER_VERSION)
		certificate = peek;
	for (int i = 0; i <= BEFORE_SUBJECT; i++)
		if (!der_take(&certificate, &it))
			return name;
	if (it.tag != DER_SEQUENCE || find_common_name(it.bytes, &name))
		return name;
	return find_in_extensions(certificate);
}
