/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A program around io/nfqueue alone: every packet of its queues passes, but for
 * UDP to one port. One thread a queue. It says "ready" when all are bound, stops
 * at SIGTERM (planned, unless told not to), and prints what it counted.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"
#include "io/nfqueue.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/packet.h"
#include "packet/verdict.h"

#define QUEUES 16
#define BATCH 64

static struct {
	struct io_nfqueue_options queue;
	unsigned queues;
	unsigned drop_port;	/* UDP; 0: nothing is dropped */
	unsigned slow_us;	/* for each batch */
	unsigned no_verdict;	/* packets that never get one */
	struct verdict verdict; /* DSCP and priority */
	bool no_drain;
} option = {.queues = 1, .queue = {.fail_open = true, .gso = true}};

struct pump {
	struct io_source *source;
	pthread_t thread;
	uint64_t dropped, decoded, vlan, inner_vlan, named, idle, batches;
	unsigned last_vlan, last_inner_vlan;
	unsigned left; /* packets still to get no verdict */
	struct io_nfqueue_counts counts;
	int error, drained;
};

static atomic_bool stopping;

static struct verdict decide(struct pump *pump, const struct frame *frame)
{
	struct verdict verdict = option.verdict;
	struct packet packet;

	if (packet_decode(frame, &packet) != DECODE_OK)
		return verdict;
	pump->decoded++;
	pump->vlan += packet.vlan != 0;
	pump->inner_vlan += packet.inner_vlan != 0;
	if (packet.vlan)
		pump->last_vlan = packet.vlan;
	if (packet.inner_vlan)
		pump->last_inner_vlan = packet.inner_vlan;
	if (option.drop_port && packet.transport == 17 &&
	    packet.dest_port == option.drop_port) {
		verdict.action = ACTION_DROP;
		pump->dropped++;
	}
	return verdict;
}

static int answer(struct pump *pump, const struct frame *frames, int count)
{
	int error = 0;

	pump->batches++;
	for (int i = 0; i < count && !error; i++) {
		struct verdict verdict = decide(pump, &frames[i]);

		pump->named += io_source_interface_name(pump->source,
							frames[i].interface) !=
			       NULL;
		if (pump->left) {
			pump->left--;
			continue;
		}
		error = io_source_verdict(pump->source, &frames[i], &verdict);
	}
	return error;
}

static void *run(void *argument)
{
	struct pump *pump = argument;
	struct frame frames[BATCH];
	int got;

	while (!stopping && !pump->error) {
		got = io_source_read(pump->source, frames, BATCH);
		if (got == -EAGAIN)
			pump->idle++;
		else if (got > 0)
			pump->error = answer(pump, frames, got);
		else if (got != -EINTR)
			pump->error = got ? got : -EPIPE;
		if (got > 0 && option.slow_us)
			usleep(option.slow_us);
	}
	io_nfqueue_counts(pump->source, &pump->counts);
	if (option.no_drain)
		return NULL;
	pump->drained = io_nfqueue_drain(pump->source, true);
	io_nfqueue_counts(pump->source, &pump->counts);
	return NULL;
}

static void print(const struct pump *pumps)
{
	struct pump sum = {0};
	struct io_nfqueue_counts *c = &sum.counts;

#define ADD(field) (sum.field += pumps[i].field)
	for (unsigned i = 0; i < option.queues; i++) {
		ADD(dropped), ADD(decoded), ADD(vlan), ADD(inner_vlan);
		ADD(named), ADD(idle), ADD(batches), ADD(last_vlan);
		ADD(last_inner_vlan), ADD(counts.received);
		ADD(counts.received_gso), ADD(counts.verdicts);
		ADD(counts.passed), ADD(counts.gaps), ADD(counts.enobufs);
		ADD(counts.late), ADD(counts.refused), ADD(counts.malformed);
		ADD(counts.queue_dropped), ADD(counts.user_dropped);
		ADD(counts.kernel_last_id), ADD(counts.waiting);
	}
#undef ADD
#define SAY(name, value) printf("%s=%llu\n", name, (unsigned long long)(value))
	SAY("received", c->received);
	SAY("received_gso", c->received_gso);
	SAY("verdicts", c->verdicts);
	SAY("passed", c->passed);
	SAY("gaps", c->gaps);
	SAY("enobufs", c->enobufs);
	SAY("late", c->late);
	SAY("refused", c->refused);
	SAY("malformed", c->malformed);
	SAY("queue_dropped", c->queue_dropped);
	SAY("user_dropped", c->user_dropped);
	SAY("kernel_last_id", c->kernel_last_id);
	SAY("waiting", c->waiting);
	SAY("dropped", sum.dropped);
	SAY("decoded", sum.decoded);
	SAY("vlan", sum.vlan);
	SAY("inner_vlan", sum.inner_vlan);
	SAY("last_vlan", sum.last_vlan);
	SAY("last_inner_vlan", sum.last_inner_vlan);
	SAY("named", sum.named);
	SAY("idle", sum.idle);
	SAY("batches", sum.batches);
	SAY("granted", io_nfqueue_granted(pumps[0].source));
	SAY("priority", io_nfqueue_sets_priority(pumps[0].source));
#undef SAY
}

static unsigned number(const char *text)
{
	return (unsigned)strtoul(text, NULL, 0);
}

static void parse_queues(const char *text)
{
	const char *last = strchr(text, ':');

	option.queue.queue = (uint16_t)number(text);
	if (last)
		option.queues = number(last + 1) - option.queue.queue + 1;
}

static int parse_option(int letter, const char *value)
{
	struct io_nfqueue_options *queue = &option.queue;

	switch (letter) {
	case 'q':
		parse_queues(value);
		return option.queues <= QUEUES ? 0 : -1;
	case 'c':
		queue->copy_bytes = number(value);
		return 0;
	case 'l':
		queue->length_packets = number(value);
		return 0;
	case 'r':
		queue->receive_bytes = number(value);
		return 0;
	case 'f':
		queue->more_flags = number(value);
		return 0;
	case 'v':
		queue->vlan_mask = number(value);
		return 0;
	case 'F':
		queue->fail_open = false;
		return 0;
	case 'G':
		queue->gso = false;
		return 0;
	case 'd':
		option.drop_port = number(value);
		return 0;
	case 's':
		option.slow_us = number(value);
		return 0;
	case 'u':
		option.no_verdict = number(value);
		return 0;
	case 'm': /* DSCP, of which the mark becomes 64 more */
		queue->dscp_mask = 0x7f;
		option.verdict.dscp = (uint8_t)(number(value) + 1);
		return 0;
	case 'p':
		option.verdict.priority = number(value);
		return 0;
	case 'n':
		option.no_drain = true;
		return 0;
	default:
		return -1;
	}
}

/* 0, or what main() returns: 77 no permission, 1 anything else. */
static int open_queues(struct pump *pumps)
{
	char words[256];
	struct text why;

	for (unsigned i = 0; i < option.queues; i++) {
		struct io_nfqueue_options options = option.queue;

		options.queue = (uint16_t)(options.queue + i);
		text_init(&why, words, sizeof(words));
		pumps[i].left = option.no_verdict;
		pumps[i].source = io_nfqueue_open(&options, &why);
		if (!pumps[i].source) {
			int status = errno == EPERM ? 77 : 1;

			log_warn("%s", words);
			return status;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct pump pumps[QUEUES] = {0};
	sigset_t signals;
	int letter, status;

	while ((letter = getopt(argc, argv, "q:c:l:r:f:v:FGd:s:u:m:p:n")) != -1)
		if (parse_option(letter, optarg) < 0)
			return 2;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	status = open_queues(pumps);
	if (status)
		return status;
	for (unsigned i = 0; i < option.queues; i++)
		pthread_create(&pumps[i].thread, NULL, run, &pumps[i]);
	printf("ready\n");
	fflush(stdout);
	sigwait(&signals, &letter);
	stopping = true;
	for (unsigned i = 0; i < option.queues; i++) {
		pthread_join(pumps[i].thread, NULL);
		if (pumps[i].error || pumps[i].drained)
			status = 1;
		if (pumps[i].error)
			log_warnx("queue: %s", strerror(-pumps[i].error));
		if (pumps[i].drained)
			log_warnx("drain: %s", strerror(-pumps[i].drained));
	}
	print(pumps);
	for (unsigned i = 0; i < option.queues; i++)
		io_source_close(pumps[i].source);
	return status;
}
