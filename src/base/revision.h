/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_REVISION_H
#define BASE_REVISION_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The order of rulesets, and what a reload leaves valid. Everything that was written
 * under a ruleset notes when: flows note the engine's stamp of their last decision, all
 * else notes the ruleset's number. The one question is then what may be kept of it.
 *
 * Numbers and stamps wrap around and skip 0, which means "never". They are compared by
 * difference: right as long as fewer than 2^31 lie between two of them.
 */
struct revision {
	uint32_t number;     /* of the ruleset; 1 for the first */
	uint32_t withdrawn;  /* the last one that withdrew a signature */
	uint32_t renumbered; /* the last one that started all numbers over */
	uint32_t stamp;	     /* of the engine when it was put in force */
	uint32_t withdrawn_stamp, renumbered_stamp; /* same, as stamps */
};

enum revision_answer {
	REVISION_SAME,	  /* written under this ruleset: valid as it is */
	REVISION_KEEP,	  /* every signature still says the same; sequences that
			     are half matched start over */
	REVISION_RECHECK, /* some signatures are gone: ask for each one */
	REVISION_FORGET,  /* numbers mean something else now */
};

/**
 * revision_keeps - return what may be kept of what was written under a ruleset
 * @written: number of that ruleset, older or newer than this one; 0: nothing was
 *           written yet, which is valid
 */
enum revision_answer revision_keeps(const struct revision *revision,
				    uint32_t written);

/**
 * revision_keeps_decision - compare a decision with the ruleset, by the engine's stamp
 * @stamp: of the decision; 0: none yet, which is valid
 */
enum revision_answer revision_keeps_decision(const struct revision *revision,
					     uint32_t stamp);

/**
 * revision_is - return whether a note was made under exactly this ruleset
 * @written: 0: no note yet, which is no ruleset's
 */
static inline bool revision_is(const struct revision *revision,
			       uint32_t written)
{
	return written == revision->number;
}

/**
 * revision_follow - number a ruleset that comes after @old
 * @stamp:      revision_next() of the engine's stamp
 * @withdrew:   signatures are gone, or say something else
 * @renumbered: numbers of signatures and applications started over
 */
void revision_follow(struct revision *revision, const struct revision *old,
		     uint32_t stamp, bool withdrew, bool renumbered);

/**
 * revision_next - return the number or stamp that follows another
 *
 * Even and odd ones alternate, also where they wrap around.
 */
static inline uint32_t revision_next(uint32_t number)
{
	return number == UINT32_MAX ? 2 : number + 1;
}

/**
 * revision_newer - return the newer of two stamps
 */
uint32_t revision_newer(uint32_t stamp, uint32_t other);

#endif
