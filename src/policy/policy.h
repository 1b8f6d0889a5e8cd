/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet/address.h"
#include "packet/mac.h"
#include "packet/verdict.h"
#include "policy/calendar.h"

/*
 * Users, groups and rules: maps (host, application, activity, peer, time, confidence)
 * to an action. The first rule that matches decides; if none does, the flow is
 * accepted. Immutable once built; any thread may call. Pure.
 */
struct policy;

#define POLICY_RULES_MOST 65535
#define POLICY_USERS_MOST 65535
#define POLICY_GROUPS_MOST 65535
#define POLICY_QUOTAS_MOST 64
#define POLICY_LEVELS_MOST 8
#define POLICY_INTERFACE 16  /* bytes of a name, terminator included */
#define POLICY_FEED_GROUPS 8 /* groups that a feed may give a host */

/* Numbers of users, groups, ..., from 1. */
struct policy_numbers {
	const uint16_t *items;
	size_t count;
};

struct policy_vlan {
	uint16_t outer, inner; /* inner 0: any */
};

/* The hosts of a user or a group. */
struct policy_members {
	const struct prefix *prefixes;
	const struct mac *macs;
	const struct policy_vlan *vlans;
	const char *const *interfaces;
	size_t prefix_count, mac_count, vlan_count, interface_count;
};

/* Members of two users must not overlap: see policy_create(). */
struct policy_user {
	const char *name;
	struct policy_members members;
	struct policy_numbers groups;
};

struct policy_group {
	const char *name;
	struct policy_members members;
};

/* The action of a rule at and above a confidence. */
struct policy_action {
	uint8_t confidence; /* 0..100: at least this */
	uint8_t action;	    /* enum action */
	uint8_t dscp;	    /* to write, + 1; 0: none */
	uint8_t zero;
	uint16_t class;	   /* number in the classes; 0: none */
	uint16_t loss;	   /* of DEGRADE: per 10000 packets */
	uint64_t rate_bps; /* bits per second of SHAPE or DEGRADE; 0: none */
	uint32_t seed;	   /* of DEGRADE: of its losses */
};

/* The direction in which a flow was opened, seen from its local end. */
enum policy_direction {
	POLICY_EITHER, /* in a rule; in a question: not known */
	POLICY_OUTGOING,
	POLICY_INCOMING,
};

struct policy_ports {
	uint16_t first, last;
};

/* Matches when all its conditions do. An empty list matches anything. */
struct policy_rule {
	const char *name;
	struct policy_numbers users, groups; /* the host is in one of them */
	struct policy_numbers applications, activities;
	struct policy_numbers tables; /* one of them is active */
	const struct prefix *peers;
	const struct policy_ports *ports; /* of the peer */
	size_t peer_count, port_count;
	uint8_t direction; /* enum policy_direction */
	bool exceeded;	   /* the quota must be exceeded; false: must not */
	uint16_t quota;	   /* number; 0: none */
	/* the last one whose confidence is reached acts; ascending */
	const struct policy_action *levels;
	size_t level_count;
};

/* The parts of a policy; the policy copies all but the zones. */
struct policy_spec {
	const struct policy_user *users;
	const struct policy_group *groups;
	const struct policy_table *tables;
	const struct policy_rule *rules;
	size_t user_count, group_count, table_count, rule_count;
};

/* A host, as far as it is known; unknown fields are 0. */
struct policy_host {
	struct address address;
	uint16_t vlan, inner_vlan;
	bool has_mac;
	struct mac mac;
	char interface[POLICY_INTERFACE]; /* that it is attached to; padded with 0 */
	/* from the identity feed */
	uint16_t user;
	uint16_t group_count;
	uint16_t groups[POLICY_FEED_GROUPS];
};

/* A flow to decide. One without an application is always accepted. */
struct policy_question {
	struct policy_host host; /* the local end */
	struct address peer;	 /* the other one */
	uint16_t peer_port;
	uint8_t direction;    /* enum policy_direction */
	uint8_t confidence;   /* 0..100 */
	uint16_t application; /* 0: none found */
	uint16_t activity;    /* 0: none known */
	uint64_t exceeded;    /* bit n - 1: quota n of the host is exceeded */
	const struct policy_active_schedules
		*schedules; /* time tables; NULL: none is active */
};

struct policy_answer {
	uint16_t rule;	/* number from 1; 0: none matches, the default */
	uint16_t user;	/* of the host; 0: unknown */
	uint16_t group; /* the rule's, else the first one of the host */
	uint8_t level;	/* index in the rule */
	uint8_t action; /* enum action */
};

/**
 * policy_create - build a policy; everything but zones is copied
 *
 * A host has one user: that of the feed, else the one that has its MAC, address,
 * interface or VLAN, in this order. Members of two users must not overlap: which of
 * them a host is would be undefined.
 *
 * Return: the policy; NULL with errno ENOMEM, or EINVAL for a number of something
 * that does not exist, or for too many of anything.
 */
struct policy *policy_create(const struct policy_spec *spec);
void policy_destroy(struct policy *policy);

/**
 * policy_decide - find the first rule that matches, and the user and group of the host
 * @question: all fields count; with application 0 no rule is looked for
 *
 * Return: the answer; rule 0 and ACTION_ACCEPT when no rule matches.
 */
struct policy_answer policy_decide(const struct policy *policy,
				   const struct policy_question *question);

/**
 * policy_identify - find the user and the first group of a host
 *
 * Return: the answer; rule and action are the default.
 */
struct policy_answer policy_identify(const struct policy *policy,
				     const struct policy_host *host);

/**
 * policy_is_one_of - return whether a host has one of these users or groups
 * @answer: out: as of policy_identify(), but with the first of @groups
 *
 * True for every host when both lists are empty.
 */
bool policy_is_one_of(const struct policy *policy,
		      const struct policy_numbers *users,
		      const struct policy_numbers *groups,
		      const struct policy_host *host,
		      struct policy_answer *answer);

/**
 * policy_asked_quotas - return the quotas that rules use
 *
 * Return: bit n - 1: quota n.
 */
uint64_t policy_asked_quotas(const struct policy *policy);

/**
 * policy_active_schedules_at - find the time tables that are active at a time
 * @schedules: out; with the time until which this holds
 */
void policy_active_schedules_at(const struct policy *policy, usec_t now,
				struct policy_active_schedules *schedules);

/**
 * policy_action_of - get the action of a rule in one of its levels
 *
 * Return: the action; that of the default for rule 0 and unknown ones; never NULL.
 */
const struct policy_action *policy_action_of(const struct policy *policy,
					     uint16_t rule, uint8_t level);

/**
 * policy_level_count - count the levels of a rule
 *
 * Return: 1 for rule 0, the default, and for unknown ones.
 */
size_t policy_level_count(const struct policy *policy, uint16_t rule);

/**
 * policy_asks_attachment - return whether any user or group is given by a MAC or an interface
 */
bool policy_asks_attachment(const struct policy *policy);

/**
 * policy_least_confidence - return the lowest confidence of all rules; 101 without rules
 */
unsigned policy_least_confidence(const struct policy *policy);

/* Why a rule does not match. */
enum policy_reason {
	POLICY_FITS,
	POLICY_OTHER_SUBJECT,
	POLICY_OTHER_APPLICATION,
	POLICY_OTHER_ACTIVITY,
	POLICY_OTHER_DIRECTION,
	POLICY_OTHER_PEER,
	POLICY_OTHER_PORT,
	POLICY_NOT_SCHEDULED,
	POLICY_OTHER_QUOTA,
	POLICY_LOW_CONFIDENCE,
};

/**
 * policy_explain - find the reason why a rule does not match, for --explain
 * @rule: number from 1 to policy_rule_count()
 *
 * Return: the first condition that does not match; users and groups come first. Other
 * rules are not looked at: an earlier one may decide.
 */
enum policy_reason policy_explain(const struct policy *policy, uint16_t rule,
				  const struct policy_question *question);

/**
 * policy_rule_name - return the name of a rule by its number
 *
 * Return: the name, valid as long as the policy; NULL for 0 and unknown ones.
 */
const char *policy_rule_name(const struct policy *policy, uint16_t rule);

/**
 * policy_group_name - return the name of a group, as policy_rule_name()
 */
const char *policy_group_name(const struct policy *policy, uint16_t group);

/**
 * policy_user_name - return the name of a user, as policy_rule_name()
 */
const char *policy_user_name(const struct policy *policy, uint16_t user);

/**
 * policy_user_number - return the number of a user by name; 0: there is none
 */
uint16_t policy_user_number(const struct policy *policy, const char *name);

/**
 * policy_group_number - return the number of a group by name; 0: there is none
 */
uint16_t policy_group_number(const struct policy *policy, const char *name);

/**
 * policy_rule_count - return the number of rules, the default not counted
 */
size_t policy_rule_count(const struct policy *policy);

#endif
