/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Anything for what rtnetlink says of qdiscs and classes. The length in the header is
 * set right, as the kernel's and mnl_cb_run()'s is.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <libmnl/libmnl.h>

#include "io/tc_message.h"

#define INDEX 1

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_Alignas(8) uint8_t buffer[4096];
	struct nlmsghdr *message = (struct nlmsghdr *)buffer;
	enum io_tc_root root;
	struct io_tc_count count;

	if (size < sizeof(*message) || size > sizeof(buffer))
		return 0;
	memcpy(buffer, data, size);
	message->nlmsg_len = (uint32_t)size;
	io_tc_message_parse_root(message, INDEX, &root);
	io_tc_message_parse_count(message, INDEX, &count);
	return 0;
}
