/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_TLV_H
#define SIGNATURE_TLV_H

#include <stdbool.h>
#include <stdint.h>

struct node;

/*
 * A walk over elements of type, length and value: "tlv(20, 2, 2, 4, 0x8070)". Its
 * node holds: offset, where they start; width, bytes of a type; from, bytes of a
 * length; to, the alignment; number, the type; set: the length is the value.
 */
#define TLV_LOOK 2048	/* largest payload that is walked */
#define TLV_ELEMENTS 64 /* more than any real message has */
#define TLV_TYPE_BITS(node) (8U * (node)->width)

/**
 * signature_tlv_find - find the first element of a type
 * @bytes: of which @captured are there and @size were announced
 * @value: out: its first bytes as a number, at most four; or its length
 *
 * Return: false when there is none, or when the elements do not fill the payload
 * exactly.
 */
bool signature_tlv_find(const struct node *node, const uint8_t *bytes,
			uint32_t captured, uint32_t size, uint64_t *value);

#endif
