/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_SET_H
#define SIGNATURE_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct episode_traits;
struct flow_meter_sizes;
struct suggestion;
struct signature_effect;
struct text;

/*
 * Compiled signature files. Immutable once loaded; any thread may read it.
 * Applications and activities have numbers from 1 in the order of their first
 * appearance; 0: none.
 */
struct signature_set;

/**
 * signature_set_free - free a set that nothing reads any more
 */
void signature_set_free(struct signature_set *set);

/**
 * signature_set_application - look up the number of an application; 0: unknown
 */
uint16_t signature_set_application(const struct signature_set *set,
				   const char *name);

/**
 * signature_set_activity - look up the number of an activity; 0: unknown
 */
uint16_t signature_set_activity(const struct signature_set *set,
				const char *name);

/**
 * signature_set_offer_applications - offer declared names to a search for a near one
 */
void signature_set_offer_applications(const struct signature_set *set,
				      struct suggestion *suggestion);

/**
 * signature_set_offer_activities - offer declared names to a search for a near one
 */
void signature_set_offer_activities(const struct signature_set *set,
				    struct suggestion *suggestion);

/**
 * signature_set_signature_count - return the end of the numbers of signatures, from 0
 *
 * Includes signatures that a reload has withdrawn.
 */
size_t signature_set_signature_count(const struct signature_set *set);

/**
 * signature_set_application_count - return the last number of an application, from 1
 *
 * Includes applications that are no longer in any file.
 */
size_t signature_set_application_count(const struct signature_set *set);

/**
 * signature_set_application_name - return the name of an application
 *
 * Return: valid as long as the set; NULL for 0 and for numbers not in it.
 */
const char *signature_set_application_name(const struct signature_set *set,
					   uint16_t application);

/**
 * signature_set_application_family - return the family of an application, "" without one
 *
 * Return: as of signature_set_application_name().
 */
const char *signature_set_application_family(const struct signature_set *set,
					     uint16_t application);

/**
 * signature_set_activity_name - return the name of an activity
 *
 * Return: as of signature_set_application_name().
 */
const char *signature_set_activity_name(const struct signature_set *set,
					uint16_t activity);

#define SIGNATURE_GIVES_FLOWS 1
#define SIGNATURE_GIVES_HOSTS 2

/**
 * signature_set_gives - return what can be seen in an activity of an application
 * @application: 0: any
 *
 * Return: mask of SIGNATURE_GIVES_.
 */
unsigned signature_set_gives(const struct signature_set *set,
			     uint16_t application, uint16_t activity);

/**
 * signature_set_print_signatures - print the list of --list-signatures
 */
void signature_set_print_signatures(const struct signature_set *set,
				    FILE *stream);

/**
 * signature_set_print_applications - print the list of --list-applications
 */
void signature_set_print_applications(const struct signature_set *set,
				      FILE *stream);

/**
 * signature_set_follows_decided - return whether patterns exist for an application's flows
 * @application: from 1
 */
bool signature_set_follows_decided(const struct signature_set *set,
				   uint16_t application);

/**
 * signature_set_window - return the seconds of a signature's window; 0: none
 */
unsigned signature_set_window(const struct signature_set *set,
			      uint16_t signature);

/**
 * signature_set_activity_traits - return the settings of activities at hosts, by number - 1
 */
const struct episode_traits *
signature_set_activity_traits(const struct signature_set *set);

/**
 * signature_set_flow_traits - return the settings of activities in flows, by number - 1
 */
const struct episode_traits *
signature_set_flow_traits(const struct signature_set *set);

/**
 * signature_set_meter_sizes - return the ranges of sizes that meters count
 */
const struct flow_meter_sizes *
signature_set_meter_sizes(const struct signature_set *set);

/**
 * signature_set_wants_forwarded - return whether a signature uses window.forwarded
 */
bool signature_set_wants_forwarded(const struct signature_set *set);

/**
 * signature_set_effect - return the effects of a signature
 * @signature: one of the set's, alive or not
 */
const struct signature_effect *
signature_set_effect(const struct signature_set *set, uint16_t signature);

/**
 * signature_set_is_alive - return whether a number is a signature that still exists
 */
bool signature_set_is_alive(const struct signature_set *set,
			    uint16_t signature);

/**
 * signature_set_withdrew - return whether a signature of the previous set is gone
 */
bool signature_set_withdrew(const struct signature_set *set);

/**
 * signature_set_renumbered - return whether numbers started over
 *
 * State that is kept by number is invalid then.
 */
bool signature_set_renumbered(const struct signature_set *set);

/**
 * signature_set_same_layout - return whether registers mean the same in both sets
 *
 * Only registers of endpoints and hosts count: they outlive a set.
 */
bool signature_set_same_layout(const struct signature_set *a,
			       const struct signature_set *b);

/**
 * signature_set_look_bytes - return the bytes of a payload that signatures may read
 */
uint32_t signature_set_look_bytes(const struct signature_set *set);

/**
 * signature_set_signature_name - return "voip.chain"; NULL for an unknown number
 */
const char *signature_set_signature_name(const struct signature_set *set,
					 uint16_t signature);

/**
 * signature_set_name_of_bit - return the name of a "set" by its bit; NULL: unused
 */
const char *signature_set_name_of_bit(const struct signature_set *set,
				      unsigned bit);

/**
 * signature_set_explain - append a description of a signature and its place
 * @text: gets one line; nothing for an unknown number
 */
void signature_set_explain(const struct signature_set *set, uint16_t signature,
			   struct text *text);

#endif
