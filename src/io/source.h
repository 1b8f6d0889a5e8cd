/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include <stdint.h>

struct frame;
struct verdict;
struct io_source;

/* Functions of a source of frames; one table per kind (capture, queue, interface). */
struct io_source_ops {
	int (*read)(struct io_source *source, struct frame *frames,
		    unsigned most);
	int (*verdict)(struct io_source *source, const struct frame *frame,
		       const struct verdict *verdict);
	const char *(*interface_name)(struct io_source *source, unsigned index);
	void (*close)(struct io_source *source);
};

/* First member of every kind's own struct. One thread. */
struct io_source {
	const struct io_source_ops *ops;
};

/**
 * io_source_read - read the next batch of frames
 * @frames: out; their bytes are valid until the next read
 * @most:   room in @frames
 *
 * A live source waits for the first frame and takes those that have come by then. It
 * waits 100 ms at most, so that its caller's timer runs.
 *
 * Return: frames read; 0 at the end; -EINTR when a signal came; -EAGAIN when a
 * live source had nothing for so long (read again); another -errno when the
 * source is broken (io_source_close() it; what was read stays good).
 */
static inline int io_source_read(struct io_source *source, struct frame *frames,
				 unsigned most)
{
	return source->ops->read(source, frames, most);
}

/**
 * io_source_verdict - give the verdict on a frame of the last batch
 *
 * Give each frame exactly one, best in the order of the batch. A queue keeps them
 * until the last one of the batch, or the next read, and sends them together: a caller
 * that stops in the middle of a batch holds it up. A capture writes frames that pass to
 * its writer.
 *
 * Return: 0 or -errno, of sending or writing.
 */
static inline int io_source_verdict(struct io_source *source,
				    const struct frame *frame,
				    const struct verdict *verdict)
{
	return source->ops->verdict(source, frame, verdict);
}

/**
 * io_source_interface_name - return the name of an interface, such as "eth0"
 * @index: as `interface` of a frame
 *
 * Return: the name, valid as long as the source; NULL when it is unknown.
 */
static inline const char *io_source_interface_name(struct io_source *source,
						   unsigned index)
{
	return source->ops->interface_name(source, index);
}

/**
 * io_source_close - free the source, and its descriptors
 *
 * Frames of its last batch become invalid. Packets that a queue still holds are
 * dropped: see io_nfqueue_drain().
 */
static inline void io_source_close(struct io_source *source)
{
	source->ops->close(source);
}

#endif
