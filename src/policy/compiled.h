/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_COMPILED_H
#define POLICY_COMPILED_H

#include <stdbool.h>
#include <stdint.h>

#include "policy/policy.h"
#include "policy/subject.h"

/* The structs of a policy, for the files of this room only. */

/* A mask of numbers has bits for those below this. */
#define POLICY_MASK_NUMBERS 64

/*
 * The conditions that most rules have, and the action, in one cache line; a rule with
 * other ones sets `more`.
 */
struct policy_rule_hot {
	uint64_t applications;		/* mask; 0: any */
	uint64_t activities;		/* mask; 0: any */
	struct prefix peer;		/* 0 bits match all */
	uint8_t least;			/* confidence */
	uint8_t direction;		/* enum policy_direction */
	uint8_t more;			/* 1: check the rule's lists, too */
	uint16_t port_first, port_last; /* 0 to 65535: any */
	uint16_t table;			/* the only one; 0: none */
	uint8_t groups;			/* that it names; 2: two or more */
	bool has_levels; /* it has levels: `action` is that of the first */
	uint8_t action;	 /* enum action, of its first level */
} __attribute__((aligned(64)));
_Static_assert(sizeof(struct policy_rule_hot) == 64, "one line of the cache");

/* Rules of one subject for one application: refs[first] and on, ascending. */
struct policy_rule_list {
	uint32_t first;
	uint16_t count;
	uint16_t application; /* 0: any, or several */
};

#define POLICY_PERSON_GROUPS 2 /* most users have no more */

/* Groups of a user, and whether any rule names the user. */
struct policy_person {
	union {
		uint16_t few[POLICY_PERSON_GROUPS]; /* when they fit */
		uint32_t first;			    /* else: of people_groups */
	};
	uint16_t count;
	uint16_t has_rules;
};
_Static_assert(sizeof(struct policy_person) == 8, "eight to a line");

/* Buckets of one subject (everyone, a user or a group), sorted by application. */
struct policy_slice {
	uint32_t first;
	uint32_t count;
};

struct policy_block;

struct policy {
	struct policy_block *blocks; /* memory of the lists below */
	struct policy_user *users;
	struct policy_group *groups;
	struct policy_table *tables;
	struct policy_rule *rules;
	size_t user_count, group_count, table_count, rule_count;
	uint16_t *user_names, *group_names; /* numbers, sorted by name */
	struct policy_subjects *subjects;
	struct policy_rule_hot *hot;  /* of rules */
	struct policy_person *people; /* users, as far as decisions need them */
	uint16_t *people_groups;      /* of those with more than a few */
	struct policy_slice *slices;  /* by subject: everyone, users, groups */
	struct policy_rule_list *rule_lists;
	uint16_t *refs; /* numbers of rules */
	unsigned least_confidence;
	uint64_t asked_quotas;
};

/**
 * policy_index_build - fill hot, slices, rule_lists, refs and people
 * @policy: complete but for these, which are empty
 *
 * Return: 0; -ENOMEM. Call policy_index_free() in both cases.
 */
int policy_index_build(struct policy *policy);
void policy_index_free(struct policy *policy);

/**
 * policy_numbers_have - return whether the number is in the list; false if it is empty
 */
bool policy_numbers_have(const struct policy_numbers *numbers, uint16_t number);

/**
 * policy_numbers_match - the same for a condition, in which an empty list means any
 */
static inline bool policy_numbers_match(const struct policy_numbers *numbers,
					uint16_t number)
{
	return !numbers->count || policy_numbers_have(numbers, number);
}

#endif
