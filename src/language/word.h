/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_WORD_H
#define LANGUAGE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nearest;

/* The words of the language that are values of their own, and all others. */
struct signature_word {
	const char *name;
	uint8_t op; /* enum node_op */
	enum {
		WORD_PLAIN,
		WORD_SIDED,   /* "of reverse" may follow */
		WORD_INDEXED, /* "[1]" follows */
		WORD_NAME,    /* a comparison with a text follows */
		WORD_TLV,     /* "(...)" follows; `most` is 1: of its size */
	} form;
	unsigned most; /* of an index, from 1; of a name, its kind */
};

/**
 * language_word_find - a word that is a value of its own
 * @name: not terminated
 *
 * Return: NULL when it is none.
 */
const struct signature_word *language_word_find(const char *name,
						size_t length);

/**
 * language_word_is_reserved - is it any word of the language?
 * @name: not terminated
 *
 * Then nothing else may have that name.
 */
bool language_word_is_reserved(const char *name, size_t length);

/**
 * language_word_offer - all words of the language, to a search for one
 */
void language_word_offer(struct nearest *nearest);

#endif
