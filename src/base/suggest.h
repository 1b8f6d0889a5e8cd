/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

/* "Did you mean": the name with the fewest typing errors from a word. */
struct suggestion {
	const char *word;
	const char *best;  /* NULL: none is near enough */
	unsigned distance; /* edits to the best; what is farther is no help */
};

/**
 * suggest_for - start a search for a word
 * @word: borrowed, as are all names
 */
struct suggestion suggest_for(const char *word);

/**
 * suggest_offer - keep this name if it is nearer than those before; the first wins a tie
 */
void suggest_offer(struct suggestion *suggestion, const char *name);

/* Room for the hint, terminator included. */
#define NEAREST_TEXT 96

/**
 * suggest_print - write "; did you mean "flows"?", or "" when none is near
 * @text: out; NEAREST_TEXT bytes
 *
 * Return: @text.
 */
const char *suggest_print(const struct suggestion *suggestion, char *text);

#endif
