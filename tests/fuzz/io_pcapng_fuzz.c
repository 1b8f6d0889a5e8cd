/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a capture file: it is read to its end or to its first damage, in
 * batches, and each frame is decoded. Classic pcap comes along.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "io/capture.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/packet.h"
#include "packet/verdict.h"

#define BATCH 7 /* small and odd: batches end everywhere */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static volatile uint8_t sink;

static void require(int condition)
{
	if (!condition)
		abort();
}

/* Touches every byte, so that ASan sees any that is not there. */
static void check_frame(struct io_source *source, const struct frame *frame)
{
	const struct verdict pass = {.action = ACTION_ACCEPT};
	const char *name = io_source_interface_name(source, frame->interface);
	struct packet packet;

	require(frame->caplen <= frame->len);
	for (uint32_t i = 0; i < frame->caplen; i++)
		sink ^= frame->data[i];
	if (name)
		sink ^= (uint8_t)strlen(name);
	if (packet_decode(frame, &packet) == DECODE_OK) {
		require(packet.payload >= frame->data);
		require(packet.payload + packet.payload_caplen <=
			frame->data + frame->caplen);
	}
	require(io_source_verdict(source, frame, &pass) == 0);
}

static void read_all(struct io_source *source, size_t size)
{
	struct frame frames[BATCH];
	uint64_t number = 0, done, total;
	int got;

	while ((got = io_source_read(source, frames, BATCH)) > 0) {
		require(got <= BATCH);
		require(*io_capture_error(source) == '\0');
		for (int i = 0; i < got; i++) {
			require(frames[i].number == ++number);
			check_frame(source, &frames[i]);
		}
	}
	require((got < 0) == (*io_capture_error(source) != '\0'));
	require(io_source_read(source, frames, BATCH) == got);
	io_capture_progress(source, &done, &total);
	require(total == size);
}

static void read_file(const char *path, size_t size)
{
	char buffer[256];
	struct text why;
	struct io_source *source;

	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, NULL, &why);
	require(source || why.length);
	if (!source)
		return;
	read_all(source, size);
	io_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int file = memfd_create("fuzz", MFD_CLOEXEC);
	char path[64];

	require(file >= 0);
	require(write(file, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	read_file(path, size);
	close(file);
	return 0;
}
