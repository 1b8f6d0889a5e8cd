/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_ENGINE_STAND_H
#define TESTS_ENGINE_STAND_H

/*
 * Set-up for tests of the engine: a ruleset from texts, and frames made by hand.
 * To be included behind cmocka.h.
 */

#include <pcap/dlt.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "config/ruleset.h"
#include "packet/packet.h"

static inline void stand_say(void *context, const char *line)
{
	(void)context;
	print_error("%s\n", line);
}

static inline void stand_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* A process reads the same files each time: reloads know signatures by them. */
static inline struct ruleset *stand_load(const char *rules,
					 const char *signatures,
					 const struct ruleset *previous)
{
	char conf[64], sig[64];
	const char *only[] = {sig};
	struct diagnostics diagnostics = {.say = stand_say};
	struct config_request request = {.path = conf,
					 .only = only,
					 .only_count = 1,
					 .previous = previous};
	struct ruleset *ruleset;

	snprintf(conf, sizeof(conf), "/tmp/stand-%d.conf", (int)getpid());
	snprintf(sig, sizeof(sig), "/tmp/stand-%d.sig", (int)getpid());
	stand_write(conf, rules);
	stand_write(sig, signatures);
	ruleset = config_ruleset_load(&request, &diagnostics);
	unlink(conf);
	unlink(sig);
	assert_non_null(ruleset);
	return ruleset;
}

/* An end of a flow. */
struct end {
	uint8_t address[4];
	uint16_t port;
};

/* IPv4, and the ports behind it; @length: of all, header included. */
static inline void stand_ip(uint8_t *frame, const struct end *from,
			    const struct end *to, uint8_t protocol,
			    size_t length)
{
	const uint8_t head[24] = {
		0x45,
		[2] = (uint8_t)(length >> 8),
		[3] = (uint8_t)length,
		[8] = 64,
		[9] = protocol,
		[20] = (uint8_t)(from->port >> 8),
		[21] = (uint8_t)from->port,
		[22] = (uint8_t)(to->port >> 8),
		[23] = (uint8_t)to->port,
	};

	memcpy(frame, head, sizeof(head));
	memcpy(frame + 12, from->address, 4);
	memcpy(frame + 16, to->address, 4);
}

/* A datagram of @size bytes that begins with @text. Return: its length. */
static inline size_t stand_udp(uint8_t *frame, const struct end *from,
			       const struct end *to, const char *text,
			       size_t size)
{
	stand_ip(frame, from, to, 17, 28 + size);
	frame[24] = (uint8_t)((8 + size) >> 8);
	frame[25] = (uint8_t)(8 + size);
	memcpy(frame + 28, text, strlen(text));
	return 28 + size;
}

/* Raw IP, as it comes from a capture. */
static inline struct frame stand_frame(const uint8_t *bytes, size_t length,
				       usec_t time_us, uint64_t number)
{
	return (struct frame){.time_us = time_us,
			      .data = bytes,
			      .caplen = (uint32_t)length,
			      .len = (uint32_t)length,
			      .link_type = DLT_RAW,
			      .number = number};
}

#endif
