/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One netfilter queue as a source of frames. The kernel sends one message for
 * each packet; a read takes those that have come, and the verdicts of a batch go
 * back in one buffer. io/nfqueue_link.c has the socket. One thread.
 */
#include "io/nfqueue.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <net/if.h>
#include <pcap/dlt.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "io/nfqueue_link.h"
#include "io/nfqueue_message.h"
#include "io/nfqueue_verdicts.h"
#include "io/reject_sender.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/packet.h"
#include "packet/reject.h"
#include "packet/verdict.h"

#define LENGTH 4096 /* packets that may wait, unless options say */
#define IDLE_MS 100 /* a read without packets returns after it */
#define PORTS 64    /* interfaces with a name of their own */
#define RECEIVE_MOST (256U << 20) /* of kernel memory, unless options say */
#define TABLE_BYTES 16384	  /* of /proc: 58 a queue */
#define COPY_MOST 65531		  /* what fits into one attribute */

/* The kernel's memory for one message, beside the payload (skb, pages). */
#define MESSAGE_COST 1024

#define STAMP_MOST (10 * USEC_PER_SEC) /* older: not of this clock */
#define LOG_LATE_US (10 * USEC_PER_SEC)

#define PROC_TABLE "/proc/thread-self/net/netfilter/nfnetlink_queue"

struct port {
	uint32_t device; /* ifindex */
	char name[IF_NAMESIZE];
};

struct nfqueue {
	struct io_source source; /* first: what callers hold */
	struct io_nfqueue_options options;
	struct io_nfqueue_link link;
	struct io_reject_sender *reject_sender; /* NULL: reject acts as drop */
	int table;	  /* the kernel's counters; -1: not to be had */
	bool drained;	  /* and unbound */
	bool priority;	  /* taken with verdicts */
	uint32_t granted; /* NFQA_CFG_F_ */

	/* the batch */
	uint32_t ids[IO_NFQUEUE_BATCH];
	unsigned count;	     /* packets of it */
	unsigned given;	     /* verdicts of them, while in order */
	bool in_order;	     /* no packet before @given waits for its verdict */
	uint64_t unanswered; /* packets without a verdict, of all batches */

	uint64_t number; /* of the last frame */
	usec_t now_us;	 /* of the last read */
	uint64_t late_logged;
	usec_t late_logged_us;
	struct io_nfqueue_row row; /* as it was read last */

	struct port ports[PORTS]; /* from 1; 0 is one without a name */
	/* The thread that writes events reads names meanwhile: an entry is
	   complete before it is counted, and never changes. */
	_Atomic unsigned port_count;
};

static struct nfqueue *nfqueue_of(struct io_source *source)
{
	return (struct nfqueue *)source;
}

/* ---- reading ---- */

/* Find or add an interface. Return: its index; 0 without a name, or past PORTS. */
static uint16_t port_index(struct nfqueue *q, uint32_t device)
{
	unsigned count = q->port_count;
	struct port *port;

	for (unsigned i = 1; i <= count; i++)
		if (q->ports[i].device == device)
			return (uint16_t)i;
	if (!device || count == PORTS - 1)
		return 0;
	port = &q->ports[++count];
	port->device = device;
	if (!if_indextoname(device, port->name))
		port->name[0] = '\0'; /* gone already; not asked again */
	atomic_store(&q->port_count, count);
	return (uint16_t)count;
}

/* The kernel's stamp, unless there is none or it is of another clock. */
static usec_t time_of(const struct nfqueue *q,
		      const struct io_nfqueue_message *message)
{
	usec_t stamp = message->time_us;

	return stamp <= q->now_us && q->now_us - stamp <= STAMP_MOST
		       ? stamp
		       : q->now_us;
}

/* The kernel gives it for Ethernet; other links have none, or one of another size. */
static struct mac mac_of(const struct io_nfqueue_message *message)
{
	struct mac mac = {{0}};

	if (message->hardware && message->hardware_bytes == sizeof(mac))
		memcpy(mac.bytes, message->hardware, sizeof(mac));
	return mac;
}

static void set_frame(struct nfqueue *q,
		      const struct io_nfqueue_message *message,
		      struct frame *frame)
{
	uint32_t in = message->in_port ? message->in_port : message->in_device;
	uint16_t port = port_index(q, in);

	*frame = (struct frame){
		.time_us = time_of(q, message),
		.data = message->payload ? message->payload : q->link.messages,
		.caplen = message->caplen,
		.len = message->len,
		.link_type = DLT_RAW,
		.interface = port,
		.interface_name = port ? q->ports[port].name : NULL,
		/* Other families are IP, whatever was around it. */
		.ether_type = message->family == AF_BRIDGE ? message->protocol
							   : 0,
		.vlan = io_nfqueue_message_vlan(message, q->options.vlan_mask),
		.source_mac = mac_of(message),
		.gso = message->gso,
		.number = ++q->number,
		.token = (uint64_t)message->mark << 32 | message->id,
	};
	q->ids[q->count++] = message->id;
	q->unanswered++;
	q->link.counts.received++;
	q->link.counts.received_gso += message->gso;
	io_nfqueue_link_count_id(&q->link, message->id);
}

/* The kernel puts one message into a datagram; more than @most do not come. */
static int take_batch(struct nfqueue *q, unsigned got, struct frame *frames,
		      unsigned most)
{
	struct io_nfqueue_message message;
	enum io_nfqueue_kind kind;
	int error = 0;

	for (unsigned i = 0; i < got; i++) {
		const uint8_t *bytes = q->link.vectors[i].iov_base;
		size_t left = q->link.headers[i].msg_len;

		while (!error && io_nfqueue_message_next(&bytes, &left, &kind,
							 &message)) {
			q->link.counts.malformed += kind == IO_NFQUEUE_OTHER ||
						    message.cut;
			if (kind == IO_NFQUEUE_ANSWER)
				io_nfqueue_link_count_answer(&q->link,
							     &message);
			else if (kind == IO_NFQUEUE_PACKET && q->count < most)
				set_frame(q, &message, &frames[q->count]);
			else if (kind == IO_NFQUEUE_PACKET)
				error = io_nfqueue_link_accept(&q->link,
							       message.id);
		}
	}
	return error;
}

/* Packets that vanish while they wait: another program made the kernel drop them. */
static void log_late(struct nfqueue *q)
{
	uint64_t more = q->link.counts.late - q->late_logged;
	usec_t now;

	if (!more)
		return;
	now = clock_now();
	if (usec_since(now, q->late_logged_us) < LOG_LATE_US)
		return;
	log_warnx("queue %u: %llu verdicts came too late: the kernel had "
		  "dropped their packets: another program deleted an nftables "
		  "table, or a port went down",
		  q->options.queue, (unsigned long long)more);
	q->late_logged = q->link.counts.late;
	q->late_logged_us = now;
}

static int nfqueue_read(struct io_source *source, struct frame *frames,
			unsigned most)
{
	struct nfqueue *q = nfqueue_of(source);
	int got, error;

	if (q->drained)
		return 0;
	error = io_nfqueue_link_flush(&q->link);
	if (error < 0)
		return error;
	got = io_nfqueue_link_receive(&q->link, most);
	q->in_order = !q->unanswered;
	q->count = q->given = 0;
	if (got > 0) {
		q->now_us = clock_now();
		error = take_batch(q, (unsigned)got, frames,
				   most < IO_NFQUEUE_BATCH ? most
							   : IO_NFQUEUE_BATCH);
	}
	log_late(q);
	if (got < 0 || error < 0)
		return got < 0 ? got : error;
	return q->count ? (int)q->count : -EAGAIN;
}

/* ---- verdicts ---- */

/* Return whether every packet before this one has its verdict. */
static bool is_in_turn(struct nfqueue *q, uint32_t id)
{
	if (q->in_order && q->given < q->count && q->ids[q->given] == id) {
		q->given++;
		return true;
	}
	q->in_order = false;
	return false;
}

static struct io_nfqueue_outcome outcome_of(const struct nfqueue *q,
					    const struct frame *frame,
					    const struct verdict *verdict)
{
	uint32_t before = (uint32_t)(frame->token >> 32);
	uint32_t mark = io_nfqueue_verdicts_mark(before, q->options.dscp_mask,
						 verdict->dscp);

	return (struct io_nfqueue_outcome){
		.drop = packet_action_drops(verdict->action),
		.set_mark = mark != before,
		.mark = mark,
		.set_priority = q->priority && verdict->priority,
		.priority = verdict->priority,
	};
}

/*
 * Answer the sender; the packet itself becomes the reset for the other end. Packets in
 * tunnels are only dropped: the sender of the outer packet is not the one to answer.
 */
static void reject_frame(struct nfqueue *q, const struct frame *frame,
			 struct packet_reject *instead,
			 struct io_nfqueue_outcome *outcome)
{
	struct packet_reject answer;
	struct packet packet;

	q->link.counts.reject_failed++; /* unless all goes well */
	if (!q->reject_sender || packet_decode(frame, &packet) != DECODE_OK ||
	    packet.network != frame->data)
		return;
	if (packet_reject_to_source(&packet, &answer) &&
	    io_reject_sender_send(q->reject_sender, frame,
				  q->ports[frame->interface].device, &answer)) {
		q->link.counts.reject_failed--;
		q->link.counts.reject_sent++;
	}
	if (!packet_reject_to_dest(&packet, instead))
		return;
	outcome->drop = false;
	outcome->instead = instead->bytes;
	outcome->instead_bytes = instead->size;
}

static int nfqueue_verdict(struct io_source *source, const struct frame *frame,
			   const struct verdict *verdict)
{
	struct nfqueue *q = nfqueue_of(source);
	struct io_nfqueue_outcome outcome = outcome_of(q, frame, verdict);
	uint32_t id = (uint32_t)frame->token;
	bool in_turn = is_in_turn(q, id);
	struct packet_reject instead;
	int error;

	if (q->drained || !q->unanswered)
		return 0; /* it has passed already, unseen */
	error = io_nfqueue_link_make_room(&q->link);
	if (error < 0)
		return error;
	if (verdict->action == ACTION_REJECT)
		reject_frame(q, frame, &instead, &outcome);
	if (in_turn && !outcome.drop && !outcome.instead && !outcome.set_mark &&
	    !outcome.set_priority)
		io_nfqueue_verdicts_pass(&q->link.verdicts, id);
	else
		io_nfqueue_verdicts_put(&q->link.verdicts, id, &outcome);
	q->link.counts.verdicts++;
	return --q->unanswered ? 0 : io_nfqueue_link_flush(&q->link);
}

static const char *nfqueue_interface_name(struct io_source *source,
					  unsigned index)
{
	struct nfqueue *q = nfqueue_of(source);

	if (!index || index > atomic_load(&q->port_count) ||
	    !q->ports[index].name[0])
		return NULL;
	return q->ports[index].name;
}

/* ---- the kernel's own counters ---- */

/* The table may be longer than one read returns. */
static int read_row(struct nfqueue *q, struct io_nfqueue_row *row)
{
	char text[TABLE_BYTES];
	size_t size = 0;
	ssize_t got;

	if (q->table < 0)
		return -EACCES;
	do {
		got = pread(q->table, text + size, sizeof(text) - 1 - size,
			    (off_t)size);
		if (got < 0)
			return -errno;
		size += (size_t)got;
	} while (got);
	text[size] = '\0';
	return io_nfqueue_message_find_row(text, q->options.queue, row)
		       ? 0
		       : -ENOENT;
}

int io_nfqueue_counts(struct io_source *source,
		      struct io_nfqueue_counts *counts)
{
	struct nfqueue *q = nfqueue_of(source);
	struct io_nfqueue_row row;
	int error;

	if (q->drained) { /* another program may own the queue by now */
		*counts = q->link.counts;
		return 0;
	}
	error = read_row(q, &row);
	q->link.counts.kernel_known = !error;
	if (!error) {
		q->link.counts.waiting = row.waiting;
		q->link.counts.queue_dropped +=
			row.queue_dropped - q->row.queue_dropped;
		q->link.counts.user_dropped +=
			row.user_dropped - q->row.user_dropped;
		q->link.counts.kernel_last_id += row.last_id - q->row.last_id;
		q->row = row;
	}
	*counts = q->link.counts;
	return error;
}

/* ---- the end ---- */

/* Frames without a verdict, against the contract; no packet is queued any more. */
static int accept_all(struct nfqueue *q)
{
	if (q->unanswered)
		io_nfqueue_verdicts_pass_all(&q->link.verdicts,
					     q->link.last_id);
	q->unanswered = 0;
	return io_nfqueue_link_flush(&q->link);
}

/*
 * The kernel sets the length under the lock that it takes to queue, and its answer
 * comes behind all packets: once the answer is here, we have seen all that waits.
 */
int io_nfqueue_drain(struct io_source *source, bool pass)
{
	struct nfqueue *q = nfqueue_of(source);
	struct io_nfqueue_counts last;
	int error, second;

	if (q->drained)
		return 0;
	error = io_nfqueue_link_flush(&q->link);
	if (!error && pass && !(q->granted & NFQA_CFG_F_FAIL_OPEN))
		error = io_nfqueue_link_set_flag(&q->link,
						 NFQA_CFG_F_FAIL_OPEN);
	second = io_nfqueue_link_set_length(&q->link, 0);
	if (!error)
		error = second;
	second = accept_all(q);
	if (!error)
		error = second;
	io_nfqueue_counts(source, &last); /* they go with the queue */
	second = io_nfqueue_link_unbind(&q->link);
	if (!error)
		error = second;
	q->drained = true;
	log_late(q);
	return error;
}

/* Also closes a queue that was opened in part; the kernel unbinds it. */
static void nfqueue_close(struct io_source *source)
{
	struct nfqueue *q = nfqueue_of(source);

	if (q->link.socket)
		io_nfqueue_link_flush(&q->link);
	io_nfqueue_link_close(&q->link);
	io_reject_sender_close(q->reject_sender);
	if (q->table >= 0)
		close(q->table);
	free(q);
}

static const struct io_source_ops nfqueue_ops = {
	.read = nfqueue_read,
	.verdict = nfqueue_verdict,
	.interface_name = nfqueue_interface_name,
	.close = nfqueue_close,
};

/* ---- the beginning ---- */

static void set_options(struct nfqueue *q,
			const struct io_nfqueue_options *options)
{
	struct io_nfqueue_options *o = &q->options;
	uint64_t enough;

	*o = *options;
	if (!o->copy_bytes || o->copy_bytes > COPY_MOST)
		o->copy_bytes = COPY_MOST;
	if (!o->length_packets)
		o->length_packets = LENGTH;
	enough = (uint64_t)o->length_packets * (o->copy_bytes + MESSAGE_COST);
	if (!o->receive_bytes)
		o->receive_bytes = enough < RECEIVE_MOST ? (uint32_t)enough
							 : RECEIVE_MOST;
	else if (o->receive_bytes > INT_MAX / 2)
		o->receive_bytes = INT_MAX / 2;
}

static struct nfqueue *nfqueue_create(const struct io_nfqueue_options *options)
{
	struct nfqueue *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->source.ops = &nfqueue_ops;
	q->table = -1;
	set_options(q, options);
	return q;
}

static int bind_queue(struct nfqueue *q, struct text *why)
{
	struct io_nfqueue_row row;
	int error = io_nfqueue_link_bind(&q->link, q->options.copy_bytes,
					 q->options.length_packets);

	if (error == -EPERM || error == -EBUSY) {
		error = -EBUSY;
		text_append(why, "queue %u is in use", q->options.queue);
		if (!read_row(q, &row))
			text_append(why,
				    " by another program (netlink port %u,"
				    " mostly its process id)",
				    row.owner);
	} else if (error < 0) {
		text_append(why, "queue %u: %s", q->options.queue,
			    strerror(-error));
	}
	return error;
}

static void set_flag(struct nfqueue *q, uint32_t flag, const char *name)
{
	int error = io_nfqueue_link_set_flag(&q->link, flag);

	if (!error)
		q->granted |= flag;
	else
		log_warnx("queue %u: the kernel does not support %s, "
			  "continuing without it: %s",
			  q->options.queue, name, strerror(-error));
}

static void set_flags(struct nfqueue *q)
{
	if (q->options.gso)
		set_flag(q, NFQA_CFG_F_GSO, "large packets (gso)");
	if (q->options.fail_open)
		set_flag(q, NFQA_CFG_F_FAIL_OPEN, "fail-open");
	for (uint32_t left = q->options.more_flags; left; left &= left - 1) {
		char name[32];
		struct text text;

		text_init(&text, name, sizeof(name));
		text_append(&text, "flag 0x%x", left & -left);
		set_flag(q, left & -left, name);
	}
}

struct io_source *io_nfqueue_open(const struct io_nfqueue_options *options,
				  struct text *why)
{
	struct nfqueue *q = nfqueue_create(options);
	int error;

	if (!q) {
		text_append(why, "out of memory");
		errno = ENOMEM;
		return NULL;
	}
	q->table = open(PROC_TABLE, O_RDONLY | O_CLOEXEC);
	q->reject_sender = io_reject_sender_open();
	if (!q->reject_sender)
		log_warn(
			"queue %u: cannot send RST or ICMP, \"reject\" acts as "
			"\"drop\": packet socket",
			options->queue);
	error = io_nfqueue_link_open(&q->link, &q->options, why);
	if (error)
		goto err_close;
	q->priority = io_nfqueue_link_probe_priority(&q->link);
	error = bind_queue(q, why);
	if (error)
		goto err_close;
	set_flags(q);
	error = io_nfqueue_link_set_patience(&q->link, IDLE_MS);
	if (!error)
		return &q->source;
	text_append(why, "netlink socket: %s", strerror(-error));
err_close:
	nfqueue_close(&q->source);
	errno = -error;
	return NULL;
}

uint32_t io_nfqueue_granted(const struct io_source *source)
{
	return ((const struct nfqueue *)source)->granted;
}

bool io_nfqueue_sets_priority(const struct io_source *source)
{
	return ((const struct nfqueue *)source)->priority;
}
