/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_QUOTA_H
#define POLICY_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "policy/period.h"
#include "policy/policy.h"

/*
 * Quotas: how much a user, group or host may have of something in a period. What
 * was used stands elsewhere; this says what counts. Immutable once built; any
 * thread may ask. Pure.
 */
struct policy_quotas;

#define POLICY_QUOTA_MOST INT64_MAX /* bytes or microseconds */

enum policy_quota_unit {
	POLICY_QUOTA_BYTES, /* on the wire */
	POLICY_QUOTA_CALLS, /* microseconds in which calls run */
};

/* Who has one of his own. */
enum policy_quota_per {
	POLICY_QUOTA_USER,  /* an address that is no user's stands for itself */
	POLICY_QUOTA_GROUP, /* first of the quota's, or of all, that holds it */
	POLICY_QUOTA_HOST,  /* an address */
};

/* Counts what all of it fits; lists that are empty fit anything. */
struct policy_quota {
	const char *name;
	uint64_t most; /* of the unit; used up when it is reached */
	uint8_t unit, per;
	uint8_t direction;		     /* enum policy_direction */
	struct policy_numbers users, groups; /* one of either */
	struct policy_numbers applications, activities;
	struct policy_period period;
	/*
	 * policy_quotas_create() fills this in: what it is known by where counts
	 * stand. The same in the next set for the same name, unit and per; else one
	 * that no quota before had.
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

/* 0 of NULL. */
size_t policy_quotas_count(const struct policy_quotas *quotas);

/* By number from 1; NULL for 0 and unknown ones. */
const struct policy_quota *policy_quotas_get(const struct policy_quotas *quotas,
					     uint16_t number);

/* The number; 0: there is none. */
uint16_t policy_quotas_find(const struct policy_quotas *quotas,
			    const char *name);
uint16_t policy_quotas_of_slot(const struct policy_quotas *quotas,
			       uint32_t slot);

/* Which of a unit name an application; bit n - 1: quota n. None for 0. */
uint64_t policy_quotas_naming(const struct policy_quotas *quotas,
			      enum policy_quota_unit unit,
			      uint16_t application);

/* Does it count this activity of a flow that was begun from there? */
bool policy_quota_counts(const struct policy_quota *quota, uint16_t activity,
			 uint8_t direction);

/* Whose use it is. */
struct policy_quota_whose {
	uint8_t per;	 /* USER or GROUP with a number, or HOST */
	uint16_t number; /* of the user or group */
};

/* False: the quota is not for this host. */
bool policy_quota_whose(const struct policy *policy,
			const struct policy_quota *quota,
			const struct policy_host *host,
			struct policy_quota_whose *whose);

/* The part of time around @now in which no quota's period ends or begins. */
struct policy_span policy_quotas_span(const struct policy_quotas *quotas,
				      usec_t now);

/* "bytes", "call_minutes"; "user", "group", "host"; "day", "week", "month". */
const char *policy_quota_unit_name(unsigned unit);
const char *policy_quota_per_name(unsigned per);
const char *policy_period_name(unsigned length);

#endif
