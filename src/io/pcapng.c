/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng, block by block. Every length is checked against the block that holds
 * it before it is used, and blocks are bounded. One thread.
 */
#include "io/pcapng.h"

#include <errno.h>
#include <pcap/dlt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/text.h"
#include "packet/packet.h"

#define HEADER_BYTES 8	 /* type and length */
#define TRAILER_BYTES 4	 /* length again */
#define SECTION_BYTES 16 /* magic, version, section length */

/* Linux makes frames of up to 512 KiB (BIG TCP); 32 times that. */
#define BLOCK_MOST (16U << 20)
#define BLOCK_FIRST (64U << 10) /* enough for all frames but offloaded ones */

#define INTERFACES_MOST 65536 /* struct frame counts them in 16 bits */
#define NAME_MOST 1023	      /* bytes; Windows' device names are about 50 */

/* How an interface counts time, brought to microseconds. */
struct clock {
	uint64_t multiply;
	uint64_t divide; /* 1, or @multiply is */
	unsigned shift;	 /* of ticks that are powers of 2; else 0 */
	int64_t offset_s;
};

struct interface {
	struct clock clock;
	uint16_t link_type; /* DLT_ value */
	uint32_t snap;	    /* bytes; 0 when unlimited */
	char *name;	    /* or NULL */
};

struct io_pcapng {
	FILE *file;
	uint64_t offset; /* bytes read */
	bool swapped;	 /* this section's byte order is not ours */

	uint8_t *block; /* the block being read, from its first byte */
	size_t room;	/* bytes at @block */
	size_t filled;	/* bytes read of it; not 0 after an interruption */
	uint64_t start; /* its offset in the file */

	struct interface *interfaces; /* of all sections */
	size_t count;
	size_t section; /* this section's first */
	usec_t last_us; /* time of the last frame */
};

/* Says where and what; gives -EIO, for the callers to return. */
static int damaged(const struct io_pcapng *p, struct text *why,
		   const char *what)
{
	text_append(why, "block at byte %llu: %s", (unsigned long long)p->start,
		    what);
	return -EIO;
}

static uint16_t get16(const struct io_pcapng *p, const uint8_t *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	return p->swapped ? __builtin_bswap16(value) : value;
}

static uint32_t get32(const struct io_pcapng *p, const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return p->swapped ? __builtin_bswap32(value) : value;
}

static uint64_t get64(const struct io_pcapng *p, const uint8_t *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof(value));
	return p->swapped ? __builtin_bswap64(value) : value;
}

static struct clock clock_of(uint8_t tick, int64_t offset_s)
{
	struct clock clock = {.multiply = 1, .divide = 1, .offset_s = offset_s};
	unsigned power = tick & 0x7f;

	if (tick & 0x80) {
		clock.multiply = USEC_PER_SEC;
		clock.shift = power;
		return clock;
	}
	for (; power < 6; power++)
		clock.multiply *= 10;
	for (; power > 6; power--) {
		if (clock.divide > UINT64_MAX / 10) {
			clock.multiply = 0; /* 64 bits of such are below 1 us */
			break;
		}
		clock.divide *= 10;
	}
	return clock;
}

/* Saturates: a file may say any time, and what follows adds to it. */
static usec_t clock_time(const struct clock *clock, uint64_t ticks)
{
	__int128 us;

	if (clock->divide > 1)
		us = ticks / clock->divide * clock->multiply;
	else
		us = (__int128)ticks * clock->multiply >> clock->shift;
	us += (__int128)clock->offset_s * (__int128)USEC_PER_SEC;
	if (us < 0)
		return 0;
	return us < INT64_MAX ? (usec_t)us : INT64_MAX;
}

static int make_room(struct io_pcapng *p, size_t size, struct text *why)
{
	uint8_t *block;

	if (size <= p->room)
		return 0;
	block = realloc(p->block, size);
	if (!block) {
		text_append(why, "out of memory");
		return -ENOMEM;
	}
	p->block = block;
	p->room = size;
	return 0;
}

/* Reads on until the block has @size bytes. 1; 0 at the file's end; -errno. */
static int fill(struct io_pcapng *p, size_t size, struct text *why)
{
	size_t got;

	if (p->filled >= size)
		return 1;
	errno = 0;
	got = fread(p->block + p->filled, 1, size - p->filled, p->file);
	p->filled += got;
	p->offset += got;
	if (p->filled == size)
		return 1;
	if (!ferror(p->file)) {
		if (!p->filled)
			return 0;
		return damaged(p, why, "the file ends inside it");
	}
	if (errno == EINTR) {
		clearerr(p->file);
		return -EINTR;
	}
	text_append(why, "byte %llu: %s", (unsigned long long)p->offset,
		    strerror(errno));
	return -EIO;
}

/* A section says its byte order behind its own length. */
static int read_byte_order(struct io_pcapng *p, struct text *why)
{
	static const uint8_t type[4] = {0x0a, 0x0d, 0x0d, 0x0a};
	int got = 1;

	if (memcmp(p->block, type, sizeof(type)))
		return 1;
	got = fill(p, HEADER_BYTES + 4, why);
	if (got < 0)
		return got;
	p->swapped = false;
	if (get32(p, p->block + HEADER_BYTES) == PCAPNG_BYTE_ORDER_MAGIC)
		return 1;
	p->swapped = true;
	if (get32(p, p->block + HEADER_BYTES) == PCAPNG_BYTE_ORDER_MAGIC)
		return 1;
	return damaged(p, why, "section header without a byte-order magic");
}

static int check_length(const struct io_pcapng *p, size_t length,
			struct text *why)
{
	if (length < HEADER_BYTES + TRAILER_BYTES || length % 4)
		return damaged(p, why, "impossible length");
	if (length > BLOCK_MOST)
		return damaged(p, why, "longer than 16 MiB");
	return 1;
}

/*
 * Reads one whole block; may be called again after -EINTR and goes on where it
 * was. @body spans what is between header and trailer.
 */
static int read_block(struct io_pcapng *p, uint32_t *type, struct cursor *body,
		      struct text *why)
{
	size_t length;
	int got;

	if (!p->filled)
		p->start = p->offset;
	got = fill(p, HEADER_BYTES, why);
	if (got > 0)
		got = read_byte_order(p, why);
	if (got <= 0)
		return got;
	*type = get32(p, p->block);
	length = get32(p, p->block + 4);
	got = check_length(p, length, why);
	if (got > 0)
		got = make_room(p, length, why);
	if (got >= 0)
		got = fill(p, length, why);
	if (got < 0)
		return got;
	p->filled = 0;
	if (get32(p, p->block + length - TRAILER_BYTES) != length)
		return damaged(p, why, "its two lengths differ");
	*body = cursor_over(p->block + HEADER_BYTES,
			    length - HEADER_BYTES - TRAILER_BYTES);
	return 1;
}

static int read_section(struct io_pcapng *p, struct cursor *body,
			struct text *why)
{
	const uint8_t *section = cursor_take(body, SECTION_BYTES);

	if (!section)
		return damaged(p, why, "section header too short");
	if (get16(p, section + 4) != 1)
		return damaged(p, why, "version is not 1");
	p->section = p->count;
	return 0;
}

/* Takes one option; false at the end of them, or when it is not whole. */
static bool next_option(const struct io_pcapng *p, struct cursor *options,
			unsigned *code, struct cursor *value)
{
	const uint8_t *header = cursor_take(options, 4);
	const uint8_t *bytes;
	size_t length;

	if (!header)
		return false;
	*code = get16(p, header);
	length = get16(p, header + 2);
	bytes = cursor_take(options, length);
	if (*code == PCAPNG_OPTION_END || !bytes)
		return false;
	cursor_take(options, -length & 3); /* padded to 4 bytes */
	*value = cursor_over(bytes, length);
	return true;
}

static char *copy_name(const struct cursor *value)
{
	size_t length = value->left < NAME_MOST ? value->left : NAME_MOST;

	return strndup((const char *)value->at, length);
}

/* Options that are cut or of a wrong size are passed over: none is needed. */
static int read_options(struct io_pcapng *p, struct cursor *options,
			struct interface *interface)
{
	struct cursor value;
	unsigned code;
	uint8_t tick = 6; /* microseconds, unless said */
	int64_t offset_s = 0;

	while (next_option(p, options, &code, &value)) {
		if (code == PCAPNG_OPTION_TICK && value.left == 1) {
			tick = value.at[0];
		} else if (code == PCAPNG_OPTION_OFFSET && value.left == 8) {
			offset_s = (int64_t)get64(p, value.at);
		} else if (code == PCAPNG_OPTION_NAME && !interface->name) {
			interface->name = copy_name(&value);
			if (!interface->name)
				return -ENOMEM;
		}
	}
	interface->clock = clock_of(tick, offset_s);
	return 0;
}

/* Room for one more; the array doubles. */
static int grow_interfaces(struct io_pcapng *p)
{
	struct interface *interfaces;
	size_t room;

	if (p->count & (p->count - 1)) /* full only at powers of 2, and at 0 */
		return 0;
	room = p->count ? 2 * p->count : 1;
	interfaces = reallocarray(p->interfaces, room, sizeof(*interfaces));
	if (!interfaces)
		return -ENOMEM;
	p->interfaces = interfaces;
	return 0;
}

static int read_interface(struct io_pcapng *p, struct cursor *body,
			  struct text *why)
{
	const uint8_t *fixed = cursor_take(body, 8);
	struct interface interface = {0};

	if (!fixed)
		return damaged(p, why, "interface description too short");
	if (p->count == INTERFACES_MOST)
		return damaged(p, why, "more than 65536 interfaces");
	interface.link_type = get16(p, fixed);
	if (interface.link_type == PCAPNG_LINK_RAW)
		interface.link_type = DLT_RAW;
	interface.snap = get32(p, fixed + 4);
	if (read_options(p, body, &interface) < 0 || grow_interfaces(p) < 0) {
		free(interface.name);
		text_append(why, "out of memory");
		return -ENOMEM;
	}
	p->interfaces[p->count++] = interface;
	return 0;
}

/*
 * Fills @frame with the @caplen bytes that @body has next, of interface @id of
 * this section. A record that was cut to more than it had is read as whole.
 */
static int set_frame(struct io_pcapng *p, struct cursor *body, uint32_t id,
		     uint32_t caplen, uint32_t len, struct frame *frame,
		     struct text *why)
{
	if (id >= p->count - p->section)
		return damaged(p, why,
			       "frame of an interface that is not described");
	if (caplen > body->left)
		return damaged(p, why, "frame longer than its block");
	memset(frame, 0, sizeof(*frame));
	frame->data = body->at;
	frame->caplen = caplen;
	frame->len = len > caplen ? len : caplen;
	frame->interface = (uint16_t)(p->section + id);
	frame->link_type = p->interfaces[frame->interface].link_type;
	frame->interface_name = p->interfaces[frame->interface].name;
	return 1;
}

static void set_time(struct io_pcapng *p, struct frame *frame, uint32_t high,
		     uint32_t low)
{
	const struct interface *interface = &p->interfaces[frame->interface];

	p->last_us = clock_time(&interface->clock, (uint64_t)high << 32 | low);
}

/* Enhanced packet, and packet, which is older and has a short interface. */
static int read_packet(struct io_pcapng *p, bool enhanced, struct cursor *body,
		       struct frame *frame, struct text *why)
{
	const uint8_t *fixed = cursor_take(body, 20);
	uint32_t id;
	int got;

	if (!fixed)
		return damaged(p, why, "packet block too short");
	id = enhanced ? get32(p, fixed) : get16(p, fixed);
	got = set_frame(p, body, id, get32(p, fixed + 12), get32(p, fixed + 16),
			frame, why);
	if (got < 0)
		return got;
	set_time(p, frame, get32(p, fixed + 4), get32(p, fixed + 8));
	frame->time_us = p->last_us;
	return 1;
}

/* It has the length on the wire only; what was captured, the snap says. */
static int read_simple_packet(struct io_pcapng *p, struct cursor *body,
			      struct frame *frame, struct text *why)
{
	const uint8_t *fixed = cursor_take(body, 4);
	uint32_t len, caplen, snap;
	int got;

	if (!fixed)
		return damaged(p, why, "packet block too short");
	len = caplen = get32(p, fixed);
	snap = p->count > p->section ? p->interfaces[p->section].snap : 0;
	if (snap && caplen > snap)
		caplen = snap;
	got = set_frame(p, body, 0, caplen, len, frame, why);
	if (got < 0)
		return got;
	frame->time_us = p->last_us;
	return 1;
}

/* 1 when @frame was filled; 0 when the block had none; -errno. */
static int read_body(struct io_pcapng *p, uint32_t type, struct cursor *body,
		     struct frame *frame, struct text *why)
{
	switch (type) {
	case PCAPNG_ENHANCED_PACKET:
	case PCAPNG_PACKET:
		return read_packet(p, type == PCAPNG_ENHANCED_PACKET, body,
				   frame, why);
	case PCAPNG_SIMPLE_PACKET:
		return read_simple_packet(p, body, frame, why);
	case PCAPNG_INTERFACE_DESCRIPTION:
		return read_interface(p, body, why);
	case PCAPNG_SECTION_HEADER:
		return read_section(p, body, why);
	default:
		return 0; /* names, statistics, secrets: nothing to us */
	}
}

int io_pcapng_next(struct io_pcapng *pcapng, struct frame *frame,
		   struct text *why)
{
	struct cursor body;
	uint32_t type;
	int got;

	do {
		got = read_block(pcapng, &type, &body, why);
		if (got <= 0)
			return got;
		got = read_body(pcapng, type, &body, frame, why);
	} while (!got);
	return got;
}

/* The file's first block, which says that it is a pcapng file. */
static int read_first(struct io_pcapng *p, struct text *why)
{
	struct cursor body;
	uint32_t type = 0;
	int got;

	got = read_block(p, &type, &body, why);
	if (got == -EINTR)
		text_append(why, "interrupted");
	if (got < 0)
		return got;
	if (!got || type != PCAPNG_SECTION_HEADER) {
		text_append(why, "not a capture file");
		return -EINVAL;
	}
	return read_section(p, &body, why);
}

struct io_pcapng *io_pcapng_open(FILE *file, struct text *why)
{
	struct io_pcapng *p = calloc(1, sizeof(*p));
	int error;

	if (!p) {
		text_append(why, "out of memory");
		return NULL;
	}
	p->file = file;
	error = make_room(p, BLOCK_FIRST, why);
	if (!error)
		error = read_first(p, why);
	if (error < 0) {
		io_pcapng_close(p);
		errno = -error;
		return NULL;
	}
	return p;
}

void io_pcapng_close(struct io_pcapng *pcapng)
{
	for (size_t i = 0; i < pcapng->count; i++)
		free(pcapng->interfaces[i].name);
	free(pcapng->interfaces);
	free(pcapng->block);
	free(pcapng);
}

uint64_t io_pcapng_offset(const struct io_pcapng *pcapng)
{
	return pcapng->offset;
}

const char *io_pcapng_interface_name(const struct io_pcapng *pcapng,
				     unsigned index)
{
	return index < pcapng->count ? pcapng->interfaces[index].name : NULL;
}
