/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_SET_H
#define SIGNATURE_SET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct diagnostics;
struct nearest;

/*
 * Signature files, compiled. Immutable once loaded; any thread may read it.
 * Applications and activities are numbers from 1 in the order of their first
 * appearance; 0 is none.
 */
struct signature_set;

/**
 * language_load_set - compile signature files into one set
 * @paths:    files, in order; names must be unique over all of them
 * @previous: the set in force, whose numbers stay what they are: an application,
 *            an activity or a signature that is still there keeps its own, one
 *            that is gone leaves it unused; or NULL
 *
 * Every error of every file is said, with file, line and what was expected.
 *
 * Return: the set; NULL after a diagnostic, ENOMEM included. Those of others, said
 * before, do not matter.
 */
struct signature_set *language_load_set(const char *const *paths,
					size_t path_count,
					const struct signature_set *previous,
					struct diagnostics *diagnostics);
void signature_set_free(struct signature_set *set);

/**
 * signature_set_application - the number of an application; 0: there is none
 */
uint16_t signature_set_application(const struct signature_set *set,
				   const char *name);

/**
 * signature_set_activity - the number of an activity; 0: there is none
 */
uint16_t signature_set_activity(const struct signature_set *set,
				const char *name);

/**
 * signature_set_offer_applications - offer declared names to a search for one
 */
void signature_set_offer_applications(const struct signature_set *set,
				      struct nearest *nearest);

/**
 * signature_set_offer_activities - offer declared names to a search for one
 */
void signature_set_offer_activities(const struct signature_set *set,
				    struct nearest *nearest);

/**
 * signature_set_signature_count - numbers of signatures: 0 to below this
 *
 * With those that a reload has withdrawn.
 */
size_t signature_set_signature_count(const struct signature_set *set);

/**
 * signature_set_application_count - numbers of applications: 1 to this
 *
 * With those that are in no file any more.
 */
size_t signature_set_application_count(const struct signature_set *set);

/**
 * signature_set_application_name - the name of a number
 *
 * Return: valid as long as the set; NULL for 0 and for numbers not in it.
 */
const char *signature_set_application_name(const struct signature_set *set,
					   uint16_t application);

/**
 * signature_set_application_family - its family, "" when it has none
 *
 * Return: as of signature_set_application_name().
 */
const char *signature_set_application_family(const struct signature_set *set,
					     uint16_t application);

/**
 * signature_set_activity_name - the name of an activity's number
 *
 * Return: as of signature_set_application_name().
 */
const char *signature_set_activity_name(const struct signature_set *set,
					uint16_t activity);

#define SIGNATURE_GIVES_FLOWS 1
#define SIGNATURE_GIVES_HOSTS 2

/**
 * signature_set_gives - who can be seen in that activity of an application
 * @application: 0: any
 *
 * Return: mask of SIGNATURE_GIVES_.
 */
unsigned signature_set_gives(const struct signature_set *set,
			     uint16_t application, uint16_t activity);

/**
 * signature_set_print_signatures - the list of --list-signatures
 */
void signature_set_print_signatures(const struct signature_set *set,
				    FILE *stream);

/**
 * signature_set_print_applications - the list of --list-applications
 */
void signature_set_print_applications(const struct signature_set *set,
				      FILE *stream);

#endif
