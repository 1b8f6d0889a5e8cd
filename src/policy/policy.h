/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "packet/address.h"
#include "packet/verdict.h"

/*
 * Groups and rules: (host, application, activity, confidence) to an action. The
 * first rule that fits decides; without one the flow is accepted. Immutable
 * once built; any thread may ask. Pure.
 */
struct policy;

#define POLICY_ANY 0 /* of an application, activity or group: every one */
#define POLICY_RULES_MOST 65535

struct policy_group {
	const char *name;
	const struct prefix *prefixes;
	size_t prefix_count;
};

struct policy_rule {
	const char *name;
	uint16_t group;	      /* index + 1 of the group, or POLICY_ANY */
	uint16_t application; /* number in the signature set, or POLICY_ANY */
	uint16_t activity;    /* number in the signature set, or POLICY_ANY */
	uint8_t confidence;   /* 0..100; fits when at least this */
	uint8_t action;	      /* enum action */
	uint16_t class;	      /* number in the tree of classes; 0: none */
	uint64_t rate_bps;    /* bits per second when SHAPE; else 0 */
};

/* What is asked. A flow without an application is always accepted. */
struct policy_question {
	struct address host;  /* the local end */
	uint16_t application; /* 0: none found */
	uint16_t activity;    /* 0: none known */
	unsigned confidence;  /* 0..100 */
};

struct policy_answer {
	uint16_t rule;	   /* number from 1; 0: no rule fits, the default */
	uint16_t group;	   /* the rule's, else the first that holds the host */
	uint8_t action;	   /* enum action */
	uint64_t rate_bps; /* when SHAPE */
};

/**
 * policy_create - build a policy; everything is copied
 *
 * Return: the policy; NULL with errno ENOMEM, or EINVAL for a group that a rule
 * names and that does not exist, or for more than POLICY_RULES_MOST rules.
 */
struct policy *policy_create(const struct policy_group *groups,
			     size_t group_count,
			     const struct policy_rule *rules,
			     size_t rule_count);
void policy_destroy(struct policy *policy);

struct policy_answer policy_decide(const struct policy *policy,
				   const struct policy_question *question);

/* Rule numbers from 1; the name, or NULL for 0 and unknown ones. */
const char *policy_rule_name(const struct policy *policy, uint16_t rule);
const char *policy_group_name(const struct policy *policy, uint16_t group);
/* Bits per second of a shaping rule; 0 of others. */
uint64_t policy_rule_rate(const struct policy *policy, uint16_t rule);
/* Its number in the tree of classes; 0: none. */
uint16_t policy_rule_class(const struct policy *policy, uint16_t rule);
size_t policy_rule_count(const struct policy *policy);

#endif
