/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_CAPTURE_H
#define IO_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

struct io_source;
struct io_capture_writer;
struct text;

/**
 * io_capture_open - open a capture file as a source of frames
 * @path:   pcap or pcapng; "-" is standard input
 * @writer: passed frames (verdict accept or shape) are written here; or NULL
 * @why:    out: the reason in words when NULL is returned
 *
 * Reading fails with -EIO on a damaged file; io_capture_error() says where.
 *
 * Return: the source; NULL with errno.
 */
struct io_source *io_capture_open(const char *path,
				  struct io_capture_writer *writer,
				  struct text *why);

/**
 * io_capture_error - return why the last read failed, in words; "" when it did not
 */
const char *io_capture_error(const struct io_source *source);

/**
 * io_capture_progress - tell how much of the file has been read, in bytes
 * @done:  out: read so far
 * @total: out: of the whole file; 0 when it is not known (a pipe)
 */
void io_capture_progress(const struct io_source *source, uint64_t *done,
			 uint64_t *total);

/**
 * io_capture_writer_open - create a pcapng file for frames of any link type
 *
 * It is written as PATH.part and renamed by io_capture_writer_close(). A path that is
 * no regular file, such as /dev/null, would be replaced by one: it is refused.
 *
 * Return: the writer; NULL with errno: EISDIR, ENOTSUP no regular file, others.
 */
struct io_capture_writer *io_capture_writer_open(const char *path);

/**
 * io_capture_writer_close - write what is left and give the file its name
 *
 * Return: 0; -errno of this or any write before it: then PATH is as it was. The
 * writer is freed either way.
 */
int io_capture_writer_close(struct io_capture_writer *writer);

/**
 * io_capture_writer_discard - free it and what was written
 *
 * A file that stood at PATH stays as it is.
 */
void io_capture_writer_discard(struct io_capture_writer *writer);

#endif
