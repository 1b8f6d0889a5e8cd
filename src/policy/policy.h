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
 * Users, groups and rules: (host, application, activity, peer, time, confidence)
 * to an action. The first rule that fits decides; without one the flow is
 * accepted. Immutable once built; any thread may ask. Pure.
 */
struct policy;

#define POLICY_RULES_MOST 65535
#define POLICY_USERS_MOST 65535
#define POLICY_GROUPS_MOST 65535
#define POLICY_QUOTAS_MOST 64
#define POLICY_GRADES_MOST 8
#define POLICY_INTERFACE 16 /* bytes of a name, terminator included */
#define POLICY_FED 8	    /* groups of a host that a feed may bring */

/* Numbers of users, groups, ..., from 1. */
struct policy_numbers {
	const uint16_t *items;
	size_t count;
};

struct policy_vlan {
	uint16_t outer, inner; /* inner 0: whatever is inside */
};

/* What hosts a user or a group is made of. */
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

/* What to do from a confidence on. */
struct policy_action {
	uint8_t confidence; /* 0..100: at least this */
	uint8_t action;	    /* enum action */
	uint8_t dscp;	    /* to be written, + 1; 0: none */
	uint8_t zero;
	uint16_t class;	   /* number in the classes; 0: none */
	uint16_t loss;	   /* when DEGRADE: of 10000 packets */
	uint64_t rate_bps; /* bits per second when SHAPE or DEGRADE; 0: none */
	uint32_t seed;	   /* when DEGRADE: of the loss */
};

/* Who began a flow, as its local end sees it. */
enum policy_direction {
	POLICY_EITHER, /* in a rule; in a question: not known */
	POLICY_OUTGOING,
	POLICY_INCOMING,
};

struct policy_ports {
	uint16_t first, last;
};

/* Fits when all of it does. A list that is empty fits anything. */
struct policy_rule {
	const char *name;
	struct policy_numbers users, groups; /* one of either */
	struct policy_numbers applications, activities;
	struct policy_numbers tables; /* open one of them */
	const struct prefix *peers;
	const struct policy_ports *ports; /* of the peer */
	size_t peer_count, port_count;
	uint8_t direction; /* enum policy_direction */
	bool exceeded;	   /* with a quota: it is used up, else it is not */
	uint16_t quota;	   /* number; 0: none */
	/* the last whose confidence is reached; 1 to POLICY_GRADES_MOST */
	const struct policy_action *levels;
	size_t level_count;
};

/* What a policy is made of; the policy copies all but the zones. */
struct policy_spec {
	const struct policy_user *users;
	const struct policy_group *groups;
	const struct policy_table *tables;
	const struct policy_rule *rules;
	size_t user_count, group_count, table_count, rule_count;
};

/* All that is known of a host; what is not known is 0. */
struct policy_host {
	struct address address;
	uint16_t vlan, inner_vlan;
	bool has_mac;
	struct mac mac;
	char interface[POLICY_INTERFACE]; /* where it is; rest is 0 */
	/* what the identity feed says */
	uint16_t user;
	uint16_t group_count;
	uint16_t groups[POLICY_FED];
};

/* What is asked. A flow without an application is always accepted. */
struct policy_question {
	struct policy_host host; /* the local end */
	struct address peer;	 /* the other one */
	uint16_t peer_port;
	uint8_t direction;    /* enum policy_direction */
	uint8_t confidence;   /* 0..100 */
	uint16_t application; /* 0: none found */
	uint16_t activity;    /* 0: none known */
	uint64_t exceeded;    /* bit n - 1: quota n of the host is used up */
	const struct policy_active_schedules
		*open; /* time tables; NULL: all closed */
};

struct policy_answer {
	uint16_t rule;	/* number from 1; 0: no rule fits, the default */
	uint16_t user;	/* that the host is; 0: not known */
	uint16_t group; /* the rule's, else the first that holds the host */
	uint8_t level;	/* index in the rule */
	uint8_t action; /* enum action */
};

/**
 * policy_create - build a policy; everything but zones is copied
 *
 * A host is one user: the one that the feed says, else that has its MAC, address,
 * interface or VLAN, in this order. Where members of users overlap nobody can say
 * which of them is meant.
 *
 * Return: the policy; NULL with errno ENOMEM, or EINVAL for a number of something
 * that does not exist, or for too many of anything.
 */
struct policy *policy_create(const struct policy_spec *spec);
void policy_destroy(struct policy *policy);

/**
 * policy_decide - the first rule that fits, and who the host is
 * @question: every field counts; an application 0 asks only who it is
 *
 * Return: the answer; rule 0 and ACTION_ACCEPT when no rule fits.
 */
struct policy_answer policy_decide(const struct policy *policy,
				   const struct policy_question *question);

/**
 * policy_identify - the host's user and first group
 *
 * Return: the answer; rule and action are the default.
 */
struct policy_answer policy_identify(const struct policy *policy,
				     const struct policy_host *host);

/**
 * policy_is_one_of - is the host one of these users or in one of these groups?
 * @answer: out: as of policy_identify(), the group the first of @groups
 *
 * Without users and groups it is.
 */
bool policy_is_one_of(const struct policy *policy,
		      const struct policy_numbers *users,
		      const struct policy_numbers *groups,
		      const struct policy_host *host,
		      struct policy_answer *answer);

/**
 * policy_asked_quotas - which quotas any rule asks for
 *
 * Return: bit n - 1: quota n.
 */
uint64_t policy_asked_quotas(const struct policy *policy);

/**
 * policy_active_schedules_at - which time tables are open at a time
 * @open: out; says until when it is known
 */
void policy_active_schedules_at(const struct policy *policy, usec_t now,
				struct policy_active_schedules *open);

/**
 * policy_action_of - what a rule does in one of its levels
 *
 * Return: never NULL: what the default does for rule 0 and unknown ones.
 */
const struct policy_action *policy_action_of(const struct policy *policy,
					     uint16_t rule, uint8_t level);

/**
 * policy_level_count - how many levels a rule has
 *
 * Return: 1 for rule 0, the default, and for unknown ones.
 */
size_t policy_level_count(const struct policy *policy, uint16_t rule);

/**
 * policy_asks_place - is any user or group known by a MAC or an interface?
 */
bool policy_asks_place(const struct policy *policy);

/**
 * policy_least_confidence - the lowest that a rule asks for; 101 without rules
 */
unsigned policy_least_confidence(const struct policy *policy);

/* Why a rule does not fit. */
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
 * policy_explain - why a rule does not fit, for a person
 * @rule: number from 1 to policy_rule_count()
 *
 * Return: the first condition that does not fit, who it is for before all
 * others. The order of rules is not looked at: one before it may decide.
 */
enum policy_reason policy_explain(const struct policy *policy, uint16_t rule,
				  const struct policy_question *question);

/**
 * policy_rule_name - the name of a rule by its number
 *
 * Return: the name, valid as long as the policy; NULL for 0 and unknown ones.
 */
const char *policy_rule_name(const struct policy *policy, uint16_t rule);

/**
 * policy_group_name - the name of a group, as policy_rule_name()
 */
const char *policy_group_name(const struct policy *policy, uint16_t group);

/**
 * policy_user_name - the name of a user, as policy_rule_name()
 */
const char *policy_user_name(const struct policy *policy, uint16_t user);

/**
 * policy_user_number - the number of a user's name; 0: there is none
 */
uint16_t policy_user_number(const struct policy *policy, const char *name);

/**
 * policy_group_number - the number of a group's name; 0: there is none
 */
uint16_t policy_group_number(const struct policy *policy, const char *name);

/**
 * policy_rule_count - how many rules; the default is none
 */
size_t policy_rule_count(const struct policy *policy);

#endif
