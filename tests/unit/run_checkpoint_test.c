/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quotas.json in a directory: what a start, a reload and a damaged file keep of the
 * usage of quotas, and when it is written.
 */
#include "run/checkpoint.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/hash.h"
#include "engine/engine.h"
#include "engine_stand.h"
#include "host/quota.h"
#include "policy/quota.h"

#define SEC USEC_PER_SEC

#define RULE                                                                  \
	"rules = ( { name = \"r\"; quota = \"q\"; exceeded = true; action = " \
	"\"drop\"; } );\n"
#define QUOTA(name, what, per, period)                             \
	"quotas = ( { name = \"" name "\"; " what "; per = \"" per \
	"\"; period = \"" period "\"; zone = \"UTC\"; } );\n"
#define DAY QUOTA("q", "bytes = 1000", "host", "day") RULE

static const char no_signatures[] = "applications = ( { name = \"a\"; } );\n";

/* A daemon and its directory. */
struct bench {
	struct ruleset *ruleset;
	struct engine *engine;
	struct run_checkpoint *checkpoint;
	char directory[64];
	usec_t now; /* noon */
};

static void load_rules(struct bench *bench, const char *rules)
{
	bench->ruleset = stand_load(rules, no_signatures, NULL);
	bench->engine = engine_create(bench->ruleset, &hash_key_fixed);
	bench->checkpoint =
		run_checkpoint_create(bench->engine, bench->directory);
	assert_non_null(bench->checkpoint);
}

static void unload_rules(struct bench *bench)
{
	run_checkpoint_destroy(bench->checkpoint);
	engine_destroy(bench->engine);
	config_ruleset_free(bench->ruleset);
}

/* Another daemon on the same directory. */
static void restart(struct bench *bench, const char *rules)
{
	unload_rules(bench);
	load_rules(bench, rules);
}

static int setup(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	strcpy(bench->directory, "/tmp/checkpoint-XXXXXX");
	assert_non_null(mkdtemp(bench->directory));
	bench->now = UINT64_C(1795176000) * SEC; /* 2026-11-20 12:00 UTC */
	load_rules(bench, DAY);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;
	char command[128];

	unload_rules(bench);
	snprintf(command, sizeof(command), "rm -r %s", bench->directory);
	assert_int_equal(system(command), 0);
	free(bench);
	return 0;
}

/* ---- counts ---- */

static struct host_quota_count *acquire(struct bench *bench, const char *host,
					unsigned *stripe)
{
	const struct policy_quotas *quotas = bench->ruleset->quotas;
	const struct policy_quota *quota =
		policy_quotas_get(quotas, policy_quotas_find(quotas, "q"));
	struct host_quota_key key = {.slot = quota->slot, .kind = quota->per};
	struct address address;

	if (quota->per == POLICY_QUOTA_HOST) {
		packet_address_parse(host, &address);
		memcpy(key.subject, &address, sizeof(address));
	} else {
		strcpy(key.subject, host);
	}
	return host_quotas_acquire(bench->engine->quotas, &key, bench->now,
				   stripe);
}

/* Adds to a count whose period is from 12 hours before @now, of a day. */
static void use(struct bench *bench, const char *host, uint64_t used)
{
	unsigned stripe;
	struct host_quota_count *count = acquire(bench, host, &stripe);

	count->used += used;
	count->from_us = bench->now - 12 * 3600 * SEC;
	count->until_us = bench->now + 12 * 3600 * SEC;
	host_quotas_release(bench->engine->quotas, stripe);
}

static struct host_quota_count look(struct bench *bench, const char *host)
{
	unsigned stripe;
	struct host_quota_count copy, *count = acquire(bench, host, &stripe);

	copy = *count;
	host_quotas_release(bench->engine->quotas, stripe);
	return copy;
}

static uint64_t used(struct bench *bench, const char *host)
{
	return look(bench, host).used;
}

/* ---- files ---- */

static const char *path(const struct bench *bench, const char *name)
{
	static char paths[4][128];
	static unsigned at;
	char *text = paths[at++ % 4];

	snprintf(text, sizeof(paths[0]), "%s/%s", bench->directory, name);
	return text;
}

static bool exists(const struct bench *bench, const char *name)
{
	return access(path(bench, name), F_OK) == 0;
}

static int save(struct bench *bench)
{
	return run_checkpoint_save(bench->checkpoint, bench->now);
}

static int load(struct bench *bench)
{
	return run_checkpoint_load(bench->checkpoint, bench->now);
}

/* ---- starts ---- */

static void a_restart_goes_on(void **state)
{
	struct bench *bench = *state;
	struct stat status;

	assert_int_equal(load(bench), 0); /* there is none yet */
	use(bench, "10.0.0.1", 100);
	use(bench, "2001:db8::1", 7);
	assert_int_equal(save(bench), 0);
	assert_int_equal(stat(path(bench, "quotas.json"), &status), 0);
	assert_int_equal(status.st_mode & 0777 & ~0640, 0);
	assert_false(exists(bench, "quotas.json.part"));
	restart(bench, DAY);
	assert_int_equal(used(bench, "10.0.0.1"), 0);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	assert_int_equal(used(bench, "2001:db8::1"), 7);
	assert_true(look(bench, "10.0.0.1").until_us ==
		    bench->now + 12 * 3600 * SEC);
}

/* Quotas that come by a reload have counted before the file is read. */
static void usage_of_before_the_load_is_added(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	save(bench);
	restart(bench, DAY);
	use(bench, "10.0.0.1", 20);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 120);
}

static void a_period_that_is_over_is_not_kept(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	/* at its last microsecond it still is */
	bench->now += 12 * 3600 * SEC - 1;
	save(bench);
	restart(bench, DAY);
	load(bench);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	bench->now += 1;
	save(bench);
	restart(bench, DAY);
	bench->now -= 1;
	load(bench);
	assert_int_equal(used(bench, "10.0.0.1"), 0);
}

/* Another period takes effect at once; the usage stays. */
static void another_period_is_the_one_of_now(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	save(bench);
	restart(bench, QUOTA("q", "bytes = 1000", "host", "month") RULE);
	load(bench);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	/* November: from its first day to that of December */
	assert_true(look(bench, "10.0.0.1").from_us ==
		    UINT64_C(1793491200) * SEC);
	assert_true(look(bench, "10.0.0.1").until_us ==
		    UINT64_C(1796083200) * SEC);
}

/* Without a time, as in a replay, a count stays as it was written. */
static void without_a_time_the_period_stays(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	save(bench);
	restart(bench, QUOTA("q", "bytes = 1000", "host", "month") RULE);
	assert_int_equal(run_checkpoint_load(bench->checkpoint, 0), 0);
	assert_true(look(bench, "10.0.0.1").until_us ==
		    bench->now + 12 * 3600 * SEC);
}

/* Another limit keeps the usage; another name, unit or subject does not. */
static void a_quota_that_counts_something_else_starts_anew(void **state)
{
	struct bench *bench = *state;
	struct host_quotas_counts counts;

	use(bench, "10.0.0.1", 100);
	save(bench);
	restart(bench, QUOTA("q", "bytes = 5", "host", "day") RULE);
	load(bench);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	restart(bench, QUOTA("q", "call_minutes = 5", "host", "day") RULE);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 0);
	restart(bench, "groups = ( { name = \"10.0.0.1\"; networks = [ "
		       "\"10.0.0.0/8\" ]; } );\n" QUOTA("q", "bytes = 1000",
							"group", "day") RULE);
	assert_int_equal(load(bench), 0);
	host_quotas_count(bench->engine->quotas, &counts);
	assert_int_equal(counts.active, 0);
	assert_int_equal(used(bench, "10.0.0.1"), 0);
	restart(bench, "quotas = ( { name = \"p\"; bytes = 9; per = \"host\"; "
		       "period = \"day\"; zone = \"UTC\"; },\n"
		       "  { name = \"q\"; bytes = 9; per = \"host\"; "
		       "period = \"day\"; zone = \"UTC\"; } );\n" RULE);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 100); /* by its name */
}

static void without_quotas_nothing_is_touched(void **state)
{
	struct bench *bench = *state;

	restart(bench, "# none\n");
	stand_write(path(bench, "quotas.json"), "damaged");
	assert_int_equal(load(bench), 0);
	run_checkpoint_save_if_due(bench->checkpoint, bench->now);
	assert_int_equal(save(bench), 0);
	assert_true(exists(bench, "quotas.json"));
	assert_false(exists(bench, "quotas.json.damaged"));
	assert_false(exists(bench, "quotas.json.1"));
}

/* ---- damage ---- */

static void a_damaged_file_is_put_aside_for_the_one_before(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	save(bench);
	use(bench, "10.0.0.1", 50);
	save(bench);
	assert_true(exists(bench, "quotas.json.1"));
	stand_write(path(bench, "quotas.json"), "{");
	restart(bench, DAY);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	assert_true(exists(bench, "quotas.json.damaged"));
	assert_false(exists(bench, "quotas.json"));
	/* the good generation is not lost by the next write */
	save(bench);
	restart(bench, DAY);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
}

static void with_both_damaged_counting_starts_at_zero(void **state)
{
	struct bench *bench = *state;

	stand_write(path(bench, "quotas.json"), "{");
	stand_write(path(bench, "quotas.json.1"), "[]");
	assert_int_equal(load(bench), -EINVAL);
	assert_int_equal(used(bench, "10.0.0.1"), 0);
	assert_true(exists(bench, "quotas.json.damaged"));
	assert_true(exists(bench, "quotas.json.1.damaged"));
}

/* Killed between its two renames, a daemon leaves only the file before. */
static void only_the_file_before_is_enough(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	save(bench);
	assert_int_equal(rename(path(bench, "quotas.json"),
				path(bench, "quotas.json.1")),
			 0);
	restart(bench, DAY);
	assert_int_equal(load(bench), 0);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	/* a damaged one before, and no other, is an error */
	unlink(path(bench, "quotas.json.1"));
	stand_write(path(bench, "quotas.json.1"), "{");
	restart(bench, DAY);
	assert_int_equal(load(bench), -EINVAL);
}

/* A file that is too large to be ours is not read, and stays where it is. */
static void a_huge_file_is_not_read(void **state)
{
	struct bench *bench = *state;

	stand_write(path(bench, "quotas.json"), "{}");
	assert_int_equal(truncate(path(bench, "quotas.json"), (256L << 20) + 1),
			 0);
	assert_int_equal(load(bench), -EFBIG);
	assert_true(exists(bench, "quotas.json"));
	assert_false(exists(bench, "quotas.json.damaged"));
}

static void what_is_no_file_is_not_read(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(symlink("/dev/null", path(bench, "quotas.json")), 0);
	assert_int_equal(load(bench), -ENOTSUP);
	unlink(path(bench, "quotas.json"));
	assert_int_equal(mkdir(path(bench, "quotas.json"), 0700), 0);
	assert_int_equal(load(bench), -EISDIR);
	assert_int_equal(save(bench), -EISDIR);
	assert_true(exists(bench, "quotas.json"));
}

/* ---- when ---- */

/* Write times are seen by the count in the file. */
static bool due(struct bench *bench, usec_t now)
{
	unlink(path(bench, "quotas.json"));
	run_checkpoint_save_if_due(bench->checkpoint, now);
	return exists(bench, "quotas.json");
}

/* The interval is 10 s, less a quarter of a second and what writing takes. */
static void it_is_written_in_time_if_something_changed(void **state)
{
	struct bench *bench = *state;
	usec_t now = bench->now;

	use(bench, "10.0.0.1", 1);
	assert_true(due(bench, now)); /* never before */
	use(bench, "10.0.0.1", 1);
	assert_false(due(bench, now + 6 * SEC));
	assert_true(due(bench, now + 10 * SEC - SEC / 4));
	assert_false(due(bench, now + 30 * SEC)); /* nothing has changed */
	use(bench, "10.0.0.1", 1);
	assert_true(due(bench, now + 30 * SEC));
	/* a clock that is set back does not stop it */
	use(bench, "10.0.0.1", 1);
	assert_true(due(bench, now + 20 * SEC));
}

/* After a failure it is tried again each interval, without another change. */
static void a_failure_is_tried_again(void **state)
{
	struct bench *bench = *state;
	usec_t now = bench->now;

	assert_int_equal(mkdir(path(bench, "quotas.json"), 0700), 0);
	use(bench, "10.0.0.1", 1);
	run_checkpoint_save_if_due(bench->checkpoint, now);
	assert_int_equal(rmdir(path(bench, "quotas.json")), 0);
	run_checkpoint_save_if_due(bench->checkpoint, now + SEC);
	assert_false(exists(bench, "quotas.json"));
	run_checkpoint_save_if_due(bench->checkpoint, now + 10 * SEC);
	assert_true(exists(bench, "quotas.json"));
}

/* A reload may bring the first quotas: the file is read before it is written. */
static void the_first_call_reads_the_file(void **state)
{
	struct bench *bench = *state;

	use(bench, "10.0.0.1", 100);
	save(bench);
	restart(bench, DAY);
	run_checkpoint_save_if_due(bench->checkpoint, bench->now);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
	/* and only once */
	run_checkpoint_save_if_due(bench->checkpoint, bench->now + 20 * SEC);
	assert_int_equal(used(bench, "10.0.0.1"), 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_restart_goes_on),
		TEST(usage_of_before_the_load_is_added),
		TEST(a_period_that_is_over_is_not_kept),
		TEST(another_period_is_the_one_of_now),
		TEST(without_a_time_the_period_stays),
		TEST(a_quota_that_counts_something_else_starts_anew),
		TEST(without_quotas_nothing_is_touched),
		TEST(a_damaged_file_is_put_aside_for_the_one_before),
		TEST(with_both_damaged_counting_starts_at_zero),
		TEST(only_the_file_before_is_enough),
		TEST(a_huge_file_is_not_read),
		TEST(what_is_no_file_is_not_read),
		TEST(it_is_written_in_time_if_something_changed),
		TEST(a_failure_is_tried_again),
		TEST(the_first_call_reads_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
