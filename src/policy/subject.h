/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_SUBJECT_H
#define POLICY_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"

/*
 * Finds the user and groups of a host. Prefixes, MACs, VLANs and interfaces are keys of
 * one hash table: a host costs one probe for each prefix length in use, however many
 * users there are.
 */
struct policy_subjects;

#define POLICY_SUBJECT_CHAINS 5 /* address, MAC, two kinds of VLAN, interface */

struct policy_subject_record {
	struct address value; /* of the key */
	uint32_t first;	      /* of its groups */
	uint32_t parent;      /* index + 1 of the record around it; 0: none */
	uint16_t kind;	      /* of the key */
	uint16_t count;	      /* groups of its own */
	uint16_t user;	      /* also that of records around it */
	uint16_t zero;
};
_Static_assert(sizeof(struct policy_subject_record) == 32,
	       "two to a cache line");

/* The records of a host: chains from inner to outer. */
struct policy_subject_match {
	const struct policy_subject_record *chains[POLICY_SUBJECT_CHAINS];
	unsigned count;
	uint16_t user;
};

/**
 * policy_subject_create - build the table; @spec is not needed afterwards
 *
 * Return: for policy_subject_destroy(); NULL with errno ENOMEM.
 */
struct policy_subjects *policy_subject_create(const struct policy_spec *spec);
void policy_subject_destroy(struct policy_subjects *subjects);

/**
 * policy_subject_find - find the records and the user of a host
 * @found: out; records are the table's
 */
void policy_subject_find(const struct policy_subjects *subjects,
			 const struct policy_host *host,
			 struct policy_subject_match *found);

/**
 * policy_subject_groups - return the `count` numbers of a record's own groups
 */
const uint16_t *
policy_subject_groups(const struct policy_subjects *subjects,
		      const struct policy_subject_record *record);

/**
 * policy_subject_outer - return the record around this one; NULL: there is none
 */
const struct policy_subject_record *
policy_subject_outer(const struct policy_subjects *subjects,
		     const struct policy_subject_record *record);

/**
 * policy_subject_record_at - return a record by its index; NULL past the last one
 */
const struct policy_subject_record *
policy_subject_record_at(const struct policy_subjects *subjects, size_t index);

/**
 * policy_subject_outer_vlan - find the record of the outer VLAN of a VLAN in a VLAN
 *
 * Return: its record, which has any inner VLAN; NULL when there is none, or @record is no
 * VLAN in a VLAN.
 */
const struct policy_subject_record *
policy_subject_outer_vlan(const struct policy_subjects *subjects,
			  const struct policy_subject_record *record);

/**
 * policy_subject_asks_place - return whether any MAC or interface is a key
 */
bool policy_subject_asks_place(const struct policy_subjects *subjects);

#endif
