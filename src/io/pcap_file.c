/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plain records of classic capture files. Whatever is not plain is left to
 * libpcap, whose messages and odd cases stay as they are. One thread.
 */
#include "io/pcap_file.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "packet/packet.h"

/* At once: 32 to 256 KiB cost the same, within the noise. */
#define PIECE_BYTES (64U << 10)
#define RECORD_BYTES 16U
#define CAPLEN_MOST 262144U /* libpcap calls more damage, for most link types */
#define ROOM_BYTES (RECORD_BYTES + CAPLEN_MOST)
_Static_assert(PIECE_BYTES <= ROOM_BYTES, "a piece fits");

struct record {
	uint32_t seconds, fraction, caplen, len;
};
_Static_assert(sizeof(struct record) == RECORD_BYTES, "as in files");

struct io_pcap_file {
	int descriptor;
	struct io_pcap_format format;
	uint32_t caplen_most;
	uint64_t piece;	 /* where the bytes at @bytes are in the file */
	uint32_t filled; /* bytes at @bytes */
	uint32_t used;	 /* of them, by records that were handed over */
	uint8_t bytes[ROOM_BYTES];
};

struct io_pcap_file *io_pcap_file_open(int descriptor,
				       const struct io_pcap_format *format)
{
	struct io_pcap_file *file = malloc(sizeof(*file));

	if (!file)
		return NULL;
	file->descriptor = descriptor;
	file->format = *format;
	file->caplen_most = format->snap < CAPLEN_MOST ? format->snap
						       : CAPLEN_MOST;
	file->piece = format->start;
	file->filled = file->used = 0;
	return file;
}

void io_pcap_file_close(struct io_pcap_file *file)
{
	free(file);
}

uint64_t io_pcap_file_offset(const struct io_pcap_file *file)
{
	return file->piece + file->used;
}

/*
 * Read the piece that starts at the next record. Its first bytes were at the end of
 * the last piece and are read once more, which is cheaper than to move them.
 *
 * Return: whether @needed bytes are there.
 */
static bool read_piece(struct io_pcap_file *file, uint32_t needed)
{
	uint32_t wanted = needed > PIECE_BYTES ? needed : PIECE_BYTES;

	file->piece += file->used;
	file->used = file->filled = 0;
	do {
		ssize_t got = pread(file->descriptor,
				    file->bytes + file->filled,
				    wanted - file->filled,
				    (off_t)(file->piece + file->filled));

		if (got <= 0)
			return false;
		file->filled += (uint32_t)got;
	} while (file->filled < needed);
	return true;
}

static struct record record_at(const struct io_pcap_file *file)
{
	struct record record;

	memcpy(&record, file->bytes + file->used, sizeof(record));
	if (file->format.swapped) {
		record.seconds = __builtin_bswap32(record.seconds);
		record.fraction = __builtin_bswap32(record.fraction);
		record.caplen = __builtin_bswap32(record.caplen);
		record.len = __builtin_bswap32(record.len);
	}
	return record;
}

/* Only the first record of a batch may read: the frames before it would move. */
static bool has_bytes(struct io_pcap_file *file, uint32_t needed, bool may_read)
{
	return file->filled - file->used >= needed ||
	       (may_read && read_piece(file, needed));
}

unsigned io_pcap_file_read(struct io_pcap_file *file, struct frame *frames,
			   unsigned most)
{
	const uint32_t second = file->format.nano ? 1000000000 : 1000000;
	unsigned count = 0;

	while (count < most && has_bytes(file, RECORD_BYTES, !count)) {
		struct record record = record_at(file);

		if (record.caplen > file->caplen_most ||
		    record.fraction >= second ||
		    !has_bytes(file, RECORD_BYTES + record.caplen, !count))
			break;
		frames[count++] = (struct frame){
			/* 32 bits without a sign: good until 2106 */
			.time_us = record.seconds * USEC_PER_SEC +
				   (file->format.nano ? record.fraction / 1000
						      : record.fraction),
			.data = file->bytes + file->used + RECORD_BYTES,
			.caplen = record.caplen,
			.len = record.len > record.caplen ? record.len
							  : record.caplen,
			.link_type = file->format.link_type,
		};
		file->used += RECORD_BYTES + record.caplen;
	}
	return count;
}
