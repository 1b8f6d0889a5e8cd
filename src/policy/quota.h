/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_QUOTA_H
#define POLICY_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/period.h"
#include "policy/policy.h"

/*
 * Quotas: how much a user, group or host may use in a period, and what counts. The
 * counts are kept in host/quota. Immutable once built; any thread may call. Pure.
 */
struct policy_quotas;

#define POLICY_QUOTA_MOST INT64_MAX /* bytes or microseconds */

enum policy_quota_unit {
	POLICY_QUOTA_BYTES, /* on the wire */
	POLICY_QUOTA_CALLS, /* microseconds in which calls run */
};

/* The subject that has a count of its own. */
enum policy_quota_per {
	POLICY_QUOTA_USER,  /* the address, for a host without a user */
	POLICY_QUOTA_GROUP, /* the first of the quota's groups, else of all */
	POLICY_QUOTA_HOST,  /* an address */
};

/* Counts what matches all conditions; an empty list matches anything. */
struct policy_quota {
	const char *name;
	uint64_t most; /* in the unit; exceeded when it is reached */
	uint8_t unit, per;
	uint8_t direction;		     /* enum policy_direction */
	struct policy_numbers users, groups; /* the host is in one of them */
	struct policy_numbers applications, activities;
	struct policy_period period;
	/*
	 * Set by policy_quotas_create(): the quota's key in the table of counts. A
	 * quota keeps it in the next set if name, unit and per are the same; else it
	 * gets one that no quota had before.
	 */
	uint32_t slot;
};

/**
 * policy_quotas_create - build a set of quotas; everything but zones is copied
 * @previous: see slot; NULL: none
 *
 * Return: the set; NULL with errno ENOMEM, or EINVAL for more than
 * POLICY_QUOTAS_MOST.
 */
struct policy_quotas *
policy_quotas_create(const struct policy_quota *quotas, size_t count,
		     const struct policy_quotas *previous);
void policy_quotas_destroy(struct policy_quotas *quotas);

/**
 * policy_quotas_count - return the number of quotas; 0 for NULL
 */
size_t policy_quotas_count(const struct policy_quotas *quotas);

/**
 * policy_quotas_get - return a quota by its number, from 1
 *
 * Return: part of the set; NULL for 0 and unknown ones.
 */
const struct policy_quota *policy_quotas_get(const struct policy_quotas *quotas,
					     uint16_t number);

/**
 * policy_quotas_find - return the number of a quota by name; 0: there is none
 */
uint16_t policy_quotas_find(const struct policy_quotas *quotas,
			    const char *name);

/**
 * policy_quotas_of_slot - return the number of a quota by slot; 0: there is none
 */
uint16_t policy_quotas_of_slot(const struct policy_quotas *quotas,
			       uint32_t slot);

/**
 * policy_quotas_naming - return the quotas of a unit that count an application
 * @application: number from 1
 *
 * Return: bit n - 1: quota n; 0 for application 0.
 */
uint64_t policy_quotas_naming(const struct policy_quotas *quotas,
			      enum policy_quota_unit unit,
			      uint16_t application);

/**
 * policy_quota_counts - return whether a quota counts this activity and direction
 * @direction: enum policy_direction of the flow
 */
bool policy_quota_counts(const struct policy_quota *quota, uint16_t activity,
			 uint8_t direction);

/* The subject to which use is charged. */
struct policy_quota_whose {
	uint8_t per;	 /* USER or GROUP with a number, or HOST */
	uint16_t number; /* of the user or group */
};

/**
 * policy_quota_whose - find the subject to which use of a host is charged
 * @whose: out, set only when true is returned
 *
 * Return: false when the quota is not for this host.
 */
bool policy_quota_whose(const struct policy *policy,
			const struct policy_quota *quota,
			const struct policy_host *host,
			struct policy_quota_whose *whose);

/**
 * policy_quota_needs_groups - return whether the groups of a host matter to a quota
 */
bool policy_quota_needs_groups(const struct policy_quota *quota);

/**
 * policy_quota_whose_user - policy_quota_whose() of a quota that needs no groups
 * @user: that the host is; 0: none
 */
bool policy_quota_whose_user(const struct policy_quota *quota, uint16_t user,
			     struct policy_quota_whose *whose);

/**
 * policy_quotas_span - find the time around @now in which no period starts or ends
 */
struct policy_span policy_quotas_span(const struct policy_quotas *quotas,
				      usec_t now);

/**
 * policy_quota_unit_name - return "bytes", "call_minutes"; NULL for others
 * @unit: enum policy_quota_unit
 */
const char *policy_quota_unit_name(unsigned unit);

/**
 * policy_quota_per_name - return "user", "group", "host"; NULL for others
 * @per: enum policy_quota_per
 */
const char *policy_quota_per_name(unsigned per);

/**
 * policy_period_name - return "day", "week", "month"; NULL for others
 * @length: enum policy_period_length
 */
const char *policy_period_name(unsigned length);

#endif
