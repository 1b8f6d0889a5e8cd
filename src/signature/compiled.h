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
 * What a signature set is made of. Only this room looks inside; load builds it,
 * everybody else reads it.
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

/* When a pattern is asked. */
enum signature_on {
	ON_PAYLOAD,  /* a packet with payload */
	ON_START,    /* the flow's first packet, payload or not */
	ON_DECISION, /* the packet that decided the flow */
	ON_REPEAT,   /* payload of TCP that was seen before */
	ON_WINDOW,   /* a second with payload is whole */
	ON_END,	     /* the flow has ended */
};
#define SIGNATURE_ONS 6

/* Patterns about decided flows of one application: of set->decided_lists. */
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
	bool of_decided;    /* asked of flows decided for its application */
	uint8_t window;	    /* seconds; 0 unless ON_WINDOW */
	bool gap;	    /* other packets may come between it and the last */
	bool dated;	    /* `after` is meant */
	struct node_range after;     /* us since the step before */
	uint32_t match, match_count; /* lists of nodes */
	uint32_t ungated; /* of `match`, the first: the gate says the others */
	uint32_t relation, relation_count; /* lists of nodes */
	uint32_t remember, remember_count; /* of set->remembers */
};

struct signature {
	char *name; /* "voip.chain" */
	char *about, *source;
	const char *file; /* of set->files */
	unsigned line;
	uint64_t content;     /* what its entry says, hashed */
	bool alive;	      /* else only its number is kept: see identity */
	uint16_t application; /* 0: remembers only */
	uint32_t pattern, pattern_count;
	int progress;	     /* first cell of its progress; -1: one step */
	bool dated;	     /* progress has a time, too */
	uint32_t look_bytes; /* of the payload that it reads */
	uint8_t names; /* that it asks, or its events come of: see survey.h */
	double bits;   /* that its conditions can be worth at most */
	struct signature_effect effect;
};

/* Applications, and activities: what files may declare, and numbers in all; the
 * rest is for names of earlier sets. */
#define SIGNATURE_DECLARED_MOST 127
#define SIGNATURE_NAMES_MOST (2 * SIGNATURE_DECLARED_MOST)

#define RULE_EVENTS_MOST 6
#define RULE_UNLESS_MOST 4

#define RULE_PEER 1 /* masks of what events have the same or different */
#define RULE_FLOW 2
#define RULE_KEY 4
#define RULE_PORT 8

/* Events of one host in a window, in an order, joined. */
struct signature_rule {
	uint16_t signature; /* for names: it is a signature, too */
	uint16_t events[RULE_EVENTS_MOST];
	uint8_t event_count;
	uint8_t unless_count;
	uint16_t unless[RULE_UNLESS_MOST]; /* none of these in the window */
	uint8_t same, different;	   /* masks, of neighbouring events */
	uint8_t each;	    /* mask: count only what agrees with the newest */
	uint8_t share;	    /* at least so many per cent of event `of` */
	uint16_t of;	    /* 0: no share is asked for */
	uint16_t at_least;  /* how often the whole happened */
	uint16_t peers;	    /* with how many distinct peers */
	uint16_t keys;	    /* with how many distinct keys */
	uint16_t key_peers; /* each of at least so many distinct peers */
	usec_t within_us;   /* all of it; 0: no limit */
	bool dated;
	struct node_range after; /* us between neighbouring events */
};

#define TELL_MEANINGS_MOST 16

/* What a word is made of: a text with $1..$8, and what each result means. */
struct tell_word {
	char *text; /* NULL: the word is not told */
	struct tell_meaning {
		char *said, *meant;
	} meanings[TELL_MEANINGS_MOST];
	unsigned
		count; /* 0: it means itself; else what is not listed nothing */
};

struct signature_client_info {
	struct tell_word version, platform;
	bool rough;
	bool likened;  /* `like` is meant: the comparison that $1 is of */
	uint32_t like; /* node */
};

struct signature_set {
	struct signature_pool *pool; /* owned; nodes of all expressions */
	struct signature_register *registers;
	struct signature_generator *generators;
	struct signature *signatures; /* host rules stand here, too */
	struct signature_pattern *patterns;
	struct signature_prefilter *gates; /* of patterns: by the same number */
	struct signature_remember *remembers;
	struct signature_rule *rules;
	struct signature_client_info *tells;
	uint8_t *event_rings; /* by number: enum host_ring_of */
	char **applications, **families, **activities, **events, **files;
	char *set_names[SIGNATURE_SETS_MOST]; /* NULL: that number is free */
	size_t register_count, generator_count, signature_count, pattern_count,
		remember_count, rule_count, application_count, activity_count,
		event_count, file_count, tell_count;
	struct signature_dispatch dispatch;
	/* what is declared, of what has a number; by number - 1 */
	bool application_alive[SIGNATURE_NAMES_MOST];
	bool activity_alive[SIGNATURE_NAMES_MOST];
	bool set_alive[SIGNATURE_SETS_MOST];
	bool activity_described[SIGNATURE_NAMES_MOST]; /* more than a name */
	/* of activities: of hosts, and of flows */
	struct episode_traits traits[SIGNATURE_NAMES_MOST];
	struct episode_traits flow_traits[SIGNATURE_NAMES_MOST];
	struct signature_decided decided[SIGNATURE_NAMES_MOST];
	uint16_t *decided_lists; /* pattern numbers */
	struct flow_meter_sizes meter_sizes;
	bool wants_passed; /* a signature asks what hosts hand on */
	bool renumbered;   /* took over no numbers of the set before */
	bool withdrew;	   /* a signature of the set before is not alive here */
	uint64_t layout;   /* of registers of endpoints and hosts, hashed */
	uint32_t look_bytes; /* of a payload that any signature reads */
	bool wants_start;    /* a signature looks at first packets */
};

/**
 * signature_set_pool - nodes of all expressions of a set, as read
 */
static inline const struct node_pool *
signature_set_pool(const struct signature_set *set)
{
	return &set->pool->pool;
}

#endif
