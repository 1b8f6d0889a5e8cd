/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ENGINE_AGENDA_H
#define ENGINE_AGENDA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/usec.h"
#include "packet/address.h"
#include "packet/key.h"

/*
 * Flows and hosts to look at when nothing comes any more: who has an episode that
 * will be over if it is not proven again. Bounded; any number of threads. Its lock
 * is taken last, and nothing else while it is held.
 */
struct engine_agenda;

struct engine_agenda_entry {
	usec_t due_us;
	bool of_host;	      /* else of a flow */
	struct flow_key flow; /* zeroed when of_host */
	struct address host;  /* zeroed else */
};

/* Return: the agenda; NULL with errno ENOMEM. */
struct engine_agenda *engine_agenda_create(size_t entries);
void engine_agenda_destroy(struct engine_agenda *agenda);
void engine_agenda_clear(struct engine_agenda *agenda);

/* Return: whether there was room; else it is counted. */
bool engine_agenda_add(struct engine_agenda *agenda,
		       const struct engine_agenda_entry *entry);

/* Takes off the entry that is due first, if it is due by @now. */
bool engine_agenda_pop(struct engine_agenda *agenda, usec_t now,
		       struct engine_agenda_entry *entry);

/* Entries that found no room. */
unsigned long long engine_agenda_refused(struct engine_agenda *agenda);

#endif
