/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only comparisons of revisions and stamps. Pure.
 */
#include "base/revision.h"

/* A mark this far back is dropped, before the difference would change its sign. */
#define MARK_AGE_MOST (UINT32_C(1) << 30)

static bool is_before(uint32_t written, uint32_t mark)
{
	return mark && (int32_t)(written - mark) < 0;
}

/* Renumbering counts first: then no signature can be asked for by its number. */
static enum revision_answer keeps_older(uint32_t written, uint32_t withdrawn,
					uint32_t renumbered)
{
	if (is_before(written, renumbered))
		return REVISION_FORGET;
	return is_before(written, withdrawn) ? REVISION_RECHECK : REVISION_KEEP;
}

/*
 * A worker in its last batch with an old ruleset may meet what a newer one wrote: that
 * is no older than any mark, and not the same.
 */
enum revision_answer revision_keeps(const struct revision *revision,
				    uint32_t written)
{
	if (!written || written == revision->number)
		return REVISION_SAME;
	return keeps_older(written, revision->withdrawn, revision->renumbered);
}

/* Many stamps belong to one ruleset: all from its first one on. */
enum revision_answer revision_keeps_decision(const struct revision *revision,
					     uint32_t stamp)
{
	if (!stamp || !is_before(stamp, revision->stamp))
		return REVISION_SAME;
	return keeps_older(stamp, revision->withdrawn_stamp,
			   revision->renumbered_stamp);
}

static uint32_t mark_after(uint32_t old, uint32_t now, bool again)
{
	if (again)
		return now;
	return old && now - old < MARK_AGE_MOST ? old : 0;
}

void revision_follow(struct revision *revision, const struct revision *old,
		     uint32_t stamp, bool withdrew, bool renumbered)
{
	uint32_t number = revision_next(old->number);

	withdrew |= renumbered;
	*revision = (struct revision){
		.number = number,
		.withdrawn = mark_after(old->withdrawn, number, withdrew),
		.renumbered = mark_after(old->renumbered, number, renumbered),
		.stamp = stamp,
		.withdrawn_stamp =
			mark_after(old->withdrawn_stamp, stamp, withdrew),
		.renumbered_stamp =
			mark_after(old->renumbered_stamp, stamp, renumbered),
	};
}

uint32_t revision_newer(uint32_t stamp, uint32_t other)
{
	return is_before(stamp, other) ? other : stamp;
}
