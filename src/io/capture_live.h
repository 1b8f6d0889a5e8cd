/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef IO_CAPTURE_LIVE_H
#define IO_CAPTURE_LIVE_H

#include <stdbool.h>
#include <stdint.h>

struct io_source;
struct text;

struct io_capture_live_options {
	const char *interface; /* "eth1"; "any" listens to all */
	uint32_t snap_bytes;   /* of a frame that are copied; 0: all */
	uint32_t buffer_bytes; /* of the kernel's ring; 0: 16 MiB */
	bool no_promiscuous;   /* only what is for this host */
	bool immediate;	       /* each frame at once; costs a wake-up each */
};

/* Since the source was opened. */
struct io_capture_live_counts {
	uint64_t received;	    /* frames, handed to the caller */
	uint64_t seen;		    /* by the kernel's filter */
	uint64_t dropped;	    /* the ring was full */
	uint64_t interface_dropped; /* where the driver says so */
};

/**
 * io_capture_live_open - listen on an interface; verdicts change nothing
 * @options: the name is copied
 * @why:     out: the reason in words when NULL is returned
 *
 * For a mirror port. Frames are as on the wire, VLAN tags included; the clock is
 * the kernel's. Frames that the host's own card put together (GRO, TSO) are longer than
 * the link allows: such offloads should be off.
 *
 * Reading fails with -ENETDOWN when the interface goes away.
 *
 * Return: the source; NULL with errno: ENODEV no such interface, ENETDOWN it is
 * down, EPERM no CAP_NET_RAW, ENOTSUP a link type that is not supported.
 */
struct io_source *
io_capture_live_open(const struct io_capture_live_options *options,
		     struct text *why);

/**
 * io_capture_live_counts - read the counters, in the source's own thread
 *
 * Return: 0; -EIO when libpcap fails: @counts has the last known values.
 */
int io_capture_live_counts(struct io_source *source,
			   struct io_capture_live_counts *counts);

#endif
