/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The configuration as written: its defaults and its memory. One thread.
 */
#include "config/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "policy/zone.h"

struct memory {
	struct memory *next;
	_Alignas(max_align_t) char bytes[];
};

/* Private, shared (RFC 6598) and link-local networks. */
static const char *const default_home[] = {
	"10.0.0.0/8",	  "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
	"169.254.0.0/16", "fc00::/7",	   "fe80::/10",
};
#define DEFAULT_HOME_COUNT (sizeof(default_home) / sizeof(*default_home))

static const char *const default_signatures[] = {
	SKYWARDEN_DATADIR "/skywarden/signatures/*.sig",
	SKYWARDEN_SYSCONFDIR "/skywarden/signatures.d/*.sig",
};
#define CONFIG_STATE_DIRECTORY "/var/lib/skywarden"
#define DEFAULT_SIGNATURE_COUNT \
	(sizeof(default_signatures) / sizeof(*default_signatures))

static bool add_defaults(struct config_source *source)
{
	source->home.items = config_source_alloc(
		source, DEFAULT_HOME_COUNT * sizeof(struct prefix));
	source->home.places = config_source_alloc(
		source, DEFAULT_HOME_COUNT * sizeof(struct settings_place));
	source->signatures.items = config_source_alloc(
		source, DEFAULT_SIGNATURE_COUNT * sizeof(struct config_name));
	if (!source->home.items || !source->home.places ||
	    !source->signatures.items)
		return false;
	for (size_t i = 0; i < DEFAULT_HOME_COUNT; i++)
		packet_prefix_parse(default_home[i], &source->home.items[i]);
	source->home.count = DEFAULT_HOME_COUNT;
	for (size_t i = 0; i < DEFAULT_SIGNATURE_COUNT; i++)
		source->signatures.items[i].text = default_signatures[i];
	source->signatures.count = DEFAULT_SIGNATURE_COUNT;
	return true;
}

struct config_source *config_source_create(void)
{
	struct config_source *source = calloc(1, sizeof(*source));

	if (!source)
		return NULL;
	source->directory = "";
	source->limits = (struct config_limits){
		.flows = 1000000,
		.hosts = 65536,
		.endpoints = 262144,
	};
	source->timeouts = (struct config_timeouts){
		.tcp_new_us = 30 * USEC_PER_SEC,
		.tcp_established_us = 3600 * USEC_PER_SEC,
		.tcp_closed_us = 10 * USEC_PER_SEC,
		.udp_new_us = 60 * USEC_PER_SEC,
		.udp_stream_us = 180 * USEC_PER_SEC,
	};
	source->state = (struct config_state){
		.directory = CONFIG_STATE_DIRECTORY,
		.checkpoint = 10,
	};
	if (!add_defaults(source)) {
		config_source_destroy(source);
		return NULL;
	}
	return source;
}

bool config_source_use_tree(struct config_source *source, const char *tree)
{
	source->signatures.items[0].text =
		config_source_join(source, tree, "conf/signatures/*.sig");
	source->signatures.count = 1;
	return source->signatures.items[0].text;
}

void config_source_destroy(struct config_source *source)
{
	struct memory *memory;

	if (!source)
		return;
	for (size_t i = 0; i < source->zone_count; i++)
		policy_zone_free(source->zones[i]);
	while ((memory = source->memory)) {
		source->memory = memory->next;
		free(memory);
	}
	free(source);
}

void *config_source_alloc(struct config_source *source, size_t size)
{
	struct memory *memory;

	if (size > SIZE_MAX - sizeof(*memory))
		return NULL;
	memory = calloc(1, sizeof(*memory) + size);
	if (!memory)
		return NULL;
	memory->next = source->memory;
	source->memory = memory;
	return memory->bytes;
}

const char *config_source_keep(struct config_source *source, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = config_source_alloc(source, size);

	return copy ? memcpy(copy, text, size) : NULL;
}

void *config_source_grow(struct config_source *source, const void *items,
			 size_t count, size_t more, size_t size)
{
	void *copy = config_source_alloc(source, (count + more) * size);

	if (copy && count)
		memcpy(copy, items, count * size);
	return copy;
}

const char *config_source_join(struct config_source *source,
			       const char *directory, const char *text)
{
	char *joined = path_join(directory, text);
	const char *kept = joined ? config_source_keep(source, joined) : NULL;

	free(joined);
	return kept;
}
