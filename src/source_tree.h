/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SOURCE_TREE_H
#define SOURCE_TREE_H

/**
 * source_tree_find - return the source tree that this program was built in and runs from
 *
 * The place of the executable decides: build/skywardend, or build/NAME/skywardend of
 * a build with sanitizers, in a directory with a Makefile and conf/signatures. These,
 * and conf/skywarden.conf where it exists, must belong to root, to the user or to the
 * owner of the executable, and not be writable by all. An installed program has none.
 *
 * Return: a path, to be freed; NULL: none.
 */
char *source_tree_find(void);

#endif
