/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/usec.h"
#include "packet/address.h"

/*
 * Where the product comes out: as a text that a person reads, as EVE JSON
 * lines, or as CSV. Gets names and figures as values and never asks back. One
 * thread. All strings are borrowed for the call.
 */
struct report;
struct report_totals;

enum report_format {
	REPORT_TEXT,
	REPORT_JSON,
	REPORT_CSV,
};

/* What is said of a flow or a host: the "skywarden" object of every event. */
struct report_finding {
	const char *application;	/* NULL: none was found */
	const char *family;		/* NULL: none */
	const char *activity;		/* NULL: none */
	const char *version, *platform; /* of a host's; NULL: not told */
	const char *const *signatures;	/* "voip.chain", ... */
	const char *const *reasons; /* "generator 26 bits: ... (file:line)" */
	const char *const *sets;    /* that they are of: "payload", ... */
	size_t signature_count, reason_count, set_count;
	const char *user;    /* NULL: not known */
	const char *group;   /* NULL: none */
	const char *policy;  /* the rule's name; NULL: the default */
	const char *action;  /* packet_action_name() */
	const char *class;   /* of traffic, that the action names; NULL: none */
	unsigned confidence; /* 0..100 */
	uint32_t revision;   /* of the ruleset that decided */
};

/* The end of one flow. Index 0 is to the server (orig), 1 to the client. */
struct report_flow {
	struct address source, dest; /* of the first packet seen */
	uint16_t source_port, dest_port;
	uint16_t vlan, inner_vlan;     /* 0 when untagged */
	uint8_t transport;	       /* IPPROTO_TCP or IPPROTO_UDP */
	usec_t start_us, end_us;       /* first and last packet */
	uint64_t packets[2], bytes[2]; /* bytes on the wire, link header too */
	uint64_t dropped_packets, dropped_bytes; /* of these, by policy */
	uint64_t late_packets; /* of these, delayed by a shaping rate */
	uint64_t id;	       /* flow_id: 53 bits */
	const char *state;     /* "new", "established", "closed" */
	const char *reason;    /* "timeout", "forced", "shutdown" */
	bool alerted;	       /* an alert was given for it */
	struct report_finding finding;
};

/* A flow or a host was decided for the first time. */
struct report_alert {
	usec_t time_us;		     /* of the packet that decided */
	uint64_t number;	     /* of that packet, from 1 */
	const char *interface;	     /* NULL: not known */
	bool of_host;		     /* else of the flow */
	struct address host;	     /* when of_host */
	struct address source, dest; /* of the flow, as in report_flow */
	uint16_t source_port, dest_port;
	uint16_t vlan, inner_vlan;
	uint8_t transport;
	uint64_t flow_id;
	struct report_finding finding;
};

/* A host that runs an application, as known at the end of the capture. */
struct report_host {
	struct address address;
	usec_t first_us;     /* first evidence */
	usec_t since_us;     /* decided */
	usec_t last_us;	     /* last evidence */
	uint64_t decided_at; /* number of its packets with evidence, from 1 */
	unsigned peers;	     /* distinct, of flows with evidence; estimate */
	struct report_finding finding; /* action: of a flow in its activity */
};

/* An activity of a host began or ended; the finding's confidence is its own. */
struct report_activity {
	usec_t time_us; /* when it was noticed */
	struct address host;
	bool ended;		 /* else it began */
	usec_t start_us, end_us; /* first and, up to now, last proof */
	uint64_t bytes;		 /* of payload up to then; 0: not measured */
	struct report_finding finding;
};

/* A call has ended. Index 0 is to the server (orig), 1 to the client. */
struct report_call {
	usec_t time_us;		     /* when that was noticed */
	struct address source, dest; /* of the flow, as in report_flow */
	uint16_t source_port, dest_port;
	uint16_t vlan, inner_vlan;
	uint8_t transport;
	uint64_t flow_id;
	usec_t start_us, end_us;
	uint64_t bytes[2];	       /* of payload */
	struct report_finding finding; /* its activity is the kind */
};

struct report_counter {
	const char *group; /* "decode", "flow", "host", ... */
	const char *name;  /* "tcp_malformed" */
	uint64_t value;
};

/* The end of one capture. */
/* One direction of a traffic class. */
struct report_way {
	uint64_t bytes, packets; /* that passed */
	uint64_t dropped;
	uint64_t
		late; /* passed, but would have had to wait: not by the kernel */
	uint64_t backlog_bytes, backlog_packets; /* wait in the kernel now */
};

/* What became of a traffic class. */
struct report_class {
	const char *name; /* NULL: all that is in no class */
	uint32_t members; /* users or the like that have one of their own */
	struct report_way down, up;
};

#define REPORT_QUOTA_USES 20
#define REPORT_QUOTA_WHO 65

/* Who used how much of a quota in the period that goes on. */
struct report_quota_use {
	char who[REPORT_QUOTA_WHO]; /* name or address */
	bool exceeded;		    /* it is used up */
	uint64_t used;
	usec_t from_us, until_us; /* the period */
};

/* A quota, with those who used most of it. */
struct report_quota {
	const char *name, *per, *period; /* "user", "day" */
	bool of_calls; /* then limit and used are microseconds, else bytes */
	uint64_t limit;
	uint64_t counted, exceeded; /* how many used anything, or all of it */
	struct report_quota_use uses[REPORT_QUOTA_USES]; /* most first */
	size_t use_count;
};

struct report_stats {
	usec_t first_us, last_us; /* packet time; 0 without packets */
	uint64_t packets, bytes;  /* frames read; bytes on the wire */
	const struct report_counter *counters;
	size_t counter_count;
	const struct report_counter *matches; /* of signatures; not 0 */
	size_t match_count;
	/* by rule and action: what was done, packet by packet; or NULL */
	const struct report_totals *rules;
	const struct report_class
		*classes; /* if there are any, with the rest */
	size_t class_count;
	const struct report_quota *quotas; /* if there are any */
	size_t quota_count;
	const char *error; /* NULL; or why reading stopped early */
};

/**
 * report_open - start a report
 * @stream: borrowed; not closed
 *
 * Return: the report; NULL with errno ENOMEM.
 */
struct report *report_open(enum report_format format, FILE *stream);

/**
 * report_capture_begin - what follows belongs to this capture
 * @filename: as pcap_filename says it; NULL: not known
 */
void report_capture_begin(struct report *report, const char *filename);

/**
 * report_flow - a flow has ended
 */
void report_flow(struct report *report, const struct report_flow *flow);

/**
 * report_alert - a flow or a host was decided for the first time
 */
void report_alert(struct report *report, const struct report_alert *alert);

/**
 * report_drop - the first packet of a flow that the policy drops: event "drop"
 */
void report_drop(struct report *report, const struct report_alert *drop);

/**
 * report_client_info - version or platform of a host that was decided before
 *
 * Event "version".
 */
void report_client_info(struct report *report, const struct report_alert *told);

/**
 * report_activity - an activity of a host began or ended
 */
void report_activity(struct report *report,
		     const struct report_activity *activity);

/**
 * report_call - a call has ended
 */
void report_call(struct report *report, const struct report_call *call);

/**
 * report_host - a host that runs an application
 *
 * Comes after the last flow and before report_capture_end().
 */
void report_host(struct report *report, const struct report_host *host);

/**
 * report_capture_end - the end of a capture, with its sums
 *
 * Text prints its tables here, JSON the "stats" event.
 */
void report_capture_end(struct report *report,
			const struct report_stats *stats);

/**
 * report_close - write what is left and free the report
 *
 * Return: 0, or -errno when anything could not be written or allocated.
 */
int report_close(struct report *report);

#endif
