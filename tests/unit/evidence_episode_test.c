/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How episodes begin, go on and end. */
#include "evidence/episode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "evidence/evidence.h"

#define S USEC_PER_SEC

enum { CALL = 1, CHAT, IDLE, OTHER, TRIED, LET_IN };

static const struct episode_traits traits[] = {
	{.lasts_us = 10 * S, .rank = 6, .call = true},
	{.lasts_us = 60 * S, .rank = 2},
	{.lasts_us = 600 * S, .alone = true},
	{.lasts_us = 60 * S, .rank = 2},
	{.lasts_us = 60 * S, .rank = 1},
	{.lasts_us = 10 * S,
	 .rank = 3,
	 .outcome_of = TRIED,
	 .within_us = 100 * S},
};

/* One proof from @start to @last, as the engine gives it; news since the last. */
static struct episode_news prove(struct episodes *episodes, uint8_t activity,
				 unsigned bits, usec_t start, usec_t last)
{
	const struct episode_proof proof = {.start_us = start,
					    .last_us = last,
					    .activity = activity,
					    .bits = (uint8_t)bits,
					    .confidence = 80,
					    .adds = true};
	struct episode_news news = {.count = 0};

	evidence_episodes_expire(episodes, traits, last, &news);
	evidence_episodes_prove(episodes, traits, &proof, &news);
	return news;
}

static void is_news(const struct episode_news *news, unsigned at, bool ended,
		    uint8_t activity, usec_t start, usec_t last)
{
	assert_true(at < news->count);
	assert_int_equal(news->all[at].ended, ended);
	assert_int_equal(news->all[at].episode.activity, activity);
	assert_int_equal(news->all[at].episode.start_us, start);
	assert_int_equal(news->all[at].episode.last_us, last);
}

static void begins_with_its_first_proof(void **state)
{
	struct episodes episodes = {0};
	struct episode_news news;

	(void)state;
	news = prove(&episodes, CALL, EPISODE_BEGINS - 1, 100 * S, 102 * S);
	assert_int_equal(news.count, 0);
	assert_int_equal(evidence_episodes_top(&episodes, traits), 0);
	assert_false(evidence_episodes_has(&episodes, CALL));
	news = prove(&episodes, CALL, 1, 103 * S, 104 * S);
	assert_int_equal(news.count, 1);
	is_news(&news, 0, false, CALL, 100 * S, 104 * S);
	assert_int_equal(evidence_episodes_top(&episodes, traits), CALL);
	assert_true(evidence_episodes_has(&episodes, CALL));
}

static void ends_with_its_last_proof(void **state)
{
	struct episodes episodes = {0};
	struct episode_news news = {.count = 0};

	(void)state;
	prove(&episodes, CALL, 20, 100 * S, 102 * S);
	assert_int_equal(evidence_episodes_due(&episodes, traits), 112 * S + 1);
	evidence_episodes_expire(&episodes, traits, 112 * S, &news);
	assert_int_equal(news.count, 0);
	evidence_episodes_expire(&episodes, traits, 112 * S + 1, &news);
	assert_int_equal(news.count, 1);
	is_news(&news, 0, true, CALL, 100 * S, 102 * S);
	assert_int_equal(evidence_episodes_due(&episodes, traits), 0);
	/* an episode whose start was not reported has no reported end */
	prove(&episodes, CALL, 1, 200 * S, 200 * S);
	news.count = 0;
	evidence_episodes_expire(&episodes, traits, 300 * S, &news);
	assert_int_equal(news.count, 0);
	assert_int_equal(evidence_episodes_due(&episodes, traits), 0);
}

static void several_live_and_the_highest_is_it(void **state)
{
	struct episodes episodes = {0};

	(void)state;
	prove(&episodes, OTHER, 20, 90 * S, 90 * S);
	prove(&episodes, CHAT, 20, 100 * S, 100 * S);
	assert_int_equal(evidence_episodes_top(&episodes, traits), CHAT);
	prove(&episodes, CALL, 20, 110 * S, 111 * S);
	assert_int_equal(evidence_episodes_top(&episodes, traits), CALL);
	prove(&episodes, CHAT, 20, 122 * S, 122 * S); /* the call is over */
	assert_int_equal(evidence_episodes_top(&episodes, traits), CHAT);
	assert_int_equal(evidence_episodes_due(&episodes, traits),
			 150 * S + 1); /* OTHER's */
}

static void alone_makes_room_and_comes_back(void **state)
{
	struct episodes episodes = {0};
	struct episode_news news;

	(void)state;
	prove(&episodes, IDLE, 20, 100 * S, 100 * S);
	news = prove(&episodes, CALL, 20, 150 * S, 152 * S);
	assert_int_equal(news.count, 2);
	is_news(&news, 0, true, IDLE, 100 * S, 150 * S);
	is_news(&news, 1, false, CALL, 150 * S, 152 * S);
	/* covered: lives, and is not said */
	news = prove(&episodes, IDLE, 20, 155 * S, 155 * S);
	assert_int_equal(news.count, 0);
	assert_true(evidence_episodes_has(&episodes, IDLE));
	/* it goes on where the call ended, with the next proof */
	news = prove(&episodes, IDLE, 20, 300 * S, 300 * S);
	assert_int_equal(news.count, 2);
	is_news(&news, 0, true, CALL, 150 * S, 152 * S);
	assert_int_equal(news.all[1].episode.activity, IDLE);
	assert_int_equal(news.all[1].episode.start_us, 152 * S);
	assert_int_equal(evidence_episodes_top(&episodes, traits), IDLE);
}

static void an_attempt_has_one_outcome(void **state)
{
	struct episodes episodes = {0};
	struct episode_news news;

	(void)state;
	prove(&episodes, TRIED, 20, 100 * S, 100 * S);
	news = prove(&episodes, LET_IN, 20, 110 * S, 110 * S);
	is_news(&news, 0, false, LET_IN, 100 * S, 110 * S);
	news = prove(&episodes, TRIED, 20, 140 * S, 140 * S);
	assert_int_equal(news.count, 1);
	is_news(&news, 0, true, LET_IN, 100 * S, 110 * S);
	/* the second one is not that of the first tries */
	news = prove(&episodes, LET_IN, 20, 150 * S, 150 * S);
	is_news(&news, 0, false, LET_IN, 150 * S, 150 * S);
}

/* The start of the next episode also proves that the host was there until then. */
static void it_went_on_until_the_next_one(void **state)
{
	struct episodes episodes = {0};
	struct episode_news news;

	(void)state;
	prove(&episodes, IDLE, 20, 100 * S, 100 * S);
	prove(&episodes, CALL, 20, 150 * S, 152 * S);
	news = (struct episode_news){.count = 0};
	evidence_episodes_expire(&episodes, traits, 200 * S, &news);
	assert_int_equal(news.count, 1);
	news = prove(&episodes, CALL, 20, 250 * S, 260 * S);
	assert_int_equal(news.count, 3);
	assert_int_equal(news.all[0].episode.start_us, 152 * S);
	assert_false(news.all[0].ended);
	is_news(&news, 1, true, IDLE, 152 * S, 250 * S);
	is_news(&news, 2, false, CALL, 250 * S, 260 * S);
	/* nothing lies between the ends of these */
	evidence_episodes_expire(&episodes, traits, 300 * S, &news);
	news = prove(&episodes, CALL, 20, 255 * S, 310 * S);
	assert_int_equal(news.count, 1);
}

static void nothing_comes_back_without_proof(void **state)
{
	struct episodes episodes = {0};
	struct episode_news news = {.count = 0};

	(void)state;
	prove(&episodes, IDLE, 20, 100 * S, 100 * S);
	prove(&episodes, CALL, 20, 150 * S, 152 * S);
	evidence_episodes_expire(&episodes, traits, 200 * S, &news);
	assert_int_equal(news.count, 1);
	is_news(&news, 0, true, CALL, 150 * S, 152 * S);
	evidence_episodes_expire(&episodes, traits, 900 * S, &news);
	assert_int_equal(news.count, 1);
	evidence_episodes_end(&episodes, &news);
	assert_int_equal(news.count, 1);
}

static void room_is_bounded(void **state)
{
	struct episode_traits many[EPISODES + 2];
	struct episodes episodes = {0};
	struct episode_news news = {.count = 0};

	(void)state;
	for (unsigned i = 0; i < EPISODES + 2; i++) {
		const struct episode_proof proof = {.start_us = S,
						    .last_us = S,
						    .activity =
							    (uint8_t)(i + 1),
						    .bits = 20,
						    .confidence = 90};

		many[i] = (struct episode_traits){.lasts_us = S,
						  .rank = (uint8_t)i};
		evidence_episodes_prove(&episodes, many, &proof, &news);
	}
	assert_int_equal(news.count, EPISODES);
	assert_int_equal(evidence_episodes_top(&episodes, many), EPISODES);
	news.count = 0;
	evidence_episodes_end(&episodes, &news);
	assert_int_equal(news.count, EPISODES);
	assert_int_equal(evidence_episodes_top(&episodes, many), 0);
}

static void never_surer_than_the_application(void **state)
{
	struct episode episode = {
		.activity = CALL, .bits = 12, .best_confidence = 90};

	(void)state;
	assert_int_equal(evidence_episode_confidence(&episode), 34);
	episode.bits = 24;
	assert_int_equal(evidence_episode_confidence(&episode), 70);
	episode.bits = EVIDENCE_MOST;
	assert_int_equal(evidence_episode_confidence(&episode), 90);
	episode.best_confidence = 100;
	assert_int_equal(evidence_episode_confidence(&episode), 99);
}

/* ---- borders ---- */

static const struct episode *find(const struct episodes *episodes,
				  uint8_t activity)
{
	for (unsigned i = 0; i < EPISODES; i++)
		if (episodes->all[i].activity == activity)
			return &episodes->all[i];
	return NULL;
}

/* Without `adds` the strongest proof counts; with it, up to 64 bits. */
static void bits_of_proofs(void **state)
{
	struct episode_proof proof = {.activity = CALL, .confidence = 90};
	struct episodes episodes = {0};
	static const struct {
		uint8_t bits;
		bool adds;
		uint8_t sum;
	} steps[] = {{5, false, 5}, {3, false, 5},  {7, false, 7},
		     {2, true, 9},  {54, true, 63}, {1, true, 64},
		     {1, true, 64}, {64, true, 64}, {20, false, 64}};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		proof.bits = steps[i].bits;
		proof.adds = steps[i].adds;
		evidence_episodes_prove(&episodes, traits, &proof, NULL);
		assert_int_equal(find(&episodes, CALL)->bits, steps[i].sum);
	}
}

/* Bytes add up; start, end and the application's confidence take the extremes. */
static void values_of_proofs(void **state)
{
	struct episode_proof proof = {.activity = CALL,
				      .bits = 4,
				      .start_us = 100 * S,
				      .last_us = 110 * S,
				      .bytes = 7,
				      .confidence = 80};
	struct episodes episodes = {0};
	const struct episode *it;

	(void)state;
	evidence_episodes_prove(&episodes, traits, &proof, NULL);
	proof.start_us = 90 * S;
	proof.last_us = 105 * S;
	proof.confidence = 70;
	evidence_episodes_prove(&episodes, traits, &proof, NULL);
	it = find(&episodes, CALL);
	assert_int_equal(it->bytes, 14);
	assert_int_equal(it->start_us, 90 * S);
	assert_int_equal(it->last_us, 110 * S);
	assert_int_equal(it->best_confidence, 80);
	/* once it began its start stays */
	proof.bits = 20;
	evidence_episodes_prove(&episodes, traits, &proof, NULL);
	proof.start_us = 80 * S;
	evidence_episodes_prove(&episodes, traits, &proof, NULL);
	assert_int_equal(find(&episodes, CALL)->start_us, 90 * S);
}

/* An outcome takes over a start that is at most 100 s old. */
static void outcomes_start_in_time(void **state)
{
	(void)state;
	for (unsigned late = 0; late < 2; late++) {
		const usec_t start = 200 * S + late;
		struct episodes episodes = {0};

		prove(&episodes, TRIED, 20, 100 * S, 150 * S);
		prove(&episodes, LET_IN, 20, start, start);
		assert_int_equal(find(&episodes, LET_IN)->start_us,
				 late ? start : 100 * S);
	}
}

static void due_is_the_first_end(void **state)
{
	struct episodes episodes = {0};

	(void)state;
	prove(&episodes, IDLE, 20, 100 * S, 100 * S);
	assert_int_equal(evidence_episodes_due(&episodes, traits), 700 * S + 1);
	prove(&episodes, CHAT, 20, 110 * S, 110 * S);
	assert_int_equal(evidence_episodes_due(&episodes, traits), 170 * S + 1);
	prove(&episodes, CALL, 1, 120 * S, 120 * S); /* not begun, but due */
	assert_int_equal(evidence_episodes_due(&episodes, traits), 130 * S + 1);
}

/* Only what was reported ends with a report; nothing is left. */
static void all_end(void **state)
{
	struct episode_news news = {.count = 0};
	struct episodes episodes = {0};

	(void)state;
	prove(&episodes, CALL, 20, 100 * S, 101 * S);
	prove(&episodes, CHAT, EPISODE_BEGINS - 1, 102 * S, 103 * S);
	evidence_episodes_end(&episodes, &news);
	assert_int_equal(news.count, 1);
	is_news(&news, 0, true, CALL, 100 * S, 101 * S);
	assert_null(find(&episodes, CALL));
	assert_null(find(&episodes, CHAT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_of_proofs),
		cmocka_unit_test(values_of_proofs),
		cmocka_unit_test(outcomes_start_in_time),
		cmocka_unit_test(due_is_the_first_end),
		cmocka_unit_test(all_end),
		cmocka_unit_test(begins_with_its_first_proof),
		cmocka_unit_test(ends_with_its_last_proof),
		cmocka_unit_test(several_live_and_the_highest_is_it),
		cmocka_unit_test(alone_makes_room_and_comes_back),
		cmocka_unit_test(an_attempt_has_one_outcome),
		cmocka_unit_test(it_went_on_until_the_next_one),
		cmocka_unit_test(nothing_comes_back_without_proof),
		cmocka_unit_test(room_is_bounded),
		cmocka_unit_test(never_surer_than_the_application),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
