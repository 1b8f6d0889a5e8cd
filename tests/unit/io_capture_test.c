/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files built byte by byte in both orders, whole, cut at every length
 * and damaged; and what the writer wrote, read again.
 */
#include "io/capture.h"

#include <errno.h>
#include <pcap/dlt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/text.h"
#include "io/capture_writer.h"
#include "io/source.h"
#include "packet/packet.h"
#include "packet/verdict.h"

#define LINK_RAW 101 /* in files; DLT_RAW when read */
#define SECOND UINT64_C(1500000000)

static char folder[] = "/tmp/io_capture_test.XXXXXX";
static char path[64];

/* A file being built. */
struct build {
	uint8_t bytes[1 << 17];
	size_t size;
	bool swapped; /* not in our byte order */
	size_t block; /* where the block being built starts */
};

static struct build b;

static void start(bool swapped)
{
	b.size = 0;
	b.swapped = swapped;
}

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

static void set32(size_t at, uint32_t value)
{
	if (b.swapped)
		value = __builtin_bswap32(value);
	memcpy(b.bytes + at, &value, sizeof(value));
}

static void put_times(uint8_t byte, size_t count)
{
	while (count--)
		put(&byte, 1);
}

/* A frame whose bytes and size say its number. */
static void put_frame_bytes(unsigned number)
{
	put_times((uint8_t)number, 60 + number);
}

static void put_pcap_header(uint32_t magic, uint32_t link_type)
{
	put32(magic);
	put16(2);
	put16(4);
	put32(0);
	put32(0);
	put32(65535);
	put32(link_type);
}

static void put_record(unsigned number, uint32_t fraction)
{
	put32((uint32_t)SECOND + number);
	put32(fraction);
	put32(60 + number);
	put32(1000 + number);
	put_frame_bytes(number);
}

static void block_begin(uint32_t type)
{
	b.block = b.size;
	put32(type);
	put32(0);
}

static void block_end(void)
{
	uint32_t length;

	put_times(0, -(b.size - b.block) & 3);
	length = (uint32_t)(b.size - b.block) + 4;
	put32(length);
	set32(b.block + 4, length);
}

static void put_section(void)
{
	block_begin(0x0a0d0d0a);
	put32(0x1a2b3c4d);
	put16(1);
	put16(0);
	put32(UINT32_MAX);
	put32(UINT32_MAX);
	block_end();
}

static void put_option(uint16_t code, const void *value, uint16_t size)
{
	put16(code);
	put16(size);
	put(value, size);
	put_times(0, -size & 3);
}

static void put_offset(uint16_t code, int64_t seconds)
{
	uint64_t value = (uint64_t)seconds;

	if (b.swapped)
		value = __builtin_bswap64(value);
	put_option(code, &value, sizeof(value));
}

/* Microseconds when @tick is 0; without a name when it is NULL. */
static void put_interface(uint16_t link_type, const char *name, uint8_t tick,
			  int64_t offset_s)
{
	block_begin(1);
	put16(link_type);
	put16(0);
	put32(0);
	put_option(1, "a comment", 9);
	if (name)
		put_option(2, name, (uint16_t)strlen(name));
	if (tick)
		put_option(9, &tick, 1);
	if (offset_s)
		put_offset(14, offset_s);
	put_option(0, "", 0);
	block_end();
}

static void put_enhanced(uint32_t interface, uint64_t ticks, unsigned number)
{
	block_begin(6);
	put32(interface);
	put32((uint32_t)(ticks >> 32));
	put32((uint32_t)ticks);
	put32(60 + number);
	put32(1000 + number);
	put_frame_bytes(number);
	put_times(0, -(b.size - b.block) & 3);
	put_option(1, "comment", 7);
	put_option(0, "", 0);
	block_end();
}

static void save(size_t size)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(b.bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static struct io_source *open_with(struct io_capture_writer *w)
{
	char buffer[256];
	struct text why;
	struct io_source *source;

	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, w, &why);
	if (!source)
		fail_msg("%s", buffer);
	return source;
}

static struct io_source *open_built(void)
{
	save(b.size);
	return open_with(NULL);
}

/* io_capture_open(@name) fails with @error, and says @words. */
static void assert_refused(const char *name, int error, const char *words)
{
	char buffer[256];
	struct text why;

	text_init(&why, buffer, sizeof(buffer));
	assert_null(io_capture_open(name, NULL, &why));
	assert_int_equal(errno, error);
	if (!strstr(buffer, words))
		fail_msg("\"%s\" does not say \"%s\"", buffer, words);
}

static void assert_frame(const struct frame *frame, unsigned number)
{
	assert_int_equal(frame->caplen, 60 + number);
	assert_int_equal(frame->len, 1000 + number);
	for (uint32_t i = 0; i < frame->caplen; i++)
		assert_int_equal(frame->data[i], (uint8_t)number);
}

/* The only frame of the built file. */
static struct frame read_one(struct io_source *source)
{
	struct frame frames[2];

	assert_int_equal(io_source_read(source, frames, 2), 1);
	assert_int_equal(frames[0].number, 1);
	return frames[0];
}

static void assert_end(struct io_source *source)
{
	struct frame frame;

	for (int i = 0; i < 2; i++)
		assert_int_equal(io_source_read(source, &frame, 1), 0);
	assert_string_equal(io_capture_error(source), "");
	io_source_close(source);
}

/* The next read fails, and goes on failing, and says @words. */
static void assert_damage(struct io_source *source, const char *words)
{
	struct frame frame;

	assert_string_equal(io_capture_error(source), "");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(io_source_read(source, &frame, 1), -EIO);
		if (!strstr(io_capture_error(source), words))
			fail_msg("\"%s\" does not say \"%s\"",
				 io_capture_error(source), words);
	}
	io_source_close(source);
}

static void classic_of_any_kind(void **state)
{
	static const struct {
		uint32_t magic, fraction;
	} kinds[] = {
		{0xa1b2c3d4, 123456},
		{0xa1b23c4d, 123456789},
	};

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		struct io_source *source;
		struct frame frames[8];

		start(i & 1);
		put_pcap_header(kinds[i / 2].magic, DLT_LINUX_SLL);
		for (unsigned number = 1; number <= 3; number++)
			put_record(number, kinds[i / 2].fraction);
		source = open_built();
		assert_null(io_source_interface_name(source, 0));
		assert_int_equal(io_source_read(source, frames, 8), 3);
		for (unsigned number = 1; number <= 3; number++) {
			struct frame *frame = &frames[number - 1];

			assert_frame(frame, number);
			assert_int_equal(frame->number, number);
			assert_int_equal(frame->link_type, DLT_LINUX_SLL);
			assert_true(frame->time_us ==
				    (SECOND + number) * USEC_PER_SEC + 123456);
		}
		assert_end(source);
	}
}

static void classic_patched(void **state)
{
	struct io_source *source;
	struct frame frame;
	uint64_t done, total;

	(void)state;
	start(false);
	put_pcap_header(0xa1b2cd34, DLT_EN10MB);
	put32(1);
	put32(2);
	put32(61);
	put32(1001);
	put_times(0, 8); /* interface index, protocol, kind */
	put_frame_bytes(1);
	source = open_built();
	frame = read_one(source);
	assert_frame(&frame, 1);
	io_capture_progress(source, &done, &total);
	assert_int_equal(done, b.size);
	assert_int_equal(total, b.size);
	assert_end(source);
}

static void classic_link_types(void **state)
{
	struct io_source *source;

	(void)state;
	start(false);
	put_pcap_header(0xa1b2c3d4, LINK_RAW);
	put_record(1, 0);
	source = open_built();
	assert_int_equal(read_one(source).link_type, DLT_RAW);
	assert_end(source);
	start(false);
	put_pcap_header(0xa1b2c3d4, DLT_IEEE802_11);
	save(b.size);
	assert_refused(path, ENOTSUP, "link type 105 (IEEE802_11)");
	start(true);
	put_pcap_header(0xa1b2c3d4, 4444);
	save(b.size);
	assert_refused(path, ENOTSUP, "link type 4444 (unknown)");
}

/* The 32 bits have no sign for us: after 2038 comes 2039. */
static void classic_after_2038(void **state)
{
	struct io_source *source;

	(void)state;
	start(false);
	put_pcap_header(0xa1b2c3d4, DLT_EN10MB);
	put32(UINT32_C(0xf0000000));
	put32(7);
	put32(0);
	put32(0);
	source = open_built();
	assert_true(read_one(source).time_us ==
		    UINT64_C(0xf0000000) * USEC_PER_SEC + 7);
	assert_end(source);
}

static void more_bytes_than_the_wire_had(void **state)
{
	struct io_source *source;
	struct frame frame;

	(void)state;
	start(false);
	put_pcap_header(0xa1b2c3d4, DLT_EN10MB);
	put_record(1, 0);
	set32(24 + 12, 5);
	source = open_built();
	frame = read_one(source);
	assert_int_equal(frame.caplen, 61);
	assert_int_equal(frame.len, 61);
	assert_end(source);
}

static void says_why_it_cannot_open(void **state)
{
	(void)state;
	assert_refused("/nonexistent/file", ENOENT, "No such file");
	assert_refused(folder, EISDIR, "directory");
	start(false);
	save(0);
	assert_refused(path, ENODATA, "empty file");
	put("\xd4\xc3", 2);
	save(b.size);
	assert_refused(path, EINVAL, "not a capture file");
	put("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
	save(b.size);
	assert_refused(path, EINVAL, "not a capture file");
	start(false);
	put_pcap_header(0xa1b2c3d4, DLT_EN10MB);
	save(23);
	assert_refused(path, EIO, "truncated");
}

/*
 * Reads what is saved to its end or damage: frames are whole and in order.
 * Gives their count, or -1 when it cannot be opened.
 */
static int count_frames(bool *damaged)
{
	char buffer[256];
	struct text why;
	struct io_source *source;
	struct frame frames[3];
	int got, count = 0;

	text_init(&why, buffer, sizeof(buffer));
	source = io_capture_open(path, NULL, &why);
	if (!source) {
		assert_true(why.length > 0);
		return -1;
	}
	while ((got = io_source_read(source, frames, 3)) > 0)
		for (int i = 0; i < got; i++)
			assert_frame(&frames[i], (unsigned)++count);
	*damaged = got < 0;
	assert_int_equal(*damaged, *io_capture_error(source) != '\0');
	io_source_close(source);
	return count;
}

/*
 * Cut at every length. @ends: @count of them, the header's, then of @empty
 * blocks without a frame, then of the frames. Between two, all frames before
 * are there and the damage is reported.
 */
static void assert_cuts(const size_t *ends, int count, int empty)
{
	int ended = 0; /* ends passed */

	for (size_t size = 0; size <= b.size; size++) {
		bool damaged = false;
		int frames;

		if (ended < count && size == ends[ended])
			ended++;
		frames = ended > 1 + empty ? ended - 1 - empty : 0;
		save(size);
		assert_int_equal(count_frames(&damaged), ended ? frames : -1);
		if (ended)
			assert_int_equal(damaged, size != ends[ended - 1]);
	}
	assert_int_equal(ended, count);
}

static void classic_cut_anywhere(void **state)
{
	struct io_source *source;
	struct frame frames[5];
	size_t ends[5];

	(void)state;
	start(true);
	put_pcap_header(0xa1b2c3d4, DLT_EN10MB);
	ends[0] = b.size;
	for (unsigned number = 1; number <= 4; number++) {
		put_record(number, 0);
		ends[number] = b.size;
	}
	assert_cuts(ends, 5, 0);
	save(b.size - 1);
	source = open_with(NULL);
	assert_int_equal(io_source_read(source, frames, 5), 3);
	assert_damage(source, "frame 4 at byte 258: truncated");
}

/* @ends[1] is the interface's: an end without a frame. */
static void pcapng_cut_anywhere(void **state)
{
	struct io_source *source;
	struct frame frames[5];
	char words[80];
	size_t ends[6];

	(void)state;
	for (int swapped = 0; swapped < 2; swapped++) {
		start(swapped);
		put_section();
		ends[0] = b.size;
		put_interface(DLT_EN10MB, "eth0", 0, 0);
		ends[1] = b.size;
		for (unsigned number = 1; number <= 4; number++) {
			put_enhanced(0, number, number);
			ends[number + 1] = b.size;
		}
		assert_cuts(ends, 6, 1);
		save(b.size - 1);
		source = open_with(NULL);
		assert_int_equal(io_source_read(source, frames, 5), 3);
		snprintf(words, sizeof(words),
			 "block at byte %zu: the file ends inside it", ends[4]);
		assert_damage(source, words);
	}
}

static void pcapng_both_orders_in_one(void **state)
{
	struct io_source *source;
	struct frame frames[8];

	(void)state;
	start(false);
	for (unsigned section = 0; section < 4; section++) {
		b.swapped = section & 1;
		put_section();
		put_interface(DLT_EN10MB, section ? NULL : "first", 0, 0);
		block_begin(5); /* statistics */
		put_times(0xff, 16);
		block_end();
		put_interface(LINK_RAW, "raw", 0, 0);
		put_enhanced(section & 1, SECOND * USEC_PER_SEC, section + 1);
		block_begin(0x0bad); /* custom */
		put_times(0xff, 20000);
		block_end();
	}
	source = open_built();
	assert_int_equal(io_source_read(source, frames, 8), 4);
	for (unsigned section = 0; section < 4; section++) {
		struct frame *frame = &frames[section];
		unsigned odd = section & 1;

		assert_frame(frame, section + 1);
		assert_int_equal(frame->interface, 2 * section + odd);
		assert_int_equal(frame->link_type, odd ? DLT_RAW : DLT_EN10MB);
		assert_true(frame->time_us == SECOND * USEC_PER_SEC);
	}
	assert_string_equal(io_source_interface_name(source, 0), "first");
	assert_null(io_source_interface_name(source, 2));
	assert_string_equal(io_source_interface_name(source, 7), "raw");
	assert_null(io_source_interface_name(source, 8));
	assert_end(source);
}

/* As it is not the only link type of the file, it is not refused. */
static void pcapng_unknown_link_is_delivered(void **state)
{
	struct io_source *source;

	(void)state;
	start(false);
	put_section();
	put_interface(DLT_IEEE802_11, "wlan0", 0, 0);
	put_enhanced(0, 0, 1);
	source = open_built();
	assert_int_equal(read_one(source).link_type, DLT_IEEE802_11);
	assert_end(source);
}

static void pcapng_ticks(void **state)
{
	static const struct {
		uint8_t tick;
		int64_t offset_s;
		uint64_t ticks, us;
	} clocks[] = {
		{0, 0, 1500000000123456, 1500000000123456},
		{6, 0, 1500000000123456, 1500000000123456},
		{6, 3600, 1000000, 3601000000},
		{6, -3600, 3601000000, 1000000},
		{6, -3600, 1000000, 0},
		{9, 0, 1500000000123456789, 1500000000123456},
		{3, 0, 1500000000123, 1500000000123000},
		{1, 0, 15, 1500000},
		{25, 0, UINT64_MAX, 1},
		{26, 0, UINT64_MAX, 0},
		{127, 0, UINT64_MAX, 0},
		{0x80, 0, 1500000000, 1500000000000000},
		{0x80 | 10, 0, 1024 + 512, 1500000},
		{0x80 | 32, 7, UINT64_C(3) << 31, 8500000},
		{0xff, 0, UINT64_MAX, 0},
		{6, INT64_MAX, 1, INT64_MAX},
		{6, INT64_MIN, UINT64_MAX, 0},
		{0x80, 0, UINT64_MAX, INT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(clocks) / sizeof(clocks[0]); i++) {
		struct io_source *source;

		start(i & 1);
		put_section();
		put_interface(DLT_EN10MB, NULL, clocks[i / 2].tick,
			      clocks[i / 2].offset_s);
		put_enhanced(0, clocks[i / 2].ticks, 1);
		source = open_built();
		assert_true(read_one(source).time_us == clocks[i / 2].us);
		assert_end(source);
	}
}

static void pcapng_older_blocks(void **state)
{
	struct io_source *source;
	struct frame frames[4];

	(void)state;
	for (int swapped = 0; swapped < 2; swapped++) {
		start(swapped);
		put_section();
		put_interface(DLT_EN10MB, NULL, 0, 0);
		set32(28 + 12, 62); /* snap */
		put_interface(DLT_LINUX_SLL, NULL, 0, 0);
		block_begin(2);
		put16(1);
		put16(0xffff); /* drops: unknown */
		put32(0);
		put32(77);
		put32(61);
		put32(1001);
		put_frame_bytes(1);
		block_end();
		block_begin(3);
		put32(1002);
		put_frame_bytes(2);
		block_end();
		source = open_built();
		assert_int_equal(io_source_read(source, frames, 4), 2);
		assert_frame(&frames[0], 1);
		assert_frame(&frames[1], 2);
		assert_int_equal(frames[0].interface, 1);
		assert_int_equal(frames[0].link_type, DLT_LINUX_SLL);
		assert_int_equal(frames[0].time_us, 77);
		assert_int_equal(frames[1].interface, 0);
		assert_int_equal(frames[1].time_us, 77); /* the one before */
		assert_end(source);
	}
}

static void pcapng_frame_of_more_than_the_wire(void **state)
{
	struct io_source *source;
	struct frame frame;

	(void)state;
	start(false);
	put_section();
	put_interface(DLT_EN10MB, NULL, 0, 0);
	put_enhanced(0, 0, 1);
	set32(b.block + 24, 3);
	source = open_built();
	frame = read_one(source);
	assert_int_equal(frame.caplen, 61);
	assert_int_equal(frame.len, 61);
	assert_end(source);
}

/* One word of the block at @b.block is wrong. */
static void pcapng_damage(void **state)
{
	static const struct {
		size_t at;
		uint32_t value;
		const char *words;
	} damages[] = {
		{4, 0, "impossible length"},
		{4, 8, "impossible length"},
		{4, 119, "impossible length"},
		{4, 0x01000004, "longer than 16 MiB"},
		{4, UINT32_MAX - 3, "longer than 16 MiB"},
		{4, 0x01000000, "the file ends inside it"},
		{4, 108, "its two lengths differ"},
		{4, 12, "its two lengths differ"},
		{8, 1, "not described"},
		{8, UINT32_MAX, "not described"},
		{20, 89, "frame longer than its block"},
		{20, UINT32_MAX, "frame longer than its block"},
		{0, 0x0a0d0d0a, "without a byte-order magic"},
	};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(damages) / sizeof(damages[0]); i++) {
		struct io_source *source;
		struct frame frames[4];

		start(i & 1);
		put_section();
		put_interface(DLT_EN10MB, NULL, 0, 0);
		put_enhanced(0, 0, 1);
		put_enhanced(0, 0, 2);
		set32(b.block + damages[i / 2].at, damages[i / 2].value);
		source = open_built();
		assert_int_equal(io_source_read(source, frames, 4), 1);
		assert_damage(source, damages[i / 2].words);
	}
}

static void pcapng_short_blocks(void **state)
{
	static const struct {
		uint32_t type;
		size_t size;
		const char *words;
	} blocks[] = {
		{1, 4, "interface description too short"},
		{2, 16, "packet block too short"},
		{3, 0, "packet block too short"},
		{6, 16, "packet block too short"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		start(false);
		put_section();
		block_begin(blocks[i].type);
		put_times(0, blocks[i].size);
		block_end();
		assert_damage(open_built(), blocks[i].words);
	}
	start(false);
	put_section();
	block_begin(0x0a0d0d0a);
	put32(0x1a2b3c4d);
	put32(1);
	block_end();
	assert_damage(open_built(), "section header too short");
	start(false);
	put_section();
	set32(12, 2);
	save(b.size);
	assert_refused(path, EIO, "version is not 1");
	start(false);
	put_section();
	block_begin(3); /* before any interface */
	put32(0);
	block_end();
	assert_damage(open_built(), "not described");
}

/* Options are a help: those that make no sense are passed over. */
static void pcapng_odd_options(void **state)
{
	struct io_source *source;

	(void)state;
	start(false);
	put_section();
	block_begin(1);
	put16(DLT_EN10MB);
	put16(0);
	put32(0);
	put_option(9, "ab", 2);
	put_option(14, "abcd", 4);
	put_option(2, "one\0two", 7);
	put_option(2, "another", 7);
	put16(2);
	put16(60000); /* past the block */
	block_end();
	put_enhanced(0, 5, 1);
	source = open_built();
	assert_int_equal(read_one(source).time_us, 5);
	assert_string_equal(io_source_interface_name(source, 0), "one");
	assert_end(source);
}

static void pcapng_too_many_interfaces(void **state)
{
	FILE *file = fopen(path, "wb");
	struct io_source *source;

	(void)state;
	assert_non_null(file);
	start(false);
	put_section();
	fwrite(b.bytes, 1, b.size, file);
	start(false);
	block_begin(1);
	put_times(0, 8);
	block_end();
	for (int i = 0; i < 65536; i++)
		fwrite(b.bytes, 1, b.size, file);
	start(false);
	put_enhanced(65535, 0, 1);
	fwrite(b.bytes, 1, b.size, file);
	start(false);
	block_begin(1);
	put_times(0, 8);
	block_end();
	fwrite(b.bytes, 1, b.size, file);
	assert_int_equal(fclose(file), 0);
	source = open_with(NULL);
	assert_int_equal(read_one(source).interface, 65535);
	assert_damage(source, "more than 65536 interfaces");
}

static void build_many(unsigned count)
{
	start(false);
	put_section();
	put_interface(DLT_EN10MB, "eth0", 0, 0);
	for (unsigned number = 1; number <= count; number++)
		put_enhanced(0, number, number);
}

static void reads_in_batches_of_any_size(void **state)
{
	(void)state;
	build_many(100);
	save(b.size);
	for (unsigned most = 1; most < 120; most += 7) {
		struct io_source *source = open_with(NULL);
		struct frame frames[120];
		unsigned number = 0;
		int got;

		assert_int_equal(io_source_read(source, frames, 0), 0);
		while ((got = io_source_read(source, frames, most)) > 0)
			for (int i = 0; i < got; i++) {
				assert_frame(&frames[i], ++number);
				assert_int_equal(frames[i].number, number);
			}
		assert_int_equal(number, 100);
		assert_end(source);
	}
}

/* An enhanced packet of @size bytes @value, which is too large for @b. */
static void write_large(FILE *file, uint32_t size, int value)
{
	uint32_t padded = (size + 3) & ~3U;
	uint32_t length = 32 + padded;
	uint32_t fixed[] = {6, length, 0, 0, 0, size, size};
	uint8_t *bytes = malloc(padded);

	assert_non_null(bytes);
	memset(bytes, value, padded);
	fwrite(fixed, 1, sizeof(fixed), file);
	fwrite(bytes, 1, padded, file);
	fwrite(&length, 1, sizeof(length), file);
	free(bytes);
}

/* A batch of 1 MiB holds one of 600 kB at a time; for 2 MB it grows. */
static void frames_larger_than_the_batch(void **state)
{
	static const struct {
		uint32_t size;
		int frames; /* in the batch that it begins */
	} large[] = {
		{600000, 1}, {600000, 1}, {2000000, 1}, {600000, 2}, {1, 0}};
	FILE *file = fopen(path, "wb");
	struct io_source *source;
	struct frame frames[8];

	(void)state;
	assert_non_null(file);
	start(false);
	put_section();
	put_interface(DLT_EN10MB, NULL, 0, 0);
	fwrite(b.bytes, 1, b.size, file);
	for (int i = 0; i < 5; i++)
		write_large(file, large[i].size, i + 1);
	assert_int_equal(fclose(file), 0);
	source = open_with(NULL);
	for (int i = 0; i < 5; i += large[i].frames) {
		int got = io_source_read(source, frames, 8);

		assert_int_equal(got, large[i].frames);
		for (int j = 0; j < got; j++) {
			uint32_t size = large[i + j].size;

			assert_int_equal(frames[j].caplen, size);
			assert_int_equal(frames[j].data[0], i + j + 1);
			assert_int_equal(frames[j].data[size - 1], i + j + 1);
		}
	}
	assert_end(source);
}

static void progress_goes_to_the_end(void **state)
{
	struct io_source *source;
	struct frame frame;
	uint64_t done, total, before = 0;

	(void)state;
	build_many(10);
	source = open_built();
	do {
		io_capture_progress(source, &done, &total);
		assert_true(done >= before);
		assert_int_equal(total, b.size);
		before = done;
	} while (io_source_read(source, &frame, 1) > 0);
	assert_int_equal(done, b.size);
	io_source_close(source);
}

/* The built file comes through a pipe; return its other end. */
static int connect_stdin(void)
{
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
	close(ends[0]);
	return ends[1];
}

static void send_bytes(int to, size_t from, size_t size)
{
	assert_int_equal(write(to, b.bytes + from, size), size);
}

static void reads_standard_input(void **state)
{
	(void)state;
	for (int classic = 0; classic < 2; classic++) {
		int to = connect_stdin();
		struct io_source *source;
		struct frame frames[8];
		uint64_t done, total;

		build_many(3);
		if (classic) {
			start(false);
			put_pcap_header(0xa1b2c3d4, DLT_EN10MB);
			for (unsigned number = 1; number <= 3; number++)
				put_record(number, 0);
		}
		send_bytes(to, 0, b.size);
		close(to);
		strcpy(path, "-");
		source = open_with(NULL);
		snprintf(path, sizeof(path), "%s/file", folder);
		assert_int_equal(io_source_read(source, frames, 8), 3);
		assert_frame(&frames[2], 3);
		io_capture_progress(source, &done, &total);
		assert_int_equal(done, b.size);
		assert_int_equal(total, 0);
		assert_end(source);
	}
}

static void on_alarm(int number)
{
	(void)number;
}

/* A signal every 20 ms, from now on or (0) no longer. */
static void set_alarm(unsigned on)
{
	struct sigaction action = {.sa_handler = on_alarm}; /* no SA_RESTART */
	struct itimerval timer = {{0, 20000 * on}, {0, 20000 * on}};

	assert_int_equal(sigaction(SIGALRM, &action, NULL), 0);
	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

/* The pipe has all but the last @missing bytes, then a signal comes. */
static struct io_source *interrupt(int to, size_t missing)
{
	struct io_source *source;
	struct frame frames[8];

	send_bytes(to, 0, b.size - missing);
	strcpy(path, "-");
	source = open_with(NULL);
	snprintf(path, sizeof(path), "%s/file", folder);
	set_alarm(1);
	assert_int_equal(io_source_read(source, frames, 8), 2);
	assert_int_equal(io_source_read(source, frames, 8), -EINTR);
	set_alarm(0);
	send_bytes(to, b.size - missing, missing);
	close(to);
	return source;
}

static void goes_on_after_a_signal(void **state)
{
	static const size_t missing[] = {1, 4, 100, 111, 112};

	(void)state;
	for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
		struct io_source *source;
		struct frame frame;
		int to = connect_stdin();

		build_many(3);
		source = interrupt(to, missing[i]);
		assert_int_equal(io_source_read(source, &frame, 1), 1);
		assert_frame(&frame, 3);
		assert_int_equal(frame.number, 3);
		assert_end(source);
	}
}

/* libpcap may have lost the half that it had: this is an error, not a guess. */
static void classic_ends_after_a_signal(void **state)
{
	int to = connect_stdin();

	(void)state;
	start(false);
	put_pcap_header(0xa1b2c3d4, DLT_EN10MB);
	for (unsigned number = 1; number <= 3; number++)
		put_record(number, 0);
	assert_damage(interrupt(to, 10), "interrupted");
}

/* Frames of two link types and three interfaces, as they are written. */
static void build_mixture(void)
{
	start(true);
	put_section();
	put_interface(DLT_EN10MB, "eth0", 9, 0);
	put_interface(DLT_EN10MB, NULL, 0, 0);
	put_interface(LINK_RAW, "eth0", 0, 0);
	put_interface(DLT_IEEE802_11, "wlan0", 0, 0);
	for (unsigned number = 1; number <= 40; number++)
		put_enhanced(number % 4, SECOND * 1000000000 + number * 1000,
			     number);
}

static bool is_dropped(uint64_t number)
{
	return number % 5 == 0;
}

static void copy_to(struct io_capture_writer *writer)
{
	struct io_source *source = open_with(writer);
	struct frame frames[7];
	int got;

	while ((got = io_source_read(source, frames, 7)) > 0) {
		for (int i = 0; i < got; i++) {
			struct verdict verdict = {
				.action = is_dropped(frames[i].number)
						  ? ACTION_DROP
					  : i ? ACTION_ACCEPT
					      : ACTION_SHAPE};

			assert_int_equal(
				io_source_verdict(source, &frames[i], &verdict),
				0);
		}
	}
	assert_int_equal(got, 0);
	io_source_close(source);
}

static void assert_same_name(const char *a, const char *b_name)
{
	if (a && b_name)
		assert_string_equal(a, b_name);
	else
		assert_true(!a && !b_name);
}

/* The frames of @was that were not dropped are those of @now. */
static void assert_copied(struct io_source *was, struct io_source *now)
{
	struct frame a, c;

	while (io_source_read(was, &a, 1) == 1) {
		if (is_dropped(a.number))
			continue;
		assert_int_equal(io_source_read(now, &c, 1), 1);
		assert_true(a.time_us == c.time_us);
		assert_int_equal(a.link_type, c.link_type);
		assert_int_equal(a.len, c.len);
		assert_int_equal(a.caplen, c.caplen);
		assert_memory_equal(a.data, c.data, a.caplen);
		assert_same_name(io_source_interface_name(was, a.interface),
				 io_source_interface_name(now, c.interface));
	}
	assert_end(now);
	io_source_close(was);
}

static void writes_what_it_read(void **state)
{
	char written[80], part[90];
	struct io_capture_writer *writer;
	struct io_source *was;

	(void)state;
	build_mixture();
	save(b.size);
	snprintf(written, sizeof(written), "%s/written", folder);
	snprintf(part, sizeof(part), "%s.part", written);
	writer = io_capture_writer_open(written);
	assert_non_null(writer);
	copy_to(writer);
	assert_int_equal(access(written, F_OK), -1);
	assert_int_equal(access(part, F_OK), 0);
	assert_int_equal(io_capture_writer_close(writer), 0);
	assert_int_equal(access(written, F_OK), 0);
	assert_int_equal(access(part, F_OK), -1);
	was = open_with(NULL);
	assert_int_equal(rename(written, path), 0);
	assert_copied(was, open_with(NULL));
}

/* The writer keeps what passes, and no packet that is dropped or rejected. */
static void writes_by_action(void **state)
{
	static const bool passes[ACTION_COUNT] = {
		[ACTION_ACCEPT] = true,	 [ACTION_SHAPE] = true,
		[ACTION_LOG] = true,	 [ACTION_PRIORITISE] = true,
		[ACTION_DEGRADE] = true,
	};

	(void)state;
	for (unsigned action = 0; action < ACTION_COUNT; action++) {
		const struct verdict verdict = {.action = (uint8_t)action};
		char written[80];
		struct io_capture_writer *writer;
		struct io_source *source;
		struct frame frame;

		build_many(1);
		save(b.size);
		snprintf(written, sizeof(written), "%s/written", folder);
		writer = io_capture_writer_open(written);
		assert_non_null(writer);
		source = open_with(writer);
		frame = read_one(source);
		assert_int_equal(io_source_verdict(source, &frame, &verdict),
				 0);
		io_source_close(source);
		assert_int_equal(io_capture_writer_close(writer), 0);
		assert_int_equal(rename(written, path), 0);
		source = open_with(NULL);
		assert_int_equal(io_source_read(source, &frame, 1),
				 passes[action]);
		io_source_close(source);
	}
}

/* DLT_RAW differs between systems: files have the number that does not. */
static void writes_portable_link_types(void **state)
{
	static const struct {
		uint16_t type, in_file;
	} types[] = {{DLT_RAW, 101}, {14, 101}, {DLT_EN10MB, 1}, {113, 113}};

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct frame frame = {.link_type = types[i].type};
		struct io_capture_writer *writer = io_capture_writer_open(path);
		uint16_t type;
		FILE *file;

		assert_non_null(writer);
		assert_int_equal(io_capture_writer_write(writer, &frame, NULL),
				 0);
		assert_int_equal(io_capture_writer_close(writer), 0);
		file = fopen(path, "rb");
		assert_non_null(file);
		assert_int_equal(fseek(file, 28 + 8, SEEK_SET), 0);
		assert_int_equal(fread(&type, sizeof(type), 1, file), 1);
		assert_int_equal(type, types[i].in_file);
		fclose(file);
	}
}

static void writing_nothing_is_a_file(void **state)
{
	struct io_capture_writer *writer = io_capture_writer_open(path);

	(void)state;
	assert_non_null(writer);
	assert_int_equal(io_capture_writer_close(writer), 0);
	assert_end(open_with(NULL));
}

static void writing_is_discarded(void **state)
{
	struct io_capture_writer *writer;
	char part[80];

	(void)state;
	build_many(5);
	save(b.size);
	writer = io_capture_writer_open(path);
	assert_non_null(writer);
	snprintf(part, sizeof(part), "%s.part", path);
	assert_int_equal(access(part, F_OK), 0);
	io_capture_writer_discard(writer);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(access(path, F_OK), 0);
}

static void writer_cannot_open_or_rename(void **state)
{
	char part[80];
	struct io_capture_writer *writer;

	(void)state;
	errno = 0;
	assert_null(io_capture_writer_open("/nonexistent/file"));
	assert_int_equal(errno, ENOENT);
	unlink(path);
	writer = io_capture_writer_open(path);
	assert_non_null(writer);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(io_capture_writer_close(writer), -EISDIR);
	assert_null(io_capture_writer_open(path));
	assert_int_equal(errno, EISDIR);
	assert_null(io_capture_writer_open("/dev/null"));
	assert_int_equal(errno, ENOTSUP);
	snprintf(part, sizeof(part), "%s.part", path);
	assert_int_equal(access(part, F_OK), -1);
	assert_int_equal(rmdir(path), 0);
}

/* The disk is full, as far as this process can see. */
static void writer_says_that_it_could_not(void **state)
{
	struct rlimit was, limit;
	struct io_capture_writer *writer;
	char written[80];

	(void)state;
	build_mixture();
	save(b.size);
	snprintf(written, sizeof(written), "%s/written", folder);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	limit = was;
	limit.rlim_cur = 2000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	writer = io_capture_writer_open(written);
	assert_non_null(writer);
	copy_to(writer); /* stays in the stream's buffer */
	assert_int_equal(io_capture_writer_close(writer), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(access(written, F_OK), -1);
}

/* The disk is full in the middle: each later write fails, too, and no file is left. */
static void writer_fails_from_then_on(void **state)
{
	static const uint8_t bytes[8192];
	const struct frame frame = {.link_type = DLT_EN10MB,
				    .data = bytes,
				    .caplen = sizeof(bytes),
				    .len = sizeof(bytes)};
	struct io_capture_writer *writer;
	struct rlimit was, limit;
	char written[80], part[90];
	int error = 0;

	(void)state;
	snprintf(written, sizeof(written), "%s/written", folder);
	snprintf(part, sizeof(part), "%s.part", written);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	limit = was;
	limit.rlim_cur = 100000;
	signal(SIGXFSZ, SIG_IGN);
	writer = io_capture_writer_open(written);
	assert_non_null(writer);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (int i = 0; i < 1000 && !error; i++)
		error = io_capture_writer_write(writer, &frame, NULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_int_equal(error, -EFBIG);
	/* also when there is room again: the file has a hole */
	assert_int_equal(io_capture_writer_write(writer, &frame, NULL), -EFBIG);
	assert_int_equal(io_capture_writer_close(writer), -EFBIG);
	assert_int_equal(access(written, F_OK), -1);
	assert_int_equal(access(part, F_OK), -1);
}

static int make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/file", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classic_of_any_kind),
		cmocka_unit_test(classic_patched),
		cmocka_unit_test(classic_link_types),
		cmocka_unit_test(classic_after_2038),
		cmocka_unit_test(more_bytes_than_the_wire_had),
		cmocka_unit_test(says_why_it_cannot_open),
		cmocka_unit_test(classic_cut_anywhere),
		cmocka_unit_test(pcapng_cut_anywhere),
		cmocka_unit_test(pcapng_both_orders_in_one),
		cmocka_unit_test(pcapng_unknown_link_is_delivered),
		cmocka_unit_test(pcapng_ticks),
		cmocka_unit_test(pcapng_older_blocks),
		cmocka_unit_test(pcapng_frame_of_more_than_the_wire),
		cmocka_unit_test(pcapng_damage),
		cmocka_unit_test(pcapng_short_blocks),
		cmocka_unit_test(pcapng_odd_options),
		cmocka_unit_test(pcapng_too_many_interfaces),
		cmocka_unit_test(reads_in_batches_of_any_size),
		cmocka_unit_test(frames_larger_than_the_batch),
		cmocka_unit_test(progress_goes_to_the_end),
		cmocka_unit_test(reads_standard_input),
		cmocka_unit_test(goes_on_after_a_signal),
		cmocka_unit_test(classic_ends_after_a_signal),
		cmocka_unit_test(writes_what_it_read),
		cmocka_unit_test(writes_by_action),
		cmocka_unit_test(writes_portable_link_types),
		cmocka_unit_test(writing_nothing_is_a_file),
		cmocka_unit_test(writing_is_discarded),
		cmocka_unit_test(writer_cannot_open_or_rename),
		cmocka_unit_test(writer_says_that_it_could_not),
		cmocka_unit_test(writer_fails_from_then_on),
	};

	return cmocka_run_group_tests_name("io/capture", tests, make_folder,
					   remove_folder);
}
