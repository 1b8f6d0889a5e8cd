/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_COMPILED_H
#define POLICY_COMPILED_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/policy.h"
#include "policy/subject.h"

/* A policy from inside; for the files of this room only. */

/* A mask of numbers has bits for those below this. */
#define POLICY_MASK_NUMBERS 64

/*
 * The conditions of a rule as most rules have them, and what it says, in one line of
 * the cache; what does not fit is `more`.
 */
struct policy_rule_hot {
	uint64_t applications; /* mask; 0: any */
	uint64_t activities;   /* mask; 0: any */
	struct prefix peer;    /* of any bits: 0 fits all */
	uint8_t least;	       /* confidence */
	uint8_t direction;     /* enum policy_direction */
	uint8_t more;	       /* 1: the rule's lists have to be walked, too */
	uint16_t port_first, port_last; /* 0 to 65535: any */
	uint16_t table;			/* the only one; 0: none */
	uint8_t groups;			/* that it is for; 2: or more */
	bool graded;			/* `action` is not all of it */
	uint8_t action;			/* enum action, of its first level */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct policy_rule_hot) == 64, "one line of the cache");

/* Rules of one who for one application: refs[first] and on, ascending. */
struct policy_bucket {
	uint32_t first;
	uint16_t count;
	uint16_t application; /* 0: any, or several */
};

#define POLICY_PERSON_GROUPS 2 /* that most have at most */

/* Groups of a user, and whether any rule is for him. */
struct policy_person {
	union {
		uint16_t few[POLICY_PERSON_GROUPS]; /* when they fit */
		uint32_t first;			    /* else: of people_groups */
	};
	uint16_t count;
	uint16_t has_rules;
};
_Static_assert(sizeof(struct policy_person) == 8, "eight to a line");

/* Buckets of one who, by application. */
struct policy_slice {
	uint32_t first;
	uint32_t count;
};

struct policy_block;

struct policy {
	struct policy_block *blocks; /* memory of what the lists below hold */
	struct policy_user *users;
	struct policy_group *groups;
	struct policy_table *tables;
	struct policy_rule *rules;
	size_t user_count, group_count, table_count, rule_count;
	uint16_t *user_names, *group_names; /* numbers, sorted by name */
	struct policy_subjects *who;
	struct policy_rule_hot *glances; /* of rules */
	struct policy_person *people;	 /* users, by what is asked of them */
	uint16_t *people_groups;	 /* of those with more than a few */
	struct policy_slice *slices;	 /* by who: everyone, users, groups */
	struct policy_bucket *buckets;
	uint16_t *refs; /* numbers of rules */
	unsigned least_confidence;
	uint64_t asked_quotas;
};

/**
 * policy_index_build - fill glances, slices, buckets, refs and people
 * @policy: its lists are there, and what is filled is empty
 *
 * Return: 0; -ENOMEM: policy_index_free() it all the same.
 */
int policy_index_build(struct policy *policy);
void policy_index_free(struct policy *policy);

/**
 * policy_numbers_have - is the number in the list? Not in an empty one
 */
bool policy_numbers_have(const struct policy_numbers *numbers, uint16_t number);

#endif
