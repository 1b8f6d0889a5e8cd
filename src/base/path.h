/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_PATH_H
#define BASE_PATH_H

/*
 * Split and join names of files, without using the file system.
 */

/**
 * path_directory - return a path up to its last slash, which is included
 *
 * "/etc/skywarden/" of "/etc/skywarden/skywarden.conf"; "" of a bare name.
 *
 * Return: for the caller to free; NULL with errno ENOMEM.
 */
char *path_directory(const char *path);

/**
 * path_join - resolve a name relative to a directory
 * @directory: with or without the slash at its end; "" the working one
 * @name:      stays as it is when it is absolute
 *
 * Return: for the caller to free; NULL with errno ENOMEM.
 */
char *path_join(const char *directory, const char *name);

#endif
