/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_PCAP_FILE_H
#define IO_PCAP_FILE_H

#include <stdbool.h>
#include <stdint.h>

struct frame;
struct io_pcap_file;

/* The header of a classic capture file, version 2.4. */
struct io_pcap_format {
	bool swapped;  /* byte order is not ours */
	bool nano;     /* records have nanoseconds, else microseconds */
	uint32_t snap; /* most bytes of a record */
	uint16_t link_type;
	uint64_t start; /* of the first record, bytes into the file */
};

/**
 * io_pcap_file_open - read the plain records of a classic capture file
 * @descriptor: of a regular file; stays the caller's, its offset is not used
 *
 * It reads the file in large pieces and copies no frame, which costs a third of what
 * libpcap costs. It is no mapping: a file that shrinks while it is read would end the
 * process with SIGBUS.
 *
 * Return: the reader; NULL with errno ENOMEM.
 */
struct io_pcap_file *io_pcap_file_open(int descriptor,
				       const struct io_pcap_format *format);
void io_pcap_file_close(struct io_pcap_file *file);

/**
 * io_pcap_file_read - read the next plain records
 * @frames: out: all but @number and @token; their bytes are valid until the next call
 * @most:   room in @frames
 *
 * A record is plain when it is whole, is not larger than the file's header and libpcap
 * allow, and has a fraction below one second.
 *
 * Return: frames read; 0 when the record at io_pcap_file_offset() is not plain, the
 * file ends there or it cannot be read: libpcap knows what to say of it.
 */
unsigned io_pcap_file_read(struct io_pcap_file *file, struct frame *frames,
			   unsigned most);

/**
 * io_pcap_file_offset - return where the next record starts, bytes into the file
 */
uint64_t io_pcap_file_offset(const struct io_pcap_file *file);

#endif
