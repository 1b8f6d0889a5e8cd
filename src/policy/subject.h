/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_SUBJECT_H
#define POLICY_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

#include "policy/policy.h"

/*
 * From what is known of a host to its user and groups. Prefixes, MACs, VLANs and
 * interfaces are all keys of one hash table: a host costs one probe for each
 * length of prefix that is in use, however many users there are.
 */
struct policy_subjects;

#define POLICY_WHO_HEADS 5 /* address, MAC, two kinds of VLAN, interface */

struct policy_subject_record {
	struct address value; /* of the key */
	uint32_t first;	      /* of its groups */
	uint32_t parent;      /* index + 1 of the record around it; 0: none */
	uint16_t kind;	      /* of the key */
	uint16_t count;	      /* groups of its own */
	uint16_t user;	      /* also of those around it */
	uint16_t zero;
};
_Static_assert(sizeof(struct policy_subject_record) == 32,
	       "two to a cache line");

/* What holds a host: chains of records. */
struct policy_subject_match {
	const struct policy_subject_record *heads[POLICY_WHO_HEADS];
	unsigned count;
	uint16_t user;
};

/**
 * policy_subject_create - build the table; @spec is not needed afterwards
 *
 * Return: for policy_subject_destroy(); NULL with errno ENOMEM.
 */
struct policy_subjects *policy_subject_create(const struct policy_spec *spec);
void policy_subject_destroy(struct policy_subjects *who);

/**
 * policy_subject_find - what holds a host, and which user it is
 * @found: out; records are the table's
 */
void policy_subject_find(const struct policy_subjects *who,
			 const struct policy_host *host,
			 struct policy_subject_match *found);

/**
 * policy_subject_groups - numbers of a record's own groups: `count` of them
 */
const uint16_t *
policy_subject_groups(const struct policy_subjects *who,
		      const struct policy_subject_record *record);

/**
 * policy_subject_around - the record around this one; NULL: none is
 */
const struct policy_subject_record *
policy_subject_around(const struct policy_subjects *who,
		      const struct policy_subject_record *record);

/**
 * policy_subject_record_at - all records, by index; NULL behind the last one
 */
const struct policy_subject_record *
policy_subject_record_at(const struct policy_subjects *who, size_t index);

/**
 * policy_subject_outer_vlan - of a VLAN in another: the record of that other one
 *
 * The outer VLAN with anything in it.
 *
 * Return: its record; NULL when there is none, or it is no VLAN in another.
 */
const struct policy_subject_record *
policy_subject_outer_vlan(const struct policy_subjects *who,
			  const struct policy_subject_record *record);

/**
 * policy_subject_asks_place - is any MAC or interface a key?
 */
bool policy_subject_asks_place(const struct policy_subjects *who);

#endif
