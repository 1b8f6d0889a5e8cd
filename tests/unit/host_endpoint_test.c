/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Known endpoints: proofs, lifetimes, and two applications at one endpoint. */
#include "host/endpoint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"
#include "flow_sample.h"
#include "host/cache.h"

#define SEC USEC_PER_SEC
#define START (UINT64_C(1500000000) * SEC)
#define LIFETIME (7200 * SEC)

static const struct endpoint here = {.port = 443, .transport = IPPROTO_TCP};

static int setup(void **state)
{
	*state = host_endpoints_create(100, &hash_key_fixed);
	return !*state;
}

static int teardown(void **state)
{
	host_endpoints_destroy(*state);
	return 0;
}

static bool learn(struct host_endpoints *endpoints, uint16_t application,
		  uint8_t bits, uint8_t needs, usec_t now)
{
	struct host_proof lesson = {.application = application,
				    .signature = (uint16_t)(bits + 1000),
				    .bits = bits,
				    .needs = needs,
				    .lifetime_us = LIFETIME};

	return host_endpoints_learn(endpoints, &here, &lesson, now);
}

static struct host_knowledge look(struct host_endpoints *endpoints, usec_t now)
{
	struct host_knowledge knowledge;

	memset(&knowledge, 0xa5, sizeof(knowledge));
	host_endpoints_lookup(endpoints, &here, now, &knowledge);
	return knowledge;
}

static void proofs_are_counted(void **state)
{
	struct host_knowledge it;

	assert_int_equal(look(*state, START).application, 0);
	assert_false(learn(*state, 1, 30, 3, START));
	assert_false(learn(*state, 1, 30, 3, START + 1));
	assert_int_equal(look(*state, START + 1).application, 0);
	assert_true(learn(*state, 1, 30, 3, START + 2));
	assert_false(learn(*state, 1, 30, 3, START + 3));
	it = look(*state, START + 4);
	assert_int_equal(it.application, 1);
	assert_int_equal(it.bits, 30);
	assert_int_equal(it.signature, 1030);
	assert_int_equal(it.since_us, START + 2);
}

static void knowledge_is_forgotten(void **state)
{
	assert_true(learn(*state, 1, 30, 1, START));
	assert_int_equal(look(*state, START + LIFETIME - 1).application, 1);
	assert_int_equal(look(*state, START + LIFETIME).application, 0);
	/* a proof prolongs it */
	assert_false(learn(*state, 1, 30, 1, START + LIFETIME - 1));
	assert_int_equal(look(*state, START + LIFETIME).application, 1);
	/* an earlier one does not shorten it */
	assert_false(learn(*state, 1, 30, 1, START));
	assert_int_equal(look(*state, START + LIFETIME).application, 1);
	/* once over, all begins anew, for anyone */
	assert_false(learn(*state, 2, 20, 2, START + 3 * LIFETIME));
	assert_true(learn(*state, 2, 20, 2, START + 3 * LIFETIME));
	assert_int_equal(look(*state, START + 3 * LIFETIME).application, 2);
	assert_int_equal(look(*state, START + 3 * LIFETIME).bits, 20);
}

static void proofs_expire_too(void **state)
{
	assert_false(learn(*state, 1, 30, 2, START));
	assert_false(learn(*state, 1, 30, 2, START + LIFETIME));
	assert_true(learn(*state, 1, 30, 2, START + LIFETIME + 1));
}

static void two_applications_are_a_hint(void **state)
{
	struct host_knowledge it;

	assert_true(learn(*state, 1, 30, 1, START));
	assert_false(learn(*state, 2, 40, 1, START + 1));
	it = look(*state, START + 2);
	assert_int_equal(it.application, 1);
	assert_int_equal(it.bits, HOST_ENDPOINT_HINT_BITS);
	/* more proofs do not heal it */
	assert_false(learn(*state, 1, 30, 1, START + 3));
	assert_int_equal(look(*state, START + 4).bits, HOST_ENDPOINT_HINT_BITS);
	/* time does */
	assert_true(learn(*state, 1, 30, 1, START + 2 * LIFETIME));
	assert_int_equal(look(*state, START + 2 * LIFETIME).bits, 30);
}

static void weak_knowledge_stays_weak(void **state)
{
	assert_true(learn(*state, 1, 8, 1, START));
	assert_false(learn(*state, 2, 40, 1, START));
	assert_int_equal(look(*state, START).bits, 8);
}

/* One lesson that needs more proofs must not keep another application out. */
static void unproven_gives_way(void **state)
{
	struct host_knowledge it;

	assert_false(learn(*state, 1, 30, 3, START));
	assert_true(learn(*state, 2, 24, 1, START));
	it = look(*state, START);
	assert_int_equal(it.application, 2);
	assert_int_equal(it.bits, HOST_ENDPOINT_HINT_BITS);

	host_endpoints_clear(*state);
	assert_false(learn(*state, 1, 20, 2, START));
	assert_false(learn(*state, 2, 10, 2, START)); /* less: no */
	assert_true(learn(*state, 1, 20, 2, START));
	assert_int_equal(look(*state, START).application, 1);

	host_endpoints_clear(*state);
	assert_false(learn(*state, 1, 20, 2, START));
	assert_false(learn(*state, 2, 30, 2, START)); /* more: yes */
	assert_true(learn(*state, 2, 30, 2, START));
	assert_int_equal(look(*state, START).application, 2);
}

/* A heavy lesson weighs only with the proofs that it needs itself. */
static void lessons_of_one_application(void **state)
{
	assert_false(learn(*state, 1, 40, 3, START));
	assert_true(learn(*state, 1, 10, 1, START));
	assert_int_equal(look(*state, START).bits, 10);
	assert_false(learn(*state, 1, 40, 3, START)); /* the third */
	assert_int_equal(look(*state, START).bits, 40);
	assert_false(learn(*state, 1, 10, 1, START));
	assert_int_equal(look(*state, START).bits, 40);
}

static void endpoints_are_apart(void **state)
{
	struct host_knowledge it;
	struct endpoint there[3] = {here, here, here};
	struct host_cache_counts counts;

	there[0].port++;
	there[1].transport = IPPROTO_UDP;
	there[2].address.bytes[15]++;
	learn(*state, 1, 30, 1, START);
	for (int i = 0; i < 3; i++) {
		host_endpoints_lookup(*state, &there[i], START, &it);
		assert_int_equal(it.application, 0);
	}
	host_endpoints_count(*state, &counts);
	assert_int_equal(counts.created, 1);
	assert_int_equal(counts.active, 1);
	host_endpoints_clear(*state);
	assert_int_equal(look(*state, START).application, 0);
}

/* ---- protection against eviction ---- */

static void answered(struct host_endpoints *endpoints, uint16_t port,
		     bool exchange, bool proven_peer)
{
	struct endpoint end = {.port = port, .transport = IPPROTO_UDP};
	struct host_proof lesson = {.application = 1,
				    .bits = 30,
				    .needs = 1,
				    .proven_peer = proven_peer,
				    .answered = exchange,
				    .lifetime_us = LIFETIME};

	assert_true(host_endpoints_learn(endpoints, &end, &lesson, START));
}

static struct host_knowledge look_at(struct host_endpoints *endpoints,
				     uint16_t port)
{
	struct endpoint end = {.port = port, .transport = IPPROTO_UDP};
	struct host_knowledge it;

	host_endpoints_lookup(endpoints, &end, START, &it);
	return it;
}

static void a_flood_pushes_out_only_its_like(void **state)
{
	struct host_cache_counts counts;

	answered(*state, 1, true, false);
	answered(*state, 2, false, false);
	for (unsigned i = 3; i < 60000; i++)
		answered(*state, (uint16_t)i, false, false);
	assert_int_equal(look_at(*state, 1).application, 1);
	assert_int_equal(look_at(*state, 2).application, 0);
	host_endpoints_count(*state, &counts);
	assert_int_equal(counts.created, 59999);
	assert_int_equal(counts.created, counts.evicted + counts.active);
}

static void an_exchange_later_makes_it_safe(void **state)
{
	struct endpoint end = {.port = 1, .transport = IPPROTO_UDP};
	struct host_proof lesson = {.application = 1,
				    .bits = 30,
				    .needs = 1,
				    .answered = true,
				    .lifetime_us = LIFETIME};

	answered(*state, 1, false, false);
	assert_false(host_endpoints_learn(*state, &end, &lesson, START + 5));
	for (unsigned i = 3; i < 60000; i++)
		answered(*state, (uint16_t)i, false, false);
	assert_int_equal(look_at(*state, 1).since_us, START);
}

static void an_end_known_by_others_proves_no_peer(void **state)
{
	answered(*state, 1, true, false);
	answered(*state, 2, true, true);
	assert_true(look_at(*state, 1).own);
	assert_false(look_at(*state, 2).own);
	assert_int_equal(look_at(*state, 2).bits, 30);
}

static void doubt_is_about_one_application(void **state)
{
	struct endpoint end = {.port = 1, .transport = IPPROTO_UDP};

	answered(*state, 1, true, false);
	host_endpoints_doubt(*state, &end, 2);
	assert_int_equal(look_at(*state, 1).bits, 30);
	host_endpoints_doubt(*state, &end, 1);
	assert_int_equal(look_at(*state, 1).bits, HOST_ENDPOINT_HINT_BITS);
	end.port = 9;
	host_endpoints_doubt(*state, &end, 1); /* unknown */
}

/* Only what completes the proofs that were needed. */
static void news_are_what_was_learned(void **state)
{
	unsigned before = host_endpoints_news(*state);

	learn(*state, 1, 30, 2, START);
	assert_int_equal(host_endpoints_news(*state), before);
	learn(*state, 1, 30, 2, START + SEC);
	assert_int_not_equal(host_endpoints_news(*state), before);
	before = host_endpoints_news(*state);
	learn(*state, 1, 30, 2, START + 2 * SEC); /* nothing new */
	assert_int_equal(host_endpoints_news(*state), before);
}

/* ---- reloads ---- */

static bool learn_under(struct host_endpoints *endpoints, uint16_t signature,
			struct revision revision)
{
	const struct host_proof proof = {.application = 1,
					 .signature = signature,
					 .bits = 30,
					 .needs = 2,
					 .answered = true,
					 .lifetime_us = LIFETIME,
					 .revision = revision};

	return host_endpoints_learn(endpoints, &here, &proof, START);
}

/* The first of two proofs counts after a reload only if its number means the same. */
static void proofs_over_a_reload(void **state)
{
	const struct revision first = {.number = 1}, same = {.number = 2},
			      withdrew = {.number = 2, .withdrawn = 2},
			      renumbered = {.number = 2, .renumbered = 2};

	assert_false(learn_under(*state, 7, first));
	assert_true(learn_under(*state, 7, same));

	host_endpoints_clear(*state);
	assert_false(learn_under(*state, 7, first));
	assert_true(learn_under(*state, 8, same)); /* of another signature */

	host_endpoints_clear(*state);
	assert_false(learn_under(*state, 7, first));
	assert_true(learn_under(*state, 7, withdrew)); /* 7 still exists */

	host_endpoints_clear(*state);
	assert_false(learn_under(*state, 7, first));
	assert_false(learn_under(*state, 8, withdrew)); /* 7 may be gone */
	assert_true(learn_under(*state, 8, withdrew));

	host_endpoints_clear(*state);
	assert_false(learn_under(*state, 7, first));
	assert_false(learn_under(*state, 7, renumbered));
	assert_true(learn_under(*state, 7, renumbered));
}

/* A known endpoint is forgotten by the first proof after numbers started over. */
static void knowledge_over_a_reload(void **state)
{
	const struct revision first = {.number = 1},
			      renumbered = {.number = 2, .renumbered = 2};

	assert_false(learn_under(*state, 7, first));
	assert_true(learn_under(*state, 7, first));
	assert_int_equal(look(*state, START).revision, 1);
	assert_false(learn_under(*state, 7, renumbered));
	assert_int_equal(look(*state, START).application, 0);
	assert_true(learn_under(*state, 7, renumbered));
	assert_int_equal(look(*state, START).revision, 2);
}

/* A port is remembered in seconds: its end, and that of ports beside it. */
static void ports_are_known_apart(void **state)
{
	struct endpoint end = {.transport = IPPROTO_UDP};
	struct host_knowledge it;

	answered(*state, 32, true, false);
	for (uint16_t port = 0; port < 100; port++) {
		end.port = port;
		host_endpoints_lookup(*state, &end, START, &it);
		assert_int_equal(it.application, port == 32);
	}
	end.port = 32;
	host_endpoints_lookup(*state, &end, START + LIFETIME - 1, &it);
	assert_int_equal(it.application, 1);
	end.transport = IPPROTO_TCP;
	host_endpoints_lookup(*state, &end, START, &it);
	assert_int_equal(it.application, 0);
	/* also to the end within a second */
	assert_true(learn(*state, 1, 30, 1, START + SEC / 2));
	assert_int_equal(
		look(*state, START + LIFETIME + SEC / 2 - 1).application, 1);
	assert_int_equal(look(*state, START + LIFETIME + SEC / 2).application,
			 0);
}

/* An application at another one's known endpoint makes it a hint at both bounds. */
static void a_hint_has_a_bound(void **state)
{
	for (uint8_t bits = HOST_ENDPOINT_HINT_BITS - 1;
	     bits <= HOST_ENDPOINT_HINT_BITS + 1; bits++) {
		host_endpoints_clear(*state);
		assert_true(learn(*state, 1, bits, 1, START));
		assert_false(learn(*state, 2, 40, 1, START));
		assert_int_equal(look(*state, START).bits,
				 bits < HOST_ENDPOINT_HINT_BITS
					 ? bits
					 : HOST_ENDPOINT_HINT_BITS);
	}
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- reloads ---- */

/* A proof by @signature under a ruleset; it needs three. */
static bool prove_under(struct host_endpoints *endpoints,
			const struct revision *revision, uint16_t application,
			uint16_t signature, usec_t now)
{
	const struct host_proof proof = {.application = application,
					 .signature = signature,
					 .bits = 30,
					 .needs = 3,
					 .lifetime_us = LIFETIME,
					 .revision = *revision};

	return host_endpoints_learn(endpoints, &here, &proof, now);
}

static void proofs_outlive_a_plain_reload(void **state)
{
	struct revision one = {.number = 1}, two;

	revision_follow(&two, &one, 2, false, false);
	assert_false(prove_under(*state, &one, 1, 5, START));
	assert_false(prove_under(*state, &two, 1, 6, START + 1));
	assert_true(prove_under(*state, &two, 1, 5, START + 2));
	assert_int_equal(look(*state, START + 3).revision, 2);
}

/* Whether another signature's proofs are withdrawn is not known: start over. */
static void proofs_outlive_a_withdrawal_by_the_same_signature(void **state)
{
	struct revision one = {.number = 1}, two;

	revision_follow(&two, &one, 2, true, false);
	assert_false(prove_under(*state, &one, 1, 5, START));
	assert_false(prove_under(*state, &two, 1, 5, START + 1));
	assert_true(prove_under(*state, &two, 1, 5, START + 2));
	host_endpoints_clear(*state);
	assert_false(prove_under(*state, &one, 1, 5, START));
	assert_false(prove_under(*state, &two, 1, 6, START + 1));
	assert_false(prove_under(*state, &two, 1, 6, START + 2));
	assert_true(prove_under(*state, &two, 1, 6, START + 3));
}

/* The number means another application now. */
static void renumbering_forgets_proofs(void **state)
{
	struct revision one = {.number = 1}, two;

	revision_follow(&two, &one, 2, false, true);
	assert_false(prove_under(*state, &one, 1, 5, START));
	assert_false(prove_under(*state, &one, 1, 5, START + 1));
	assert_false(prove_under(*state, &two, 1, 5, START + 2));
	assert_false(prove_under(*state, &two, 1, 5, START + 3));
	assert_int_equal(look(*state, START + 4).application, 0);
	assert_true(prove_under(*state, &two, 1, 5, START + 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(proofs_are_counted),
		CASE(knowledge_is_forgotten),
		CASE(proofs_outlive_a_plain_reload),
		CASE(proofs_outlive_a_withdrawal_by_the_same_signature),
		CASE(renumbering_forgets_proofs),
		CASE(proofs_expire_too),
		CASE(two_applications_are_a_hint),
		CASE(weak_knowledge_stays_weak),
		CASE(unproven_gives_way),
		CASE(lessons_of_one_application),
		CASE(endpoints_are_apart),
		CASE(a_flood_pushes_out_only_its_like),
		CASE(an_exchange_later_makes_it_safe),
		CASE(an_end_known_by_others_proves_no_peer),
		CASE(doubt_is_about_one_application),
		CASE(news_are_what_was_learned),
		CASE(proofs_over_a_reload),
		CASE(knowledge_over_a_reload),
		CASE(ports_are_known_apart),
		CASE(a_hint_has_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
