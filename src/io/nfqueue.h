/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_NFQUEUE_H
#define IO_NFQUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct io_source;
struct text;

struct io_nfqueue_options {
	uint16_t queue;
	uint32_t copy_bytes; /* of a packet, from its network header; 0: all */
	bool fail_open; /* what does not fit into the queue passes unseen */
	bool gso;	/* take large packets whole: see struct frame */
	/* Seven bits of the mark for the DSCP of a verdict, behind one that says
	   that there is one; 0: it is not written. */
	uint32_t dscp_mask;
	/* Bits of a packet's mark that are its VLAN; 0: none. For br_netfilter,
	   which hides the tag; not read of bridge-family packets. */
	uint32_t vlan_mask;
	/* Tests provoke overflows and refusals with these; else they are 0. */
	uint32_t length_packets; /* that may wait; 0: 4096 */
	uint32_t receive_bytes;	 /* socket buffer; 0: enough for the length */
	uint32_t more_flags;	 /* NFQA_CFG_F_ to ask for as well */
};

/* All but the last four count since the source was opened. */
struct io_nfqueue_counts {
	uint64_t received;     /* packets, handed to the caller */
	uint64_t received_gso; /* of them, which stand for several */
	uint64_t verdicts;     /* given, of the received */
	uint64_t passed;       /* accepted unseen: when starting and draining */
	uint64_t gaps;	    /* ids that the kernel gave and we never received */
	uint64_t enobufs;   /* times that the socket's buffer was full */
	uint64_t late;	    /* verdict messages too late: packet gone */
	uint64_t refused;   /* verdict messages refused for other reasons */
	uint64_t malformed; /* messages that made no sense */
	uint64_t reject_sent;	/* rejected packets whose sender was answered */
	uint64_t reject_failed; /* and whose sender was not */
	bool kernel_known; /* the rest is valid: the kernel's own counters */
	uint32_t waiting;  /* packets, now */
	uint64_t queue_dropped;	 /* the queue was full, and fail-open off */
	uint64_t user_dropped;	 /* so was the socket's buffer */
	uint64_t kernel_last_id; /* packets that got an id */
};

/**
 * io_nfqueue_open - open a netfilter queue as a source of frames
 * @options: copied
 * @why:     out: the reason in words when NULL is returned
 *
 * One queue, one socket, one thread. It starts in one step, so that no packet
 * meets a queue that is bound and not configured (it would be dropped). Flags
 * follow one by one: one that the kernel refuses is logged, and absent from
 * io_nfqueue_granted(). A frame's time is the kernel's stamp when there is one, else
 * the time of the read. A frame starts at the network header
 * (DLT_RAW), and its len is from there, too.
 *
 * Open it before privileges are dropped: the receive buffer and the kernel's
 * counters need them.
 *
 * io_source_close() drops the packets that wait; call io_nfqueue_drain() before a
 * planned stop.
 *
 * Return: the source; NULL with errno: EBUSY another program has the queue, EPERM
 * no CAP_NET_ADMIN in this network namespace, ENOTSUP no queues in this kernel.
 */
struct io_source *io_nfqueue_open(const struct io_nfqueue_options *options,
				  struct text *why);

/**
 * io_nfqueue_granted - return the NFQA_CFG_F_ flags that the kernel granted
 */
uint32_t io_nfqueue_granted(const struct io_source *source);

/**
 * io_nfqueue_sets_priority - return whether verdicts carry a priority (Linux 5.18)
 */
bool io_nfqueue_sets_priority(const struct io_source *source);

/**
 * io_nfqueue_counts - read the counters, in the source's own thread
 *
 * Fail-open let gaps - user_dropped packets pass while the socket's buffer was full.
 * Packets that passed while the queue was full leave no trace here.
 *
 * Return: 0; -errno when the kernel's own could not be read (the others are).
 */
int io_nfqueue_counts(struct io_source *source,
		      struct io_nfqueue_counts *counts);

/**
 * io_nfqueue_drain - stop as planned: accept what waits, then give up the queue
 * @pass: packets that come meanwhile pass unseen, as with fail-open, whatever the
 *        options are; else the kernel drops them when fail-open is off
 *
 * Every frame of the last batch must have its verdict. The kernel is told to queue no
 * more (length 0), packets that it queued before pass unseen, and the queue is given up
 * when none waits: no packet is lost. From then on the rule's bypass decides. read()
 * returns 0 afterwards.
 *
 * Return: 0; -errno when something may have been dropped; the queue is given up
 * by then or by io_source_close().
 */
int io_nfqueue_drain(struct io_source *source, bool pass);

#endif
