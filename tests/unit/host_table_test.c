/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts by address, and what is reported of one that is evicted. */
#include "host/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"
#include "host/cache.h"
#include "host/host.h"

static struct address address_of(uint32_t number)
{
	const uint8_t bytes[4] = {10, (uint8_t)(number >> 16),
				  (uint8_t)(number >> 8), (uint8_t)number};

	return packet_address_from_ipv4(bytes);
}

/* @place: of the application that has an activity; HOST_APPLICATIONS: none has. */
static void make(struct host_table *table, uint32_t number, unsigned place,
		 bool began, struct host_departed *departed)
{
	const struct address address = address_of(number);
	unsigned stripe;
	struct host *host =
		host_table_acquire(table, &address, departed, &stripe);

	assert_non_null(host);
	host->revision = number;
	if (place < HOST_APPLICATIONS) {
		host->applications[place].application = (uint16_t)(place + 1);
		host->applications[place].episodes.all[EPISODES - 1] =
			(struct episode){.activity = 7, .began = began};
	}
	host_table_release(table, stripe);
}

static void hosts_are_found_by_address(void **state)
{
	struct host_table *table = host_table_create(100, &hash_key_fixed);
	const struct address address = address_of(1), other = address_of(2);
	struct host_cache_counts counts;
	unsigned stripe;
	struct host *host;

	(void)state;
	assert_null(host_table_find(table, &address, &stripe));
	make(table, 1, HOST_APPLICATIONS, false, NULL);
	assert_null(host_table_find(table, &other, &stripe));
	host = host_table_find(table, &address, &stripe);
	assert_non_null(host);
	assert_int_equal(host->revision, 1);
	host_table_release(table, stripe);
	host_table_count(table, &counts);
	assert_int_equal(counts.created, 1);
	assert_int_equal(counts.active, 1);
	host_table_clear(table);
	assert_null(host_table_find(table, &address, &stripe));
	host_table_count(table, &counts);
	assert_int_equal(counts.active + counts.created, 0);
	host_table_destroy(table);
}

/* Evicts hosts with an activity that began or not, in each place of a host. */
static void evicted_hosts_are_reported_if_they_were_busy(void **state)
{
	for (unsigned place = 0; place <= HOST_APPLICATIONS; place++)
		for (unsigned began = 0; began < 2; began++) {
			struct host_table *table =
				host_table_create(1, &hash_key_fixed);
			struct host_cache_counts counts = {0};
			struct host_departed departed;
			unsigned reported = 0;

			for (uint32_t i = 1; counts.evicted < 50; i++) {
				memset(&departed, 0xa5, sizeof(departed));
				make(table, i, place, began, &departed);
				host_table_count(table, &counts);
				if (!departed.busy)
					continue;
				reported++;
				/* the address belongs to the revision */
				const struct address address =
					address_of(departed.revision);

				assert_memory_equal(&departed.address, &address,
						    sizeof(address));
				assert_true(departed.revision < i);
				for (unsigned j = 0; j < HOST_APPLICATIONS; j++)
					assert_int_equal(
						departed.applications[j]
							.application,
						j == place ? place + 1 : 0);
				assert_int_equal(
					departed.applications[place]
						.episodes.all[EPISODES - 1]
						.activity,
					7);
			}
			assert_int_equal(
				reported,
				began && place < HOST_APPLICATIONS ? 50 : 0);
			host_table_destroy(table);
		}
	(void)state;
}

static void add(void *context, const struct address *address,
		const struct host *host)
{
	uint32_t *sum = context;
	const struct address expected = address_of(host->revision);

	assert_memory_equal(address, &expected, sizeof(expected));
	*sum += host->revision;
}

static void each_host_is_visited_once(void **state)
{
	struct host_table *table = host_table_create(100, &hash_key_fixed);
	uint32_t sum = 0;

	(void)state;
	for (uint32_t i = 1; i <= 100; i++)
		make(table, i, HOST_APPLICATIONS, false, NULL);
	host_table_each(table, add, &sum);
	assert_int_equal(sum, 5050);
	host_table_destroy(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts_are_found_by_address),
		cmocka_unit_test(evicted_hosts_are_reported_if_they_were_busy),
		cmocka_unit_test(each_host_is_visited_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
