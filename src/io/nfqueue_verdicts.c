/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Verdicts as bytes. Pure; io/nfqueue_link.c sends them.
 */
#include "io/nfqueue_verdicts.h"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>

#include <libmnl/libmnl.h>
#include <libnetfilter_queue/libnetfilter_queue.h>

/* Header 20, verdict 12, mark 8, priority 8; the packet that passes instead. */
#define VERDICT_BYTES (48 + 4 + IO_NFQUEUE_INSTEAD_BYTES)

uint32_t io_nfqueue_verdicts_mark(uint32_t mark, uint32_t mask, uint8_t dscp)
{
	uint32_t lowest = mask & -mask;

	if (!mask || !dscp)
		return mark;
	return (mark & ~mask) | (64 + dscp - 1U) * lowest;
}

static void put_verdict(struct io_nfqueue_verdicts *verdicts, int type,
			uint32_t id, const struct io_nfqueue_outcome *outcome)
{
	struct nlmsghdr *header = nfq_nlmsg_put(
		verdicts->bytes + verdicts->used, type, verdicts->queue);

	nfq_nlmsg_verdict_put(header, (int)id,
			      outcome->drop ? NF_DROP : NF_ACCEPT);
	if (outcome->set_mark)
		nfq_nlmsg_verdict_put_mark(header, outcome->mark);
	if (outcome->set_priority)
		mnl_attr_put_u32(header, NFQA_PRIORITY,
				 htonl(outcome->priority));
	if (outcome->instead)
		mnl_attr_put(header, NFQA_PAYLOAD, outcome->instead_bytes,
			     outcome->instead);
	verdicts->used += header->nlmsg_len;
	verdicts->messages++;
}

void io_nfqueue_verdicts_end(struct io_nfqueue_verdicts *verdicts)
{
	const struct io_nfqueue_outcome pass = {.drop = false};

	if (!verdicts->run)
		return;
	put_verdict(verdicts,
		    verdicts->run == 1 ? NFQNL_MSG_VERDICT
				       : NFQNL_MSG_VERDICT_BATCH,
		    verdicts->run_id, &pass);
	verdicts->run = 0;
}

void io_nfqueue_verdicts_pass(struct io_nfqueue_verdicts *verdicts, uint32_t id)
{
	verdicts->run_id = id;
	verdicts->run++;
}

void io_nfqueue_verdicts_pass_all(struct io_nfqueue_verdicts *verdicts,
				  uint32_t id)
{
	verdicts->run_id = id;
	verdicts->run += 2; /* a run of one would mean this packet alone */
}

void io_nfqueue_verdicts_put(struct io_nfqueue_verdicts *verdicts, uint32_t id,
			     const struct io_nfqueue_outcome *outcome)
{
	io_nfqueue_verdicts_end(verdicts);
	put_verdict(verdicts, NFQNL_MSG_VERDICT, id, outcome);
}

/* Room for two: the run that may be open, and one verdict behind it. */
bool io_nfqueue_verdicts_has_room(const struct io_nfqueue_verdicts *verdicts)
{
	return verdicts->used + 2 * VERDICT_BYTES <= sizeof(verdicts->bytes);
}

void io_nfqueue_verdicts_clear(struct io_nfqueue_verdicts *verdicts)
{
	verdicts->run = 0;
	verdicts->messages = 0;
	verdicts->used = 0;
}
