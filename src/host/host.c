/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one host. The caller holds the lock of the host's stripe.
 */
#include "host/host.h"

#include <math.h>
#include <string.h>

void host_forget_events(struct host *host)
{
	memset(host->rings, 0, sizeof(host->rings));
}

void host_push_event(struct host_ring *ring, const struct host_event *event)
{
	ring->newest = (uint16_t)((ring->newest + 1) % HOST_EVENTS);
	ring->events[ring->newest] = *event;
}

const struct host_event *host_past_event(const struct host_ring *ring,
					 unsigned age)
{
	const struct host_event *event;

	if (age >= HOST_EVENTS)
		return NULL;
	event = &ring->events[(ring->newest + HOST_EVENTS - age) % HOST_EVENTS];
	return event->event ? event : NULL;
}

void host_note_received(struct host *host, const struct host_arrival *arrival)
{
	host->newest_arrival =
		(uint16_t)((host->newest_arrival + 1) % HOST_ARRIVALS);
	host->arrivals[host->newest_arrival] = *arrival;
}

bool host_forwards(struct host *host, const struct host_arrival *sent)
{
	for (unsigned i = 0; i < HOST_ARRIVALS; i++) {
		struct host_arrival *it = &host->arrivals[i];

		if (it->size != sent->size || it->flow == sent->flow ||
		    it->application != sent->application ||
		    it->time_us > sent->time_us ||
		    sent->time_us - it->time_us > HOST_FORWARD_US)
			continue;
		it->size = 0;
		return true;
	}
	return false;
}

static struct host_application *application_find(struct host *host,
						 uint16_t application)
{
	for (int i = 0; i < HOST_APPLICATIONS; i++)
		if (host->applications[i].application == application)
			return &host->applications[i];
	return NULL;
}

static struct host_application *application_weakest(struct host *host)
{
	struct host_application *weakest = NULL;
	unsigned least = 0;

	for (int i = 0; i < HOST_APPLICATIONS; i++) {
		struct host_application *it = &host->applications[i];
		unsigned bits = evidence_bits(&it->evidence);

		if (it->decided || (weakest && bits >= least))
			continue;
		weakest = it;
		least = bits;
	}
	return weakest;
}

struct host_application *host_application_of(struct host *host,
					     uint16_t application, usec_t now)
{
	struct host_application *it = application_find(host, application);

	if (it)
		return it;
	it = application_find(host, 0);
	if (!it)
		it = application_weakest(host);
	if (!it)
		return NULL;
	memset(it, 0, sizeof(*it));
	it->application = application;
	it->first_us = now;
	return it;
}

static bool text_update(struct host_text *text, const struct host_text *info)
{
	bool news = strcmp(text->text, info->text) != 0;

	if (!*info->text || (*text->text && !text->rough && info->rough))
		return false;
	*text = *info;
	return news;
}

bool host_application_set_client(struct host_application *host_application,
				 const struct host_client_info *info)
{
	bool version = text_update(&host_application->client_info.version,
				   &info->version);
	bool platform = text_update(&host_application->client_info.platform,
				    &info->platform);

	if ((version || platform) &&
	    host_application->client_info.times < UINT8_MAX)
		host_application->client_info.times++;
	return version || platform;
}

void host_application_add_peer(struct host_application *host_application,
			       uint32_t peer)
{
	unsigned bit = peer % HOST_PEER_BITS;

	host_application->peers[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* Linear counting (Whang, Vander-Zanden and Taylor 1990): n = -m ln(free / m). */
unsigned host_application_peers(const struct host_application *host_application)
{
	unsigned taken = 0;

	for (int i = 0; i < HOST_PEER_BITS / 64; i++)
		taken += (unsigned)__builtin_popcountll(
			host_application->peers[i]);
	if (taken >= HOST_PEER_BITS - 1)
		taken = HOST_PEER_BITS -
			1; /* full: there are at least so many */
	return (unsigned)lround(-HOST_PEER_BITS *
				log(1 - (double)taken / HOST_PEER_BITS));
}
