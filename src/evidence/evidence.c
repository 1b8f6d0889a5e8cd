/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arithmetic of evidence; skywarden-signatures(5) explains it to users. Pure.
 */
#include "evidence/evidence.h"

#include <string.h>

static const struct {
	const char *name;
	uint8_t limit; /* bits; a kind below EVIDENCE_DECIDES never decides alone */
} kinds[EVIDENCE_KINDS] = {
	[EVIDENCE_GENERATOR] = {"generator", EVIDENCE_MOST},
	[EVIDENCE_ECHO] = {"echo", EVIDENCE_MOST},
	[EVIDENCE_CONSTANT] = {"constant", EVIDENCE_MOST},
	[EVIDENCE_SIZE] = {"size", 20},
	[EVIDENCE_TIMING] = {"timing", 20},
	[EVIDENCE_FANOUT] = {"fanout", 20},
	[EVIDENCE_ORDER] = {"order", 20},
	[EVIDENCE_ENDPOINT] = {"endpoint", EVIDENCE_MOST},
	[EVIDENCE_NAME] = {"name", EVIDENCE_DECIDES},
	[EVIDENCE_PORT] = {"port", 4},
};

const char *evidence_kind_name(enum evidence_kind kind)
{
	return kind < EVIDENCE_KINDS ? kinds[kind].name : "unknown";
}

int evidence_kind_parse(const char *name)
{
	for (int kind = 0; kind < EVIDENCE_KINDS; kind++)
		if (!strcmp(kinds[kind].name, name))
			return kind;
	return -1;
}

unsigned evidence_kind_limit(enum evidence_kind kind)
{
	return kind < EVIDENCE_KINDS ? kinds[kind].limit : 0;
}

void evidence_add(struct evidence *evidence, enum evidence_kind kind,
		  unsigned bits, bool adds)
{
	unsigned now = evidence->bits[kind];
	unsigned limit = kinds[kind].limit;

	now = adds ? now + bits : (bits > now ? bits : now);
	evidence->bits[kind] = (uint8_t)(now < limit ? now : limit);
}

unsigned evidence_bits(const struct evidence *evidence)
{
	unsigned sum = 0;

	for (int kind = 0; kind < EVIDENCE_KINDS; kind++)
		sum += evidence->bits[kind];
	return sum;
}

/* Count the kinds that are strong enough to support a decision. */
static unsigned evidence_voices(const struct evidence *evidence)
{
	unsigned voices = 0;

	for (int kind = 0; kind < EVIDENCE_KINDS; kind++)
		voices += evidence->bits[kind] >= EVIDENCE_AGREES;
	return voices;
}

bool evidence_decides(const struct evidence *evidence)
{
	unsigned sum = 0;

	for (int kind = 0; kind < EVIDENCE_KINDS; kind++) {
		if (evidence->bits[kind] >= EVIDENCE_DECIDES)
			return true;
		if (evidence->bits[kind] >= EVIDENCE_AGREES)
			sum += evidence->bits[kind];
	}
	return sum >=
	       EVIDENCE_DECIDES; /* no kind alone decided: two or more did together */
}

unsigned evidence_confidence_of(unsigned bits)
{
	if (bits < EVIDENCE_DECIDES)
		return bits * 69 / EVIDENCE_DECIDES;
	if (bits < 48)
		return 70 + (bits - 24) * 25 / 24;
	return bits < 64 ? 95 + (bits - 48) / 4 : 99;
}

unsigned evidence_confidence(const struct evidence *evidence)
{
	unsigned bits = evidence_bits(evidence);

	if (!evidence_decides(evidence))
		return bits >= EVIDENCE_DECIDES ? 69
						: evidence_confidence_of(bits);
	return bits > 64 && evidence_voices(evidence) >= 2
		       ? 100
		       : evidence_confidence_of(bits);
}
