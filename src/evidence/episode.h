/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVIDENCE_EPISODE_H
#define EVIDENCE_EPISODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"

/*
 * Episodes: activities of a flow or a host, each with a start, an end and a
 * confidence. Proofs extend an episode; it is over when none came for the time that
 * its activity declares (`lasts`). Its end is its last proof. Pure.
 */

#define EPISODES 6	  /* of one flow, or of one host and application */
#define EPISODE_BEGINS 12 /* bits: an episode below is not reported */

/* Settings of an activity; by its number - 1. */
struct episode_traits {
	usec_t lasts_us;    /* after the last proof */
	uint8_t rank;	    /* the highest of the live ones is the activity */
	bool call;	    /* also reported as a call */
	bool alone;	    /* only lives while no other one does */
	uint8_t outcome_of; /* number of the activity it results from; 0: none */
	usec_t within_us;   /* maximum time since that one's start */
};

struct episode {
	usec_t start_us, last_us; /* first and last proof */
	uint64_t bytes;		  /* of payload, if proofs measured it */
	uint8_t activity;	  /* number, from 1; 0: free place */
	uint8_t bits;		  /* of evidence; see EPISODE_BEGINS */
	uint8_t best_confidence; /* highest confidence of the application so far */
	bool began;		 /* has been reported */
	bool covered;		 /* `alone`, while others live */
	bool resumes; /* was covered: starts again with its next proof */
	bool settled; /* its outcome is over: it gets no second one */
};

/* All zero: no episodes. */
struct episodes {
	struct episode all[EPISODES];
};

struct episode_proof {
	usec_t start_us, last_us; /* what was measured */
	uint64_t bytes;	  /* of payload, since the previous proof; or 0 */
	uint8_t activity; /* from 1 */
	uint8_t bits;
	uint8_t confidence; /* confidence of the application */
	bool adds;	    /* independent of earlier ones */
};

/* Episodes that started and ended, to be reported. */
struct episode_news {
	struct {
		struct episode episode; /* a copy */
		bool ended;		/* else it started */
	} all[2 * EPISODES + 2];
	unsigned count;
};

/**
 * evidence_episodes_prove - add a proof of an activity
 * @traits: of all activities, by number - 1
 * @news:   gets the changes appended; or NULL
 *
 * Starts or continues an episode. A new one finds no place when all places are
 * taken: then the proof is lost. Call evidence_episodes_expire() before.
 *
 * An outcome takes over the start of its origin and continues while both live.
 */
void evidence_episodes_prove(struct episodes *episodes,
			     const struct episode_traits *traits,
			     const struct episode_proof *proof,
			     struct episode_news *news);

/**
 * evidence_episodes_expire - end the episodes that are over by @now
 * @news: gets the changes appended; or NULL
 *
 * A covered episode continues when the last of the others has ended, if it has a
 * later proof.
 */
void evidence_episodes_expire(struct episodes *episodes,
			      const struct episode_traits *traits, usec_t now,
			      struct episode_news *news);

/**
 * evidence_episodes_end - end all episodes
 * @news: gets the changes appended; or NULL
 */
void evidence_episodes_end(struct episodes *episodes,
			   struct episode_news *news);

/**
 * evidence_episodes_top - return the activity to report when only one can be
 *
 * Return: of those that began and live, the highest rank, of equals the lower
 * number; 0: none.
 */
uint8_t evidence_episodes_top(const struct episodes *episodes,
			      const struct episode_traits *traits);

/**
 * evidence_episodes_has - return whether an activity lives, also when covered
 */
bool evidence_episodes_has(const struct episodes *episodes, uint8_t activity);

/**
 * evidence_episodes_due - return the time when the first episode ends without a proof
 *
 * Return: the first moment at which evidence_episodes_expire() ends one, began or
 * not; 0: there is none.
 */
usec_t evidence_episodes_due(const struct episodes *episodes,
			     const struct episode_traits *traits);

/**
 * evidence_episode_confidence - return its confidence, 0..100
 *
 * As evidence of one kind, and never more than the application's own.
 */
unsigned evidence_episode_confidence(const struct episode *episode);

#endif
