/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IDENTITY_EXPIRY_H
#define IDENTITY_EXPIRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"

/*
 * When identities expire: a sorted list of times. One thread replaces it; any number
 * of workers ask whether their clock passed one of the times.
 */
struct identity_expiry;

/**
 * identity_expiry_create - create an empty list
 *
 * Return: for identity_expiry_destroy(); NULL with errno ENOMEM.
 */
struct identity_expiry *identity_expiry_create(void);
void identity_expiry_destroy(struct identity_expiry *expiry);

/**
 * identity_expiry_replace - use other times from now on
 * @times: from malloc(), in any order; owned from here on
 */
void identity_expiry_replace(struct identity_expiry *expiry, usec_t *times,
			     size_t count);

/*
 * A worker's own: a span between two neighbouring times, in which no identity
 * expires. Workers' clocks differ a little, and each decides by its own; so each
 * worker notices every time by itself.
 */
struct identity_expiry_span {
	usec_t from, until; /* all 0: none yet */
	uint32_t version;   /* of the list */
};

/**
 * identity_expiry_is_around - return whether @now is in the span and the list is the same
 *
 * Lock-free. False for a zeroed span.
 */
bool identity_expiry_is_around(const struct identity_expiry *expiry,
			       const struct identity_expiry_span *span,
			       usec_t now);

/**
 * identity_expiry_move - set the span to the one around @now
 *
 * Return: whether it begins at another time than before: an identity expired, or the
 * clock went back, and flows of this worker are to be decided anew.
 */
bool identity_expiry_move(struct identity_expiry *expiry, usec_t now,
			  struct identity_expiry_span *span);

#endif
