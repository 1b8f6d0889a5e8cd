/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of classes. Inner classes without a rate get the sum of those below before
 * rates are compared; cycles are found first, so that walks end.
 */
#include "policy/classes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct policy_classes {
	struct policy_class *all; /* names are copies */
	size_t count;
	struct policy_link link;
	uint64_t promised_bps[2]; /* guaranteed to the classes below the link */
};

/* ---- guaranteed rates ---- */

/*
 * Count the steps up to the link or to POLICY_CLASS_NOWHERE; more than
 * POLICY_CLASSES_MOST: the walk ended in a cycle.
 */
static size_t steps_up(const struct policy_class *classes, uint16_t number)
{
	size_t steps = 0;

	while (number && number != POLICY_CLASS_NOWHERE &&
	       steps <= POLICY_CLASSES_MOST) {
		number = classes[number - 1].parent;
		steps++;
	}
	return steps;
}

/* Is a class that leads into a cycle part of it, not only below it? */
static bool is_on_loop(const struct policy_class *classes, uint16_t number)
{
	uint16_t at = classes[number - 1].parent;

	for (size_t i = 0; i < POLICY_CLASSES_MOST && at != number; i++)
		at = classes[at - 1].parent;
	return at == number;
}

static bool has_below(const struct policy_class *classes, size_t count,
		      uint16_t number)
{
	for (size_t i = 0; i < count; i++)
		if (classes[i].parent == number)
			return true;
	return false;
}

static uint64_t rate_multiply(uint64_t a, uint64_t b)
{
	uint64_t product;

	return __builtin_mul_overflow(a, b, &product) ? UINT64_MAX : product;
}

static uint64_t rate_add(uint64_t a, uint64_t b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

/*
 * The sum of rates that each class, and at [0] the link, guarantees to the classes below
 * it. Computed deepest first, so that an inner class without a rate of its own already
 * has that sum.
 */
struct promises {
	uint64_t (*below)[2];
	size_t *depths;
	size_t *order; /* indexes, deepest first, of those not too deep */
	size_t ordered;
};

static void promises_fini(struct promises *promises)
{
	free(promises->below);
	free(promises->depths);
	free(promises->order);
}

static bool promises_init(struct promises *promises, size_t count)
{
	promises->below = calloc(count + 1, sizeof(*promises->below));
	promises->depths = calloc(count + 1, sizeof(*promises->depths));
	promises->order = calloc(count + 1, sizeof(*promises->order));
	if (promises->below && promises->depths && promises->order)
		return true;
	promises_fini(promises);
	return false;
}

/* Counting sort by depth; cycles are deeper than any class. */
static void promises_order(struct promises *promises, size_t count)
{
	for (size_t depth = POLICY_CLASSES_DEEPEST; depth > 0; depth--)
		for (size_t i = 0; i < count; i++)
			if (promises->depths[i] == depth)
				promises->order[promises->ordered++] = i;
}

/* Give inner classes without a rate the sum of those below them. */
static void promises_sum(struct promises *promises,
			 struct policy_class *classes)
{
	for (size_t i = 0; i < promises->ordered; i++) {
		struct policy_class *class = &classes[promises->order[i]];
		uint64_t *own = promises->below[promises->order[i] + 1];
		bool nowhere = class->parent == POLICY_CLASS_NOWHERE;
		uint64_t *above = nowhere ? NULL
					  : promises->below[class->parent];

		for (unsigned d = 0; d < 2; d++) {
			if (!class->rate_bps[d])
				class->rate_bps[d] = own[d];
			if (!nowhere)
				above[d] = rate_add(
					above[d],
					rate_multiply(class->rate_bps[d],
						      class->members));
		}
	}
}

/* ---- faults ---- */

struct check {
	struct policy_class *classes; /* a copy with rates filled in */
	size_t count;
	struct promises promises;
	void (*say)(void *context,
		    const struct policy_classes_finding *finding);
	void *context;
	unsigned faults;
};

static void check_say(struct check *check,
		      struct policy_classes_finding finding)
{
	check->faults++;
	if (check->say)
		check->say(check->context, &finding);
}

static void check_shape(struct check *check)
{
	for (size_t i = 0; i < check->count; i++) {
		size_t steps = steps_up(check->classes, (uint16_t)(i + 1));
		struct policy_classes_finding finding = {
			.class = (uint16_t)(i + 1)};

		check->promises.depths[i] = steps;
		if (steps <= POLICY_CLASSES_DEEPEST)
			continue;
		finding.fault = steps > POLICY_CLASSES_MOST
					? POLICY_CLASS_CYCLE
					: POLICY_CLASS_TOO_DEEP;
		if (finding.fault == POLICY_CLASS_CYCLE &&
		    !is_on_loop(check->classes, finding.class))
			continue; /* the class above it was reported */
		check_say(check, finding);
	}
}

static void check_class(struct check *check, size_t i, unsigned direction)
{
	const struct policy_class *class = &check->classes[i];
	uint64_t rate = class->rate_bps[direction];
	uint64_t below = check->promises.below[i + 1][direction];
	uint64_t ceiling = class->ceiling_bps[direction];

	if (below > rate)
		check_say(check,
			  (struct policy_classes_finding){
				  POLICY_CLASS_OVERCOMMITS, (uint16_t)(i + 1),
				  (uint8_t)direction, below, rate});
	else if (rate > ceiling)
		check_say(check,
			  (struct policy_classes_finding){
				  POLICY_CLASS_LOW_CEILING, (uint16_t)(i + 1),
				  (uint8_t)direction, rate, ceiling});
}

static void check_link(struct check *check, const struct policy_link *link,
		       unsigned direction)
{
	uint64_t below = check->promises.below[0][direction];

	if (link->rate_bps[direction] && below > link->rate_bps[direction])
		check_say(check, (struct policy_classes_finding){
					 POLICY_CLASS_OVERCOMMITS, 0,
					 (uint8_t)direction, below,
					 link->rate_bps[direction]});
}

static void check_rates(struct check *check, const struct policy_link *link)
{
	promises_order(&check->promises, check->count);
	promises_sum(&check->promises, check->classes);
	for (unsigned direction = 0; direction < 2; direction++) {
		check_link(check, link, direction);
		for (size_t i = 0; i < check->count; i++)
			check_class(check, i, direction);
	}
}

unsigned
policy_classes_check(const struct policy_class *classes, size_t count,
		     const struct policy_link *link,
		     void (*say)(void *context,
				 const struct policy_classes_finding *finding),
		     void *context)
{
	struct check check = {.count = count, .say = say, .context = context};

	check.classes = calloc(count + 1, sizeof(*classes));
	if (!check.classes || !promises_init(&check.promises, count)) {
		free(check.classes);
		return 1;
	}
	if (count)
		memcpy(check.classes, classes, count * sizeof(*classes));
	check_shape(&check);
	check_rates(&check, link);
	promises_fini(&check.promises);
	free(check.classes);
	return check.faults;
}

/* ---- minors ---- */

/*
 * The kernel can neither move a class nor turn one with traffic into one with classes
 * below it: a class that changes like this gets another minor.
 */
static bool is_same_place(const struct policy_classes *a, uint16_t x,
			  const struct policy_classes *b, uint16_t y)
{
	while (x && y) {
		const struct policy_class *p = &a->all[x - 1];
		const struct policy_class *q = &b->all[y - 1];

		if (strcmp(p->name, q->name) != 0 || p->leaf != q->leaf ||
		    p->per != q->per)
			return false;
		x = p->parent;
		y = q->parent;
	}
	return !x && !y;
}

static uint16_t class_number(const struct policy_classes *classes,
			     const char *name)
{
	for (size_t i = 0; i < classes->count; i++)
		if (strcmp(classes->all[i].name, name) == 0)
			return (uint16_t)(i + 1);
	return 0;
}

/* A minor that @previous uses is not given to another class. */
static void minors_assign(struct policy_classes *classes,
			  const struct policy_classes *previous)
{
	bool taken[POLICY_CLASS_MINOR_MOST + 1] = {false};
	uint16_t next = POLICY_CLASS_MINOR_FIRST;

	for (size_t i = 0; previous && i < previous->count; i++)
		taken[previous->all[i].minor] = true;
	for (size_t i = 0; i < classes->count; i++) {
		struct policy_class *class = &classes->all[i];
		uint16_t old = previous ? class_number(previous, class->name)
					: 0;

		if (old &&
		    is_same_place(classes, (uint16_t)(i + 1), previous, old)) {
			class->minor = previous->all[old - 1].minor;
			continue;
		}
		while (taken[next])
			next++;
		class->minor = next++;
	}
}
_Static_assert(POLICY_CLASS_MINOR_FIRST + 2 * POLICY_CLASSES_MOST <=
		       POLICY_CLASS_MINOR_MOST,
	       "two trees have room for all their minors");

/* ---- the tree ---- */

/* Set depth and keys from the link down: a parent may have a higher number. */
static void rates_fill(struct policy_classes *classes)
{
	for (size_t i = 0; i < classes->count; i++) {
		struct policy_class *class = &classes->all[i];

		class->depth =
			(uint8_t)steps_up(classes->all, (uint16_t)(i + 1));
		class->leaf = !has_below(classes->all, classes->count,
					 (uint16_t)(i + 1));
		class->keys = 0;
		for (uint16_t at = (uint16_t)(i + 1); at;
		     at = classes->all[at - 1].parent)
			class->keys |= classes->all[at - 1].per;
	}
}

static bool rates_sum(struct policy_classes *classes)
{
	struct promises promises = {.ordered = 0};

	if (!promises_init(&promises, classes->count))
		return false;
	for (size_t i = 0; i < classes->count; i++)
		promises.depths[i] = classes->all[i].depth;
	promises_order(&promises, classes->count);
	promises_sum(&promises, classes->all);
	classes->promised_bps[0] = promises.below[0][0];
	classes->promised_bps[1] = promises.below[0][1];
	promises_fini(&promises);
	return true;
}

static bool copy_classes(struct policy_classes *classes,
			 const struct policy_class *all, size_t count)
{
	classes->all = calloc(count + 1, sizeof(*all));
	if (!classes->all)
		return false;
	for (size_t i = 0; i < count; i++) {
		classes->all[i] = all[i];
		classes->all[i].name = strdup(all[i].name);
		if (!classes->all[i].name)
			return false;
		classes->count++;
	}
	return true;
}

static bool has_all_parents(const struct policy_class *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].parent > count)
			return false;
	return true;
}

struct policy_classes *
policy_classes_create(const struct policy_class *all, size_t count,
		      const struct policy_link *link,
		      const struct policy_classes *previous)
{
	struct policy_classes *classes;

	if (count > POLICY_CLASSES_MOST || !has_all_parents(all, count) ||
	    policy_classes_check(all, count, link, NULL, NULL)) {
		errno = EINVAL;
		return NULL;
	}
	classes = calloc(1, sizeof(*classes));
	if (!classes)
		return NULL;
	classes->link = *link;
	if (!copy_classes(classes, all, count)) {
		policy_classes_destroy(classes);
		errno = ENOMEM;
		return NULL;
	}
	rates_fill(classes);
	if (!rates_sum(classes)) {
		policy_classes_destroy(classes);
		errno = ENOMEM;
		return NULL;
	}
	minors_assign(classes, previous);
	return classes;
}

void policy_classes_destroy(struct policy_classes *classes)
{
	if (!classes)
		return;
	for (size_t i = 0; i < classes->count; i++)
		free((void *)(uintptr_t)classes->all[i].name);
	free(classes->all);
	free(classes);
}

size_t policy_classes_count(const struct policy_classes *classes)
{
	return classes->count;
}

const struct policy_link *
policy_classes_link(const struct policy_classes *classes)
{
	return &classes->link;
}

const struct policy_class *
policy_classes_get(const struct policy_classes *classes, uint16_t number)
{
	return number && number <= classes->count ? &classes->all[number - 1]
						  : NULL;
}

uint64_t policy_classes_rest(const struct policy_classes *classes,
			     unsigned direction)
{
	uint64_t rate = classes->link.rate_bps[direction];

	return rate ? rate - classes->promised_bps[direction] : 0;
}

const char *policy_class_per_name(unsigned per)
{
	switch (per) {
	case POLICY_PER_USER:
		return "user";
	case POLICY_PER_GROUP:
		return "group";
	case POLICY_PER_APPLICATION:
		return "application";
	default:
		return NULL;
	}
}
