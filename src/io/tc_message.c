/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handles: the root has IO_TC_MAJOR, and the queue of a class has the class's minor
 * as its own major, so that both can be changed in place and distinguished in dumps.
 *
 * Rates go without the tables that old kernels wanted: with Ethernet as the link layer
 * every kernel since 3.9 computes them itself.
 */
#include "io/tc_message.h"

#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <string.h>

#include <libmnl/libmnl.h>

#define HTB_VERSION 3
#define TICK_NS 64	     /* PSCHED_SHIFT 6, since Linux 2.6.31 */
#define RATE_LEAST_BPS 8000  /* of a class that is guaranteed nothing */
#define BURST_PER_SECOND 200 /* 5 ms of the rate at once */
#define BURST_LEAST_FRAMES 2
#define QUANTUM_PER_SECOND 800 /* a turn of 1.25 ms, when others wait */
#define QUANTUM_MOST 60000     /* the kernel warns above 200000 */
#define SEGMENT_PER_SECOND 100 /* a packet is at most 10 ms of the ceiling */
#define SEGMENT_MOST 262144    /* larger ones do not exist */
#define HEADERS 64	   /* VLAN tags, PPPoE and the like, beside the MTU */
#define QUEUE_PER_SECOND 2 /* bytes that may wait: 0.5 s of the ceiling, */
#define QUEUE_LEAST 16384  /* within these */
#define QUEUE_MOST 16777216
#define ENDLESS_BPS 1000000000000ULL
#define CODEL_TARGET_US 5000
#define CODEL_INTERVAL_US 100000
#define CODEL_FLOWS 256 /* 16 kB of memory a class */
#define CODEL_PACKETS 10240

static struct nlmsghdr *start(void *buffer, uint16_t type, uint16_t flags,
			      int index, struct tcmsg **tc)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	*tc = mnl_nlmsg_put_extra_header(message, sizeof(**tc));
	(*tc)->tcm_ifindex = index;
	return message;
}

/* ---- numbers ---- */

static uint64_t clamp(uint64_t value, uint64_t least, uint64_t most)
{
	return value < least ? least : value > most ? most : value;
}

static uint64_t per_second(uint64_t bps, unsigned parts)
{
	return bps / 8 / parts;
}

static uint64_t burst_bytes(uint64_t bps, uint32_t mtu)
{
	uint64_t least = (uint64_t)BURST_LEAST_FRAMES * (mtu + HEADERS);
	uint64_t bytes = per_second(bps, BURST_PER_SECOND);

	return bytes > least ? bytes : least;
}

/* The time that sending @bytes takes, in the kernel's ticks. */
static uint32_t ticks_of(uint64_t bytes, uint64_t bps)
{
	double ticks = (double)bytes * 8 * 1e9 / (double)bps / TICK_NS;

	return ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
}

static struct tc_ratespec rate_of(uint64_t bps)
{
	uint64_t bytes = bps / 8;

	return (struct tc_ratespec){
		.linklayer = TC_LINKLAYER_ETHERNET,
		.rate = bytes < UINT32_MAX ? (uint32_t)bytes : UINT32_MAX,
	};
}

static void put_rate64(struct nlmsghdr *message, uint16_t type, uint64_t bps)
{
	if (bps / 8 >= UINT32_MAX)
		mnl_attr_put_u64(message, type, bps / 8);
}

static uint32_t queue_bytes(const struct io_tc_class *class)
{
	return (uint32_t)clamp(per_second(class->ceiling_bps, QUEUE_PER_SECOND),
			       QUEUE_LEAST, QUEUE_MOST);
}

/* ---- the root ---- */

struct nlmsghdr *io_tc_message_root(void *buffer, int index,
				    uint16_t default_minor)
{
	const struct tc_htb_glob options = {
		.version = HTB_VERSION,
		.rate2quantum = 10,
		.defcls = default_minor,
	};
	struct nlattr *nest;
	struct tcmsg *tc;
	/* EXCL: of a root that is not the kernel's default nothing is taken */
	struct nlmsghdr *message = start(buffer, RTM_NEWQDISC,
					 NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL,
					 index, &tc);

	tc->tcm_parent = TC_H_ROOT;
	tc->tcm_handle = io_tc_classid(0);
	mnl_attr_put_strz(message, TCA_KIND, "htb");
	nest = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put(message, TCA_HTB_INIT, sizeof(options), &options);
	mnl_attr_nest_end(message, nest);
	return message;
}

struct nlmsghdr *io_tc_message_root_delete(void *buffer, int index)
{
	struct tcmsg *tc;
	struct nlmsghdr *message =
		start(buffer, RTM_DELQDISC, NLM_F_ACK, index, &tc);

	tc->tcm_parent = TC_H_ROOT;
	tc->tcm_handle = io_tc_classid(0);
	return message;
}

/* ---- classes ---- */

struct nlmsghdr *io_tc_message_class(void *buffer, int index,
				     const struct io_tc_class *class,
				     uint32_t mtu)
{
	uint64_t rate = class->rate_bps
				? class->rate_bps
				: clamp(RATE_LEAST_BPS, 8, class->ceiling_bps);
	struct tc_htb_opt options = {
		.rate = rate_of(rate),
		.ceil = rate_of(class->ceiling_bps),
		.buffer = ticks_of(burst_bytes(rate, mtu), rate),
		.cbuffer = ticks_of(burst_bytes(class->ceiling_bps, mtu),
				    class->ceiling_bps),
		.quantum = (uint32_t)clamp(per_second(rate, QUANTUM_PER_SECOND),
					   mtu + HEADERS, QUANTUM_MOST),
		.prio = class->priority,
	};
	struct nlattr *nest;
	struct tcmsg *tc;
	struct nlmsghdr *message =
		start(buffer, RTM_NEWTCLASS,
		      NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, index, &tc);

	tc->tcm_parent = io_tc_classid(class->parent);
	tc->tcm_handle = io_tc_classid(class->minor);
	mnl_attr_put_strz(message, TCA_KIND, "htb");
	nest = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put(message, TCA_HTB_PARMS, sizeof(options), &options);
	put_rate64(message, TCA_HTB_RATE64, rate);
	put_rate64(message, TCA_HTB_CEIL64, class->ceiling_bps);
	mnl_attr_nest_end(message, nest);
	return message;
}

struct nlmsghdr *io_tc_message_class_delete(void *buffer, int index,
					    uint16_t minor)
{
	struct tcmsg *tc;
	struct nlmsghdr *message =
		start(buffer, RTM_DELTCLASS, NLM_F_ACK, index, &tc);

	tc->tcm_handle = io_tc_classid(minor);
	return message;
}

/* ---- queues ---- */

struct nlmsghdr *io_tc_message_queue(void *buffer, int index,
				     const struct io_tc_class *class,
				     uint32_t mtu)
{
	struct tc_tbf_qopt options = {
		.rate = rate_of(ENDLESS_BPS),
		.limit = queue_bytes(class),
	};
	uint64_t segment =
		clamp(per_second(class->ceiling_bps, SEGMENT_PER_SECOND),
		      mtu + HEADERS, SEGMENT_MOST);
	struct nlattr *nest;
	struct tcmsg *tc;
	struct nlmsghdr *message =
		start(buffer, RTM_NEWQDISC,
		      NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, index, &tc);

	tc->tcm_parent = io_tc_classid(class->minor);
	tc->tcm_handle = (uint32_t) class->minor << 16;
	mnl_attr_put_strz(message, TCA_KIND, "tbf");
	nest = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put(message, TCA_TBF_PARMS, sizeof(options), &options);
	mnl_attr_put_u32(message, TCA_TBF_BURST, (uint32_t)segment);
	put_rate64(message, TCA_TBF_RATE64, ENDLESS_BPS);
	mnl_attr_nest_end(message, nest);
	return message;
}

/* A target below the time of a frame would drop all that a slow class has. */
static uint32_t codel_target_us(const struct io_tc_class *class, uint32_t mtu)
{
	uint64_t frame_us =
		(uint64_t)(mtu + HEADERS) * 8 * 1000000 / class->ceiling_bps;

	return (uint32_t)clamp(frame_us * 3 / 2, CODEL_TARGET_US, 10000000);
}

struct nlmsghdr *io_tc_message_fair(void *buffer, int index,
				    const struct io_tc_class *class,
				    uint32_t mtu, bool fresh)
{
	uint32_t target = codel_target_us(class, mtu);
	struct nlattr *nest;
	struct tcmsg *tc;
	/*
	 * No handle: made with one of the kernel's. EXCL without REPLACE: one that
	 * is there keeps what waits in it.
	 */
	struct nlmsghdr *message =
		start(buffer, RTM_NEWQDISC,
		      fresh ? NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL : NLM_F_ACK,
		      index, &tc);

	tc->tcm_parent = (uint32_t) class->minor << 16 | 1;
	mnl_attr_put_strz(message, TCA_KIND, "fq_codel");
	nest = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put_u32(message, TCA_FQ_CODEL_TARGET, target);
	mnl_attr_put_u32(message, TCA_FQ_CODEL_INTERVAL,
			 (uint32_t)clamp((uint64_t)target * 2,
					 CODEL_INTERVAL_US, UINT32_MAX));
	if (fresh) /* the kernel refuses to change it */
		mnl_attr_put_u32(message, TCA_FQ_CODEL_FLOWS, CODEL_FLOWS);
	mnl_attr_put_u32(message, TCA_FQ_CODEL_LIMIT, CODEL_PACKETS);
	mnl_attr_put_u32(message, TCA_FQ_CODEL_MEMORY_LIMIT,
			 4 * queue_bytes(class)); /* of buffers, not of bytes */
	mnl_attr_nest_end(message, nest);
	return message;
}

/* ---- questions ---- */

struct nlmsghdr *io_tc_message_get_root(void *buffer, int index)
{
	struct tcmsg *tc;
	/*
	 * ECHO: else the kernel tells only who listens to all changes. ACK: of a
	 * root that it does not show it says nothing else.
	 */
	struct nlmsghdr *message =
		start(buffer, RTM_GETQDISC, NLM_F_ACK | NLM_F_ECHO, index, &tc);

	tc->tcm_parent = TC_H_ROOT;
	return message;
}

struct nlmsghdr *io_tc_message_get_qdiscs(void *buffer, int index)
{
	struct tcmsg *tc;

	return start(buffer, RTM_GETQDISC, NLM_F_DUMP, index, &tc);
}

struct nlmsghdr *io_tc_message_get_classes(void *buffer, int index)
{
	struct tcmsg *tc;

	return start(buffer, RTM_GETTCLASS, NLM_F_DUMP, index, &tc);
}

static const struct tcmsg *tc_of(const struct nlmsghdr *message, int index)
{
	const struct tcmsg *tc;

	if ((message->nlmsg_type != RTM_NEWQDISC &&
	     message->nlmsg_type != RTM_NEWTCLASS) ||
	    message->nlmsg_len < NLMSG_LENGTH(sizeof(*tc)))
		return NULL;
	tc = mnl_nlmsg_get_payload(message);
	return tc->tcm_ifindex == index ? tc : NULL;
}

static const struct nlattr *find(const struct nlmsghdr *message, uint16_t type)
{
	struct nlattr *attribute;

	mnl_attr_for_each(attribute, message, sizeof(struct tcmsg))
	{
		if (mnl_attr_get_type(attribute) == type)
			return attribute;
	}
	return NULL;
}

static bool kind_is(const struct nlmsghdr *message, const char *kind)
{
	const struct nlattr *attribute = find(message, TCA_KIND);

	return attribute &&
	       mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) >= 0 &&
	       strcmp(mnl_attr_get_str(attribute), kind) == 0;
}

bool io_tc_message_parse_root(const struct nlmsghdr *message, int index,
			      enum io_tc_root *root)
{
	const struct tcmsg *tc = tc_of(message, index);

	if (!tc || message->nlmsg_type != RTM_NEWQDISC ||
	    tc->tcm_parent != TC_H_ROOT)
		return false;
	if (!tc->tcm_handle)
		*root = IO_TC_ROOT_DEFAULT;
	else if (tc->tcm_handle == io_tc_classid(0) && kind_is(message, "htb"))
		*root = IO_TC_ROOT_OURS;
	else
		*root = IO_TC_ROOT_FOREIGN;
	return true;
}

/* Statistics of another size than ours are of another kernel: cut, or zeroed. */
static void copy_stats(const struct nlattr *attribute, void *to, size_t size)
{
	size_t length = mnl_attr_get_payload_len(attribute);

	memcpy(to, mnl_attr_get_payload(attribute),
	       length < size ? length : size);
}

static void parse_stats(const struct nlattr *nest, struct io_tc_count *count)
{
	struct gnet_stats_basic basic = {0};
	struct gnet_stats_queue queue = {0};
	uint64_t packets = 0;
	struct nlattr *attribute;

	mnl_attr_for_each_nested(attribute, nest)
	{
		switch (mnl_attr_get_type(attribute)) {
		case TCA_STATS_BASIC:
			copy_stats(attribute, &basic, sizeof(basic));
			break;
		case TCA_STATS_PKT64:
			copy_stats(attribute, &packets, sizeof(packets));
			break;
		case TCA_STATS_QUEUE:
			copy_stats(attribute, &queue, sizeof(queue));
			break;
		default:
			break;
		}
	}
	count->bytes = basic.bytes;
	count->packets = packets ? packets : basic.packets;
	count->drops = queue.drops;
	count->backlog_bytes = queue.backlog;
	count->backlog_packets = queue.qlen;
}

bool io_tc_message_parse_count(const struct nlmsghdr *message, int index,
			       struct io_tc_count *count)
{
	const struct tcmsg *tc = tc_of(message, index);
	const struct nlattr *stats;

	if (!tc)
		return false;
	*count = (struct io_tc_count){
		.of_queue = message->nlmsg_type == RTM_NEWQDISC,
		.minor = (uint16_t)(tc->tcm_handle & 0xffff),
	};
	if (count->of_queue) { /* its parent says of which class */
		if (tc->tcm_parent >> 16 != IO_TC_MAJOR)
			return false;
		count->minor = (uint16_t)(tc->tcm_parent & 0xffff);
	} else if (tc->tcm_handle >> 16 != IO_TC_MAJOR) {
		return false;
	}
	stats = find(message, TCA_STATS2);
	if (stats)
		parse_stats(stats, count);
	return true;
}
