/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sources of a live service: a range of netfilter queues, or one interface.
 */
#include "run/sources.h"

#include <errno.h>
#include <stdlib.h>

#include "base/exit_code.h"
#include "base/log.h"
#include "base/text.h"
#include "config/ruleset.h"
#include "io/capture_live.h"
#include "io/nfqueue.h"
#include "io/source.h"
#include "packet/decode.h"
#include "signature/match.h"

/* Bits of the mark in which "skywarden-bridge" puts the VLAN of a queued packet. */
#define VLAN_MARK_MASK 0x0fff
/* Bits of the mark from which it sets the DSCP of a packet. */
#define DSCP_MARK_MASK 0x7f0000

static struct io_source *open_queue(const struct run_sources_options *sources,
				    const struct ruleset *ruleset,
				    uint16_t number, struct text *why)
{
	const struct io_nfqueue_options options = {
		.queue = number,
		.copy_bytes = PACKET_HEADERS_LIVE +
			      signature_set_look_bytes(ruleset->signatures),
		.fail_open = true,
		.gso = true,
		.vlan_mask = sources->marks_are_foreign ? 0 : VLAN_MARK_MASK,
		.dscp_mask = sources->marks_are_foreign ? 0 : DSCP_MARK_MASK,
	};

	return io_nfqueue_open(&options, why);
}

static struct io_source *open_interface(const struct ruleset *ruleset,
					const char *name, struct text *why)
{
	const struct io_capture_live_options options = {
		.interface = name,
		.snap_bytes = PACKET_HEADERS_LIVE +
			      signature_set_look_bytes(ruleset->signatures),
	};

	return io_capture_live_open(&options, why);
}

int run_sources_open(struct run_sources *sources,
		     const struct run_sources_options *options,
		     const struct ruleset *ruleset)
{
	size_t wanted = options->queues ? options->last_queue -
						  options->first_queue + 1U
					: 1;
	char why[512];
	struct text text;

	*sources = (struct run_sources){.queues = options->queues};
	sources->all = calloc(wanted, sizeof(struct io_source *));
	if (!sources->all ||
	    run_source_counts_init(&sources->counts, options->queues, wanted)) {
		log_warn("startup failed: table of queues");
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < wanted; i++) {
		uint16_t queue = (uint16_t)(options->first_queue + i);
		struct io_source *source;

		text_init(&text, why, sizeof(why));
		source = options->queues
				 ? open_queue(options, ruleset, queue, &text)
				 : open_interface(ruleset, options->interface,
						  &text);
		if (source) {
			sources->all[sources->count++] = source;
			continue;
		}
		/* before the log changes errno */
		int result = errno == EPERM || errno == EACCES ? EXIT_PERMISSION
							       : EXIT_FAILED;

		if (options->queues)
			log_warnx("queue %u: %s", queue, why);
		else
			log_warnx("%s: %s", options->interface, why);
		return result;
	}
	return EXIT_GOOD;
}

void run_sources_fini(struct run_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		io_source_close(sources->all[i]);
	sources->count = 0;
	free(sources->all);
	sources->all = NULL;
	run_source_counts_fini(&sources->counts);
}

bool run_sources_set_priority(const struct run_sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		if (!io_nfqueue_sets_priority(sources->all[i]))
			return false;
	return true;
}

void run_sources_drain(const struct run_sources *sources,
		       struct io_source *source)
{
	if (sources->queues && io_nfqueue_drain(source, true) < 0)
		log_warn("queue: cannot drain it, packets may have been "
			 "dropped");
}

void run_sources_count(struct run_sources *sources, struct io_source *source)
{
	for (size_t i = 0; i < sources->count; i++)
		if (sources->all[i] == source)
			run_source_counts_store(&sources->counts, i, source);
}
