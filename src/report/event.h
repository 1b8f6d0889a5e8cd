/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_EVENT_H
#define REPORT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/usec.h"
#include "packet/address.h"

struct report_totals;

/*
 * Events, with names and figures as values. All strings and arrays are borrowed:
 * they are valid during the call that passes the event.
 */
enum report_event_kind {
	REPORT_EVENT_FLOW,	  /* a flow has ended */
	REPORT_EVENT_ALERT,	  /* a flow or a host is decided, or logged */
	REPORT_EVENT_DROP,	  /* the policy drops the flow's first packet */
	REPORT_EVENT_CLIENT_INFO, /* new version or platform of a host */
	REPORT_EVENT_ACTIVITY,	  /* an activity of a host started or ended */
	REPORT_EVENT_CALL,	  /* a call has ended */
	REPORT_EVENT_STATS, /* statistics: at the end of a capture, or now */
	REPORT_EVENT_NAMED, /* users name the kinds before this one */
	/* Each sink gets these, whatever kinds it is for. */
	REPORT_EVENT_HOST =
		REPORT_EVENT_NAMED, /* after a capture's last flow */
	REPORT_EVENT_CAPTURE, /* what follows belongs to another capture */
	REPORT_EVENT_KINDS,
};

#define REPORT_EVENT_BIT(kind) (UINT32_C(1) << (kind))
#define REPORT_EVENT_ALL (REPORT_EVENT_BIT(REPORT_EVENT_NAMED) - 1)

/* Results for a flow or a host: the "skywarden" object of every event. */
struct report_finding {
	const char *application;	/* NULL: none was found */
	const char *family;		/* NULL: none */
	const char *activity;		/* NULL: none */
	const char *version, *platform; /* of a host's client; NULL: unknown */
	const char *const *signatures;	/* "voip.chain", ... */
	const char *const *reasons; /* "generator 26 bits: ... (file:line)" */
	const char *const *sets;    /* the signatures' sets: "payload", ... */
	size_t signature_count, reason_count, set_count;
	const char *user;    /* NULL: not known */
	const char *group;   /* NULL: none */
	const char *policy;  /* the rule's name; NULL: the default */
	const char *action;  /* packet_action_name() */
	const char *class;   /* traffic class of the action; NULL: none */
	unsigned confidence; /* 0..100 */
	uint32_t revision;   /* of the ruleset that decided */
};

/* The ends of a flow, as the first packet named them, and its number. */
struct report_tuple {
	struct address source, dest;
	uint16_t source_port, dest_port;
	uint16_t vlan, inner_vlan; /* 0 when untagged */
	uint8_t transport;	   /* IPPROTO_TCP or IPPROTO_UDP */
	uint64_t flow_id;	   /* 53 bits */
};

/* The end of one flow. Index 0 is to the server (orig), 1 to the client. */
struct report_flow {
	struct report_tuple tuple;
	usec_t start_us, end_us;       /* first and last packet */
	uint64_t packets[2], bytes[2]; /* bytes on the wire, link header too */
	uint64_t dropped_packets, dropped_bytes; /* of these, by policy */
	uint64_t late_packets; /* of these, delayed by a shaping rate */
	const char *state;     /* "new", "established", "closed" */
	const char *reason;    /* "timeout", "forced", "shutdown" */
	bool alerted;	       /* there was an alert for it */
	struct report_finding finding;
};

/* Something about a flow or a host, by one packet: alert, drop, client-info. */
struct report_alert {
	usec_t time_us;	       /* of the packet */
	uint64_t number;       /* of that packet, from 1 */
	const char *interface; /* NULL: not known */
	bool of_host;	       /* else of the flow */
	struct address host;   /* when of_host */
	struct report_tuple tuple;
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

/* An activity of a host; the finding's confidence is the activity's own. */
struct report_activity {
	usec_t time_us; /* when the start or the end was noticed */
	struct address host;
	bool ended;		 /* else it started */
	usec_t start_us, end_us; /* first and, up to now, last proof */
	uint64_t bytes;		 /* of payload up to then; 0: not measured */
	struct report_finding finding;
};

/* A call that ended. Index 0 is to the server (orig), 1 to the client. */
struct report_call {
	usec_t time_us; /* when the end was noticed */
	struct report_tuple tuple;
	usec_t start_us, end_us;
	uint64_t bytes[2];	       /* of payload */
	struct report_finding finding; /* its activity is the kind */
};

struct report_counter {
	const char *group; /* "decode", "flow", "host", ... */
	const char *name;  /* "tcp_malformed" */
	uint64_t value;
};

/* One direction of a traffic class. */
struct report_way {
	uint64_t bytes, packets; /* that passed */
	uint64_t dropped;
	uint64_t late; /* passed, but should have waited: not by the kernel */
	uint64_t backlog_bytes, backlog_packets; /* wait in the kernel now */
};

/* Traffic of a class, by direction. */
struct report_class {
	const char *name; /* NULL: all traffic that is in no class */
	uint32_t members; /* users or the like that have one of their own */
	struct report_way down, up;
};

#define REPORT_QUOTA_USES 20
#define REPORT_QUOTA_WHO 65

/* How much of a quota one subject used in the current period. */
struct report_quota_use {
	char who[REPORT_QUOTA_WHO]; /* name or address */
	bool exceeded;		    /* it is used up */
	uint64_t used;
	usec_t from_us, until_us; /* the period */
};

/* A quota, with the subjects that used most of it. */
struct report_quota {
	const char *name, *per, *period; /* "user", "day" */
	bool of_calls; /* then limit and used are microseconds, else bytes */
	uint64_t limit;
	uint64_t counted, exceeded; /* subjects that used any, or all of it */
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
	const struct report_class *classes; /* the last: in no class */
	size_t class_count;
	const struct report_quota *quotas;
	size_t quota_count;
	const char *error; /* NULL; or why reading stopped early */
};

struct report_event {
	enum report_event_kind kind;
	union {
		struct report_flow flow;
		struct report_alert alert; /* ALERT, DROP, CLIENT_INFO */
		struct report_activity activity;
		struct report_call call;
		struct report_stats stats;
		struct report_host host;
		const char *capture; /* its pcap_filename; NULL: not known */
	};
};

/**
 * report_event_name - name a kind as users do: "flow", "client-info"
 *
 * Return: the name; NULL from REPORT_EVENT_NAMED on.
 */
const char *report_event_name(unsigned kind);

#endif
