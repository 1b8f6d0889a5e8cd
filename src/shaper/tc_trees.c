/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Both trees or none: a class in one direction only is not what the configuration
 * asks for.
 */
#include "shaper/tc_trees.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "shaper/shaper.h"
#include "io/tc.h"
#include "policy/classes.h"

#define PORTS 2
#define UPDATE_MOST \
	512 /* changes at a time: the kernel locks out other readers */

struct shaper_tc_trees {
	struct shaper *shaper;
	struct io_tc *ports[PORTS]; /* by direction of what leaves there */
	char names[PORTS][IFNAMSIZ];
	unsigned failures, failures_logged;
};

static bool trees_exist(const struct shaper_tc_trees *trees)
{
	return trees->ports[0];
}

static void remove_trees(struct shaper_tc_trees *trees)
{
	for (unsigned d = 0; d < PORTS; d++) {
		io_tc_close(trees->ports[d]);
		trees->ports[d] = NULL;
	}
	shaper_set_mode(trees->shaper, SHAPER_POLICE);
	shaper_forget_kernel(trees->shaper);
}

/* ---- changes ---- */

static int apply_to_port(struct io_tc *port, unsigned direction,
			 const struct shaper_change *change)
{
	const struct io_tc_class class = {
		.minor = change->minor,
		.parent = change->parent,
		.priority = change->priority,
		.leaf = change->leaf,
		.rate_bps = change->rate_bps[direction],
		.ceiling_bps = change->ceiling_bps[direction],
	};

	return change->gone ? io_tc_delete(port, change->minor)
			    : io_tc_set(port, &class);
}

static void apply_change(struct shaper_tc_trees *trees,
			 const struct shaper_change *change)
{
	int error = 0;

	for (unsigned d = 0; d < PORTS; d++) {
		int status = apply_to_port(trees->ports[d], d, change);

		if (status)
			error = status;
	}
	/* remove it from the port that accepted it, so that the next attempt can work */
	for (unsigned d = 0; d < PORTS && error && change->fresh; d++)
		io_tc_delete(trees->ports[d], change->minor);
	if (error) {
		trees->failures++;
		log_debug("%s: class %x: %s", trees->names[0], change->minor,
			  strerror(-error));
	}
	shaper_done(trees->shaper, change, !error);
}

static void apply_all(struct shaper_tc_trees *trees, unsigned most)
{
	struct shaper_change change;

	while (most-- && shaper_next(trees->shaper, &change))
		apply_change(trees, &change);
}

/* ---- the trees ---- */

static void build_trees(struct shaper_tc_trees *trees)
{
	char why[256];
	struct text text;

	text_init(&text, why, sizeof(why));
	for (unsigned d = 0; d < PORTS; d++) {
		trees->ports[d] = io_tc_open(trees->names[d],
					     POLICY_CLASS_MINOR_DEFAULT, &text);
		if (trees->ports[d])
			continue;
		log_warnx("classes: %s; falling back to policing", why);
		remove_trees(trees);
		return;
	}
	shaper_set_mode(trees->shaper, SHAPER_KERNEL);
	shaper_forget_kernel(trees->shaper);
	apply_all(trees, -1U);
	if (trees->failures) { /* an incomplete tree shapes wrongly */
		log_warnx(
			"classes: kernel rejected %u classes; falling back to "
			"policing",
			trees->failures);
		remove_trees(trees);
		return;
	}
	log_info("classes: the kernel shapes on %s and %s", trees->names[0],
		 trees->names[1]);
}

/* Return: whether the ports are the same as before. */
static bool set_port_names(struct shaper_tc_trees *trees, const char *lan,
			   const char *uplink)
{
	const char *names[PORTS] = {lan, uplink};
	bool same = true;

	for (unsigned d = 0; d < PORTS; d++) {
		same &= strcmp(trees->names[d], names[d]) == 0;
		memset(trees->names[d], 0, IFNAMSIZ);
		strncpy(trees->names[d], names[d], IFNAMSIZ - 1);
	}
	return same;
}

void shaper_tc_trees_follow(struct shaper_tc_trees *trees,
			    const struct policy_classes *classes,
			    const char *lan, const char *uplink)
{
	/* while a root qdisc is added or removed the kernel drops packets: keep
	 * an empty tree */
	bool wanted = policy_classes_count(classes) || trees_exist(trees);

	if (wanted && (!lan || !uplink)) {
		log_warnx("classes: neither the configuration nor bridge.conf "
			  "names both ports; falling back to policing");
		wanted = false;
	}
	if (!wanted || !set_port_names(trees, lan, uplink))
		remove_trees(trees);
	trees->failures = trees->failures_logged = 0;
	if (wanted && trees_exist(trees))
		apply_all(trees, -1U);
	else if (wanted)
		build_trees(trees);
}

void shaper_tc_trees_update(struct shaper_tc_trees *trees)
{
	if (trees_exist(trees))
		apply_all(trees, UPDATE_MOST);
}

/* ---- counters ---- */

struct port_counts {
	struct shaper *shaper;
	unsigned direction;
	/* the queues of leaves count drops that the classes do not */
	struct shaper_node_count *by_minor;
};

static void add_count(void *context, const struct io_tc_count *count)
{
	struct port_counts *counts = context;
	struct shaper_node_count *sum;

	if (count->minor > POLICY_CLASS_MEMBER_MINOR_MOST)
		return;
	sum = &counts->by_minor[count->minor];
	if (!count->of_queue) {
		sum->bytes = count->bytes;
		sum->packets = count->packets;
	}
	if (count->drops > sum->drops)
		sum->drops = count->drops;
	if (count->backlog_packets > sum->backlog_packets) {
		sum->backlog_packets = count->backlog_packets;
		sum->backlog_bytes = count->backlog_bytes;
	}
}

static void count_port(struct shaper_tc_trees *trees, unsigned direction)
{
	const size_t minors = POLICY_CLASS_MEMBER_MINOR_MOST + 1;
	struct port_counts counts = {trees->shaper, direction,
				     calloc(minors, sizeof(*counts.by_minor))};

	if (!counts.by_minor)
		return;
	/* an incomplete dump would look like counters that start again */
	if (io_tc_count(trees->ports[direction], add_count, &counts) == 0)
		for (size_t i = 0; i < minors; i++)
			if (counts.by_minor[i].packets ||
			    counts.by_minor[i].drops)
				shaper_count(trees->shaper, direction,
					     (uint16_t)i, &counts.by_minor[i]);
	free(counts.by_minor);
}

/* Another program has replaced our root qdisc: leave it there, and police. */
static void check_ports(struct shaper_tc_trees *trees)
{
	for (unsigned d = 0; d < PORTS; d++) {
		if (io_tc_is_there(trees->ports[d]))
			continue;
		log_warnx("classes: another program took our qdisc from %s; "
			  "falling back to policing",
			  trees->names[d]);
		remove_trees(trees);
		return;
	}
}

void shaper_tc_trees_count(struct shaper_tc_trees *trees)
{
	for (unsigned d = 0; d < PORTS && trees_exist(trees); d++)
		count_port(trees, d);
}

void shaper_tc_trees_check(struct shaper_tc_trees *trees)
{
	if (trees_exist(trees))
		check_ports(trees);
	if (trees->failures > trees->failures_logged) {
		log_warnx("classes: kernel rejected %u changes",
			  trees->failures - trees->failures_logged);
		trees->failures_logged = trees->failures;
	}
}

/* ---- create and destroy ---- */

struct shaper_tc_trees *shaper_tc_trees_create(struct shaper *shaper)
{
	struct shaper_tc_trees *trees = calloc(1, sizeof(*trees));

	if (!trees)
		return NULL;
	trees->shaper = shaper;
	shaper_set_mode(shaper, SHAPER_POLICE);
	return trees;
}

void shaper_tc_trees_destroy(struct shaper_tc_trees *trees)
{
	if (!trees)
		return;
	remove_trees(trees);
	free(trees);
}
