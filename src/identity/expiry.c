/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list has a lock, which a worker takes only when its clock has left its span;
 * in between it compares the list's version.
 */
#include "identity/expiry.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct identity_expiry {
	pthread_mutex_t lock;
	usec_t *times; /* ascending */
	size_t count;
	_Atomic uint32_t version; /* of the list */
};

struct identity_expiry *identity_expiry_create(void)
{
	struct identity_expiry *expiry = calloc(1, sizeof(*expiry));

	if (!expiry)
		return NULL;
	pthread_mutex_init(&expiry->lock, NULL);
	atomic_init(&expiry->version, 1);
	return expiry;
}

void identity_expiry_destroy(struct identity_expiry *expiry)
{
	if (!expiry)
		return;
	pthread_mutex_destroy(&expiry->lock);
	free(expiry->times);
	free(expiry);
}

bool identity_expiry_is_around(const struct identity_expiry *expiry,
			       const struct identity_expiry_span *span,
			       usec_t now)
{
	return now >= span->from && now < span->until &&
	       span->version == atomic_load_explicit(&expiry->version,
						     memory_order_relaxed);
}

/* return how many times have passed; the caller holds the lock */
static size_t count_passed(const struct identity_expiry *expiry, usec_t now)
{
	size_t low = 0, high = expiry->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (expiry->times[middle] <= now)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool identity_expiry_move(struct identity_expiry *expiry, usec_t now,
			  struct identity_expiry_span *span)
{
	usec_t before = span->from;
	size_t passed;

	pthread_mutex_lock(&expiry->lock);
	passed = count_passed(expiry, now);
	span->from = passed ? expiry->times[passed - 1] : 0;
	span->until = passed < expiry->count ? expiry->times[passed]
					     : UINT64_MAX;
	span->version = atomic_load(&expiry->version);
	pthread_mutex_unlock(&expiry->lock);
	return span->from != before;
}

static int compare_times(const void *a, const void *b)
{
	const usec_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

void identity_expiry_replace(struct identity_expiry *expiry, usec_t *times,
			     size_t count)
{
	usec_t *old;

	if (count)
		qsort(times, count, sizeof(*times), compare_times);
	pthread_mutex_lock(&expiry->lock);
	old = expiry->times;
	expiry->times = times;
	expiry->count = count;
	atomic_fetch_add(&expiry->version, 1);
	pthread_mutex_unlock(&expiry->lock);
	free(old);
}
