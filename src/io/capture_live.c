/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An interface as a source of frames, through libpcap. Bytes of a frame are valid only
 * until the callback returns, so a batch keeps a copy of each. One thread.
 */
#include "io/capture_live.h"

#include <errno.h>
#include <net/if.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/usec.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/packet.h"

#define SNAP_MOST 65549	  /* an IP packet, and its link header */
#define BUFFER (16 << 20) /* 0.1 s of 1 Gbit/s */
#define IDLE_MS 100	  /* a read without frames returns after it */
#define BATCH 64	  /* frames of one read, at most */
#define BLOCK_MS 10	  /* the kernel hands over a part-filled block */

struct live_capture {
	struct io_source source; /* first: what callers hold */
	pcap_t *pcap;
	int descriptor; /* to poll */
	uint32_t snap;
	char name[IF_NAMESIZE];
	uint64_t number; /* of the last frame */
	struct io_capture_live_counts counts;
	struct pcap_stat stat; /* as it was read last; 32 bits that wrap */
	uint8_t *bytes;	       /* BATCH times @snap */
	/* during a read */
	struct frame *frames;
	unsigned count;
};

static struct live_capture *live_of(struct io_source *source)
{
	return (struct live_capture *)source;
}

/* A pcap_handler: add one frame to the batch. */
static void add_frame(uint8_t *user, const struct pcap_pkthdr *header,
		      const uint8_t *bytes)
{
	struct live_capture *p = (struct live_capture *)(void *)user;
	uint8_t *copy = p->bytes + (size_t)p->count * p->snap;
	uint32_t caplen = header->caplen < p->snap ? header->caplen : p->snap;

	memcpy(copy, bytes, caplen);
	p->frames[p->count++] = (struct frame){
		.time_us = (uint64_t)header->ts.tv_sec * USEC_PER_SEC +
			   (uint64_t)header->ts.tv_usec,
		.data = copy,
		.caplen = caplen,
		.len = header->len > caplen ? header->len : caplen,
		.link_type = (uint16_t)pcap_datalink(p->pcap),
		.interface_name = p->name,
		.number = ++p->number,
	};
}

/* Read the frames that have come. Return: how many, also 0; -errno. */
static int read_frames(struct live_capture *p, unsigned limit)
{
	int got = pcap_dispatch(p->pcap, (int)limit, add_frame, (uint8_t *)p);

	if (got >= 0)
		return (int)p->count;
	return -ENETDOWN;
}

static int live_read(struct io_source *source, struct frame *frames,
		     unsigned limit)
{
	struct live_capture *p = live_of(source);
	struct pollfd wait = {.fd = p->descriptor, .events = POLLIN};
	int got;

	if (!limit)
		return 0; /* 0 means "all" to pcap_dispatch() */
	if (limit > BATCH)
		limit = BATCH;
	p->frames = frames;
	p->count = 0;
	got = read_frames(p, limit);
	if (!got) {
		if (poll(&wait, 1, IDLE_MS) < 0)
			return -errno;
		got = read_frames(
			p, limit); /* it also reports an error that poll saw */
	}
	p->counts.received += p->count;
	return got ? got : -EAGAIN;
}

static int live_verdict(struct io_source *source, const struct frame *frame,
			const struct verdict *verdict)
{
	(void)source;
	(void)frame;
	(void)verdict;
	return 0;
}

static const char *live_interface_name(struct io_source *source, unsigned index)
{
	return index ? NULL : live_of(source)->name;
}

/* Also closes a source that was opened in part. */
static void live_close(struct io_source *source)
{
	struct live_capture *p = live_of(source);

	if (p->pcap)
		pcap_close(p->pcap);
	free(p->bytes);
	free(p);
}

static const struct io_source_ops live_ops = {
	.read = live_read,
	.verdict = live_verdict,
	.interface_name = live_interface_name,
	.close = live_close,
};

/* ---- opening ---- */

static struct live_capture *
live_create(const struct io_capture_live_options *options)
{
	struct live_capture *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->source.ops = &live_ops;
	p->snap = options->snap_bytes && options->snap_bytes < SNAP_MOST
			  ? options->snap_bytes
			  : SNAP_MOST;
	memcpy(p->name, options->interface, strlen(options->interface) + 1);
	p->bytes = calloc(BATCH, p->snap);
	if (!p->bytes) {
		live_close(&p->source);
		return NULL;
	}
	return p;
}

/* Explain libpcap's status. Return: -errno. */
static int explain_status(pcap_t *pcap, int status, struct text *why)
{
	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		text_append(why, "no such interface");
		return -ENODEV;
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		text_append(why, "no permission: CAP_NET_RAW is needed");
		return -EPERM;
	case PCAP_ERROR_IFACE_NOT_UP:
		text_append(why, "the interface is down");
		return -ENETDOWN;
	default:
		text_append(why, "%s",
			    status == PCAP_ERROR ? pcap_geterr(pcap)
						 : pcap_statustostr(status));
		return -EIO;
	}
}

static int check_link_type(pcap_t *pcap, struct text *why)
{
	int type = pcap_datalink(pcap);
	const char *name = pcap_datalink_val_to_name(type);

	if (packet_decode_knows(type))
		return 0;
	text_append(why, "link type %d (%s) is not supported", type,
		    name ? name : "unknown");
	return -ENOTSUP;
}

static int open_interface(struct live_capture *p,
			  const struct io_capture_live_options *options,
			  struct text *why)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	int buffer = options->buffer_bytes ? (int)options->buffer_bytes
					   : BUFFER;
	int status;

	p->pcap = pcap_create(p->name, text);
	if (!p->pcap) {
		text_append(why, "%s", text);
		return -EIO;
	}
	pcap_set_snaplen(p->pcap, (int)p->snap);
	pcap_set_promisc(p->pcap, !options->no_promiscuous);
	pcap_set_timeout(p->pcap, BLOCK_MS);
	pcap_set_immediate_mode(p->pcap, options->immediate);
	pcap_set_buffer_size(p->pcap, buffer);
	status = pcap_activate(p->pcap);
	if (status < 0)
		return explain_status(p->pcap, status, why);
	if (pcap_setnonblock(p->pcap, 1, text) < 0) {
		text_append(why, "%s", text);
		return -EIO;
	}
	p->descriptor = pcap_get_selectable_fd(p->pcap);
	return check_link_type(p->pcap, why);
}

struct io_source *
io_capture_live_open(const struct io_capture_live_options *options,
		     struct text *why)
{
	struct live_capture *p;
	int error;

	if (strlen(options->interface) >= IF_NAMESIZE) {
		text_append(why, "no such interface");
		errno = ENODEV;
		return NULL;
	}
	p = live_create(options);
	if (!p) {
		text_append(why, "out of memory");
		errno = ENOMEM;
		return NULL;
	}
	error = open_interface(p, options, why);
	if (error) {
		live_close(&p->source);
		errno = -error;
		return NULL;
	}
	return &p->source;
}

int io_capture_live_counts(struct io_source *source,
			   struct io_capture_live_counts *counts)
{
	struct live_capture *p = live_of(source);
	struct pcap_stat now;
	int status = pcap_stats(p->pcap, &now);

	if (!status) {
		p->counts.seen += now.ps_recv - p->stat.ps_recv;
		p->counts.dropped += now.ps_drop - p->stat.ps_drop;
		p->counts.interface_dropped +=
			now.ps_ifdrop - p->stat.ps_ifdrop;
		p->stat = now;
	}
	*counts = p->counts;
	return status ? -EIO : 0;
}
