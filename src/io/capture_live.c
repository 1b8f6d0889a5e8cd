/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An interface as a source of frames, through libpcap. Its bytes are good only
 * until its callback returns, so a batch keeps a copy of each. One thread.
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

struct passive {
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

static struct passive *passive_of(struct io_source *source)
{
	return (struct passive *)source;
}

/* pcap_handler: one frame into the batch. */
static void take(uint8_t *user, const struct pcap_pkthdr *header,
		 const uint8_t *bytes)
{
	struct passive *p = (struct passive *)(void *)user;
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

/* Frames that are there; 0 when there are none; -errno. */
static int dispatch(struct passive *p, unsigned most)
{
	int got = pcap_dispatch(p->pcap, (int)most, take, (uint8_t *)p);

	if (got >= 0)
		return (int)p->count;
	return -ENETDOWN;
}

static int passive_read(struct io_source *source, struct frame *frames,
			unsigned most)
{
	struct passive *p = passive_of(source);
	struct pollfd wait = {.fd = p->descriptor, .events = POLLIN};
	int got;

	if (!most)
		return 0; /* pcap_dispatch() would take that for "all" */
	if (most > BATCH)
		most = BATCH;
	p->frames = frames;
	p->count = 0;
	got = dispatch(p, most);
	if (!got) {
		if (poll(&wait, 1, IDLE_MS) < 0)
			return -errno;
		got = dispatch(p, most); /* also tells what poll saw */
	}
	p->counts.received += p->count;
	return got ? got : -EAGAIN;
}

static int passive_verdict(struct io_source *source, const struct frame *frame,
			   const struct verdict *verdict)
{
	(void)source;
	(void)frame;
	(void)verdict;
	return 0;
}

static const char *passive_interface_name(struct io_source *source,
					  unsigned index)
{
	return index ? NULL : passive_of(source)->name;
}

/* Whatever has been opened so far. */
static void passive_close(struct io_source *source)
{
	struct passive *p = passive_of(source);

	if (p->pcap)
		pcap_close(p->pcap);
	free(p->bytes);
	free(p);
}

static const struct io_source_ops passive_ops = {
	.read = passive_read,
	.verdict = passive_verdict,
	.interface_name = passive_interface_name,
	.close = passive_close,
};

/* ---- the beginning ---- */

static struct passive *
passive_create(const struct io_capture_live_options *options)
{
	struct passive *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->source.ops = &passive_ops;
	p->snap = options->snap_bytes && options->snap_bytes < SNAP_MOST
			  ? options->snap_bytes
			  : SNAP_MOST;
	memcpy(p->name, options->interface, strlen(options->interface) + 1);
	p->bytes = calloc(BATCH, p->snap);
	if (!p->bytes) {
		passive_close(&p->source);
		return NULL;
	}
	return p;
}

/* libpcap's status to errno, and the words that help. */
static int refuse(pcap_t *pcap, int status, struct text *why)
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

static int activate(struct passive *p,
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
		return refuse(p->pcap, status, why);
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
	struct passive *p;
	int error;

	if (strlen(options->interface) >= IF_NAMESIZE) {
		text_append(why, "no such interface");
		errno = ENODEV;
		return NULL;
	}
	p = passive_create(options);
	if (!p) {
		text_append(why, "out of memory");
		errno = ENOMEM;
		return NULL;
	}
	error = activate(p, options, why);
	if (error) {
		passive_close(&p->source);
		errno = -error;
		return NULL;
	}
	return &p->source;
}

int io_capture_live_counts(struct io_source *source,
			   struct io_capture_live_counts *counts)
{
	struct passive *p = passive_of(source);
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
