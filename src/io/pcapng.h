/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_PCAPNG_H
#define IO_PCAPNG_H

#include <stdint.h>
#include <stdio.h>

struct frame;
struct io_pcapng;
struct text;

/* Block types and options of the format (draft-ietf-opsawg-pcapng). */
#define PCAPNG_SECTION_HEADER UINT32_C(0x0a0d0d0a) /* the same both ways */
#define PCAPNG_BYTE_ORDER_MAGIC UINT32_C(0x1a2b3c4d)
#define PCAPNG_INTERFACE_DESCRIPTION 1
#define PCAPNG_PACKET 2 /* obsolete */
#define PCAPNG_SIMPLE_PACKET 3
#define PCAPNG_ENHANCED_PACKET 6
#define PCAPNG_OPTION_END 0
#define PCAPNG_OPTION_NAME 2
#define PCAPNG_OPTION_TICK 9	/* if_tsresol */
#define PCAPNG_OPTION_OFFSET 14 /* if_tsoffset */

/* In files; DLT_RAW differs between systems. All others that we read do not. */
#define PCAPNG_LINK_RAW 101

/**
 * io_pcapng_open - read a pcapng stream, from its first section header on
 * @file: stays the caller's, who closes it after io_pcapng_close()
 * @why:  out: the reason in words when NULL is returned
 *
 * Our own reader, since libpcap refuses a file whose interfaces differ in link
 * type and does not tell which interface a frame came from.
 *
 * Return: the reader; NULL with errno.
 */
struct io_pcapng *io_pcapng_open(FILE *file, struct text *why);
void io_pcapng_close(struct io_pcapng *pcapng);

/**
 * io_pcapng_next - read the next frame, of any section and interface
 * @frame: out: all but @number and @token; its bytes are valid until the next
 *         call. @interface counts on over sections. A simple packet block has
 *         no time and gets that of the frame before it
 * @why:   out: the reason in words, with the block's offset
 *
 * Return: 1; 0 at the end; -EINTR when a signal came and the call may be made
 * again; -EIO on a damaged file; -ENOMEM.
 */
int io_pcapng_next(struct io_pcapng *pcapng, struct frame *frame,
		   struct text *why);

/**
 * io_pcapng_offset - return the number of bytes read so far
 */
uint64_t io_pcapng_offset(const struct io_pcapng *pcapng);

/**
 * io_pcapng_interface_name - the name (if_name) of an interface
 * @index: as `interface` of a frame
 *
 * Return: the name, valid until io_pcapng_close(); NULL when the file has none.
 */
const char *io_pcapng_interface_name(const struct io_pcapng *pcapng,
				     unsigned index);

#endif
