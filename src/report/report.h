/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "report/event.h"

struct report_sink;

/*
 * A list of sinks: each event goes to all of them that are for its kind. It knows
 * no format and never asks back. One thread.
 */
struct report;

/**
 * report_create - create a report without sinks, which takes events and drops them
 *
 * Return: for report_close(); NULL with errno ENOMEM.
 */
struct report *report_create(void);

/**
 * report_add - append a sink
 * @sink: not for events that came before; owned until report_remove()
 */
void report_add(struct report *report, struct report_sink *sink);

/**
 * report_remove - take a sink of the report out; it is the caller's again
 */
void report_remove(struct report *report, struct report_sink *sink);

/**
 * report_event - pass an event to the sinks that are for its kind
 */
void report_event(struct report *report, const struct report_event *event);

/**
 * report_close - close all sinks and free the report
 *
 * Return: 0, or the first -errno of a sink that could not write all.
 */
int report_close(struct report *report);

#endif
