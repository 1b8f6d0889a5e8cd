/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of events, in a configuration and as event_type. Pure.
 */
#include "report/event.h"

const char *report_event_name(unsigned kind)
{
	static const char *const names[REPORT_EVENT_NAMED] = {
		[REPORT_EVENT_FLOW] = "flow",
		[REPORT_EVENT_ALERT] = "alert",
		[REPORT_EVENT_DROP] = "drop",
		[REPORT_EVENT_CLIENT_INFO] = "client-info",
		[REPORT_EVENT_ACTIVITY] = "activity",
		[REPORT_EVENT_CALL] = "call",
		[REPORT_EVENT_STATS] = "stats",
	};

	return kind < REPORT_EVENT_NAMED ? names[kind] : NULL;
}
