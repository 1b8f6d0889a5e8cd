/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

/* "Did you mean": the name with the fewest typing errors from a word. */
struct nearest {
	const char *word;
	const char *best;  /* NULL: none is near enough */
	unsigned distance; /* edits to the best; what is farther is no help */
};

/**
 * nearest_to - begin a search for a word
 * @word: borrowed, as are all names
 */
struct nearest nearest_to(const char *word);

/**
 * nearest_offer - is this name nearer than those before?
 *
 * Of names equally near the first stays.
 */
void nearest_offer(struct nearest *nearest, const char *name);

/* Room for the hint, terminator included. */
#define NEAREST_TEXT 96

/**
 * nearest_print - "; did you mean "flows"?", or "" when none is near
 * @text: out; NEAREST_TEXT bytes
 *
 * Return: @text.
 */
const char *nearest_print(const struct nearest *nearest, char *text);

#endif
