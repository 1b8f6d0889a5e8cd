/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_EVIDENCE_BOUND_H
#define LANGUAGE_EVIDENCE_BOUND_H

#include <stddef.h>
#include <stdint.h>

struct signature_set;

/**
 * language_evidence_bound - bound the bits that conditions can be worth together
 * @nodes: @count conditions of one packet that all have to hold
 *
 * -log2 of the chance that bytes drawn at random satisfy them; sizes, times and
 * counts, which are not random, are worth a few bits by convention, and once
 * each. It keeps a signature from claiming more than it tests;
 * skywarden-signatures(5) has the rules.
 */
double language_evidence_bound(const struct signature_set *set,
			       const uint32_t *nodes, size_t count);

#endif
