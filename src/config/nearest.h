/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_NEAREST_H
#define CONFIG_NEAREST_H

/* "Did you mean": the name with the fewest typing errors from a word. */
struct config_nearest {
	const char *word;
	const char *best;  /* NULL: none is near enough */
	unsigned distance; /* edits to the best; what is farther is no help */
};

/**
 * config_nearest_to - begin a search for a word
 * @word: borrowed, as are all names
 */
struct config_nearest config_nearest_to(const char *word);

/**
 * config_nearest_offer - is this name nearer than those before?
 *
 * Of names equally near the first stays.
 */
void config_nearest_offer(struct config_nearest *nearest, const char *name);

/* Room for the hint, terminator included. */
#define CONFIG_NEAREST_TEXT 96

/**
 * config_nearest_print - "; did you mean "flows"?", or "" when none is near
 * @text: out; CONFIG_NEAREST_TEXT bytes
 *
 * Return: @text.
 */
const char *config_nearest_print(const struct config_nearest *nearest,
				 char *text);

#endif
