/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIGNATURE_OPERATOR_H
#define SIGNATURE_OPERATOR_H

#include "signature/expression.h"

/*
 * One row for each operator of the signature language holds all that the program
 * knows about it. To add a word, add its row and function to one of the
 * operator_*.c files and its entry to skywarden-signatures(5).
 */

/**
 * typedef signature_evaluate - compute the value of one node
 * @node:  its operator's row names the function
 * @value: out; means nothing when the value is missing
 *
 * Return: whether there is a value.
 */
typedef bool signature_evaluate(struct expression_state *state,
				const struct node *node, uint64_t *value);

/* How a file writes it; parse_value.c has a parser for each form. */
enum operator_form {
	FORM_NONE,	 /* no word: a number, a register, a statement */
	FORM_PLAIN,	 /* size */
	FORM_SIDED,	 /* rate [of reverse] */
	FORM_INDEXED,	 /* sizes[1]; `number`: the last index */
	FORM_NAME,	 /* tls.name == 'text'; `number`: packet_name_kind */
	FORM_ELEMENT,	 /* tlv(20, 2, 2, 4, 1); `number`: 1 for its length */
	FORM_FIELD,	 /* u16[4]; `number`: its bytes */
	FORM_BYTES,	 /* bytes[4] == 'text' */
	FORM_RELATIONS,	 /* run(generator, 4..end) */
	FORM_NEXT,	 /* next(generator, value) */
	FORM_SINCE,	 /* since(register [of reverse]) */
	FORM_CONDITIONS, /* at least 2 of (a; b; c) */
	FORM_ACTIVITY,	 /* activity('name') */
	FORM_SIZES,	 /* window.sizes(100..200) [of reverse] */
	FORM_PREFIX,	 /* not a */
	FORM_INFIX,	 /* a + b; `level` says how tight it binds */
	FORM_BEHIND,	 /* follows a value or a word: in, follows, any */
};
#define OPERATOR_FORMS (FORM_BEHIND + 1)

/* Precedence of FORM_INFIX, loosest first. */
enum operator_level {
	LEVEL_NONE,
	LEVEL_OR,
	LEVEL_AND,
	LEVEL_COMPARISON,
	LEVEL_BIT_OR,
	LEVEL_XOR,
	LEVEL_BIT_AND,
	LEVEL_SHIFT,
	LEVEL_ADD,
	LEVEL_MULTIPLY,
};

/*
 * Masks: inputs of a node. Not every occasion of a signature has all of them.
 */
#define USES_PACKET 1	   /* the packet: payload, position, flags, times */
#define USES_PAYLOAD 2	   /* bytes of the payload, or of a named buffer */
#define USES_WINDOW 4	   /* what was measured in the last seconds */
#define USES_FORWARDED 8   /* of it, payloads that a host forwards */
#define USES_REGISTER 16   /* `reg` */
#define USES_GENERATOR 32  /* `generator` */
#define USES_ACTIVITY 64   /* `number`, of an activity */
#define USES_KNOWLEDGE 128 /* what is known about an end */

/* Operands that are nodes. */
#define OPERAND_A 1
#define OPERAND_B 2
#define OPERAND_LIST 4 /* `list`, of the pool's lists */

/* A comparison holds when the left side is ... */
#define HOLDS_BELOW 1
#define HOLDS_EQUAL 2
#define HOLDS_ABOVE 4

/*
 * How language/evidence_bound.c limits what a condition may weigh. A value with
 * `bits` is limited by that convention.
 */
enum operator_bound {
	BOUND_NONE,
	/* of values */
	BOUND_FIELD,	  /* random bytes of the payload */
	BOUND_GENERATED,  /* as random as its operand, or its generator */
	BOUND_ARITHMETIC, /* `keeps` and `mixes` say */
	BOUND_ELEMENT,
	BOUND_KNOWLEDGE,
	BOUND_RELATIONS,
	/* of conditions */
	BOUND_COMPARISON,
	BOUND_RANGES,
	BOUND_STEPS,
	BOUND_RECENT,
	BOUND_BOTH,
	BOUND_EITHER,
	BOUND_PATTERN,
	BOUND_PLACES,
	BOUND_TEXTS,
	BOUND_COUNT,
};
#define OPERATOR_BOUNDS (BOUND_COUNT + 1)

/* Bits that a value is worth by convention, however it is compared. */
#define BITS_SIZE 6
#define BITS_TIME 4
#define BITS_COUNT 3
#define BITS_PORT 4

struct signature_operator {
	const char *word; /* as files write it; NULL: none */
	signature_evaluate *evaluate;
	uint8_t id;    /* enum node_op; 0: the compiler treats it as a word */
	uint8_t form;  /* enum operator_form */
	uint8_t level; /* enum operator_level */
	uint8_t uses;  /* mask of USES_ */
	uint8_t bound; /* enum operator_bound */
	uint8_t bits;  /* by convention; 0: none */
	uint8_t operands; /* mask of OPERAND_ */
	uint8_t holds;	  /* mask of HOLDS_; 0: no comparison */
	uint8_t number;	  /* the form's */
	bool little;	  /* byte order of a field */
	bool is_time; /* in us; a number compared with it must have a unit */
	bool mixes;   /* random if either operand is random */
	/*
	 * random bits of @left that remain with the constant @right; NULL: all
	 */
	double (*keeps)(double left, uint64_t right);
	/*
	 * end of the bytes that it reads of a payload of @size; NULL: reads none
	 */
	uint32_t (*look)(const struct node_pool *pool, const struct node *node,
			 uint32_t size);
};

/* The rows, by subject; each table ends with a row without `evaluate`. */
extern const struct signature_operator signature_operator_infix[];
extern const struct signature_operator signature_operator_value[];
extern const struct signature_operator signature_operator_bytes[];
extern const struct signature_operator signature_operator_register[];
extern const struct signature_operator signature_operator_flow[];
extern const struct signature_operator signature_operator_window[];

/**
 * signature_operator_next - walk over all rows
 * @row: the last one; NULL: start
 *
 * Return: NULL behind the last.
 */
const struct signature_operator *
signature_operator_next(const struct signature_operator *row);

/**
 * signature_operator_of - find the first row of an operator
 * @id: enum node_op, not NODE_WORD
 */
const struct signature_operator *signature_operator_of(enum node_op id);

#endif
