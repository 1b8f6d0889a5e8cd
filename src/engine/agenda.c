/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A binary heap by time, then by key, so that the order of what is due at once
 * does not follow the order in which it was entered.
 *
 * Lock: all of it, by `lock`; `first_us` is read without it, to ask for little.
 */
#include "engine/agenda.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct engine_agenda {
	pthread_mutex_t lock;
	_Atomic uint64_t first_us; /* due time of the first; UINT64_MAX: none */
	unsigned long long refused;
	size_t count, room;
	struct engine_agenda_entry entries[];
};

struct engine_agenda *engine_agenda_create(size_t entries)
{
	struct engine_agenda *agenda = calloc(
		1, sizeof(*agenda) + entries * sizeof(agenda->entries[0]));

	if (!agenda)
		return NULL;
	pthread_mutex_init(&agenda->lock, NULL);
	agenda->room = entries;
	atomic_init(&agenda->first_us, UINT64_MAX);
	return agenda;
}

void engine_agenda_destroy(struct engine_agenda *agenda)
{
	if (!agenda)
		return;
	pthread_mutex_destroy(&agenda->lock);
	free(agenda);
}

/* ---- the caller holds the lock ---- */

static bool is_before(const struct engine_agenda_entry *a,
		      const struct engine_agenda_entry *b)
{
	int order;

	if (a->due_us != b->due_us)
		return a->due_us < b->due_us;
	if (a->of_host != b->of_host)
		return b->of_host;
	order = a->of_host ? packet_address_compare(&a->host, &b->host)
			   : packet_key_compare(&a->flow, &b->flow);
	return order < 0;
}

static void swap(struct engine_agenda *agenda, size_t i, size_t j)
{
	struct engine_agenda_entry entry = agenda->entries[i];

	agenda->entries[i] = agenda->entries[j];
	agenda->entries[j] = entry;
}

static void move_up(struct engine_agenda *agenda, size_t i)
{
	while (i > 0 &&
	       is_before(&agenda->entries[i], &agenda->entries[(i - 1) / 2])) {
		swap(agenda, i, (i - 1) / 2);
		i = (i - 1) / 2;
	}
}

static void move_down(struct engine_agenda *agenda, size_t i)
{
	for (;;) {
		size_t first = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < agenda->count &&
			    is_before(&agenda->entries[child],
				      &agenda->entries[first]))
				first = child;
		if (first == i)
			return;
		swap(agenda, i, first);
		i = first;
	}
}

static void note_first(struct engine_agenda *agenda)
{
	atomic_store_explicit(&agenda->first_us,
			      agenda->count ? agenda->entries[0].due_us
					    : UINT64_MAX,
			      memory_order_relaxed);
}

/* ---- all ---- */

void engine_agenda_clear(struct engine_agenda *agenda)
{
	pthread_mutex_lock(&agenda->lock);
	agenda->count = 0;
	agenda->refused = 0;
	note_first(agenda);
	pthread_mutex_unlock(&agenda->lock);
}

bool engine_agenda_add(struct engine_agenda *agenda,
		       const struct engine_agenda_entry *entry)
{
	bool added;

	pthread_mutex_lock(&agenda->lock);
	added = agenda->count < agenda->room;
	if (added) {
		agenda->entries[agenda->count] = *entry;
		move_up(agenda, agenda->count++);
		note_first(agenda);
	} else {
		agenda->refused++;
	}
	pthread_mutex_unlock(&agenda->lock);
	return added;
}

bool engine_agenda_pop(struct engine_agenda *agenda, usec_t now,
		       struct engine_agenda_entry *entry)
{
	bool is_due;

	if (atomic_load_explicit(&agenda->first_us, memory_order_relaxed) > now)
		return false;
	pthread_mutex_lock(&agenda->lock);
	is_due = agenda->count && agenda->entries[0].due_us <= now;
	if (is_due) {
		*entry = agenda->entries[0];
		agenda->entries[0] = agenda->entries[--agenda->count];
		move_down(agenda, 0);
		note_first(agenda);
	}
	pthread_mutex_unlock(&agenda->lock);
	return is_due;
}

unsigned long long engine_agenda_refused(struct engine_agenda *agenda)
{
	unsigned long long refused;

	pthread_mutex_lock(&agenda->lock);
	refused = agenda->refused;
	pthread_mutex_unlock(&agenda->lock);
	return refused;
}
