/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_TREE_H
#define SOURCE_TREE_H

/**
 * source_tree_find - return the source tree that this program was built in and runs from
 *
 * The place of the executable decides: build/skywardend, or build/NAME/skywardend of
 * a build with sanitizers, in a directory with a Makefile and conf/signatures. An
 * installed program, and one that was moved, has none.
 *
 * Return: a path, to be freed; NULL: none.
 */
char *source_tree_find(void);

#endif
