/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events, cases and peers of one host. */
#include "host/host.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "flow_sample.h"

static void events_are_a_ring(void **state)
{
	struct host host = {0};

	(void)state;
	assert_null(host_past_event(&host.rings[HOST_RING_ANY], 0));
	for (uint16_t i = 1; i <= 3 * HOST_EVENTS + 5; i++) {
		struct host_event event = {.time_us = i * 10U, .event = i};
		unsigned count = i < HOST_EVENTS ? i : HOST_EVENTS;

		host_push_event(&host.rings[HOST_RING_ANY], &event);
		for (unsigned age = 0; age < count; age++) {
			const struct host_event *it = host_past_event(
				&host.rings[HOST_RING_ANY], age);

			assert_non_null(it);
			assert_int_equal(it->event, i - age);
			assert_int_equal(it->time_us, (i - age) * 10);
		}
		assert_null(host_past_event(&host.rings[HOST_RING_ANY], count));
	}
	assert_null(host_past_event(&host.rings[HOST_RING_ANY], UINT32_MAX));
}

static struct host_application *
make_case(struct host *host, uint16_t application, unsigned bits, bool decided)
{
	struct host_application *it =
		host_application_of(host, application, 100);

	assert_non_null(it);
	assert_int_equal(it->application, application);
	evidence_add(&it->evidence, EVIDENCE_CONSTANT, bits, false);
	it->decided = decided;
	return it;
}

static void case_is_found_again(void **state)
{
	struct host host = {0};
	struct host_application *it = make_case(&host, 5, 10, false);

	(void)state;
	assert_int_equal(it->first_us, 100);
	assert_ptr_equal(host_application_of(&host, 5, 200), it);
	assert_int_equal(it->first_us, 100);
	assert_int_equal(evidence_bits(&it->evidence), 10);
}

/* An activity alone makes a case, too: it stays while there is room. */
static void case_without_evidence_stays(void **state)
{
	struct host host = {0};

	(void)state;
	for (uint16_t i = 1; i <= HOST_APPLICATIONS; i++)
		make_case(&host, i, 0, false);
	for (int i = 0; i < HOST_APPLICATIONS; i++)
		assert_int_equal(host.applications[i].application, i + 1);
}

static void weakest_case_gives_way(void **state)
{
	static const uint8_t bits[HOST_APPLICATIONS] = {9, 4, 3, 12};
	struct host host = {0};
	struct host_application *it;

	(void)state;
	for (uint16_t i = 0; i < HOST_APPLICATIONS; i++)
		make_case(&host, (uint16_t)(i + 1), bits[i], i == 2);
	it = host_application_of(&host, 9, 500);
	assert_ptr_equal(
		it, &host.applications[1]); /* 3 bits are less, but decided */
	assert_int_equal(it->application, 9);
	assert_int_equal(it->first_us, 500);
	assert_int_equal(evidence_bits(&it->evidence), 0);
	for (int i = 0; i < HOST_APPLICATIONS; i++)
		host.applications[i].decided = true;
	assert_null(host_application_of(&host, 10, 600));
	assert_non_null(host_application_of(&host, 9, 600));
}

/* Hashes as they are: 32 bits, each as likely as the other. */
static unsigned peers_of(uint64_t *dice, unsigned count)
{
	struct host_application it = {0};

	for (unsigned i = 0; i < count; i++) {
		uint32_t peer = (uint32_t)sample_roll(dice);

		host_application_add_peer(&it, peer);
		host_application_add_peer(&it, peer);
	}
	return host_application_peers(&it);
}

/*
 * The mean of 500 hosts is within 3 % (two peers in one bit are not info apart:
 * half a peer more for 15); a single one within 10 %, nine times of ten up to 128
 * peers, and two standard deviations, 15 %, up to 200.
 */
static void peers_are_estimated(void **state)
{
	uint64_t dice = 1;

	(void)state;
	for (unsigned count = 0; count <= 200; count += count < 10 ? 1 : 10) {
		unsigned close = 0, sum = 0;
		double most = fmax(count < 5 ? 0 : 1,
				   count * (count > 128 ? 0.15 : 0.1));

		for (int i = 0; i < 500; i++) {
			unsigned peers = peers_of(&dice, count);

			sum += peers;
			close += fabs((double)peers - count) <= most;
		}
		assert_true(close >= 450);
		assert_true(fabs(sum / 500.0 - count) <= 0.5 + count * 0.03);
	}
}

static void peers_saturate(void **state)
{
	uint64_t dice = 2;

	(void)state;
	assert_in_range(peers_of(&dice, 100000), 1000, 2000);
	assert_int_equal(peers_of(&dice, 1), 1);
}

static struct host_client_info client_info_of(const char *version,
					      const char *platform, bool rough)
{
	struct host_client_info info = {.version = {.rough = rough},
					.platform = {.rough = rough}};

	strcpy(info.version.text, version);
	strcpy(info.platform.text, platform);
	return info;
}

static void client_info_keeps_the_best(void **state)
{
	static const struct {
		const char *version, *platform;
		bool rough, news;
		const char *then_version, *then_platform;
	} steps[] = {
		{"", "", false, false, "", ""},
		{"5 or later", "", true, true, "5 or later", ""},
		{"5 or later", "", true, false, "5 or later", ""},
		{"6 or later", "", true, true, "6 or later", ""},
		{"4.3", "", false, true, "4.3", ""},
		{"5 or later", "Mac or so", true, true, "4.3", "Mac or so"},
		{"", "Linux", false, true, "4.3", "Linux"},
		{"4.4", "Linux", false, true, "4.4", "Linux"},
		{"7", "Windows", true, false, "4.4", "Linux"},
	};
	struct host_application it = {.application = 1};

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		struct host_client_info info = client_info_of(
			steps[i].version, steps[i].platform, steps[i].rough);

		assert_int_equal(host_application_set_client(&it, &info),
				 steps[i].news);
		assert_string_equal(it.client_info.version.text,
				    steps[i].then_version);
		assert_string_equal(it.client_info.platform.text,
				    steps[i].then_platform);
	}
}

/* ---- forwarded payloads ---- */

static const struct host_arrival received = {
	.time_us = 5000000, .flow = 1, .size = 100, .application = 7};

static bool forwards(struct host *host, struct host_arrival sent)
{
	return host_forwards(host, &sent);
}

/* Return: whether a sent payload forwards @received, which is the only one. */
static bool is_forwarded(struct host_arrival sent)
{
	struct host *host = calloc(1, sizeof(*host));
	bool forwarded;

	assert_non_null(host);
	host_note_received(host, &received);
	forwarded = forwards(host, sent);
	/* a received payload counts once */
	assert_false(forwards(host, sent) && forwarded);
	free(host);
	return forwarded;
}

static void a_payload_is_forwarded_to_another_flow(void **state)
{
	struct host_arrival sent = received;

	(void)state;
	assert_false(is_forwarded(sent)); /* an answer in its own flow */
	sent.flow = 2;
	assert_true(is_forwarded(sent));
	sent.size++;
	assert_false(is_forwarded(sent));
	sent.size -= 2;
	assert_false(is_forwarded(sent));
	sent.size++;
	sent.application++;
	assert_false(is_forwarded(sent));
	sent.application--;
	sent.time_us = received.time_us + HOST_FORWARD_US;
	assert_true(is_forwarded(sent));
	sent.time_us++;
	assert_false(is_forwarded(sent));
	sent.time_us = received.time_us - 1; /* the clock went back */
	assert_false(is_forwarded(sent));
}

static void the_last_payloads_are_remembered(void **state)
{
	struct host *host = calloc(1, sizeof(*host));
	struct host_arrival one = received;

	(void)state;
	assert_non_null(host);
	for (uint16_t i = 0; i <= HOST_ARRIVALS; i++) {
		one.size = (uint16_t)(100 + i);
		host_note_received(host, &one);
	}
	one.flow = 2;
	one.size = 100; /* the oldest of one too many */
	assert_false(forwards(host, one));
	for (uint16_t i = 1; i <= HOST_ARRIVALS; i++) {
		one.size = (uint16_t)(100 + i);
		assert_true(forwards(host, one));
		assert_false(forwards(host, one));
	}
	free(host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_are_a_ring),
		cmocka_unit_test(case_is_found_again),
		cmocka_unit_test(case_without_evidence_stays),
		cmocka_unit_test(weakest_case_gives_way),
		cmocka_unit_test(peers_are_estimated),
		cmocka_unit_test(peers_saturate),
		cmocka_unit_test(client_info_keeps_the_best),
		cmocka_unit_test(a_payload_is_forwarded_to_another_flow),
		cmocka_unit_test(the_last_payloads_are_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
