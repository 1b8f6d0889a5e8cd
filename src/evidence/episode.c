/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starts, continues and ends episodes. The caller holds their flow or host locked.
 */
#include "evidence/episode.h"

#include <stddef.h>
#include <string.h>

#include "evidence/evidence.h"

static const struct episode_traits *
traits_of(const struct episode *episode, const struct episode_traits *traits)
{
	return &traits[episode->activity - 1];
}

static void news_add(struct episode_news *news, const struct episode *episode,
		     bool ended)
{
	if (!news || news->count == sizeof(news->all) / sizeof(*news->all))
		return;
	news->all[news->count].episode = *episode;
	news->all[news->count++].ended = ended;
}

static struct episode *episode_find(struct episodes *episodes, uint8_t activity)
{
	for (unsigned i = 0; i < EPISODES; i++)
		if (episodes->all[i].activity == activity)
			return &episodes->all[i];
	return NULL;
}

/* Return whether an episode lives that covers those with `alone`. */
static bool others_live(const struct episodes *episodes,
			const struct episode_traits *traits)
{
	for (unsigned i = 0; i < EPISODES; i++) {
		const struct episode *it = &episodes->all[i];

		if (it->activity && it->began && !traits_of(it, traits)->alone)
			return true;
	}
	return false;
}

/* Resume a covered episode from its start to @end, because another activity ends it. */
static void resume_until(struct episode *it, usec_t end,
			 struct episode_news *news)
{
	if (!it->resumes || end <= it->start_us)
		return;
	it->began = true;
	it->last_us = end;
	news_add(news, it, false);
}

/* Cover the episodes with `alone`, because another one started at @start. */
static void cover(struct episodes *episodes,
		  const struct episode_traits *traits, usec_t start,
		  struct episode_news *news)
{
	for (unsigned i = 0; i < EPISODES; i++) {
		struct episode *it = &episodes->all[i];
		struct episode ended;

		if (!it->activity || it->covered ||
		    !traits_of(it, traits)->alone)
			continue;
		resume_until(it, start, news);
		ended = *it;
		/*
		 * it lasted until the other started, not only until its last proof
		 */
		ended.last_us = start > it->start_us ? start : it->start_us;
		if (it->began)
			news_add(news, &ended, true);
		it->covered = true;
		it->began = it->resumes = false;
	}
}

static void begin_if_proven(struct episodes *episodes, struct episode *it,
			    const struct episode_traits *traits,
			    struct episode_news *news)
{
	if (it->began || it->bits < EPISODE_BEGINS)
		return;
	if (!traits_of(it, traits)->alone) {
		cover(episodes, traits, it->start_us, news);
	} else if (others_live(episodes, traits)) {
		it->covered = true;
		return;
	}
	it->began = true;
	it->resumes = false;
	news_add(news, it, false);
}

/* Let an outcome take over the start of its live origin. */
static void inherit_start(struct episodes *episodes, struct episode *it,
			  const struct episode_traits *traits)
{
	const struct episode_traits *own = traits_of(it, traits);
	const struct episode *from =
		own->outcome_of ? episode_find(episodes, own->outcome_of)
				: NULL;

	if (from && !from->settled && from->start_us < it->start_us &&
	    it->start_us - from->start_us <= own->within_us)
		it->start_us = from->start_us;
}

/* Extend outcomes as long as their origin lives. */
static void prolong_outcomes(struct episodes *episodes,
			     const struct episode_traits *traits,
			     const struct episode *it)
{
	for (unsigned i = 0; i < EPISODES; i++) {
		struct episode *outcome = &episodes->all[i];

		if (outcome->activity &&
		    traits_of(outcome, traits)->outcome_of == it->activity &&
		    it->last_us > outcome->last_us)
			outcome->last_us = it->last_us;
	}
}

void evidence_episodes_prove(struct episodes *episodes,
			     const struct episode_traits *traits,
			     const struct episode_proof *proof,
			     struct episode_news *news)
{
	struct episode *it = episode_find(episodes, proof->activity);
	unsigned bits;

	if (!it) {
		it = episode_find(episodes, 0);
		if (!it)
			return;
		*it = (struct episode){.start_us = proof->start_us,
				       .last_us = proof->start_us,
				       .activity = proof->activity};
	}
	if (!it->began && !it->resumes && proof->start_us < it->start_us)
		it->start_us = proof->start_us;
	if (!it->began)
		inherit_start(episodes, it, traits);
	if (proof->last_us > it->last_us)
		it->last_us = proof->last_us;
	it->bytes += proof->bytes;
	bits = proof->adds ? it->bits + proof->bits
			   : (proof->bits > it->bits ? proof->bits : it->bits);
	it->bits = (uint8_t)(bits < EVIDENCE_MOST ? bits : EVIDENCE_MOST);
	if (proof->confidence > it->best_confidence)
		it->best_confidence = proof->confidence;
	prolong_outcomes(episodes, traits, it);
	begin_if_proven(episodes, it, traits, news);
}

/* Continue covered episodes from @end, when the last other one has ended. */
static void uncover(struct episodes *episodes,
		    const struct episode_traits *traits, usec_t end,
		    struct episode_news *news)
{
	for (unsigned i = 0; i < EPISODES; i++) {
		struct episode *it = &episodes->all[i];

		if (!it->activity || !it->covered)
			continue;
		it->covered = false;
		it->bytes = 0;
		if (end > it->start_us)
			it->start_us = end;
		it->resumes = true;
		if (it->last_us <= it->start_us)
			continue; /* starts again only with a later proof */
		begin_if_proven(episodes, it, traits, news);
	}
}

/* The origin @it has ended: a later one starts separately from its outcome. */
static void settle_origin(struct episodes *episodes, const struct episode *it,
			  const struct episode_traits *traits)
{
	const struct episode_traits *own = traits_of(it, traits);
	struct episode *origin =
		own->outcome_of ? episode_find(episodes, own->outcome_of)
				: NULL;

	if (origin && it->began)
		origin->settled = true;
}

void evidence_episodes_expire(struct episodes *episodes,
			      const struct episode_traits *traits, usec_t now,
			      struct episode_news *news)
{
	bool before = others_live(episodes, traits);
	usec_t end = 0;

	for (unsigned i = 0; i < EPISODES; i++) {
		struct episode *it = &episodes->all[i];

		if (!it->activity || usec_since(now, it->last_us) <=
					     traits_of(it, traits)->lasts_us)
			continue;
		if (it->began)
			news_add(news, it, true);
		if (it->began && it->last_us > end)
			end = it->last_us;
		settle_origin(episodes, it, traits);
		it->activity = 0;
	}
	if (before && !others_live(episodes, traits))
		uncover(episodes, traits, end, news);
}

void evidence_episodes_end(struct episodes *episodes, struct episode_news *news)
{
	for (unsigned i = 0; i < EPISODES; i++)
		if (episodes->all[i].activity && episodes->all[i].began)
			news_add(news, &episodes->all[i], true);
	memset(episodes, 0, sizeof(*episodes));
}

uint8_t evidence_episodes_top(const struct episodes *episodes,
			      const struct episode_traits *traits)
{
	const struct episode *top = NULL;

	for (unsigned i = 0; i < EPISODES; i++) {
		const struct episode *it = &episodes->all[i];

		if (!it->activity || !it->began)
			continue;
		if (!top ||
		    traits_of(it, traits)->rank >
			    traits_of(top, traits)->rank ||
		    (traits_of(it, traits)->rank ==
			     traits_of(top, traits)->rank &&
		     it->activity < top->activity))
			top = it;
	}
	return top ? top->activity : 0;
}

bool evidence_episodes_has(const struct episodes *episodes, uint8_t activity)
{
	for (unsigned i = 0; i < EPISODES; i++)
		if (episodes->all[i].activity == activity &&
		    episodes->all[i].bits >= EPISODE_BEGINS)
			return activity != 0;
	return false;
}

usec_t evidence_episodes_due(const struct episodes *episodes,
			     const struct episode_traits *traits)
{
	usec_t due = 0;

	for (unsigned i = 0; i < EPISODES; i++) {
		const struct episode *it = &episodes->all[i];
		usec_t over;

		if (!it->activity)
			continue;
		over = it->last_us + traits_of(it, traits)->lasts_us + 1;
		if (!due || over < due)
			due = over;
	}
	return due;
}

unsigned evidence_episode_confidence(const struct episode *episode)
{
	unsigned own = evidence_confidence_of(episode->bits);

	return own < episode->best_confidence ? own : episode->best_confidence;
}
