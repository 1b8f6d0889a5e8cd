/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_COMPILED_H
#define SIGNATURE_COMPILED_H

#include "flow/meter.h"
#include "host/endpoint.h"
#include "host/host.h"
#include "signature/dispatch.h"
#include "signature/expression.h"
#include "signature/prefilter.h"
#include "signature/match.h"
#include "signature/pool.h"
#include "signature/set.h"

/*
 * Layout of a compiled signature set. language/ builds it, signature/ reads it;
 * other rooms use signature/set.h.
 */

#define SIGNATURE_TCP 1 /* masks of transports */
#define SIGNATURE_UDP 2

enum signature_from {
	FROM_ANY,
	FROM_ORIG,
	FROM_REPLY,
	FROM_LOCAL,
	FROM_REMOTE,
};

/* When a pattern is evaluated. */
enum signature_on {
	ON_PAYLOAD,  /* a packet with payload */
	ON_START,    /* the flow's first packet, payload or not */
	ON_DECISION, /* the packet that decided the flow */
	ON_REPEAT,   /* payload of TCP that was seen before: a retransmission */
	ON_WINDOW,   /* a second with payload is over */
	ON_END,	     /* the flow has ended */
};
#define SIGNATURE_ONS 6

/* Patterns about decided flows of one application, in set->decided_lists. */
struct signature_decided {
	uint32_t first[SIGNATURE_ONS], count[SIGNATURE_ONS];
};

struct signature_remember {
	uint16_t reg;
	uint32_t node;
};

/* One step of a signature: what one packet must look like. */
struct signature_pattern {
	uint16_t signature;
	uint8_t step;	    /* 0 the first */
	uint8_t transports; /* mask */
	uint8_t from;	    /* enum signature_from */
	uint8_t needs;	    /* mask: what `relation` and `remember` read */
	bool buffers;	    /* `match` fills named buffers */
	uint8_t on;	    /* enum signature_on */
	bool of_decided;    /* only for flows decided for its application */
	uint8_t window;	    /* seconds; 0 unless ON_WINDOW */
	bool gap; /* other packets may come between this step and the last */
	bool has_after;		     /* `after` is set */
	struct node_range after;     /* us since the previous step */
	uint32_t match, match_count; /* lists of nodes */
	uint32_t
		unfiltered; /* first ones of `match`; the prefilter covers the others */
	uint32_t relation, relation_count; /* lists of nodes */
	uint32_t remember, remember_count; /* of set->remembers */
};

struct signature {
	char *name; /* "voip.chain" */
	char *about, *source;
	const char *file; /* of set->files */
	unsigned line;
	uint64_t content; /* hash of its entry */
	bool alive; /* else withdrawn: only its number is kept, see numbering */
	uint16_t application; /* 0: only remembers and raises events */
	uint32_t pattern, pattern_count;
	int progress;	     /* first cell of its progress; -1: single step */
	bool has_after;	     /* progress includes a time */
	uint32_t look_bytes; /* that it reads of a payload */
	uint8_t names; /* that it, or a signature that raises its events, uses: see analysis.h */
	double bits; /* upper bound of what its conditions are worth */
	struct signature_effect effect;
};

/*
 * Applications, and activities, that files may declare; and numbers in all, of
 * which the rest is for names of earlier sets.
 */
#define SIGNATURE_DECLARED_MOST 127
#define SIGNATURE_NAMES_MOST (2 * SIGNATURE_DECLARED_MOST)

#define RULE_EVENTS_MOST 6
#define RULE_UNLESS_MOST 4

#define RULE_PEER 1 /* masks: in what events must agree or differ */
#define RULE_FLOW 2
#define RULE_KEY 4
#define RULE_PORT 8

/* A host rule: events of one host, in order, within a window. */
struct signature_rule {
	uint16_t signature; /* number and name: a rule is also a signature */
	uint16_t events[RULE_EVENTS_MOST];
	uint8_t event_count;
	uint8_t unless_count;
	uint16_t unless[RULE_UNLESS_MOST]; /* none of these in the window */
	uint8_t same, different;	   /* masks, for neighbouring events */
	uint8_t each;  /* mask: count only events that agree with the newest */
	uint8_t share; /* at least so many per cent of event `of` */
	uint16_t of;   /* 0: no share */
	uint16_t at_least;  /* completed orders */
	uint16_t peers;	    /* distinct peers */
	uint16_t keys;	    /* distinct keys */
	uint16_t key_peers; /* distinct peers of each key */
	usec_t within_us;   /* of all events; 0: no limit */
	bool has_after;
	struct node_range after; /* us between neighbouring events */
};

#define CLIENT_MEANINGS_MOST 16

/* A word: a text with $1..$8, and the meaning of each result. */
struct client_word {
	char *text; /* NULL: no such word */
	struct client_meaning {
		char *said, *meant;
	} meanings[CLIENT_MEANINGS_MOST];
	unsigned
		count; /* 0: the text itself is the word; else an unlisted result is dropped */
};

struct signature_client_info {
	struct client_word version, platform;
	bool approximate; /* a bound: never replaces an exact word */
	bool has_like;	  /* `like` is set */
	uint32_t like; /* node of the comparison that $1 to $8 are parts of */
};

struct signature_set {
	struct signature_pool *pool; /* owned */
	struct signature_register *registers;
	struct signature_generator *generators;
	struct signature *signatures; /* host rules too */
	struct signature_pattern *patterns;
	struct signature_prefilter *prefilters; /* by number of the pattern */
	struct signature_remember *remembers;
	struct signature_rule *rules;
	struct signature_client_info *client_infos;
	uint8_t *event_rings; /* by number: enum host_ring_of */
	char **applications, **families, **activities, **events, **files;
	char *set_names[SIGNATURE_SETS_MOST]; /* NULL: unused number */
	size_t register_count, generator_count, signature_count, pattern_count,
		remember_count, rule_count, application_count, activity_count,
		event_count, file_count, client_info_count;
	struct signature_dispatch dispatch;
	/* declared, not only numbered; by number - 1 */
	bool application_alive[SIGNATURE_NAMES_MOST];
	bool activity_alive[SIGNATURE_NAMES_MOST];
	bool set_alive[SIGNATURE_SETS_MOST];
	bool activity_described
		[SIGNATURE_NAMES_MOST]; /* declared with settings, not by name alone */
	/* of activities, at hosts and in flows */
	struct episode_traits traits[SIGNATURE_NAMES_MOST];
	struct episode_traits flow_traits[SIGNATURE_NAMES_MOST];
	struct signature_decided decided[SIGNATURE_NAMES_MOST];
	uint16_t *decided_lists; /* pattern numbers */
	struct flow_meter_sizes meter_sizes;
	bool wants_forwarded; /* a signature uses window.forwarded */
	bool renumbered; /* numbers start over; nothing of the previous set applies */
	bool withdrew;	 /* a signature of the previous set is not alive here */
	uint64_t layout; /* hash of the registers of endpoints and hosts */
	uint32_t look_bytes; /* of a payload, that any signature reads */
	bool wants_start;    /* a signature has on = "start" */
};

/**
 * signature_set_pool - return the nodes of all expressions of a set
 */
static inline const struct node_pool *
signature_set_pool(const struct signature_set *set)
{
	return &set->pool->pool;
}

#endif
