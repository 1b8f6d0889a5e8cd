/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a classic capture file: our reader and libpcap alone must hand over the
 * same frames and end the same way. The first byte is the size of batches.
 */
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "io/capture.h"
#include "io/source.h"
#include "packet/packet.h"

#define BATCH_MOST 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
	if (!condition)
		abort();
}

/* The next frame of libpcap is this one. */
static void check_frame(pcap_t *twin, const struct frame *frame)
{
	struct pcap_pkthdr *header;
	const uint8_t *bytes;

	require(pcap_next_ex(twin, &header, &bytes) == 1);
	require(frame->time_us == (uint32_t)header->ts.tv_sec * USEC_PER_SEC +
					  (uint32_t)header->ts.tv_usec);
	require(frame->caplen == header->caplen);
	require(frame->len ==
		(header->len > header->caplen ? header->len : header->caplen));
	require(frame->link_type == pcap_datalink(twin));
	require(memcmp(frame->data, bytes, frame->caplen) == 0);
}

static void check_end(struct io_source *source, pcap_t *twin, int status)
{
	struct pcap_pkthdr *header;
	const uint8_t *bytes;
	int got = pcap_next_ex(twin, &header, &bytes);

	require((status == 0) == (got == PCAP_ERROR_BREAK));
	if (status < 0)
		require(strstr(io_capture_error(source), pcap_geterr(twin)) !=
			NULL);
}

static void compare(const char *path, unsigned most)
{
	char error[PCAP_ERRBUF_SIZE], buffer[256];
	struct frame frames[BATCH_MOST];
	struct io_source *source;
	struct text why;
	pcap_t *twin;
	int got;

	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, NULL, &why);
	if (!source)
		return;
	twin = pcap_open_offline(path, error);
	require(twin != NULL);
	while ((got = io_source_read(source, frames, most)) > 0)
		for (int i = 0; i < got; i++)
			check_frame(twin, &frames[i]);
	check_end(source, twin, got);
	pcap_close(twin);
	io_source_close(source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t magic = 0;
	char path[64];
	int file;

	if (size < 1 + sizeof(magic))
		return 0;
	memcpy(&magic, data + 1, sizeof(magic));
	if (magic == 0x0a0d0d0a)
		return 0; /* pcapng has a fuzzer of its own */
	file = memfd_create("fuzz", MFD_CLOEXEC);
	require(file >= 0);
	require(write(file, data + 1, size - 1) == (ssize_t)size - 1);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	compare(path, 1 + data[0] % BATCH_MOST);
	close(file);
	return 0;
}
