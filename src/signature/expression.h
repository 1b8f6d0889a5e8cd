/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_EXPRESSION_H
#define SIGNATURE_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "flow/flow.h"
#include "host/endpoint.h"
#include "host/memory.h"
#include "signature/generator.h"
#include "signature/register.h"

struct flow_meter;
struct packet;
struct packet_names;
struct signature_operator;

/*
 * The expressions of signature files, parsed into nodes. skywarden-signatures(5)
 * defines the language; this is its abstract syntax.
 *
 * A value is a 64-bit number or missing (a field past the captured bytes, a
 * register that was never written). A result of a missing value is missing; a
 * comparison with one is false.
 */
enum node_op {
	NODE_WORD, /* a word without special treatment in the compiler */
	NODE_CONSTANT,
	NODE_SIZE,
	NODE_POSITION,
	NODE_TURN,
	NODE_FIELD,	  /* `width` bytes of `buffer` at `offset` */
	NODE_REGISTER,	  /* the newest value of a register */
	NODE_SINCE,	  /* us since a register was written */
	NODE_BYTES_MATCH, /* buffer at offset matches a pattern: 0 or 1 */
	NODE_CONTAINS,	  /* buffer contains a pattern: 0 or 1 */
	NODE_RELATIONS,
	NODE_NAME, /* name `width` passes test `number` with a pattern: 0 or 1 */
	NODE_MULTIPLY,
	NODE_ADD,
	NODE_BIT_AND,
	NODE_EQUAL,
	NODE_IN,      /* a in a set of ranges */
	NODE_FOLLOWS, /* a is from..to steps of a generator after a register */
	NODE_ANY,     /* a equals one of a register's recent values */
	NODE_NOT,
	NODE_AND,
	NODE_OR,
	NODE_COPY,  /* buffer 1.. = bytes from..to [xor bytes at offset] */
	NODE_PATCH, /* buffer[offset] ^= number, or = number */
};

#define SIGNATURE_BUFFERS 3	  /* 0 is the payload; the others are named */
#define SIGNATURE_BUFFER_BYTES 64 /* capacity of a named buffer */
#define SIGNATURE_SCAN_BYTES 256  /* range of `contains` */

/* The side whose register or rate is meant. */
enum node_side {
	SIDE_THIS,    /* this direction; the packet's source */
	SIDE_REVERSE, /* the other direction; the packet's destination */
};

/* Offsets count from the front when >= 0; `from_end` counts back from the end. */
struct node_offset {
	int32_t value;
	bool from_end;
};

struct node_range {
	uint64_t low, high;
};

struct node {
	const struct signature_operator *op; /* its row */
	uint8_t buffer;			     /* 0 payload */
	uint8_t width;			     /* bytes of a field: 1, 2, 4 */
	bool little;			     /* byte order of a field */
	uint8_t side;			     /* enum node_side */
	bool set;     /* NODE_PATCH: assign instead of xor */
	uint16_t reg; /* register index */
	uint16_t generator;
	uint32_t a, b; /* nodes */
	struct node_offset offset, from, to;
	uint64_t number;
	uint32_t list, list_count; /* ranges, patterns or nodes of the pools */
};

/* A byte string with wildcards: matches where (byte & mask) == value. */
struct node_pattern {
	uint8_t length;
	uint8_t value[SIGNATURE_BUFFER_BYTES], mask[SIGNATURE_BUFFER_BYTES];
};

/* All nodes of a set, and the arrays that they index. */
struct node_pool {
	struct node *nodes;
	struct node_range *ranges;
	struct node_pattern *patterns;
	uint32_t *lists; /* node indices */
	size_t node_count, range_count, pattern_count, list_count;
};

/*
 * The subject of an expression: a packet of a flow, or a flow without a packet, such as
 * at its end. Values of a packet are missing where there is none.
 */
struct signature_context {
	usec_t time_us;
	const struct flow *flow; /* after flow_observe() of the packet */
	uint8_t direction; /* of the packet; else the side that is evaluated */
	/* all three NULL where there is no packet */
	const struct packet *packet;
	const struct flow_observation *observed;
	struct packet_names *names;
	const struct flow_meter *meter; /* of a decided flow; or NULL */
	/* filled in by the engine where signature_match_select() wants them */
	struct host_registers endpoint[2]; /* by enum node_side */
	struct host_registers host[2];
	struct host_knowledge known[2];
};

/* State of an evaluation beside the context; scratch memory of the caller. */
struct expression_state {
	const struct node_pool *pool;
	const struct signature_register *registers;
	const struct signature_generator *generators;
	const struct signature_context *context;
	uint16_t application; /* that "known" is about */
	uint8_t window; /* length in seconds, for window.bytes and the like */
	uint8_t buffer_size[SIGNATURE_BUFFERS];
	uint8_t buffers[SIGNATURE_BUFFERS][SIGNATURE_BUFFER_BYTES];
};

/**
 * signature_context_end - return the end of the flow on one side
 * @side: enum node_side; SIDE_THIS sends in the context's direction
 */
static inline struct endpoint
signature_context_end(const struct signature_context *context, unsigned side)
{
	return flow_endpoint(context->flow, context->direction ^ side);
}

/**
 * signature_expression_evaluate - compute the value of one node
 * @value: out; means nothing when the value is missing
 *
 * Return: whether there is one.
 */
bool signature_expression_evaluate(struct expression_state *state,
				   uint32_t node, uint64_t *value);

/**
 * signature_expression_holds - return whether the node's value is there and not 0
 */
bool signature_expression_holds(struct expression_state *state, uint32_t node);

#endif
