/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_WORD_H
#define LANGUAGE_WORD_H

#include <stdbool.h>
#include <stddef.h>

struct suggestion;
struct signature_operator;

/**
 * language_word_find - find the row of a word or operator
 * @name: not terminated
 *
 * Return: NULL when it has none.
 */
const struct signature_operator *language_word_find(const char *name,
						    size_t length);

/**
 * language_word_next_particle - walk over the words that are parts of other words' forms
 * @last: the last one; NULL: start
 *
 * Return: NULL behind the last.
 */
const char *const *language_word_next_particle(const char *const *last);

/**
 * language_word_is_reserved - return whether a name is a word of the language
 * @name: not terminated
 *
 * Nothing that a file declares may have the name of a word, or of its part before
 * the dot.
 */
bool language_word_is_reserved(const char *name, size_t length);

/**
 * language_word_offer - offer all words of the language to a search for a near one
 */
void language_word_offer(struct suggestion *suggestion);

#endif
