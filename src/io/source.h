/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_SOURCE_H
#define IO_SOURCE_H

#include <stdint.h>

struct frame;
struct verdict;
struct io_source;

/* What a source of frames can do; one per kind (capture, queue, interface). */
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
 * io_source_read - the next batch of frames
 * @frames: out; their bytes are valid until the next read
 * @most:   room in @frames
 *
 * A live source waits for the first frame and takes what has come by then. It
 * waits no longer than its options say, so that its caller's tick runs.
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
 * io_source_verdict - what becomes of a frame of the last batch
 *
 * Each gets exactly one; best in the order of the batch. A queue keeps them
 * until the batch's last one, or the next read, and sends them at once: whoever
 * stops in the middle of a batch holds it up. A capture writes what passes to
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
 * io_source_interface_name - "eth0"
 * @index: as `interface` of a frame
 *
 * Return: valid as long as the source; NULL when it does not say.
 */
static inline const char *io_source_interface_name(struct io_source *source,
						   unsigned index)
{
	return source->ops->interface_name(source, index);
}

/**
 * io_source_close - free the source, and its descriptors
 *
 * Frames of its last batch are gone with it. What a queue still holds is
 * dropped: see io_nfqueue_drain().
 */
static inline void io_source_close(struct io_source *source)
{
	source->ops->close(source);
}

#endif
