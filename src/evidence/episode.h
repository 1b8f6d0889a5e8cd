/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EVIDENCE_EPISODE_H
#define EVIDENCE_EPISODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/usec.h"

/*
 * Episodes: what a flow or a host was seen doing, each with a start, an end and
 * how sure it is. An episode grows by proofs and is over when none came for the
 * life that its activity was declared with; its end is its last proof. Pure.
 */

#define EPISODES 6	  /* of one flow, or of one host and application */
#define EPISODE_BEGINS 12 /* bits: below, an episode is not said */

/* How an activity was declared; by its number - 1. */
struct episode_traits {
	usec_t lasts_us; /* after the last proof */
	uint8_t rank;	 /* of those that live, the highest is the activity */
	bool call;	 /* is reported as a call */
	bool alone;	 /* is there only while no other one is */
	uint8_t outcome_of; /* number of what it is the outcome of; 0: nothing */
	usec_t within_us;   /* of its start; it becomes the outcome's own */
};

struct episode {
	usec_t start_us, last_us; /* first and last proof */
	uint64_t bytes;		  /* of payload, as far as proofs measured it */
	uint8_t activity;	  /* number, from 1; 0: this place is free */
	uint8_t bits;		  /* of evidence; see EPISODE_BEGINS */
	uint8_t most; /* confidence of the application, the highest there was */
	bool began;   /* was said */
	bool covered; /* alone, while others live */
	bool resumes; /* was covered: begins again with its next proof */
	bool settled; /* an outcome of it is over: no other one is its own */
};

/* All zero: none. */
struct episodes {
	struct episode all[EPISODES];
};

struct episode_proof {
	usec_t start_us, last_us; /* what was measured */
	uint64_t bytes;		  /* of payload, since the proof before; 0 */
	uint8_t activity;	  /* from 1 */
	uint8_t bits;
	uint8_t most; /* confidence of the application */
	bool adds;    /* independent of earlier ones */
};

/* What is to be said: episodes that began, and that ended. */
struct episode_news {
	struct {
		struct episode episode; /* a copy */
		bool ended;		/* else it began */
	} all[2 * EPISODES + 2];
	unsigned count;
};

/**
 * evidence_episodes_prove - one proof of an activity
 * @traits: of all activities, by number - 1
 * @news:   is added to; or NULL
 *
 * Begins or continues an episode. One that is new finds no place when as many
 * others live: then the proof is lost. evidence_episodes_expire() comes first.
 *
 * An outcome begins where that began which it is the outcome of, and goes on as
 * long as both live.
 */
void evidence_episodes_prove(struct episodes *episodes,
			     const struct episode_traits *traits,
			     const struct episode_proof *proof,
			     struct episode_news *news);

/**
 * evidence_episodes_expire - end what is over by @now, and free its places
 * @news: is added to; or NULL
 *
 * One that was covered goes on from the moment when the last of the others has
 * ended, if there is a proof later than that.
 */
void evidence_episodes_expire(struct episodes *episodes,
			      const struct episode_traits *traits, usec_t now,
			      struct episode_news *news);

/**
 * evidence_episodes_end - end all of them, whatever life they have left
 * @news: is added to; or NULL
 */
void evidence_episodes_end(struct episodes *episodes,
			   struct episode_news *news);

/**
 * evidence_episodes_top - the activity to name, when one has to do
 *
 * Return: of those that began and live, the highest rank, of equals the lower
 * number; 0: none.
 */
uint8_t evidence_episodes_top(const struct episodes *episodes,
			      const struct episode_traits *traits);

/**
 * evidence_episodes_has - does that activity live? Also one that is covered
 */
bool evidence_episodes_has(const struct episodes *episodes, uint8_t activity);

/**
 * evidence_episodes_due - when the first of them is over, if no proof comes
 *
 * Return: the first moment at which evidence_episodes_expire() ends one, began or
 * not; 0: there is none.
 */
usec_t evidence_episodes_due(const struct episodes *episodes,
			     const struct episode_traits *traits);

/**
 * evidence_episode_confidence - how sure it is, 0..100
 *
 * As evidence of one kind, and never more than the application's own.
 */
unsigned evidence_episode_confidence(const struct episode *episode);

#endif
