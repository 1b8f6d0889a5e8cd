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

/**
 * engine_agenda_create - room for @entries, which never grows
 *
 * Return: for engine_agenda_destroy(); NULL with errno ENOMEM.
 */
struct engine_agenda *engine_agenda_create(size_t entries);
void engine_agenda_destroy(struct engine_agenda *agenda);

/**
 * engine_agenda_clear - forget all entries, and how many were refused
 */
void engine_agenda_clear(struct engine_agenda *agenda);

/**
 * engine_agenda_add - look at this flow or host when it is due
 * @entry: copied
 *
 * Return: whether there was room; else it is counted as refused.
 */
bool engine_agenda_add(struct engine_agenda *agenda,
		       const struct engine_agenda_entry *entry);

/**
 * engine_agenda_pop - take off the entry that is due first
 * @entry: out, only when true is returned
 *
 * Of those due at once, flows before hosts, then by key. Lock-free when nothing
 * is due.
 *
 * Return: whether one was due by @now.
 */
bool engine_agenda_pop(struct engine_agenda *agenda, usec_t now,
		       struct engine_agenda_entry *entry);

/**
 * engine_agenda_refused - how many entries found no room
 */
unsigned long long engine_agenda_refused(struct engine_agenda *agenda);

#endif
