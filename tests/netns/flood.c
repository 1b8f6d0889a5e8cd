/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As many small UDP datagrams as go, for a time: flood ADDRESS PORT SECONDS
 * [PAYLOAD_BYTES]. Prints how many were sent. For test namespaces only.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64

static double clock_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	static char bytes[2048];
	struct sockaddr_in to = {.sin_family = AF_INET};
	struct mmsghdr headers[BATCH] = {0};
	struct iovec vector = {bytes, 22}; /* a frame of 64 */
	unsigned long long sent = 0;
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	double end;

	if (argc < 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 2;
	to.sin_port = htons((uint16_t)atoi(argv[2]));
	if (argc > 4)
		vector.iov_len = (size_t)atoi(argv[4]) % sizeof(bytes);
	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof(to)) < 0)
		return 1;
	for (int i = 0; i < BATCH; i++) {
		headers[i].msg_hdr.msg_iov = &vector;
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	end = clock_s() + atof(argv[3]);
	while (clock_s() < end) {
		int got = sendmmsg(s, headers, BATCH, 0);

		sent += got > 0 ? (unsigned)got : 0;
	}
	printf("sent=%llu\n", sent);
	return 0;
}
