/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Registers of endpoints and hosts. */
#include "host/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/hash.h"
#include "flow_sample.h"
#include "host/cache.h"

static struct endpoint make_endpoint(uint32_t number, uint16_t port)
{
	return (struct endpoint){.address = sample_address(number),
				 .port = port,
				 .transport = IPPROTO_UDP};
}

static int setup(void **state)
{
	*state = host_memory_create(100, &hash_key_fixed);
	return !*state;
}

static int teardown(void **state)
{
	host_memory_destroy(*state);
	return 0;
}

static void write_one(struct host_memory *memory,
		      const struct endpoint *endpoint, struct host_write write,
		      usec_t now)
{
	host_memory_write(memory, endpoint, &write, 1, now);
}

static struct host_registers read_of(struct host_memory *memory,
				     const struct endpoint *endpoint)
{
	struct host_registers registers;

	memset(&registers, 0xa5, sizeof(registers));
	host_memory_read(memory, endpoint, &registers);
	return registers;
}

static void recent_values_move_down(void **state)
{
	struct endpoint endpoint = make_endpoint(1, 100);
	struct host_registers it;

	assert_int_equal(read_of(*state, &endpoint).valid, 0);
	for (uint32_t i = 1; i <= 5; i++) {
		write_one(*state, &endpoint, (struct host_write){2, 3, i},
			  i * 10);
		it = read_of(*state, &endpoint);
		assert_int_equal(it.valid, i == 1   ? 0x04
					   : i == 2 ? 0x0c
						    : 0x1c);
		for (uint32_t j = 0; j < 3 && j < i; j++) {
			assert_int_equal(it.value[2 + j], i - j);
			assert_int_equal(it.time_us[2 + j], (i - j) * 10);
		}
	}
	/* neighbours are others', to the last register */
	write_one(*state, &endpoint, (struct host_write){5, 3, 50}, 60);
	write_one(*state, &endpoint, (struct host_write){5, 3, 51}, 61);
	write_one(*state, &endpoint, (struct host_write){5, 3, 52}, 62);
	write_one(*state, &endpoint, (struct host_write){0, 1, 7}, 63);
	write_one(*state, &endpoint, (struct host_write){0, 1, 8}, 64);
	it = read_of(*state, &endpoint);
	assert_int_equal(it.valid, 0xfd);
	assert_int_equal(it.value[0], 8);
	assert_int_equal(it.value[2], 5);
	assert_int_equal(it.value[4], 3);
	assert_int_equal(it.value[5], 52);
	assert_int_equal(it.value[7], 50);
}

static void several_at_once(void **state)
{
	struct endpoint endpoint = make_endpoint(1, 100);
	const struct host_write writes[] = {{0, 1, 1}, {1, 2, 2}, {1, 2, 3}};
	struct host_registers it;

	host_memory_write(*state, &endpoint, writes, 3, 9);
	it = read_of(*state, &endpoint);
	assert_int_equal(it.valid, 7);
	assert_int_equal(it.value[0], 1);
	assert_int_equal(it.value[1], 3);
	assert_int_equal(it.value[2], 2);
}

static void endpoints_and_hosts_are_apart(void **state)
{
	struct endpoint a = make_endpoint(1, 100), b = make_endpoint(1, 101);
	struct endpoint tcp = a;
	struct endpoint host = host_memory_of_host(&a.address);
	struct host_cache_counts counts;

	tcp.transport = IPPROTO_TCP;
	assert_int_equal(host.port, 0);
	assert_int_equal(host.transport, 0);
	write_one(*state, &a, (struct host_write){0, 1, 1}, 1);
	write_one(*state, &host, (struct host_write){0, 1, 2}, 1);
	assert_int_equal(read_of(*state, &a).value[0], 1);
	assert_int_equal(read_of(*state, &host).value[0], 2);
	assert_int_equal(read_of(*state, &b).valid, 0);
	assert_int_equal(read_of(*state, &tcp).valid, 0);
	host_memory_count(*state, &counts);
	assert_int_equal(counts.active, 2); /* reading makes nothing */
	host_memory_clear(*state);
	assert_int_equal(read_of(*state, &a).valid, 0);
}

/* Any sender makes entries: unused ones are evicted, used ones stay. */
static void flood_forgets_the_unused(void **state)
{
	struct endpoint used = make_endpoint(1, 1),
			unused = make_endpoint(1, 2);
	struct host_cache_counts counts;

	write_one(*state, &used, (struct host_write){0, 1, 1}, 1);
	write_one(*state, &unused, (struct host_write){0, 1, 1}, 1);
	for (uint32_t i = 0; i < 50000; i++) {
		struct endpoint endpoint = make_endpoint(i + 2, 3);

		write_one(*state, &endpoint, (struct host_write){0, 1, i}, i);
		assert_int_equal(read_of(*state, &used).valid, 1);
	}
	assert_int_equal(read_of(*state, &unused).valid, 0);
	host_memory_count(*state, &counts);
	assert_int_equal(counts.created, counts.evicted + counts.active);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(recent_values_move_down, setup,
						teardown),
		cmocka_unit_test_setup_teardown(several_at_once, setup,
						teardown),
		cmocka_unit_test_setup_teardown(endpoints_and_hosts_are_apart,
						setup, teardown),
		cmocka_unit_test_setup_teardown(flood_forgets_the_unused, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
