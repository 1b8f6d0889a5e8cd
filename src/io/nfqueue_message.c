/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages and tables of the kernel about a queue, parsed into structs. Pure.
 *
 *	nlmsghdr | nfgenmsg | attribute | attribute | ...
 *	nlmsghdr | error    | nlmsghdr of what it answers | ...
 */
#include "io/nfqueue_message.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "base/cursor.h"

#define VLAN_ID_MASK 0x0fff

#define PACKET_TYPE (NFNL_SUBSYS_QUEUE << 8 | NFQNL_MSG_PACKET)

/*
 * Collect the attributes in @bytes by type; one that is not there, or is cut, stays
 * NULL.
 */
static void collect_attributes(const uint8_t *bytes, size_t size,
			       const struct nlattr **attributes, unsigned most)
{
	while (size >= sizeof(struct nlattr)) {
		const struct nlattr *attribute = (const void *)bytes;
		size_t length = attribute->nla_len;
		size_t step = MNL_ALIGN(length);
		unsigned type = mnl_attr_get_type(attribute);

		if (length < sizeof(*attribute) || length > size)
			return;
		if (type <= most)
			attributes[type] = attribute;
		if (step >= size)
			return;
		bytes += step;
		size -= step;
	}
}

/* Return its bytes if there are at least @size of them, else NULL. */
static const uint8_t *bytes_of(const struct nlattr *attribute, size_t size)
{
	if (!attribute || mnl_attr_get_payload_len(attribute) < size)
		return NULL;
	return mnl_attr_get_payload(attribute);
}

static uint32_t be32_of(const struct nlattr *attribute)
{
	const uint8_t *bytes = bytes_of(attribute, 4);

	return bytes ? cursor_be32(bytes) : 0;
}

static uint16_t vlan_of(const struct nlattr *nest)
{
	const struct nlattr *inside[NFQA_VLAN_MAX + 1] = {NULL};
	const uint8_t *tci;

	if (!nest)
		return 0;
	collect_attributes(mnl_attr_get_payload(nest),
			   mnl_attr_get_payload_len(nest), inside,
			   NFQA_VLAN_MAX);
	tci = bytes_of(inside[NFQA_VLAN_TCI], 2);
	return tci ? cursor_be16(tci) & VLAN_ID_MASK : 0;
}

/* 64 bits each, big-endian: seconds and microseconds. */
static usec_t time_of(const struct nlattr *attribute)
{
	const uint8_t *stamp =
		bytes_of(attribute, sizeof(struct nfqnl_msg_packet_timestamp));
	uint64_t seconds;

	if (!stamp)
		return 0;
	seconds = (uint64_t)cursor_be32(stamp) << 32 | cursor_be32(stamp + 4);
	return seconds * USEC_PER_SEC + cursor_be32(stamp + 12);
}

static void set_devices(const struct nlattr *const *attributes,
			struct io_nfqueue_message *m)
{
	const uint8_t *hardware = bytes_of(attributes[NFQA_HWADDR],
					   sizeof(struct nfqnl_msg_packet_hw));

	m->in_device = be32_of(attributes[NFQA_IFINDEX_INDEV]);
	m->in_port = be32_of(attributes[NFQA_IFINDEX_PHYSINDEV]);
	m->out_device = be32_of(attributes[NFQA_IFINDEX_OUTDEV]);
	m->out_port = be32_of(attributes[NFQA_IFINDEX_PHYSOUTDEV]);
	if (!hardware || cursor_be16(hardware) > 8)
		return;
	m->hardware_bytes = (uint8_t)cursor_be16(hardware);
	m->hardware = hardware + 4;
}

static void set_bytes(const struct nlattr *const *attributes,
		      struct io_nfqueue_message *m)
{
	const struct nlattr *payload = attributes[NFQA_PAYLOAD];
	const struct nlattr *link = attributes[NFQA_L2HDR];
	uint32_t len = be32_of(attributes[NFQA_CAP_LEN]);

	if (payload) {
		m->payload = mnl_attr_get_payload(payload);
		m->caplen = mnl_attr_get_payload_len(payload);
	}
	/* Only a packet that was cut has its length. */
	m->len = len > m->caplen ? len : m->caplen;
	if (link) {
		m->link_header = mnl_attr_get_payload(link);
		m->link_header_bytes = mnl_attr_get_payload_len(link);
	}
}

static enum io_nfqueue_kind parse_packet(const uint8_t *bytes, size_t size,
					 struct io_nfqueue_message *m)
{
	const struct nlattr *attributes[NFQA_MAX + 1] = {NULL};
	const struct nfgenmsg *general = (const void *)bytes;
	const uint8_t *header;
	uint32_t info;

	if (size < sizeof(*general))
		return IO_NFQUEUE_OTHER;
	m->family = general->nfgen_family;
	collect_attributes(bytes + sizeof(*general), size - sizeof(*general),
			   attributes, NFQA_MAX);
	header = bytes_of(attributes[NFQA_PACKET_HDR],
			  sizeof(struct nfqnl_msg_packet_hdr));
	if (!header)
		return IO_NFQUEUE_OTHER;
	m->id = cursor_be32(header);
	m->protocol = cursor_be16(header + 4);
	m->hook = header[6];
	m->mark = be32_of(attributes[NFQA_MARK]);
	info = be32_of(attributes[NFQA_SKB_INFO]);
	m->gso = info & NFQA_SKB_GSO;
	m->unsummed = info & NFQA_SKB_CSUMNOTREADY;
	m->vlan = vlan_of(attributes[NFQA_VLAN]);
	m->time_us = time_of(attributes[NFQA_TIMESTAMP]);
	set_devices(attributes, m);
	set_bytes(attributes, m);
	return IO_NFQUEUE_PACKET;
}

/* 36 bytes, or more when the kernel puts what it answers behind them. */
static enum io_nfqueue_kind parse_answer(const uint8_t *bytes, size_t size,
					 struct io_nfqueue_message *m)
{
	const struct nlmsgerr *answer = (const void *)bytes;

	if (size < sizeof(*answer))
		return IO_NFQUEUE_OTHER;
	m->error = answer->error;
	m->seq = answer->msg.nlmsg_seq;
	m->answered = answer->msg.nlmsg_type;
	return IO_NFQUEUE_ANSWER;
}

/* Parse the message at @bytes: at least a header of it is there. */
static enum io_nfqueue_kind parse_message(const uint8_t *bytes, size_t size,
					  struct io_nfqueue_message *message)
{
	const struct nlmsghdr *header = (const void *)bytes;

	memset(message, 0, sizeof(*message));
	if (header->nlmsg_len < sizeof(*header))
		return IO_NFQUEUE_OTHER;
	message->cut = header->nlmsg_len > size;
	if (!message->cut)
		size = header->nlmsg_len;
	bytes += sizeof(*header);
	size -= sizeof(*header);
	if (header->nlmsg_type == PACKET_TYPE)
		return parse_packet(bytes, size, message);
	if (header->nlmsg_type == NLMSG_ERROR)
		return parse_answer(bytes, size, message);
	return IO_NFQUEUE_OTHER;
}

bool io_nfqueue_message_next(const uint8_t **bytes, size_t *left,
			     enum io_nfqueue_kind *kind,
			     struct io_nfqueue_message *message)
{
	const struct nlmsghdr *header = (const void *)*bytes;
	size_t step;

	if (*left < sizeof(*header))
		return false;
	*kind = parse_message(*bytes, *left, message);
	step = MNL_ALIGN((size_t)header->nlmsg_len);
	if (step < sizeof(*header) || step > *left)
		step = *left;
	*bytes += step;
	*left -= step;
	return true;
}

uint16_t io_nfqueue_message_vlan(const struct io_nfqueue_message *message,
				 uint32_t mask)
{
	if (message->vlan || !mask || message->family == AF_BRIDGE)
		return message->vlan;
	return (message->mark & mask) >> __builtin_ctz(mask) & VLAN_ID_MASK;
}

/*
 * queue, owner, waiting, copy mode, copy range, queue_dropped, user_dropped,
 * newest id, 1.
 */
static bool parse_row(const char *line, unsigned *queue,
		      struct io_nfqueue_row *row)
{
	return sscanf(line, "%u %u %u %*u %*u %u %u %u", queue, &row->owner,
		      &row->waiting, &row->queue_dropped, &row->user_dropped,
		      &row->last_id) == 6;
}

bool io_nfqueue_message_find_row(const char *table, uint16_t queue,
				 struct io_nfqueue_row *row)
{
	unsigned number;

	for (const char *line = table; line && *line;) {
		const char *end = strchr(line, '\n');

		if (!end)
			return false; /* not all of it was read */
		if (parse_row(line, &number, row) && number == queue)
			return true;
		line = end + 1;
	}
	return false;
}
