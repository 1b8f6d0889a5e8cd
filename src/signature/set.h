/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_SET_H
#define SIGNATURE_SET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct complaints;
struct nearest;

/*
 * Signature files, compiled. Immutable once loaded; any thread may read it.
 * Applications and activities are numbers from 1 in the order of their first
 * appearance; 0 is none.
 */
struct signature_set;

/**
 * signature_set_load - compile signature files into one set
 * @paths:    files, in order; names must be unique over all of them
 * @previous: the set in force, whose numbers stay what they are: an application,
 *            an activity or a signature that is still there keeps its own, one
 *            that is gone leaves it unused; or NULL
 *
 * Every error of every file is said, with file, line and what was expected.
 *
 * Return: the set; NULL after a complaint, ENOMEM included. Those of others, said
 * before, do not matter.
 */
struct signature_set *signature_set_load(const char *const *paths,
					 size_t path_count,
					 const struct signature_set *previous,
					 struct complaints *complaints);
void signature_set_free(struct signature_set *set);

/* Numbers of applications and activities; 0 when there is none of that name. */
uint16_t signature_set_application(const struct signature_set *set,
				   const char *name);
uint16_t signature_set_activity(const struct signature_set *set,
				const char *name);

/* Offers the names that are declared to a search for one. */
void signature_set_offer_applications(const struct signature_set *set,
				      struct nearest *nearest);
void signature_set_offer_activities(const struct signature_set *set,
				    struct nearest *nearest);

/* Numbers of signatures in use, of those withdrawn by a reload, too. */
size_t signature_set_signature_count(const struct signature_set *set);
size_t signature_set_application_count(const struct signature_set *set);
size_t signature_set_activity_count(const struct signature_set *set);

/* Names; NULL for 0 and for numbers that are not in the set. */
const char *signature_set_application_name(const struct signature_set *set,
					   uint16_t application);
const char *signature_set_application_family(const struct signature_set *set,
					     uint16_t application);
const char *signature_set_activity_name(const struct signature_set *set,
					uint16_t activity);

#define SIGNATURE_GIVES_FLOWS 1
#define SIGNATURE_GIVES_HOSTS 2

/* Who can be seen in that activity of the application (0: any); a mask of these. */
unsigned signature_set_gives(const struct signature_set *set,
			     uint16_t application, uint16_t activity);

/* The short lists of --list-signatures and --list-applications. */
void signature_set_print_signatures(const struct signature_set *set,
				    FILE *stream);
void signature_set_print_applications(const struct signature_set *set,
				      FILE *stream);

#endif
