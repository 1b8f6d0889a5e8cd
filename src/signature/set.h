/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_SET_H
#define SIGNATURE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct episode_traits;
struct flow_meter_sizes;
struct nearest;
struct signature_effect;
struct text;

/*
 * Signature files, compiled. Immutable once loaded; any thread may read it.
 * Applications and activities are numbers from 1 in the order of their first
 * appearance; 0 is none.
 */
struct signature_set;

/**
 * signature_set_free - free a set that nothing reads any more
 */
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

/**
 * signature_set_follows_decided - are there patterns for flows of this application?
 * @application: that they are decided for; from 1
 */
bool signature_set_follows_decided(const struct signature_set *set,
				   uint16_t application);

/**
 * signature_set_window - seconds that a signature looks at; 0: it has no window
 */
unsigned signature_set_window(const struct signature_set *set,
			      uint16_t signature);

/**
 * signature_set_activity_traits - how activities live at hosts, by number - 1
 */
const struct episode_traits *
signature_set_activity_traits(const struct signature_set *set);

/**
 * signature_set_flow_traits - how activities live in flows, by number - 1
 */
const struct episode_traits *
signature_set_flow_traits(const struct signature_set *set);

/**
 * signature_set_meter_sizes - ranges of sizes that meters count
 */
const struct flow_meter_sizes *
signature_set_meter_sizes(const struct signature_set *set);

/**
 * signature_set_wants_forwarded - does any signature ask for what hosts hand on?
 */
bool signature_set_wants_forwarded(const struct signature_set *set);

/**
 * signature_set_effect - what a signature sets
 * @signature: one of the set's, alive or not
 */
const struct signature_effect *
signature_set_effect(const struct signature_set *set, uint16_t signature);

/**
 * signature_set_is_alive - is there such a signature, not withdrawn by a reload?
 */
bool signature_set_is_alive(const struct signature_set *set,
			    uint16_t signature);

/**
 * signature_set_withdrew - did it lose a signature of the set before it?
 */
bool signature_set_withdrew(const struct signature_set *set);

/**
 * signature_set_renumbered - did numbers start over?
 *
 * Then what is remembered by number means nothing.
 */
bool signature_set_renumbered(const struct signature_set *set);

/**
 * signature_set_same_layout - do registers mean the same in both sets?
 *
 * Those of endpoints and hosts, which outlive a set.
 */
bool signature_set_same_layout(const struct signature_set *a,
			       const struct signature_set *b);

/**
 * signature_set_look_bytes - bytes of a payload that any signature may look at
 */
uint32_t signature_set_look_bytes(const struct signature_set *set);

/**
 * signature_set_signature_name - "voip.chain"; NULL when there is no such signature
 */
const char *signature_set_signature_name(const struct signature_set *set,
					 uint16_t signature);

/**
 * signature_set_name_of_bit - the name of a set by its bit, 0..; NULL: there is none
 */
const char *signature_set_name_of_bit(const struct signature_set *set,
				      unsigned bit);

/**
 * signature_set_explain - what it says, in a user's words, and where it stands
 * @text: one line is added; nothing when there is no such signature
 */
void signature_set_explain(const struct signature_set *set, uint16_t signature,
			   struct text *text);

#endif
