/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Workers that put packets into classes with members, and the service's thread that
 * tells a kernel what to do, which now and then is not there: reloads, sweeps,
 * metrics. For ThreadSanitizer; the kernel here is a table that knows what it was
 * told: nothing is made twice, below nothing, or deleted before what is below it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shaper/shaper.h"
#include "policy/classes.h"

#define WORKERS 3
#define ROUNDS 300
#define MINORS 0x8000
#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)

struct kernel {
	bool there[MINORS];
	uint16_t parents[MINORS];
	unsigned below[MINORS];
	unsigned wrong, made, deleted;
};

static struct shaper *shaper;
static _Atomic(const struct policy_classes *) published;
static _Atomic uint32_t quiescent[WORKERS];
static _Atomic uint32_t revision;
static _Atomic bool stop;
static _Atomic uint64_t now = START;

static void *work(void *argument)
{
	unsigned number = *(unsigned *)argument;
	uint32_t lcg = number + 1;

	while (!atomic_load(&stop)) {
		uint32_t seen = atomic_load(&revision);
		const struct policy_classes *classes = atomic_load(&published);

		for (int i = 0; i < 64; i++) {
			struct shaper_outcome fate;
			struct shaper_packet packet = {.bytes = 100};

			lcg = lcg * 1103515245 + 12345;
			packet.class = (uint16_t)(1 + (lcg >> 16) % 4);
			packet.direction = lcg >> 30 & 1;
			packet.user.words[3] = lcg >> 20 & 255;
			packet.application = (uint16_t)(1 + (lcg >> 8 & 3));
			packet.now = atomic_load(&now);
			shaper_pass(shaper, classes, &packet, &fate);
		}
		atomic_store(&quiescent[number], seen);
	}
	return NULL;
}

static void obey(struct kernel *kernel, const struct shaper_change *change)
{
	uint16_t minor = change->minor;

	if (change->gone) {
		kernel->wrong += !kernel->there[minor] || kernel->below[minor];
		kernel->there[minor] = false;
		kernel->below[kernel->parents[minor]]--;
		kernel->deleted++;
		return;
	}
	kernel->wrong += change->parent && !kernel->there[change->parent];
	if (kernel->there[minor]) {
		kernel->wrong += kernel->parents[minor] != change->parent;
		return;
	}
	kernel->there[minor] = true;
	kernel->parents[minor] = change->parent;
	kernel->below[change->parent]++;
	kernel->made++;
}

static void update(struct kernel *kernel)
{
	struct shaper_change change;

	while (shaper_next(shaper, &change)) {
		obey(kernel, &change);
		shaper_done(shaper, &change, true);
	}
}

/* Every other tree has no "user" below "slow", and other rates. */
static struct policy_classes *tree(unsigned round,
				   const struct policy_classes *previous)
{
	const struct policy_link link = {{0, 0}};
	const struct policy_class classes[] = {
		{.name = "slow",
		 .members = 1,
		 .ceiling_bps = {80000 + round, 80000}},
		{.name = "users",
		 .per = POLICY_PER_USER,
		 .members = 100,
		 .ceiling_bps = {80000, 80000}},
		{.name = "application",
		 .parent = round % 2 ? 2 : 0,
		 .per = POLICY_PER_APPLICATION,
		 .members = 3,
		 .ceiling_bps = {80000, 80000}},
		{.name = round % 3 ? "voice" : "video",
		 .parent = 2,
		 .members = 1,
		 .ceiling_bps = {80000, 80000}},
	};

	return policy_classes_create(classes, 4, &link, previous);
}

static void wait_for_workers(void)
{
	for (unsigned i = 0; i < WORKERS; i++)
		while (atomic_load(&quiescent[i]) != atomic_load(&revision))
			sched_yield();
}

static void reload(struct kernel *kernel, unsigned round)
{
	struct policy_classes *old =
		(struct policy_classes *)(uintptr_t)atomic_load(&published);
	struct policy_classes *classes = tree(round, old);

	shaper_publish(shaper, classes);
	update(kernel);
	atomic_store(&published, classes);
	atomic_fetch_add(&revision, 1);
	wait_for_workers();
	shaper_retire(shaper, classes);
	update(kernel);
	policy_classes_destroy(old);
}

static void lose_kernel(struct kernel *kernel)
{
	shaper_set_mode(shaper, SHAPER_POLICE);
	shaper_forget_kernel(shaper);
	memset(kernel->there, 0, sizeof(kernel->there));
	memset(kernel->below, 0, sizeof(kernel->below));
	shaper_set_mode(shaper, SHAPER_KERNEL);
	shaper_forget_kernel(shaper);
}

int main(void)
{
	static struct kernel kernel;
	unsigned numbers[WORKERS];
	pthread_t threads[WORKERS];

	shaper = shaper_create(&hash_key_fixed);
	atomic_store(&published, tree(0, NULL));
	shaper_set_mode(shaper, SHAPER_KERNEL);
	shaper_publish(shaper, atomic_load(&published));
	for (unsigned i = 0; i < WORKERS; i++) {
		numbers[i] = i;
		pthread_create(&threads[i], NULL, work, &numbers[i]);
	}
	for (unsigned round = 1; round <= ROUNDS; round++) {
		struct shaper_metrics metrics[5] = {{.members = 0}};

		atomic_fetch_add(&now, 4 * SEC);
		update(&kernel);
		shaper_sweep(shaper, atomic_load(&now));
		shaper_metrics(shaper, metrics, 5);
		if (round % 5 == 0)
			reload(&kernel, round);
		if (round % 50 == 0)
			lose_kernel(&kernel);
	}
	atomic_store(&stop, true);
	for (unsigned i = 0; i < WORKERS; i++)
		pthread_join(threads[i], NULL);
	policy_classes_destroy(
		(struct policy_classes *)(uintptr_t)atomic_load(&published));
	shaper_destroy(shaper);
	printf("shaper hammer: %u made, %u deleted, %u wrong\n", kernel.made,
	       kernel.deleted, kernel.wrong);
	return kernel.wrong || !kernel.made || !kernel.deleted;
}
