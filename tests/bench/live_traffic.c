/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traffic for bench-live, bounded in time; for test namespaces only.
 *
 *	live_traffic flood ADDRESS PORT SECONDS MOST [PER_SECOND]	"sent=N"
 *	live_traffic frames INTERFACE MAC SECONDS MOST PCAP		"sent=N"
 *	live_traffic stream ADDRESS PORT SECONDS		"bytes=N"
 *	live_traffic take PORT			TCP, in a loop, thrown away
 *	live_traffic echo PORT			UDP, in a loop
 *	live_traffic ping ADDRESS PORT SECONDS	"pings=N lost=N p50=US p99=US"
 *
 * MOST packets at most; 0: as many as go. flood sends UDP in frames of 64 bytes, frames what a capture holds, over and
 * over, to the given MAC; both as fast as they can, unless told.
 */
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <pcap/pcap.h>

#define BATCH 64
#define PINGS_MOST 1000000
#define FRAMES_MOST 2000000

static double clock_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct sockaddr_in address_of(const char *host, const char *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET};

	if (host && inet_pton(AF_INET, host, &address.sin_addr) != 1)
		exit(2);
	address.sin_port = htons((uint16_t)atoi(port));
	return address;
}

static int open_to(int type, const char *host, const char *port)
{
	struct sockaddr_in to = address_of(host, port);
	int s = socket(AF_INET, type, 0);

	if (s < 0 || connect(s, (struct sockaddr *)&to, sizeof(to)) < 0) {
		perror("connect");
		exit(1);
	}
	return s;
}

static int open_at(int type, const char *port)
{
	struct sockaddr_in at = address_of(NULL, port);
	int on = 1, s = socket(AF_INET, type, 0);

	setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof(at)) < 0) {
		perror("bind");
		exit(1);
	}
	return s;
}

static unsigned long long most_of(const char *word)
{
	unsigned long long most = strtoull(word, NULL, 10);

	return most ? most : UINT64_MAX;
}

static int flood(char **words)
{
	static char bytes[22]; /* a frame of 64, with its checksum */
	struct mmsghdr headers[BATCH] = {0};
	struct iovec vector = {bytes, sizeof(bytes)};
	double rate = words[4] ? atof(words[4]) : 0;
	unsigned long long enough = most_of(words[3]);
	double start, end;
	unsigned long long sent = 0;
	int s = open_to(SOCK_DGRAM, words[0], words[1]);

	for (int i = 0; i < BATCH; i++) {
		headers[i].msg_hdr.msg_iov = &vector;
		headers[i].msg_hdr.msg_iovlen = 1;
	}
	start = clock_s();
	end = start + atof(words[2]);
	while (sent < enough && clock_s() < end) {
		int got, most = rate > 0 ? 8 : BATCH;

		if (rate > 0 && (double)sent > (clock_s() - start) * rate) {
			usleep(50);
			continue;
		}
		got = sendmmsg(s, headers, (unsigned)most, 0);
		sent += got > 0 ? (unsigned)got : 0;
	}
	printf("sent=%llu\n", sent);
	return 0;
}

/* ---- a capture's frames ---- */

struct frames {
	struct iovec *all;
	size_t count;
};

static void load(const char *path, const uint8_t *to, const uint8_t *from,
		 struct frames *frames)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_t *capture = pcap_open_offline(path, why);
	struct pcap_pkthdr *header;
	const uint8_t *bytes;

	frames->all = calloc(FRAMES_MOST, sizeof(*frames->all));
	if (!capture || !frames->all)
		exit(1);
	while (frames->count < FRAMES_MOST &&
	       pcap_next_ex(capture, &header, &bytes) == 1) {
		uint8_t *copy = malloc(header->caplen);

		if (!copy || header->caplen < ETH_HLEN)
			exit(1);
		memcpy(copy, bytes, header->caplen);
		memcpy(copy, to, ETH_ALEN);
		memcpy(copy + ETH_ALEN, from, ETH_ALEN);
		frames->all[frames->count++] =
			(struct iovec){copy, header->caplen};
	}
	pcap_close(capture);
}

static int send_frames(char **words)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET};
	struct ether_addr *to = ether_aton(words[1]);
	struct mmsghdr headers[BATCH] = {0};
	struct frames frames = {0};
	struct ifreq request = {0};
	unsigned long long sent = 0, enough = most_of(words[3]);
	size_t next = 0;
	int s = socket(AF_PACKET, SOCK_RAW, 0);
	double end;

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", words[0]);
	at.sll_ifindex = (int)if_nametoindex(words[0]);
	if (s < 0 || !to || ioctl(s, SIOCGIFHWADDR, &request) < 0 ||
	    bind(s, (struct sockaddr *)&at, sizeof(at)) < 0) {
		perror("packet socket");
		return 1;
	}
	load(words[4], to->ether_addr_octet,
	     (uint8_t *)request.ifr_hwaddr.sa_data, &frames);
	end = clock_s() + atof(words[2]);
	next = (size_t)getpid() * 7919 % frames.count; /* not always the same */
	while (frames.count >= BATCH && sent < enough && clock_s() < end) {
		int got;

		if (next + BATCH > frames.count)
			next = 0;
		for (size_t i = 0; i < BATCH; i++) {
			headers[i].msg_hdr.msg_iov = &frames.all[next + i];
			headers[i].msg_hdr.msg_iovlen = 1;
		}
		got = sendmmsg(s, headers, BATCH, 0);
		next += got > 0 ? (size_t)got : 1;
		sent += got > 0 ? (unsigned)got : 0;
	}
	printf("sent=%llu\n", sent);
	return 0;
}

/* ---- TCP ---- */

static int stream(char **words)
{
	static char bytes[1 << 17];
	double end = clock_s() + atof(words[2]);
	int s = open_to(SOCK_STREAM, words[0], words[1]);
	unsigned long long sent = 0;

	while (clock_s() < end) {
		ssize_t got = send(s, bytes, sizeof(bytes), MSG_NOSIGNAL);

		if (got <= 0)
			break;
		sent += (unsigned long long)got;
	}
	printf("bytes=%llu\n", sent);
	return 0;
}

static _Noreturn int take(char **words)
{
	static char bytes[1 << 18];
	int s = open_at(SOCK_STREAM, words[0]);

	listen(s, 4);
	for (;;) {
		int from = accept(s, NULL, NULL);

		while (recv(from, bytes, sizeof(bytes), 0) > 0)
			;
		close(from);
	}
}

/* ---- round trips ---- */

static _Noreturn int echo(char **words)
{
	char bytes[2048];
	int s = open_at(SOCK_DGRAM, words[0]);

	for (;;) {
		struct sockaddr_in from;
		socklen_t size = sizeof(from);
		ssize_t got = recvfrom(s, bytes, sizeof(bytes), 0,
				       (struct sockaddr *)&from, &size);

		if (got > 0)
			sendto(s, bytes, (size_t)got, 0,
			       (struct sockaddr *)&from, size);
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static int ping(char **words)
{
	static double times[PINGS_MOST];
	struct timeval patience = {.tv_usec = 20000};
	int s = open_to(SOCK_DGRAM, words[0], words[1]);
	double end = clock_s() + atof(words[2]);
	unsigned count = 0, lost = 0, number = 0;

	setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	while (clock_s() < end && count < PINGS_MOST) {
		char bytes[40] = {0};
		unsigned back = 0;
		double start = clock_s();

		number++;
		memcpy(bytes, &number, sizeof(number));
		send(s, bytes, sizeof(bytes), 0);
		do {
			if (recv(s, bytes, sizeof(bytes), 0) < 0)
				break;
			memcpy(&back, bytes, sizeof(back));
		} while (back != number); /* an answer that was late */
		if (back == number)
			times[count++] = clock_s() - start;
		else
			lost++;
		usleep(100); /* one at a time, not a flood */
	}
	if (!count) { /* no figure is better than a wrong one */
		printf("pings=0 lost=%u p50=inf p99=inf\n", lost);
		return 0;
	}
	qsort(times, count, sizeof(*times), compare);
	printf("pings=%u lost=%u p50=%.1f p99=%.1f\n", count, lost,
	       times[count / 2] * 1e6, times[(size_t)(count * 0.99)] * 1e6);
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int words;
		int (*run)(char **words);
	} modes[] = {
		{"flood", 4, flood},   {"frames", 5, send_frames},
		{"stream", 3, stream}, {"take", 1, take},
		{"echo", 1, echo},     {"ping", 3, ping},
	};

	for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(*modes); i++)
		if (!strcmp(argv[1], modes[i].name) &&
		    argc - 2 >= modes[i].words)
			return modes[i].run(argv + 2);
	return 2;
}
