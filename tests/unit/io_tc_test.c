/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of traffic control: their numbers, and whether the kernel takes them and
 * tc reads them as they are meant. The second needs namespaces and says when it has
 * none.
 */
#include "io/tc.h"

#include <errno.h>
#include <linux/gen_stats.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <libmnl/libmnl.h>

#include "base/text.h"

#define INDEX 7
#define MTU 1514

static const struct io_tc_class slow = {
	.minor = 0x10,
	.parent = 1,
	.priority = 3,
	.leaf = true,
	.rate_bps = 64000,
	.ceiling_bps = 128000,
};

/* The attribute of this type in TCA_OPTIONS; fails when there is none. */
static const void *option(const struct nlmsghdr *message, const char *kind,
			  uint16_t type, size_t size)
{
	struct nlattr *attribute, *inner;
	const void *found = NULL;

	mnl_attr_for_each(attribute, message, sizeof(struct tcmsg))
	{
		if (mnl_attr_get_type(attribute) == TCA_KIND)
			assert_string_equal(mnl_attr_get_str(attribute), kind);
		if (mnl_attr_get_type(attribute) != TCA_OPTIONS)
			continue;
		mnl_attr_for_each_nested(inner, attribute)
		{
			if (mnl_attr_get_type(inner) != type)
				continue;
			assert_int_equal(mnl_attr_get_payload_len(inner), size);
			found = mnl_attr_get_payload(inner);
		}
	}
	return found;
}

static void root_is_new_and_ours(void **state)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct nlmsghdr *message = io_tc_message_root(buffer, INDEX, 2);
	const struct tcmsg *tc = mnl_nlmsg_get_payload(message);
	const struct tc_htb_glob *options =
		option(message, "htb", TCA_HTB_INIT, sizeof(*options));

	(void)state;
	assert_int_equal(message->nlmsg_type, RTM_NEWQDISC);
	/* nothing that is there may be taken */
	assert_true(message->nlmsg_flags & NLM_F_EXCL);
	assert_false(message->nlmsg_flags & NLM_F_REPLACE);
	assert_int_equal(tc->tcm_ifindex, INDEX);
	assert_int_equal(tc->tcm_parent, TC_H_ROOT);
	assert_int_equal(tc->tcm_handle, 0x5ca10000);
	assert_non_null(options);
	assert_int_equal(options->version, 3);
	assert_int_equal(options->defcls, 2);
	message = io_tc_message_root_delete(buffer, INDEX);
	tc = mnl_nlmsg_get_payload(message);
	/* the handle: another's root is not deleted by mistake */
	assert_int_equal(tc->tcm_handle, 0x5ca10000);
}

static void class_has_its_rates(void **state)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct nlmsghdr *message =
		io_tc_message_class(buffer, INDEX, &slow, MTU);
	const struct tcmsg *tc = mnl_nlmsg_get_payload(message);
	const struct tc_htb_opt *options =
		option(message, "htb", TCA_HTB_PARMS, sizeof(*options));

	(void)state;
	assert_int_equal(message->nlmsg_type, RTM_NEWTCLASS);
	assert_int_equal(tc->tcm_parent, 0x5ca10001);
	assert_int_equal(tc->tcm_handle, 0x5ca10010);
	assert_int_equal(options->rate.rate, 8000);
	assert_int_equal(options->ceil.rate, 16000);
	assert_int_equal(options->rate.linklayer, TC_LINKLAYER_ETHERNET);
	assert_int_equal(options->prio, 3);
	/* two frames with their tags at 8000 bytes a second, of 64 ns each */
	assert_int_equal(options->buffer, 2 * (MTU + 64) * 125000 / 64);
	assert_int_equal(options->cbuffer, (MTU + 64) * 125000 / 64);
	assert_null(option(message, "htb", TCA_HTB_RATE64, 8));
}

static void fast_and_empty_classes(void **state)
{
	struct io_tc_class class = {
		.minor = 0x11, .parent = 1, .ceiling_bps = 100000000000};
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct nlmsghdr *message =
		io_tc_message_class(buffer, INDEX, &class, MTU);
	const struct tc_htb_opt *options =
		option(message, "htb", TCA_HTB_PARMS, sizeof(*options));
	const uint64_t *ceiling = option(message, "htb", TCA_HTB_CEIL64, 8);
	uint64_t value;

	(void)state;
	/* the kernel refuses a rate of nothing */
	assert_int_equal(options->rate.rate, 1000);
	assert_int_equal(options->ceil.rate, UINT32_MAX);
	assert_non_null(ceiling);
	memcpy(&value, ceiling, sizeof(value));
	assert_true(value == 12500000000);
	class.ceiling_bps = 8;
	message = io_tc_message_class(buffer, INDEX, &class, MTU);
	options = option(message, "htb", TCA_HTB_PARMS, sizeof(*options));
	assert_int_equal(options->rate.rate, 1);
	assert_int_equal(options->ceil.rate, 1);
	assert_int_equal(options->buffer, UINT32_MAX); /* 274 s */
}

/* A packet is at most 10 ms of the ceiling, but at least a frame. */
static void queue_cuts_what_is_long(void **state)
{
	static const struct {
		uint64_t ceiling;
		uint32_t segment;
	} cases[] = {
		{64000, MTU + 64},
		{20000000, 25000},
		{100000000, 125000},
		{10000000000, 262144},
	};
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct io_tc_class class = slow;
		struct nlmsghdr *message;
		const struct tcmsg *tc;
		const uint32_t *burst;

		class.ceiling_bps = cases[i].ceiling;
		message = io_tc_message_queue(buffer, INDEX, &class, MTU);
		tc = mnl_nlmsg_get_payload(message);
		burst = option(message, "tbf", TCA_TBF_BURST, 4);
		assert_int_equal(*burst, cases[i].segment);
		assert_int_equal(tc->tcm_parent, 0x5ca10010);
		assert_int_equal(tc->tcm_handle, 0x100000);
	}
}

/* A codel target below the time of a frame would drop everything. */
static void target_is_longer_than_a_frame(void **state)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct io_tc_class class = slow;
	struct nlmsghdr *message =
		io_tc_message_fair(buffer, INDEX, &class, MTU, true);
	const uint32_t *target =
		option(message, "fq_codel", TCA_FQ_CODEL_TARGET, 4);
	const uint32_t *interval;

	(void)state;
	assert_in_range(*target, MTU * 8 * 1000 / 128, 200000);
	interval = option(message, "fq_codel", TCA_FQ_CODEL_INTERVAL, 4);
	assert_int_equal(*interval, 2 * *target);
	class.ceiling_bps = 1000000000;
	message = io_tc_message_fair(buffer, INDEX, &class, MTU, true);
	target = option(message, "fq_codel", TCA_FQ_CODEL_TARGET, 4);
	assert_int_equal(*target, 5000);
	interval = option(message, "fq_codel", TCA_FQ_CODEL_INTERVAL, 4);
	assert_int_equal(*interval, 100000);
}

/* The number of flows only goes with the first message; no other may replace it. */
static void flows_are_said_when_it_is_made(void **state)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct nlmsghdr *message =
		io_tc_message_fair(buffer, INDEX, &slow, MTU, true);
	const uint32_t *flows =
		option(message, "fq_codel", TCA_FQ_CODEL_FLOWS, 4);
	const struct tcmsg *tc = mnl_nlmsg_get_payload(message);

	(void)state;
	assert_non_null(flows);
	assert_int_equal(*flows, 256);
	assert_int_equal(tc->tcm_parent, 0x100001);
	assert_int_equal(tc->tcm_handle, 0);
	assert_int_equal(message->nlmsg_flags,
			 NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	message = io_tc_message_fair(buffer, INDEX, &slow, MTU, false);
	assert_null(option(message, "fq_codel", TCA_FQ_CODEL_FLOWS, 4));
	assert_non_null(option(message, "fq_codel", TCA_FQ_CODEL_LIMIT, 4));
	assert_int_equal(message->nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
}

/* A message of the kernel's, with statistics. */
static struct nlmsghdr *answer(void *buffer, uint16_t type, uint32_t handle,
			       uint32_t parent, const char *kind)
{
	struct gnet_stats_basic basic = {.bytes = 1000, .packets = 10};
	struct gnet_stats_queue queue = {.qlen = 3, .backlog = 300, .drops = 5};
	struct nlmsghdr *message = mnl_nlmsg_put_header(buffer);
	struct tcmsg *tc = mnl_nlmsg_put_extra_header(message, sizeof(*tc));
	struct nlattr *nest;

	message->nlmsg_type = type;
	tc->tcm_ifindex = INDEX;
	tc->tcm_handle = handle;
	tc->tcm_parent = parent;
	mnl_attr_put_strz(message, TCA_KIND, kind);
	nest = mnl_attr_nest_start(message, TCA_STATS2);
	mnl_attr_put(message, TCA_STATS_BASIC, sizeof(basic), &basic);
	mnl_attr_put(message, TCA_STATS_QUEUE, sizeof(queue), &queue);
	mnl_attr_nest_end(message, nest);
	return message;
}

static void answers_are_distinguished(void **state)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	enum io_tc_root root = IO_TC_ROOT_DEFAULT;
	struct io_tc_count count;
	struct nlmsghdr *message =
		answer(buffer, RTM_NEWQDISC, 0x5ca10000, TC_H_ROOT, "htb");

	(void)state;
	assert_true(io_tc_message_parse_root(message, INDEX, &root));
	assert_int_equal(root, IO_TC_ROOT_OURS);
	assert_false(io_tc_message_parse_root(message, INDEX + 1, &root));
	assert_false(io_tc_message_parse_count(message, INDEX, &count));
	/* our handle on something else is not ours */
	message = answer(buffer, RTM_NEWQDISC, 0x5ca10000, TC_H_ROOT, "tbf");
	assert_true(io_tc_message_parse_root(message, INDEX, &root));
	assert_int_equal(root, IO_TC_ROOT_FOREIGN);
	message = answer(buffer, RTM_NEWQDISC, 0x80010000, TC_H_ROOT, "htb");
	assert_true(io_tc_message_parse_root(message, INDEX, &root));
	assert_int_equal(root, IO_TC_ROOT_FOREIGN);
	message = answer(buffer, RTM_NEWQDISC, 0, TC_H_ROOT, "fq_codel");
	assert_true(io_tc_message_parse_root(message, INDEX, &root));
	assert_int_equal(root, IO_TC_ROOT_DEFAULT);
	message = answer(buffer, RTM_NEWTCLASS, 0x5ca10010, 0x5ca10001, "htb");
	assert_true(io_tc_message_parse_count(message, INDEX, &count));
	assert_int_equal(count.minor, 0x10);
	assert_false(count.of_queue);
	assert_int_equal(count.bytes, 1000);
	assert_int_equal(count.packets, 10);
	assert_int_equal(count.drops, 5);
	assert_int_equal(count.backlog_packets, 3);
	message = answer(buffer, RTM_NEWQDISC, 0x100000, 0x5ca10010, "tbf");
	assert_true(io_tc_message_parse_count(message, INDEX, &count));
	assert_true(count.of_queue);
	assert_int_equal(count.minor, 0x10);
	/* the fair queue in it, whose parent is the TBF */
	message =
		answer(buffer, RTM_NEWQDISC, 0x80010000, 0x100001, "fq_codel");
	assert_false(io_tc_message_parse_count(message, INDEX, &count));
}

/* ---- against the kernel, read by tc ---- */

static char *output_of(const char *command)
{
	static char text[16384];
	FILE *pipe = popen(command, "r");
	size_t got;

	assert_non_null(pipe);
	got = fread(text, 1, sizeof(text) - 1, pipe);
	text[got] = '\0';
	pclose(pipe);
	return text;
}

static bool have_namespace(void)
{
	if (unshare(CLONE_NEWNET) < 0 ||
	    system("PATH=$PATH:/usr/sbin:/sbin; "
		   "command -v tc >/dev/null && "
		   "ip link add lan0 type veth peer name up0 && "
		   "ip link set lan0 up && ip link set up0 up"))
		return false;
	return true;
}

#define TC "PATH=$PATH:/usr/sbin:/sbin; tc "

static void expect_shown(const char *command, const char *wanted)
{
	const char *shown = output_of(command);

	if (!strstr(shown, wanted))
		fail_msg("\"%s\" is not in what \"%s\" says:\n%s", wanted,
			 command, shown);
}

static void set(struct io_tc *tc, const struct io_tc_class *class)
{
	assert_int_equal(io_tc_set(tc, class), 0);
}

static void count_ours(void *context, const struct io_tc_count *count)
{
	unsigned *counts = context;

	counts[count->of_queue]++;
}

static void kernel_takes_them(void **state)
{
	const struct io_tc_class link = {
		.minor = 1, .rate_bps = 10000000, .ceiling_bps = 10000000};
	const struct io_tc_class fast = {.minor = 0x11,
					 .parent = 1,
					 .leaf = true,
					 .ceiling_bps = 100000000000};
	struct io_tc_class class = slow;
	unsigned counts[2] = {0};
	struct io_tc *tc;
	char why[256];
	struct text text;

	(void)state;
	text_init(&text, why, sizeof(why));
	tc = io_tc_open("lan0", 2, &text);
	if (!tc && errno == ENOTSUP)
		skip();
	if (!tc)
		fail_msg("%s", why);
	set(tc, &link);
	set(tc, &slow);
	set(tc, &fast);
	expect_shown(TC "qdisc show dev lan0", "htb 5ca1: root");
	expect_shown(TC "class show dev lan0",
		     "class htb 5ca1:1 root rate 10Mbit ceil 10Mbit");
	expect_shown(TC "class show dev lan0",
		     "class htb 5ca1:10 parent 5ca1:1 leaf 10: prio 3 "
		     "rate 64Kbit ceil 128Kbit burst 3155b cburst 3155b");
	expect_shown(TC "class show dev lan0", "ceil 100Gbit");
	expect_shown(TC "qdisc show dev lan0", "tbf 10: parent 5ca1:10");
	/* in place: nothing that waits is lost, the handle stays */
	class.ceiling_bps = 20000000;
	set(tc, &class);
	expect_shown(TC "class show dev lan0", "rate 64Kbit ceil 20Mbit");
	expect_shown(TC "qdisc show dev lan0", "tbf 10: parent 5ca1:10");
	assert_int_equal(io_tc_count(tc, count_ours, counts), 0);
	assert_int_equal(counts[false], 3);
	assert_int_equal(counts[true], 2);
	assert_int_equal(io_tc_delete(tc, 0x10), 0);
	assert_int_equal(io_tc_delete(tc, 0x10), -ENOENT);
	assert_null(strstr(output_of(TC "class show dev lan0"), "5ca1:10 "));
	/* it is not gone: a run that was killed. The next one takes it over */
	struct io_tc *again = io_tc_open("lan0", 2, &text);

	assert_non_null(again);
	assert_string_equal(output_of(TC "class show dev lan0"), "");
	io_tc_close(again);
	assert_null(strstr(output_of(TC "qdisc show dev lan0"), "htb"));
	assert_false(io_tc_is_there(tc));
	io_tc_close(tc);
}

static void foreign_root_stays(void **state)
{
	char why[256];
	struct text text;

	(void)state;
	text_init(&text, why, sizeof(why));
	assert_int_equal(system(TC "qdisc add dev up0 root handle 77: tbf "
				   "rate 1mbit burst 10k latency 50ms"),
			 0);
	errno = 0;
	assert_null(io_tc_open("up0", 2, &text));
	assert_int_equal(errno, EBUSY);
	expect_shown(TC "qdisc show dev up0", "tbf 77: root");
	assert_non_null(strstr(why, "not ours"));
	assert_null(io_tc_open("nosuch0", 2, &text));
	assert_int_equal(errno, ENODEV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(root_is_new_and_ours),
		cmocka_unit_test(class_has_its_rates),
		cmocka_unit_test(fast_and_empty_classes),
		cmocka_unit_test(queue_cuts_what_is_long),
		cmocka_unit_test(target_is_longer_than_a_frame),
		cmocka_unit_test(flows_are_said_when_it_is_made),
		cmocka_unit_test(answers_are_distinguished),
	};
	const struct CMUnitTest live[] = {
		cmocka_unit_test(kernel_takes_them),
		cmocka_unit_test(foreign_root_stays),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	if (have_namespace())
		failed += cmocka_run_group_tests(live, NULL, NULL);
	else
		puts("SKIPPED: io_tc_test: no network namespaces, or no tc");
	return failed;
}
