/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_CAPTURE_WRITER_H
#define IO_CAPTURE_WRITER_H

struct frame;
struct io_capture_writer;

/* Opened and closed by the functions in io/capture.h; only a source writes. */

/**
 * io_capture_writer_write - append one frame
 * @interface_name: or NULL; frames of one link type and name share an interface
 *
 * Return: 0; -errno when this write, or one before it, failed.
 */
int io_capture_writer_write(struct io_capture_writer *writer,
			    const struct frame *frame,
			    const char *interface_name);

#endif
