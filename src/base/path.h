/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/*
 * Names of files. What is given is the caller's to free; NULL when there is no
 * memory.
 */

/* "/etc/skywarden/" of "/etc/skywarden/skywarden.conf"; "" of a bare name. */
char *path_directory(const char *path);

/* @name as seen from @directory, "" the working one; absolute ones stay. */
char *path_join(const char *directory, const char *name);

#endif
