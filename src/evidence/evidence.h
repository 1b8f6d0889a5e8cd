/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVIDENCE_EVIDENCE_H
#define EVIDENCE_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Evidence is counted in bits: -log2 of the chance that unrelated traffic matches.
 * Kinds are independent of each other, weights of one kind are not: a kind keeps
 * its strongest weight, and grows only by signatures that declare their matches
 * independent (`adds`).
 */
enum evidence_kind {
	EVIDENCE_GENERATOR, /* fields that follow a generator or cancel by XOR */
	EVIDENCE_ECHO,	    /* a field repeats what the other side said */
	EVIDENCE_CONSTANT,  /* fixed bytes */
	EVIDENCE_SIZE,	    /* sizes, absolute or relative to each other */
	EVIDENCE_TIMING,    /* inter-arrival times, periods, rates */
	EVIDENCE_FANOUT,   /* events and distinct peers of a host in a window */
	EVIDENCE_ORDER,	   /* events of a host in an order, joined flows */
	EVIDENCE_ENDPOINT, /* an end of the flow is known to run it */
	EVIDENCE_NAME,	   /* a name: DNS, SNI, HTTP host */
	EVIDENCE_PORT,	   /* a port or an address range */
	EVIDENCE_KINDS,
};

#define EVIDENCE_DECIDES 24 /* bits: one kind alone, or two kinds together */
#define EVIDENCE_AGREES \
	6 /* bits: minimum of a kind that counts beside another */
/* Lowest confidence of a decided flow or host. */
#define EVIDENCE_CONFIDENT 70
#define EVIDENCE_MOST 64 /* bits: a kind saturates here */

/* Evidence for one application, which the owner knows. */
struct evidence {
	uint8_t bits[EVIDENCE_KINDS]; /* 0..EVIDENCE_MOST */
};

/**
 * evidence_kind_name - return the name of a kind in signature files
 *
 * Return: "generator", "echo", ...; never NULL.
 */
const char *evidence_kind_name(enum evidence_kind kind);

/**
 * evidence_kind_parse - look up a kind by its name
 *
 * Return: enum evidence_kind; -1 when there is none.
 */
int evidence_kind_parse(const char *name);

/**
 * evidence_kind_limit - return the maximum bits of a kind
 *
 * No signature may claim more, and the sum of a kind stops there. Source:
 * skywarden-signatures(5).
 */
unsigned evidence_kind_limit(enum evidence_kind kind);

/**
 * evidence_add - add the weight of a match
 * @bits: its weight
 * @adds: it is independent of earlier ones of its kind: weights are summed;
 *        else the stronger one stays
 *
 * Saturates at evidence_kind_limit().
 */
void evidence_add(struct evidence *evidence, enum evidence_kind kind,
		  unsigned bits, bool adds);

/**
 * evidence_bits - sum the bits of all kinds
 */
unsigned evidence_bits(const struct evidence *evidence);

/**
 * evidence_decides - return whether the evidence names the application
 *
 * One kind of EVIDENCE_DECIDES bits, or at least two kinds, of EVIDENCE_AGREES
 * or more each, that make as many together.
 */
bool evidence_decides(const struct evidence *evidence);

/**
 * evidence_confidence - return the confidence, 0..100
 *
 * Undecided: 0..69, in proportion to the bits. Decided: 70 at 24 bits, 95 at
 * 48, 99 at 64; 100 when, beyond 64, at least two kinds agree.
 */
unsigned evidence_confidence(const struct evidence *evidence);

/**
 * evidence_confidence_of - return the confidence of bits that are all of one kind
 *
 * Return: 0..99.
 */
unsigned evidence_confidence_of(unsigned bits);

#endif
