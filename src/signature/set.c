/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Queries on a loaded set. */
#include "signature/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/suggest.h"
#include "base/text.h"
#include "signature/compiled.h"
#include "signature/pool.h"

static void strings_free(char **strings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(strings[i]);
	free(strings);
}

static void word_fini(struct client_word *word)
{
	for (unsigned i = 0; i < word->count; i++) {
		free(word->meanings[i].said);
		free(word->meanings[i].meant);
	}
	free(word->text);
}

void signature_set_free(struct signature_set *set)
{
	if (!set)
		return;
	signature_dispatch_fini(&set->dispatch);
	for (size_t i = 0; i < set->register_count; i++)
		free(set->registers[i].name);
	for (size_t i = 0; i < set->generator_count; i++)
		free(set->generators[i].name);
	for (size_t i = 0; i < set->signature_count; i++) {
		free(set->signatures[i].name);
		free(set->signatures[i].about);
		free(set->signatures[i].source);
	}
	free(set->registers);
	free(set->generators);
	free(set->signatures);
	free(set->patterns);
	free(set->prefilters);
	free(set->event_rings);
	free(set->remembers);
	free(set->rules);
	free(set->decided_lists);
	for (size_t i = 0; i < set->client_info_count; i++) {
		word_fini(&set->client_infos[i].version);
		word_fini(&set->client_infos[i].platform);
	}
	free(set->client_infos);
	strings_free(set->applications, set->application_count);
	strings_free(set->families, set->application_count);
	strings_free(set->activities, set->activity_count);
	strings_free(set->events, set->event_count);
	for (int i = 0; i < SIGNATURE_SETS_MOST; i++)
		free(set->set_names[i]);
	strings_free(set->files, set->file_count);
	if (set->pool)
		signature_pool_fini(set->pool);
	free(set->pool);
	free(set);
}

static uint16_t number_by_name(char *const *names, size_t count,
			       const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (uint16_t)(i + 1);
	return 0;
}

static const char *name_by_number(char *const *names, size_t count,
				  uint16_t number)
{
	return number && number <= count ? names[number - 1] : NULL;
}

uint16_t signature_set_application(const struct signature_set *set,
				   const char *name)
{
	uint16_t number =
		number_by_name(set->applications, set->application_count, name);

	return number && set->application_alive[number - 1] ? number : 0;
}

uint16_t signature_set_activity(const struct signature_set *set,
				const char *name)
{
	uint16_t number =
		number_by_name(set->activities, set->activity_count, name);

	return number && set->activity_alive[number - 1] ? number : 0;
}

void signature_set_offer_applications(const struct signature_set *set,
				      struct suggestion *suggestion)
{
	for (size_t i = 0; i < set->application_count; i++)
		if (set->application_alive[i])
			suggest_offer(suggestion, set->applications[i]);
}

void signature_set_offer_activities(const struct signature_set *set,
				    struct suggestion *suggestion)
{
	for (size_t i = 0; i < set->activity_count; i++)
		if (set->activity_alive[i])
			suggest_offer(suggestion, set->activities[i]);
}

size_t signature_set_signature_count(const struct signature_set *set)
{
	return set->signature_count;
}

size_t signature_set_application_count(const struct signature_set *set)
{
	return set->application_count;
}

const char *signature_set_application_name(const struct signature_set *set,
					   uint16_t application)
{
	return name_by_number(set->applications, set->application_count,
			      application);
}

const char *signature_set_application_family(const struct signature_set *set,
					     uint16_t application)
{
	return name_by_number(set->families, set->application_count,
			      application);
}

const char *signature_set_activity_name(const struct signature_set *set,
					uint16_t activity)
{
	return name_by_number(set->activities, set->activity_count, activity);
}

unsigned signature_set_gives(const struct signature_set *set,
			     uint16_t application, uint16_t activity)
{
	unsigned gives = 0;

	for (size_t i = 0; i < set->signature_count; i++) {
		const struct signature_effect *effect =
			&set->signatures[i].effect;

		if (!set->signatures[i].alive || effect->activity != activity ||
		    (application && effect->application != application))
			continue;
		if (effect->activity_of_flow)
			gives |= SIGNATURE_GIVES_FLOWS;
		if (effect->activity_of_host)
			gives |= SIGNATURE_GIVES_HOSTS;
	}
	return gives;
}

/* "generator, 26 bits each time"; "-" without evidence. */
static void print_evidence(const struct signature *it, char *to, size_t size)
{
	if (it->effect.evidence)
		snprintf(to, size, "%s, %u bits%s",
			 evidence_kind_name(it->effect.kind), it->effect.bits,
			 it->effect.adds ? " each time" : "");
	else
		snprintf(to, size, "-");
}

void signature_set_print_signatures(const struct signature_set *set,
				    FILE *stream)
{
	char evidence[64];

	for (size_t i = 0; i < set->signature_count; i++) {
		const struct signature *it = &set->signatures[i];

		if (!it->alive)
			continue;
		print_evidence(it, evidence, sizeof(evidence));
		fprintf(stream, "%-32s %-28s %s:%u\n", it->name, evidence,
			it->file, it->line);
		fprintf(stream, "    %s\n", it->about);
		fprintf(stream, "    source: %s\n", it->source);
	}
}

static void print_activity_names(const struct signature_set *set,
				 uint16_t application, FILE *stream)
{
	const char *before = "";

	for (uint16_t i = 1; i <= set->activity_count; i++) {
		if (!(signature_set_gives(set, application, i) &
		      SIGNATURE_GIVES_FLOWS))
			continue;
		fprintf(stream, "%s%s", before, set->activities[i - 1]);
		before = ", ";
	}
	fputs(*before ? "\n" : "-\n", stream);
}

void signature_set_print_applications(const struct signature_set *set,
				      FILE *stream)
{
	for (uint16_t i = 0; i < set->application_count; i++) {
		if (!set->application_alive[i])
			continue;
		fprintf(stream, "%-20s %-8s ", set->applications[i],
			set->families[i]);
		print_activity_names(set, i + 1, stream);
	}
}

/* ---- one signature ---- */

const struct signature_effect *
signature_set_effect(const struct signature_set *set, uint16_t signature)
{
	return &set->signatures[signature].effect;
}

unsigned signature_set_window(const struct signature_set *set,
			      uint16_t signature)
{
	const struct signature *it = &set->signatures[signature];

	return it->pattern_count ? set->patterns[it->pattern].window : 0;
}

const struct episode_traits *
signature_set_activity_traits(const struct signature_set *set)
{
	return set->traits;
}

const struct episode_traits *
signature_set_flow_traits(const struct signature_set *set)
{
	return set->flow_traits;
}

const struct flow_meter_sizes *
signature_set_meter_sizes(const struct signature_set *set)
{
	return &set->meter_sizes;
}

bool signature_set_wants_forwarded(const struct signature_set *set)
{
	return set->wants_forwarded;
}

bool signature_set_is_alive(const struct signature_set *set, uint16_t signature)
{
	return signature < set->signature_count &&
	       set->signatures[signature].alive;
}

bool signature_set_withdrew(const struct signature_set *set)
{
	return set->withdrew;
}

bool signature_set_renumbered(const struct signature_set *set)
{
	return set->renumbered;
}

bool signature_set_same_layout(const struct signature_set *a,
			       const struct signature_set *b)
{
	return a->layout == b->layout;
}

uint32_t signature_set_look_bytes(const struct signature_set *set)
{
	return set->look_bytes;
}

const char *signature_set_signature_name(const struct signature_set *set,
					 uint16_t signature)
{
	return signature < set->signature_count
		       ? set->signatures[signature].name
		       : NULL;
}

const char *signature_set_name_of_bit(const struct signature_set *set,
				      unsigned bit)
{
	return bit < SIGNATURE_SETS_MOST ? set->set_names[bit] : NULL;
}

void signature_set_explain(const struct signature_set *set, uint16_t number,
			   struct text *text)
{
	const struct signature *it;
	const char *slash;

	if (number >= set->signature_count)
		return;
	it = &set->signatures[number];
	slash = strrchr(it->file, '/');
	text_append(text, "%s (", it->about);
	if (it->effect.evidence)
		text_append(text, "%s, %u bits; ",
			    evidence_kind_name(it->effect.kind),
			    it->effect.bits);
	text_append(text, "%s:%u)", slash ? slash + 1 : it->file, it->line);
}

bool signature_set_follows_decided(const struct signature_set *set,
				   uint16_t application)
{
	const struct signature_decided *decided =
		&set->decided[application - 1];

	for (unsigned on = 0; on < SIGNATURE_ONS; on++)
		if (decided->count[on])
			return true;
	return false;
}
