/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests and answers, one at a time. The socket blocks: the kernel answers at once.
 */
#include "io/tc.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <libmnl/libmnl.h>

#include "base/text.h"

#define DUMP_BYTES 32768 /* the kernel fills what it is given, up to this */
#define ANSWER_SECONDS 2
#define MTU_UNKNOWN 1500

struct io_tc {
	struct mnl_socket *socket;
	uint32_t seq;
	int index;
	uint32_t mtu;	  /* link header included */
	bool built, fair; /* the root is ours; the kernel has fq_codel */
	bool cuts;	  /* and TBF */
};

/* ---- asking ---- */

typedef int callback(const struct nlmsghdr *message, void *context);

static int ask(struct io_tc *tc, struct nlmsghdr *request, callback *take,
	       void *context)
{
	static _Thread_local char buffer[DUMP_BYTES];
	unsigned port = mnl_socket_get_portid(tc->socket);
	int status = MNL_CB_OK;
	ssize_t got;

	request->nlmsg_seq = ++tc->seq;
	if (mnl_socket_sendto(tc->socket, request, request->nlmsg_len) < 0)
		return -errno;
	while (status > MNL_CB_STOP) {
		got = mnl_socket_recvfrom(tc->socket, buffer, sizeof(buffer));
		if (got < 0 && errno != EINTR)
			return -errno;
		if (got < 0)
			continue;
		status = mnl_cb_run(buffer, (size_t)got, tc->seq, port, take,
				    context);
		/* a late answer to a request that timed out */
		if (status < 0 && (errno == ESRCH || errno == EPROTO))
			status = MNL_CB_OK;
	}
	return status < 0 ? -errno : 0;
}

static int change_tree(struct io_tc *tc, struct nlmsghdr *request)
{
	return ask(tc, request, NULL, NULL);
}

/* ---- the interface ---- */

struct root_search {
	int index;
	enum io_tc_root root;
};

static int take_root(const struct nlmsghdr *message, void *context)
{
	struct root_search *search = context;

	io_tc_message_parse_root(message, search->index, &search->root);
	return MNL_CB_OK;
}

static int find_root(struct io_tc *tc, enum io_tc_root *root)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct root_search search = {tc->index, IO_TC_ROOT_DEFAULT};
	int error = ask(tc, io_tc_message_get_root(buffer, tc->index),
			take_root, &search);

	*root = search.root;
	return error == -ENOENT ? 0 : error; /* an interface without any */
}

static int open_socket(struct io_tc *tc)
{
	struct timeval patience = {.tv_sec = ANSWER_SECONDS};

	tc->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!tc->socket ||
	    mnl_socket_bind(tc->socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    setsockopt(mnl_socket_get_fd(tc->socket), SOL_SOCKET, SO_RCVTIMEO,
		       &patience, sizeof(patience)) < 0)
		return -errno;
	return 0;
}

/* The size of frames, with the link header. */
static uint32_t read_mtu(const char *interface)
{
	struct ifreq request = {0};
	int mtu = MTU_UNKNOWN;
	int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	memcpy(request.ifr_name, interface, strlen(interface));
	if (descriptor >= 0 && ioctl(descriptor, SIOCGIFMTU, &request) == 0)
		mtu = request.ifr_mtu;
	if (descriptor >= 0)
		close(descriptor);
	return (uint32_t)mtu + 14;
}

/* ---- the tree ---- */

static int delete_root(struct io_tc *tc)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];

	return change_tree(tc, io_tc_message_root_delete(buffer, tc->index));
}

static int make_root(struct io_tc *tc, uint16_t default_minor)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	enum io_tc_root root;
	int error = find_root(tc, &root);

	if (error)
		return error;
	if (root == IO_TC_ROOT_FOREIGN)
		return -EEXIST;
	if (root == IO_TC_ROOT_OURS)
		delete_root(tc);
	error = change_tree(
		tc, io_tc_message_root(buffer, tc->index, default_minor));
	tc->built = !error;
	return error;
}

static int set_class(struct io_tc *tc, const struct io_tc_class *class)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];

	return change_tree(
		tc, io_tc_message_class(buffer, tc->index, class, tc->mtu));
}

static int set_fair(struct io_tc *tc, const struct io_tc_class *class)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	int error = change_tree(tc, io_tc_message_fair(buffer, tc->index, class,
						       tc->mtu, true));

	if (error != -EEXIST)
		return error;
	return change_tree(tc, io_tc_message_fair(buffer, tc->index, class,
						  tc->mtu, false));
}

/*
 * Leave out what the kernel does not have: without TBF a large packet stays whole,
 * without fq_codel all flows of a class wait in one queue.
 */
static int set_queue(struct io_tc *tc, const struct io_tc_class *class)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	int error;

	if (!tc->cuts)
		return 0;
	error = change_tree(
		tc, io_tc_message_queue(buffer, tc->index, class, tc->mtu));
	if (error == -ENOENT) {
		tc->cuts = false;
		return 0;
	}
	if (error || !tc->fair)
		return error;
	error = set_fair(tc, class);
	if (error == -ENOENT) {
		tc->fair = false;
		return 0;
	}
	return error;
}

int io_tc_set(struct io_tc *tc, const struct io_tc_class *class)
{
	int error = set_class(tc, class);

	if (!error && class->leaf)
		error = set_queue(tc, class);
	return error;
}

int io_tc_delete(struct io_tc *tc, uint16_t minor)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];

	return change_tree(
		tc, io_tc_message_class_delete(buffer, tc->index, minor));
}

/* ---- the beginning and the end ---- */

static int explain(const char *interface, int error, struct text *why)
{
	switch (error) {
	case -EEXIST:
		text_append(why, "%s: has a qdisc that is not ours: it stays",
			    interface);
		return EBUSY;
	case -EPERM:
		text_append(why, "%s: no permission: CAP_NET_ADMIN is needed",
			    interface);
		return EPERM;
	case -ENOENT:
	case -EOPNOTSUPP:
		text_append(why,
			    "%s: this kernel has no HTB: sch_htb is "
			    "missing",
			    interface);
		return ENOTSUP;
	default:
		text_append(why, "%s: %s", interface, strerror(-error));
		return -error;
	}
}

struct io_tc *io_tc_open(const char *interface, uint16_t default_minor,
			 struct text *why)
{
	struct io_tc *tc = calloc(1, sizeof(*tc));
	int error = -ENOMEM;

	if (tc && strlen(interface) < IFNAMSIZ) {
		tc->cuts = tc->fair = true;
		tc->index = (int)if_nametoindex(interface);
		tc->mtu = read_mtu(interface);
		error = tc->index ? open_socket(tc) : -ENODEV;
	}
	if (!error)
		error = make_root(tc, default_minor);
	if (!error)
		return tc;
	error = explain(interface, error, why);
	io_tc_close(tc);
	errno = error;
	return NULL;
}

void io_tc_close(struct io_tc *tc)
{
	if (!tc)
		return;
	if (tc->built && io_tc_is_there(tc))
		delete_root(tc);
	if (tc->socket)
		mnl_socket_close(tc->socket);
	free(tc);
}

bool io_tc_is_there(struct io_tc *tc)
{
	enum io_tc_root root;

	return find_root(tc, &root) == 0 && root == IO_TC_ROOT_OURS;
}

/* ---- figures ---- */

struct counting {
	int index;
	void (*take)(void *context, const struct io_tc_count *count);
	void *context;
};

static int take_count(const struct nlmsghdr *message, void *context)
{
	const struct counting *counting = context;
	struct io_tc_count count;

	if (io_tc_message_parse_count(message, counting->index, &count))
		counting->take(counting->context, &count);
	return MNL_CB_OK;
}

int io_tc_count(struct io_tc *tc,
		void (*take)(void *context, const struct io_tc_count *count),
		void *context)
{
	_Alignas(8) char buffer[IO_TC_MESSAGE_BYTES];
	struct counting counting = {tc->index, take, context};
	int error = ask(tc, io_tc_message_get_classes(buffer, tc->index),
			take_count, &counting);

	if (!error)
		error = ask(tc, io_tc_message_get_qdiscs(buffer, tc->index),
			    take_count, &counting);
	return error;
}
