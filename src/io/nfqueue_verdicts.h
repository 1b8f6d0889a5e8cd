/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_NFQUEUE_VERDICTS_H
#define IO_NFQUEUE_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A batch of 64 verdicts, marks and priorities included, and some late ones. */
#define IO_NFQUEUE_VERDICTS_BYTES 4096
#define IO_NFQUEUE_INSTEAD_BYTES 60 /* a reset over IPv6 */

/*
 * Verdict messages on their way, one behind the other. A run of packets that
 * just pass is one message: it lets every waiting packet up to its id go.
 */
struct io_nfqueue_verdicts {
	uint16_t queue;
	uint32_t run_id;   /* of the last packet of the run */
	unsigned run;	   /* packets in the run that is not yet a message */
	unsigned messages; /* in @bytes */
	size_t used;	   /* bytes of @bytes */
	_Alignas(8) char bytes[IO_NFQUEUE_VERDICTS_BYTES];
};

/* The outcome for one packet, as the kernel takes it. */
struct io_nfqueue_outcome {
	bool drop;
	bool set_mark, set_priority;
	uint32_t mark, priority; /* whole words */
	const uint8_t *instead;	 /* what passes in the packet's place; NULL */
	uint16_t instead_bytes;	 /* at most IO_NFQUEUE_INSTEAD_BYTES */
};

/**
 * io_nfqueue_verdicts_mark - return a mark with a DSCP in it
 * @mask: seven bits of the mark: one that says that there is a DSCP, and the DSCP; 0:
 *        the mark stays
 * @dscp: + 1; 0: the mark stays
 *
 * The bridge writes the DSCP: a packet may be large, and have no checksum yet.
 */
uint32_t io_nfqueue_verdicts_mark(uint32_t mark, uint32_t mask, uint8_t dscp);

/**
 * io_nfqueue_verdicts_pass - add a packet that passes unchanged
 * @id: every packet before it has its verdict, here or earlier. Otherwise call
 *      io_nfqueue_verdicts_put(): the run would accept the others, too
 */
void io_nfqueue_verdicts_pass(struct io_nfqueue_verdicts *verdicts,
			      uint32_t id);

/**
 * io_nfqueue_verdicts_pass_all - accept all packets up to @id that still wait
 *
 * Also those that were never received.
 */
void io_nfqueue_verdicts_pass_all(struct io_nfqueue_verdicts *verdicts,
				  uint32_t id);

/**
 * io_nfqueue_verdicts_put - add the outcome for one packet, as a message of its own
 *
 * Ends the run before it, so that the order of verdicts stays.
 */
void io_nfqueue_verdicts_put(struct io_nfqueue_verdicts *verdicts, uint32_t id,
			     const struct io_nfqueue_outcome *outcome);

/**
 * io_nfqueue_verdicts_has_room - return whether one more of either kind fits
 *
 * Call it before each; nothing else checks.
 */
bool io_nfqueue_verdicts_has_room(const struct io_nfqueue_verdicts *verdicts);

/**
 * io_nfqueue_verdicts_end - turn the run into a message, so that @bytes can be sent
 */
void io_nfqueue_verdicts_end(struct io_nfqueue_verdicts *verdicts);

/**
 * io_nfqueue_verdicts_clear - empty the buffer after it was sent
 */
void io_nfqueue_verdicts_clear(struct io_nfqueue_verdicts *verdicts);

#endif
