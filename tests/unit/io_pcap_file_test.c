/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The reader of plain records against libpcap, which reads standard input: the same
 * file must have the same outcome by both ways, whole, cut, damaged and odd. And what
 * only the reader can meet: files that change while it reads.
 */
#include "io/pcap_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/dlt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "io/capture.h"
#include "io/source.h"
#include "packet/packet.h"

#define MICRO 0xa1b2c3d4u
#define NANO 0xa1b23c4du
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char path[] = "/tmp/io_pcap_file_test.XXXXXX";

/* ---- a file being built ---- */

struct build {
	uint8_t bytes[1 << 20];
	size_t size;
	bool swapped; /* not in our byte order */
};

static struct build b;

static void put(const void *bytes, size_t size)
{
	assert_true(b.size + size <= sizeof(b.bytes));
	memcpy(b.bytes + b.size, bytes, size);
	b.size += size;
}

static void put16(uint16_t value)
{
	if (b.swapped)
		value = __builtin_bswap16(value);
	put(&value, sizeof(value));
}

static void put32(uint32_t value)
{
	if (b.swapped)
		value = __builtin_bswap32(value);
	put(&value, sizeof(value));
}

static void put_header(bool swapped, uint32_t magic, uint16_t minor,
		       uint32_t snap)
{
	b.size = 0;
	b.swapped = swapped;
	put32(magic);
	put16(2);
	put16(minor);
	put32(0);
	put32(0);
	put32(snap);
	put32(DLT_EN10MB);
}

static void put_record(uint32_t fraction, uint32_t caplen, uint32_t len)
{
	put32(0xf0000001u); /* a second after 2038 */
	put32(fraction);
	put32(caplen);
	put32(len);
	for (uint32_t i = 0; i < caplen && b.size < sizeof(b.bytes); i++)
		b.bytes[b.size++] = (uint8_t)(i * 7 + caplen);
}

static void save(size_t size)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, b.bytes, size), size);
	close(file);
}

/* ---- outcomes ---- */

struct outcome {
	unsigned frames;
	uint64_t hash; /* of all that frames say */
	uint64_t done;
	int status;
	char said[512];
};

static void hash_bytes_of(struct outcome *outcome, const void *bytes,
			  size_t size)
{
	const uint8_t *at = bytes;

	for (size_t i = 0; i < size; i++)
		outcome->hash = (outcome->hash ^ at[i]) * 0x100000001b3u;
}

static void hash_frame(struct outcome *outcome, const struct frame *frame)
{
	outcome->frames++;
	hash_bytes_of(outcome, &frame->time_us, sizeof(frame->time_us));
	hash_bytes_of(outcome, &frame->caplen, sizeof(frame->caplen));
	hash_bytes_of(outcome, &frame->len, sizeof(frame->len));
	hash_bytes_of(outcome, &frame->link_type, sizeof(frame->link_type));
	hash_bytes_of(outcome, &frame->number, sizeof(frame->number));
	hash_bytes_of(outcome, &frame->interface, sizeof(frame->interface));
	hash_bytes_of(outcome, frame->data, frame->caplen);
}

static void read_outcome(const char *name, unsigned most,
			 struct outcome *outcome)
{
	struct frame frames[64];
	struct io_source *source;
	struct text why;
	uint64_t total;

	memset(outcome, 0, sizeof(*outcome));
	text_init(&why, outcome->said, sizeof(outcome->said));
	source = io_capture_open(name, NULL, &why);
	if (!source) {
		outcome->status = -errno;
		return;
	}
	while ((outcome->status = io_source_read(source, frames, most)) > 0)
		for (int i = 0; i < outcome->status; i++)
			hash_frame(outcome, &frames[i]);
	snprintf(outcome->said, sizeof(outcome->said), "%s",
		 io_capture_error(source));
	io_capture_progress(source, &outcome->done, &total);
	io_source_close(source);
}

/* Compare both ways to read the first @size bytes that were built. */
static struct outcome assert_same(size_t size)
{
	struct outcome plain, twin;
	int file;

	save(size);
	file = open(path, O_RDONLY);
	assert_true(file >= 0);
	assert_int_equal(dup2(file, STDIN_FILENO), STDIN_FILENO);
	close(file);
	read_outcome("-", 5, &twin);
	for (unsigned most = 1; most <= 64; most += 21) {
		read_outcome(path, most, &plain);
		assert_string_equal(plain.said, twin.said);
		assert_int_equal(plain.frames, twin.frames);
		assert_true(plain.hash == twin.hash);
		assert_int_equal(plain.status, twin.status);
		assert_int_equal(plain.done, twin.done);
	}
	return plain;
}

/* ---- tests ---- */

static void cut_anywhere(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < 4; kind++) {
		put_header(kind & 1, kind & 2 ? NANO : MICRO, 4, 65535);
		put_record(123456, 60, 1000);
		put_record(7, 0, 0);
		put_record(999999, 33, 5); /* more than was on the wire */
		for (size_t size = 0; size <= b.size; size++)
			assert_same(size);
		assert_int_equal(assert_same(b.size).frames, 3);
	}
}

/* Around what fits into a piece, into the room for one record, and the limits. */
static void sizes_of_records(void **state)
{
	static const uint32_t sizes[] = {
		1,     65503,  65504,  65519,  65520,  65521,
		65536, 131072, 200000, 262143, 262144, 262145,
	};

	(void)state;
	for (unsigned kind = 0; kind < 2; kind++)
		for (size_t i = 0; i < COUNT(sizes); i++) {
			struct outcome outcome;

			put_header(kind, MICRO, 4, 262144);
			put_record(1, 70, 70);
			put_record(2, sizes[i], sizes[i]);
			put_record(3, 80, 80);
			put_record(4, sizes[i], sizes[i]);
			outcome = assert_same(b.size);
			assert_int_equal(outcome.frames,
					 sizes[i] > 262144 ? 1 : 4);
			assert_same(b.size - 1);
			assert_same(b.size - sizes[i]);
			assert_same(b.size - sizes[i] - 1);
		}
}

static void more_than_the_header_allows(void **state)
{
	static const uint32_t snaps[] = {0,	99,	100,	    101,
					 65535, 262145, 0x7fffffff, 0xffffffff};

	(void)state;
	for (size_t i = 0; i < COUNT(snaps); i++) {
		put_header(false, MICRO, 4, snaps[i]);
		put_record(1, 100, 100);
		put_record(2, 100, 100);
		assert_int_equal(assert_same(b.size).frames, 2);
		assert_same(b.size - 1);
		put_header(false, MICRO, 4, snaps[i]);
		put_record(1, 20, 20);
		put_record(2, 300000, 300000);
		put_record(3, 20, 20);
		assert_same(b.size);
	}
}

/* A fraction of a second or more, also one that has a sign for libpcap. */
static void odd_fractions(void **state)
{
	static const uint32_t fractions[] = {
		0,	    999999,	1000000,    999999999,
		1000000000, 0x7fffffff, 0x80000000, 0xffffffff,
	};

	(void)state;
	for (unsigned kind = 0; kind < 4; kind++)
		for (size_t i = 0; i < COUNT(fractions); i++) {
			put_header(kind & 1, kind & 2 ? NANO : MICRO, 4, 65535);
			put_record(5, 10, 10);
			put_record(fractions[i], 20, 20);
			put_record(6, 30, 30);
			assert_int_equal(assert_same(b.size).frames, 3);
		}
}

/* Older versions have the lengths the other way round; some have other records. */
static void other_versions(void **state)
{
	(void)state;
	for (uint16_t minor = 0; minor < 7; minor++) {
		put_header(false, MICRO, minor, 65535);
		put_record(5, 10, 20);
		put_record(6, 20, 10);
		assert_same(b.size);
	}
	put_header(false, 0xa1b2cd34, 4, 65535);
	put_record(5, 100, 200);
	assert_same(b.size);
}

static void many_records(void **state)
{
	unsigned count = 0;

	(void)state;
	put_header(false, MICRO, 4, 65535);
	while (b.size + 1600 < sizeof(b.bytes)) {
		put_record(count, count * 37 % 1500, 1500);
		count++;
	}
	assert_int_equal(assert_same(b.size).frames, count);
}

/* The file ends where it was cut, without a signal, and says so. */
static void shrinks_while_it_is_read(void **state)
{
	struct io_source *source;
	struct frame frames[64];
	char buffer[256];
	struct text why;
	int got, read = 0;

	(void)state;
	put_header(false, MICRO, 4, 65535);
	for (int i = 0; i < 1000; i++)
		put_record(1, 1000, 1000);
	save(b.size);
	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, NULL, &why);
	assert_non_null(source);
	read = io_source_read(source, frames, 64);
	assert_int_equal(read, 64);
	/* inside a record that was not read from the file yet */
	assert_int_equal(truncate(path, 24 + 500 * 1016 + 10), 0);
	while ((got = io_source_read(source, frames, 64)) > 0)
		read += got;
	assert_int_equal(read, 500);
	assert_int_equal(got, -EIO);
	assert_string_equal(io_capture_error(source),
			    "frame 501 at byte 508024: truncated dump file; "
			    "tried to read 16 header bytes, only got 10");
	assert_int_equal(io_source_read(source, frames, 64), -EIO);
	io_source_close(source);
}

/* All of it goes: what is in memory is read, then the file ends. */
static void is_emptied_while_it_is_read(void **state)
{
	struct io_source *source;
	struct frame frames[64];
	char buffer[256];
	struct text why;
	int got;

	(void)state;
	put_header(false, MICRO, 4, 65535);
	for (int i = 0; i < 1000; i++)
		put_record(1, 1000, 1000);
	save(b.size);
	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, NULL, &why);
	assert_non_null(source);
	assert_int_equal(io_source_read(source, frames, 10), 10);
	assert_int_equal(truncate(path, 0), 0);
	do {
		got = io_source_read(source, frames, 64);
		for (int i = 0; i < got; i++)
			assert_int_equal(frames[i].data[999],
					 (uint8_t)(999 * 7 + 1000));
	} while (got > 0);
	assert_int_equal(got, 0);
	io_source_close(source);
}

/* Records appended before the end was reached are read, too. */
static void grows_while_it_is_read(void **state)
{
	struct io_source *source;
	struct frame frames[4];
	char buffer[256];
	struct text why;
	size_t half;

	(void)state;
	put_header(false, MICRO, 4, 65535);
	put_record(1, 1000, 1000);
	half = b.size + 500;
	put_record(2, 1000, 1000);
	save(half);
	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, NULL, &why);
	assert_non_null(source);
	assert_int_equal(io_source_read(source, frames, 4), 1);
	save(b.size);
	assert_int_equal(io_source_read(source, frames, 4), 1);
	assert_int_equal(frames[0].number, 2);
	assert_int_equal(io_source_read(source, frames, 4), 0);
	io_source_close(source);
}

/* A hole stands for the 5 GB before the record. */
static void offsets_past_4_gb(void **state)
{
	const uint64_t start = UINT64_C(5) << 30;
	const struct io_pcap_format format = {
		.snap = 65535, .link_type = DLT_EN10MB, .start = start};
	struct io_pcap_file *reader;
	struct frame frames[4];
	int file;

	(void)state;
	b.size = 0;
	b.swapped = false;
	put_record(1, 100, 200);
	put_record(2, 50, 50);
	save(0);
	file = open(path, O_RDWR);
	assert_true(file >= 0);
	assert_int_equal(pwrite(file, b.bytes, b.size, (off_t)start), b.size);
	reader = io_pcap_file_open(file, &format);
	assert_non_null(reader);
	assert_true(io_pcap_file_offset(reader) == start);
	assert_int_equal(io_pcap_file_read(reader, frames, 1), 1);
	assert_int_equal(frames[0].len, 200);
	assert_true(io_pcap_file_offset(reader) == start + 116);
	assert_int_equal(io_pcap_file_read(reader, frames, 4), 1);
	assert_int_equal(frames[0].caplen, 50);
	assert_int_equal(io_pcap_file_read(reader, frames, 4), 0);
	assert_true(io_pcap_file_offset(reader) == start + b.size);
	io_pcap_file_close(reader);
	close(file);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

static int make_file(void **state)
{
	int file = mkstemp(path);

	(void)state;
	return file < 0 ? -1 : close(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(sizes_of_records),
		cmocka_unit_test(more_than_the_header_allows),
		cmocka_unit_test(odd_fractions),
		cmocka_unit_test(other_versions),
		cmocka_unit_test(many_records),
		cmocka_unit_test(shrinks_while_it_is_read),
		cmocka_unit_test(is_emptied_while_it_is_read),
		cmocka_unit_test(grows_while_it_is_read),
		cmocka_unit_test(offsets_past_4_gb),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
