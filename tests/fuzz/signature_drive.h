/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_SIGNATURE_DRIVE_H
#define TESTS_SIGNATURE_DRIVE_H

/* A few hundred packets, always the same, for a set that the fuzzers loaded. */

#include "../unit/signature_bench.h"

static inline uint64_t drive_draw(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return *random;
}

/* Sizes and bytes that small constants of signatures have a chance to meet. */
static inline void drive_fill(uint64_t *random, uint8_t *payload, size_t size)
{
	for (size_t i = 0; i < size; i++)
		payload[i] = (uint8_t)(drive_draw(random) % 4
					       ? drive_draw(random) % 4
					       : drive_draw(random));
	if (size > 60 && drive_draw(random) % 2)
		for (size_t i = 49; i < size; i++)
			payload[i] = (uint8_t)(payload[i - 1] * 0xcd + 0x71);
}

static inline void drive_set(struct bench *bench)
{
	static const char *const addresses[] = {"10.0.0.1", "10.0.0.2",
						"192.0.2.7", "198.51.100.9"};
	uint64_t random = UINT64_C(88172645463325252);
	uint8_t *payload;

	for (int i = 0; i < 300; i++) {
		size_t size = drive_draw(&random) % 8
				      ? drive_draw(&random) % 140
				      : drive_draw(&random) % 3000;
		unsigned from = drive_draw(&random) % 4;
		unsigned to = (from + 1 + drive_draw(&random) % 3) % 4;
		struct bench_packet packet = {
			.from = addresses[from],
			.to = addresses[to],
			.from_port = 7,
			.to_port = 7,
			.tcp = drive_draw(&random) % 2,
			.flags = (uint8_t)drive_draw(&random),
			.seconds = 10 + i * 0.3 -
				   (double)(drive_draw(&random) % 2),
			.size = size,
		};

		/* exact, so that a read past the end is seen */
		payload = malloc(size + !size);
		drive_fill(&random, payload, size);
		packet.payload = payload;
		packet.caplen = size && drive_draw(&random) % 4 == 0
					? 1 + drive_draw(&random) % size
					: size;
		bench->known[0].application = drive_draw(&random) % 2;
		bench->known[0].bits = (uint8_t)drive_draw(&random);
		bench_send(bench, &packet);
		free(payload);
	}
}

#endif
