/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program around io/passive alone: passive_pump INTERFACE. It says "ready",
 * listens until SIGTERM, and prints what it saw.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "io/capture_live.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/packet.h"
#include "packet/verdict.h"

static volatile sig_atomic_t stopping;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

int main(int argc, char **argv)
{
	struct io_capture_live_options options = {.interface = argv[1]};
	struct io_capture_live_counts counts;
	const struct verdict accept = {.action = ACTION_ACCEPT};
	unsigned decoded = 0, vlan = 0, idle = 0;
	struct frame frames[64];
	struct packet packet;
	struct io_source *source;
	char words[256];
	struct text why;
	int got = 0;

	if (argc != 2)
		return 2;
	signal(SIGTERM, stop);
	text_init(&why, words, sizeof(words));
	source = io_capture_live_open(&options, &why);
	if (!source) {
		int status = errno == EPERM ? 77 : 1;

		log_warnx("%s: %s", argv[1], words);
		return status;
	}
	printf("ready\n");
	fflush(stdout);
	while (!stopping) {
		got = io_source_read(source, frames, 64);
		idle += got == -EAGAIN;
		if (got < 0 && got != -EAGAIN && got != -EINTR)
			break;
		for (int i = 0; i < got; i++) {
			decoded += packet_decode(&frames[i], &packet) ==
				   DECODE_OK;
			vlan += packet.vlan == 77;
			io_source_verdict(source, &frames[i], &accept);
		}
	}
	io_capture_live_counts(source, &counts);
	printf("received=%llu\nseen=%llu\nlost=%llu\n",
	       (unsigned long long)counts.received,
	       (unsigned long long)counts.seen,
	       (unsigned long long)counts.dropped);
	printf("decoded=%u\nvlan=%u\nidle=%u\nname=%s\n", decoded, vlan, idle,
	       io_source_interface_name(source, 0));
	if (!stopping)
		log_warnx("%s: %s", argv[1], strerror(-got));
	io_source_close(source);
	return !stopping;
}
