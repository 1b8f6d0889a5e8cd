/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_MATCH_H
#define SIGNATURE_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/meter.h"
#include "host/endpoint.h"
#include "host/host.h"
#include "host/memory.h"
#include "signature/expression.h"
#include "signature/set.h"

struct text;

/*
 * From a packet to evidence, in two steps, because the memory of endpoints and hosts is
 * behind other locks: select() finds the patterns that the packet fits and what has to
 * be fetched for them; prove() asks their relations. Neither has a clock, a lock or a
 * log.
 */

/* A set that could select more patterns at once is rejected. */
#define SIGNATURE_SELECTED_MOST 256
/* Further host rules are ignored; signatures are never more. */
#define SIGNATURE_FOUND_MOST SIGNATURE_SELECTED_MOST
#define SIGNATURE_WRITES_MOST (2 * HOST_REGISTERS)

/* Distinct names of "set" in use at a time; a flow has a bit for each. */
#define SIGNATURE_SETS_MOST FLOW_SETS

/* For the packet's source; the same shifted for its destination. */
#define SIGNATURE_NEEDS_ENDPOINT 1 /* context->endpoint */
#define SIGNATURE_NEEDS_HOST 2	   /* context->host */
#define SIGNATURE_NEEDS_KNOWN 4	   /* context->known */
#define SIGNATURE_NEEDS_SHIFT 3
#define SIGNATURE_NEEDS_OF(side, what) \
	((what) << ((side)*SIGNATURE_NEEDS_SHIFT))

struct signature_selection {
	uint16_t patterns[SIGNATURE_SELECTED_MOST]; /* in order of the files */
	uint16_t count;
	uint8_t needs; /* mask of SIGNATURE_NEEDS_ */
};

/* A signature that matched. */
struct signature_found {
	uint16_t signature;
	uint32_t key;	 /* key of its event */
	usec_t since_us; /* time of a host rule's oldest event; else 0 */
};

/* A write to a register of the packet's source. */
struct signature_write {
	bool of_host; /* else of the endpoint */
	struct host_write write;
};

struct signature_outcome {
	struct signature_found found[SIGNATURE_FOUND_MOST];
	struct signature_write writes[SIGNATURE_WRITES_MOST];
	uint16_t found_count;
	uint8_t write_count;
};

/* The effect of a match of a signature or a host rule. */
struct signature_effect {
	uint16_t application;  /* 0: none */
	uint8_t activity;      /* 0: none */
	uint8_t activity_bits; /* of evidence for the activity */
	bool activity_adds;    /* as `adds` */
	bool activity_of_host, activity_of_flow;
	uint16_t event; /* 0: none */
	bool evidence;	/* kind, bits and adds are set */
	bool adds;
	uint8_t kind; /* enum evidence_kind */
	uint8_t bits;
	uint8_t host; /* enum node_side: host that evidence and event are for */
	uint8_t sets; /* mask: bit of the file's set; 0 when it has no name */
	bool of_host; /* the evidence counts for the host */
	bool of_flow; /* the evidence counts for the flow */
	bool keyed;   /* `key` is set */
	bool learns;  /* `proof` is set, for the end `learn_side` */
	bool learns_both; /* transports at that address and port */
	uint8_t learn_side;
	uint16_t client_info; /* number of its client_info; 0: none */
	uint32_t key;	      /* node: key of the event */
	struct host_proof proof;
};

/**
 * signature_match_select - find the patterns whose `match` the packet fits
 * @context:   packet, flow, observed
 * @created:   the flow's first packet
 * @selection: out
 */
void signature_match_select(const struct signature_set *set,
			    const struct signature_context *context,
			    bool created,
			    struct signature_selection *selection);

/* Occasions to ask patterns about decided flows. */
enum signature_occasion {
	SIGNATURE_AT_PAYLOAD,  /* a packet with payload */
	SIGNATURE_AT_DECISION, /* the packet that decided */
	SIGNATURE_AT_REPEAT,   /* a retransmission */
	SIGNATURE_AT_WINDOW,   /* a second is over; no packet */
	SIGNATURE_AT_END,      /* the flow has ended; no packet */
};

/**
 * signature_match_select_decided - select patterns about decided flows
 * @selection: the patterns are appended
 */
void signature_match_select_decided(const struct signature_set *set,
				    const struct signature_context *context,
				    enum signature_occasion occasion,
				    struct signature_selection *selection);

/**
 * signature_match_prove - find those that hold, and what to remember
 * @context: with what @selection->needs asked for
 * @flow:    the context's; its registers and progress are written
 * @outcome: out; matches in order of the files
 */
void signature_match_prove(const struct signature_set *set,
			   const struct signature_context *context,
			   struct flow *flow,
			   const struct signature_selection *selection,
			   struct signature_outcome *outcome);

/**
 * signature_rule_prove - add an event to a host; find its rules that hold now
 * @host:    locked by the caller
 * @outcome: found is appended to; rules may raise events themselves, which are
 *           added to the host, too
 */
void signature_rule_prove(const struct signature_set *set, struct host *host,
			  const struct host_event *event,
			  struct signature_outcome *outcome);

/**
 * signature_client_info - print what a matched signature says about the client
 * @context: of the packet that matched
 * @said:    out; "" for a word that the packet does not yield
 *
 * Return: false when it says nothing.
 */
bool signature_client_info(const struct signature_set *set,
			   const struct signature_context *context,
			   uint16_t signature, struct host_client_info *said);

#endif
