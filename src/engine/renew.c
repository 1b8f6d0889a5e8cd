/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "engine/renew.h"

#include <string.h>

#include "config/ruleset.h"
#include "engine/follow_host.h"
#include "flow/flow.h"
#include "host/host.h"
#include "signature/match.h"

/*
 * Keep those of a list of signatures that are alive. A full list may be incomplete: later
 * signatures gave evidence, too, but found no room in it. It cannot be trusted.
 *
 * Return: whether all evidence may stay.
 */
static bool signatures_renew(const struct ruleset *ruleset,
			     uint16_t *signatures, unsigned most)
{
	unsigned kept = 0, listed = 0;

	for (unsigned i = 0; i < most && signatures[i]; i++, listed++)
		if (signature_set_is_alive(ruleset->signatures,
					   (uint16_t)(signatures[i] - 1)))
			signatures[kept++] = signatures[i];
	for (unsigned i = kept; i < most; i++)
		signatures[i] = 0;
	return kept == listed && listed < most;
}

/* Sum up the evidence of the listed signatures, each once. */
static struct evidence evidence_of(const struct ruleset *ruleset,
				   const uint16_t *signatures, unsigned most,
				   bool of_host)
{
	struct evidence evidence = {{0}};

	for (unsigned i = 0; i < most && signatures[i]; i++) {
		const struct signature_effect *effect = signature_set_effect(
			ruleset->signatures, (uint16_t)(signatures[i] - 1));

		if (effect->evidence &&
		    (of_host ? effect->of_host : effect->of_flow))
			evidence_add(&evidence, effect->kind, effect->bits,
				     false);
	}
	return evidence;
}

/* Return the sets that the listed signatures belong to. */
static uint8_t sets_of(const struct ruleset *ruleset,
		       const uint16_t *signatures, unsigned most)
{
	uint8_t sets = 0;

	for (unsigned i = 0; i < most && signatures[i]; i++)
		sets |= signature_set_effect(ruleset->signatures,
					     (uint16_t)(signatures[i] - 1))
				->sets;
	return sets;
}

static void flow_forget_evidence(struct flow *flow)
{
	memset(&flow->evidence, 0, sizeof(flow->evidence));
	memset(flow->signatures, 0, sizeof(flow->signatures));
	flow->application = 0;
	flow->activity = 0;
	flow->sets = 0;
	flow->decided = false;
	flow->flags &= (uint16_t)(~FLOW_FOLLOWED & 0x1fff);
}

bool engine_renew_is_due(const struct ruleset *ruleset, const struct flow *flow)
{
	return revision_keeps_decision(&ruleset->revision, flow->stamp) !=
	       REVISION_SAME;
}

bool engine_renew_flow(const struct ruleset *ruleset, struct flow *flow)
{
	bool by_endpoint = flow->evidence.bits[EVIDENCE_ENDPOINT] > 0;

	switch (revision_keeps_decision(&ruleset->revision, flow->stamp)) {
	case REVISION_SAME:
		return false;
	case REVISION_KEEP:
		flow->cells_valid = 0;
		return false;
	case REVISION_FORGET:
		flow->cells_valid = 0;
		flow_forget_evidence(flow);
		return false;
	case REVISION_RECHECK:
		flow->cells_valid = 0;
		break;
	}
	if (!flow->application ||
	    signatures_renew(ruleset, flow->signatures, FLOW_SIGNATURES))
		return false;
	/* it is not known which of them stand for an endpoint: ask endpoints again */
	if (by_endpoint)
		memset(flow->signatures, 0, sizeof(flow->signatures));
	flow->evidence =
		evidence_of(ruleset, flow->signatures, FLOW_SIGNATURES, false);
	flow->sets = sets_of(ruleset, flow->signatures, FLOW_SIGNATURES) &
		     FLOW_SETS_MASK;
	flow->decided = evidence_decides(&flow->evidence);
	if (!evidence_bits(&flow->evidence))
		flow_forget_evidence(flow);
	return by_endpoint;
}

/* Drop client info whose signature was removed. */
static void client_info_renew(const struct ruleset *ruleset,
			      struct host_text *word)
{
	if (*word->text &&
	    !signature_set_is_alive(ruleset->signatures, word->signature))
		memset(word, 0, sizeof(*word));
}

bool engine_renew_application(const struct ruleset *ruleset,
			      struct host_application *host_application)
{
	client_info_renew(ruleset, &host_application->client_info.version);
	client_info_renew(ruleset, &host_application->client_info.platform);
	if (signatures_renew(ruleset, host_application->signatures,
			     HOST_SIGNATURES))
		return true;
	host_application->evidence = evidence_of(
		ruleset, host_application->signatures, HOST_SIGNATURES, true);
	host_application->sets =
		sets_of(ruleset, host_application->signatures, HOST_SIGNATURES);
	host_application->decided =
		evidence_decides(&host_application->evidence);
	return evidence_bits(&host_application->evidence) > 0 ||
	       *host_application->client_info.version.text ||
	       *host_application->client_info.platform.text;
}

static void renew_applications(const struct ruleset *ruleset, struct host *host,
			       struct engine_host_news *news)
{
	for (unsigned i = 0; i < HOST_APPLICATIONS; i++)
		if (host->applications[i].application &&
		    !engine_renew_application(ruleset,
					      &host->applications[i])) {
			engine_follow_host_withdraw(&host->applications[i],
						    news);
			memset(&host->applications[i], 0,
			       sizeof(host->applications[i]));
		}
}

void engine_renew_host(const struct ruleset *ruleset, struct host *host,
		       struct engine_host_news *news)
{
	enum revision_answer keeps =
		revision_keeps(&ruleset->revision, host->revision);

	if (keeps == REVISION_FORGET)
		memset(host->applications, 0, sizeof(host->applications));
	if (keeps == REVISION_RECHECK)
		renew_applications(ruleset, host, news);
	if (keeps != REVISION_SAME)
		host_forget_events(host);
	host->revision = ruleset->revision.number;
}
