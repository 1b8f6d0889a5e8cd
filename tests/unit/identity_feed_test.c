/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The identity feed: a file in force as a whole or not at all, and what expires.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diagnostic.h"
#include "base/hash.h"
#include "identity/expiry.h"
#include "identity/feed.h"
#include "identity/table.h"
#include "policy/policy.h"

#define SEC USEC_PER_SEC
#define LIMIT 64 /* hosts of a file */
#define START (UINT64_C(1795197600) * SEC)

struct bench {
	struct policy *policy; /* users alice and bob, group vpn */
	struct identity_table *table;
	struct identity_expiry *expiry;
	struct identity_feed *feed;
	char path[64];
	struct diagnostics diagnostics;
	char said[4][200]; /* errors */
	unsigned lines;
	char warned[200]; /* the last one */
	unsigned warnings;
};

static void say(void *context, const char *line)
{
	struct bench *bench = context;

	if (strstr(line, ": warning: ")) {
		snprintf(bench->warned, sizeof(bench->warned), "%s", line);
		bench->warnings++;
		return;
	}
	if (bench->lines < 4)
		snprintf(bench->said[bench->lines], sizeof(bench->said[0]),
			 "%s", line);
	bench->lines++;
}

/* As skywarden-identity does it: beside, and renamed. */
static void put(struct bench *bench, const char *text)
{
	char beside[80];
	FILE *file;

	snprintf(beside, sizeof(beside), "%s.part", bench->path);
	file = fopen(beside, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(rename(beside, bench->path), 0);
}

/* Return: whether flows are to be decided anew. */
static bool update(struct bench *bench)
{
	bench->lines = 0;
	bench->warnings = 0;
	bench->diagnostics.count = 0;
	return identity_feed_update(bench->feed, bench->policy,
				    &bench->diagnostics);
}

static void resolve(const void *context, struct identity_entry *identity)
{
	(void)context;
	(void)identity;
}

/* The user of an address; "": none. */
static const char *who(struct bench *bench, const char *address, usec_t now)
{
	static struct identity_entry identity;
	struct identity_key key = {.of_mac = false};

	assert_int_equal(packet_address_parse(address, &key.address), 0);
	return identity_table_look(bench->table, &key, now, 1, resolve, NULL,
				   &identity)
		       ? identity.user
		       : "";
}

static int setup(void **state)
{
	static const struct policy_user users[] = {{.name = "alice"},
						   {.name = "bob"}};
	static const struct policy_group groups[] = {{.name = "vpn"}};
	const struct policy_spec spec = {
		.users = users,
		.groups = groups,
		.user_count = 2,
		.group_count = 1,
	};
	struct bench *bench = calloc(1, sizeof(*bench));
	int fd;

	bench->diagnostics = (struct diagnostics){.say = say, .context = bench};
	bench->policy = policy_create(&spec);
	assert_non_null(bench->policy);
	/* twice the limit, as the engine has it: no stripe fills up first */
	bench->table = identity_table_create(2 * LIMIT + 4096, &hash_key_fixed);
	bench->expiry = identity_expiry_create();
	bench->feed = identity_feed_create(bench->table, bench->expiry, LIMIT);
	assert_non_null(bench->feed);
	strcpy(bench->path, "/tmp/feed-XXXXXX");
	fd = mkstemp(bench->path);
	assert_true(fd >= 0);
	close(fd);
	unlink(bench->path);
	identity_feed_follow(bench->feed, bench->path);
	*state = bench;
	return 0;
}

static int teardown(void **state)
{
	struct bench *bench = *state;

	unlink(bench->path);
	identity_feed_destroy(bench->feed);
	identity_table_destroy(bench->table);
	identity_expiry_destroy(bench->expiry);
	policy_destroy(bench->policy);
	free(bench);
	return 0;
}

static void a_file_counts_as_a_whole(void **state)
{
	struct bench *bench = *state;

	assert_false(update(bench)); /* it is not there yet */
	put(bench, "10.0.0.1 alice\n10.0.0.2 bob\n10.0.0.3 carol\n");
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
	assert_string_equal(who(bench, "10.0.0.2", START), "bob");
	assert_false(update(bench)); /* it is read once */
	put(bench, "10.0.0.3 carol\n10.0.0.2 dave\n");
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "");
	assert_string_equal(who(bench, "10.0.0.2", START), "dave");
	assert_string_equal(who(bench, "10.0.0.3", START), "carol");
	/* the same once more, in another order: no news */
	put(bench, "10.0.0.2 dave\n10.0.0.3 carol\n");
	assert_false(update(bench));
	unlink(bench->path);
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.3", START), "");
}

static void a_file_with_an_error_changes_nothing(void **state)
{
	struct bench *bench = *state;
	char text[2048] = "", want[128];

	put(bench, "10.0.0.1 alice\n");
	assert_true(update(bench));
	put(bench, "10.0.0.1 bob\n# good\n10.0.0.300 carol\n");
	assert_false(update(bench));
	assert_int_equal(bench->lines, 1);
	snprintf(want, sizeof(want), "%s:3: ", bench->path);
	assert_memory_equal(bench->said[0], want, strlen(want));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
	update(bench);
	assert_int_equal(bench->lines, 0); /* it is logged once */
	put(bench, "10.0.0.1 bob\n10.0.0.2 b\n10.0.0.1 carol\n");
	assert_false(update(bench));
	assert_int_equal(bench->lines, 1);
	assert_memory_equal(bench->said[0], want, strlen(want));
	/* 64 have room, all of them; one more is refused */
	for (unsigned i = 0; i < 65; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "10.1.0.%u u%u\n", i, i);
	put(bench, text);
	assert_false(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
	*strstr(text, "10.1.0.64") = '\0';
	put(bench, text);
	assert_true(update(bench));
	for (unsigned i = 0; i < 64; i++) {
		char address[16], user[16];

		snprintf(address, sizeof(address), "10.1.0.%u", i);
		snprintf(user, sizeof(user), "u%u", i);
		assert_string_equal(who(bench, address, START), user);
	}
}

static void each_clock_passes_every_border(void **state)
{
	struct bench *bench = *state;
	struct identity_expiry *expiry = bench->expiry;
	struct identity_expiry_span one = {0}, other = {0};

	assert_false(identity_expiry_is_around(expiry, &one, START));
	put(bench, "10.0.0.2 bob - 1795197610\n10.0.0.1 alice - 1795197605\n"
		   "10.0.0.3 carol\n");
	assert_true(update(bench));
	assert_false(identity_expiry_move(expiry, START, &one));
	assert_false(identity_expiry_move(expiry, START, &other));
	assert_true(
		identity_expiry_is_around(expiry, &one, START + 5 * SEC - 1));
	assert_string_equal(who(bench, "10.0.0.1", START + 5 * SEC - 1),
			    "alice");
	assert_false(identity_expiry_is_around(expiry, &one, START + 5 * SEC));
	assert_true(identity_expiry_move(expiry, START + 5 * SEC, &one));
	assert_true(one.until == START + 10 * SEC);
	assert_string_equal(who(bench, "10.0.0.1", START + 5 * SEC), "");
	assert_string_equal(who(bench, "10.0.0.2", START + 5 * SEC), "bob");
	/* the other's clock is a little behind: its border is still to come */
	assert_true(
		identity_expiry_is_around(expiry, &other, START + 5 * SEC - 1));
	assert_true(identity_expiry_move(expiry, START + 5 * SEC, &other));
	assert_true(identity_expiry_move(expiry, START + 60 * SEC, &one));
	assert_true(one.until == UINT64_MAX);
	assert_string_equal(who(bench, "10.0.0.3", START + 60 * SEC), "carol");
	/* another capture begins before that */
	assert_false(identity_expiry_is_around(expiry, &one, START));
	assert_true(identity_expiry_move(expiry, START, &one));
	assert_true(one.until == START + 5 * SEC);
	/* another file, with other times */
	put(bench, "10.0.0.1 alice - 1795197602\n");
	update(bench);
	assert_false(identity_expiry_is_around(expiry, &one, START));
	assert_false(identity_expiry_move(expiry, START, &one));
	assert_true(one.until == START + 2 * SEC);
}

static void what_cannot_be_read_says_why(void **state)
{
	struct bench *bench = *state;
	char want[128];

	identity_feed_follow(bench->feed, "/tmp");
	assert_false(update(bench));
	assert_int_equal(bench->lines, 1);
	assert_string_equal(bench->said[0], "/tmp: Is a directory");
	identity_feed_follow(bench->feed, bench->path);
	put(bench, "10.0.0.1 a g,,h\n");
	assert_false(update(bench));
	snprintf(want, sizeof(want),
		 "%s:1: expected no empty group, got \"g,,h\"", bench->path);
	assert_string_equal(bench->said[0], want);
}

/* The counts are those of the followed file, or 0. */
static void what_is_in_force_is_counted(void **state)
{
	struct bench *bench = *state;

	put(bench, "10.0.0.1 alice\n10.0.0.2 bob\n");
	update(bench);
	assert_int_equal(identity_feed_count(bench->feed), 2);
	put(bench, "nonsense\n");
	update(bench);
	assert_int_equal(bench->lines, 1);
	assert_int_equal(identity_feed_count(bench->feed), 2);
	identity_feed_follow(bench->feed, "/tmp");
	update(bench);
	assert_int_equal(bench->lines, 1);
	assert_int_equal(identity_feed_count(bench->feed), 0);
}

/* A typo in a feeder is seen: once for each reading, and as long as it is there. */
static void names_that_are_unknown_are_counted(void **state)
{
	struct bench *bench = *state;
	struct policy_spec empty = {.users = NULL};
	struct policy *other = policy_create(&empty);
	char want[200];

	put(bench, "10.0.0.9 alice vpn\n10.0.0.1 - vpn\n");
	update(bench);
	assert_int_equal(bench->warnings, 0);
	assert_int_equal(identity_feed_count(bench->feed), 2);
	assert_int_equal(identity_feed_unknown_names(bench->feed), 0);
	put(bench, "10.0.0.9 alice\n# x\n10.0.0.2 bob vqn\n");
	assert_true(update(bench));
	assert_int_equal(bench->warnings, 1);
	snprintf(want, sizeof(want),
		 "%s:3: warning: group \"vqn\" is not in the configuration",
		 bench->path);
	assert_string_equal(bench->warned, want);
	assert_string_equal(who(bench, "10.0.0.2", START), "bob");
	update(bench);
	assert_int_equal(bench->warnings, 0); /* it was logged before */
	assert_int_equal(identity_feed_unknown_names(bench->feed), 1);
	/* the first line, wherever its host is in the order of hosts */
	put(bench,
	    "10.0.0.9 alcie\n10.0.0.1 bbo\n10.0.0.2 bob\n10.0.0.3 a,b v\n");
	update(bench);
	assert_int_equal(bench->warnings, 1);
	snprintf(want, sizeof(want),
		 "%s:1: warning: user \"alcie\" is not in the configuration; 3 "
		 "lines have such a name",
		 bench->path);
	assert_string_equal(bench->warned, want);
	assert_int_equal(identity_feed_unknown_names(bench->feed), 3);
	assert_int_equal(identity_feed_count(bench->feed), 4);
	/* a file that is refused changes nothing; another policy does */
	put(bench, "nonsense\n");
	update(bench);
	assert_int_equal(bench->warnings, 0);
	assert_int_equal(identity_feed_unknown_names(bench->feed), 3);
	identity_feed_update(bench->feed, other, &bench->diagnostics);
	assert_int_equal(bench->warnings, 1);
	assert_int_equal(identity_feed_unknown_names(bench->feed), 4);
	identity_feed_follow(bench->feed, NULL);
	update(bench);
	assert_int_equal(identity_feed_unknown_names(bench->feed), 0);
	assert_int_equal(identity_feed_count(bench->feed), 0);
	policy_destroy(other);
}

static void another_file_forgets_the_first(void **state)
{
	struct bench *bench = *state;

	put(bench, "10.0.0.1 alice\n");
	update(bench);
	identity_feed_follow(bench->feed, bench->path);
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
	identity_feed_follow(bench->feed, NULL);
	assert_string_equal(who(bench, "10.0.0.1", START), "");
	assert_true(update(bench));
	assert_false(update(bench));
	identity_feed_follow(bench->feed, bench->path);
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
}

/* Writes into the same file, so that its inode stays. */
static void put_in_place(struct bench *bench, const char *text,
			 struct timespec changed)
{
	const struct timespec times[2] = {changed, changed};
	FILE *file = fopen(bench->path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(utimensat(AT_FDCWD, bench->path, times, 0), 0);
}

/* Each part of a file's state alone makes it another one. */
static void a_file_is_read_again_when_anything_changed(void **state)
{
	const struct timespec when = {1000, 500};
	struct bench *bench = *state;

	put_in_place(bench, "10.0.0.1 alice\n", when);
	assert_true(update(bench));
	/* the same size, second and nanosecond: the file counts as unchanged */
	put_in_place(bench, "10.0.0.1 clara\n", when);
	assert_false(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
	/* another nanosecond */
	put_in_place(bench, "10.0.0.1 clara\n", (struct timespec){1000, 501});
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "clara");
	/* another second */
	put_in_place(bench, "10.0.0.1 david\n", (struct timespec){1001, 501});
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "david");
	/* an older time is another time, too */
	put_in_place(bench, "10.0.0.1 emily\n", (struct timespec){999, 501});
	assert_true(update(bench));
	/* another size */
	put_in_place(bench, "10.0.0.1 bob\n", (struct timespec){999, 501});
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "bob");
	/* another file of the same size and time */
	put(bench, "10.0.0.1 eve\n");
	assert_int_equal(utimensat(AT_FDCWD, bench->path,
				   (struct timespec[]){{999, 501}, {999, 501}},
				   0),
			 0);
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "eve");
}

/* After another path, the first one is read again although it did not change. */
static void a_path_that_comes_back_is_read_again(void **state)
{
	struct bench *bench = *state;

	put(bench, "10.0.0.1 alice\n");
	assert_true(update(bench));
	identity_feed_follow(bench->feed, "/nonexistent/identities");
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "");
	assert_false(update(bench));
	identity_feed_follow(bench->feed, bench->path);
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
}

/* Each part of a record alone makes it another one. */
static void each_part_of_a_record_is_news(void **state)
{
	static const char *const texts[] = {
		"10.0.0.1 alice\n",
		"10.0.0.1 bob\n",
		"10.0.0.1 bob vpn\n",
		"10.0.0.1 bob vpm\n",
		"10.0.0.1 bob vpm,vpn\n",
		"10.0.0.1 bob vpn,vpm\n",
		"10.0.0.1 bob vpn,vpm 1795197610\n",
		"10.0.0.1 bob vpn,vpm 1795197611\n",
		"10.0.0.1 bob vpn,vpm\n",
		"10.0.0.1 bob vpn,vpm\n02:00:00:00:00:01 bob\n",
		"10.0.0.1 bob vpn,vpm\n02:00:00:00:00:02 bob\n",
		"10.0.0.2 bob vpn,vpm\n02:00:00:00:00:02 bob\n",
		"02:00:00:00:00:02 bob\n",
		"# empty\n",
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		put(bench, texts[i]);
		assert_true(update(bench));
		put(bench, texts[i]);
		assert_false(update(bench));
	}
	assert_true(identity_table_is_empty(bench->table));
}

/* At its time an identity has expired; a microsecond before it has not. */
static void an_identity_expires_at_its_time(void **state)
{
	struct bench *bench = *state;
	struct identity_expiry_span span = {0};

	put(bench, "10.0.0.1 alice - 1795197605\n");
	update(bench);
	assert_string_equal(who(bench, "10.0.0.1", START + 5 * SEC - 1),
			    "alice");
	assert_string_equal(who(bench, "10.0.0.1", START + 5 * SEC), "");
	identity_expiry_move(bench->expiry, START + 5 * SEC - 1, &span);
	assert_true(span.until == START + 5 * SEC);
	identity_expiry_move(bench->expiry, START + 5 * SEC, &span);
	assert_true(span.from == START + 5 * SEC);
	assert_true(identity_expiry_is_around(bench->expiry, &span,
					      START + 5 * SEC));
	assert_false(identity_expiry_is_around(bench->expiry, &span,
					       START + 5 * SEC - 1));
	/* a file that is rejected leaves the times as they are */
	put(bench, "nonsense\n");
	update(bench);
	assert_true(identity_expiry_is_around(bench->expiry, &span,
					      START + 5 * SEC));
}

/* Times are in order whatever the order of hosts is. */
static void times_are_sorted(void **state)
{
	struct bench *bench = *state;
	struct identity_expiry_span span = {0};

	put(bench, "10.0.0.1 a - 1795197609\n10.0.0.2 b - 1795197603\n"
		   "10.0.0.3 c - 1795197606\n");
	update(bench);
	for (unsigned i = 0; i < 3; i++) {
		identity_expiry_move(bench->expiry, START + (3 * i + 1) * SEC,
				     &span);
		assert_true(span.until == START + 3 * (i + 1) * SEC);
	}
}

/* All errors of a file are reported, but no more than 20 and a last line. */
static void errors_are_limited(void **state)
{
	struct bench *bench = *state;
	char text[2048] = "";

	for (unsigned i = 0; i < 20; i++)
		strcat(text, "x\n");
	put(bench, text);
	assert_false(update(bench));
	assert_int_equal(bench->lines, 20);
	strcat(text, "x\n");
	put(bench, text);
	assert_false(update(bench));
	assert_int_equal(bench->lines, 21);
	strcat(text, "x\nx\nx\n");
	put(bench, text);
	assert_false(update(bench));
	assert_int_equal(bench->lines, 21);
}

static void put_bytes(struct bench *bench, const char *bytes, size_t size)
{
	FILE *file = fopen(bench->path, "we");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

static void lines_end_in_several_ways(void **state)
{
	static const char nul[] = "10.0.0.1 alice\n10.0.0.2 b\0b\n";
	struct bench *bench = *state;
	char want[128];

	put(bench, "10.0.0.1 alice\r\n\r\n10.0.0.2 bob");
	assert_true(update(bench));
	assert_string_equal(who(bench, "10.0.0.1", START), "alice");
	assert_string_equal(who(bench, "10.0.0.2", START), "bob");
	assert_int_equal(identity_feed_count(bench->feed), 2);
	put_bytes(bench, nul, sizeof(nul) - 1);
	assert_false(update(bench));
	snprintf(want, sizeof(want), "%s:2: a NUL byte", bench->path);
	assert_string_equal(bench->said[0], want);
	put_bytes(bench, "", 0);
	assert_true(update(bench));
	assert_int_equal(identity_feed_count(bench->feed), 0);
}

/* A host is named once: the later line is the error, and names the first. */
static void a_host_is_named_once(void **state)
{
	struct bench *bench = *state;
	char want[128];

	put(bench, "10.0.0.1 alice\n::ffff:10.0.0.1 bob\n");
	assert_false(update(bench));
	snprintf(want, sizeof(want), "%s:2: the same host as in line 1",
		 bench->path);
	assert_string_equal(bench->said[0], want);
	put(bench,
	    "02:00:00:00:00:01 alice\n10.0.0.1 a\n02-00-00-00-00-01 b\n");
	assert_false(update(bench));
	snprintf(want, sizeof(want), "%s:3: the same host as in line 1",
		 bench->path);
	assert_string_equal(bench->said[0], want);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_counts_as_a_whole),
		TEST(a_file_with_an_error_changes_nothing),
		TEST(each_clock_passes_every_border),
		TEST(another_file_forgets_the_first),
		TEST(what_cannot_be_read_says_why),
		TEST(what_is_in_force_is_counted),
		TEST(names_that_are_unknown_are_counted),
		TEST(a_file_is_read_again_when_anything_changed),
		TEST(a_path_that_comes_back_is_read_again),
		TEST(each_part_of_a_record_is_news),
		TEST(an_identity_expires_at_its_time),
		TEST(times_are_sorted),
		TEST(errors_are_limited),
		TEST(lines_end_in_several_ways),
		TEST(a_host_is_named_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
