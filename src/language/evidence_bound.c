/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds the evidence of conditions. Where it is unknown the bound is too small
 * rather than too large, except that two conditions on the same bytes count twice.
 * Pure.
 */
#include "language/evidence_bound.h"

#include <math.h>

#include "evidence/evidence.h"
#include "language/analysis_node.h"
#include "signature/compiled.h"
#include "signature/name.h"
#include "signature/tlv.h"

#define LETTER_BITS 5	/* of a name: one of 38 characters */
#define ELEMENT_BITS 12 /* one of 16 elements has a type of 16 bits */

#define USUAL_SIZES 1500.0 /* distinct sizes that payloads usually have */
#define PAYLOAD_MOST 65535

static double bound_of(const struct signature_set *set, uint32_t index);

static double log2_choose(unsigned n, unsigned k)
{
	return (lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)) /
	       log(2);
}

/* ---- values ---- */

/* Random bits of a value that comes from the payload; 0 for other values. */
static double random_bits(const struct signature_set *set, uint32_t index)
{
	const struct node *node = language_analysis_node(set, index);
	double a, b;

	switch (node->op->bound) {
	case BOUND_FIELD:
		return 8.0 * node->width;
	case BOUND_GENERATED:
		return fmin(random_bits(set, node->a),
			    set->generators[node->generator].bits);
	case BOUND_ARITHMETIC:
		break;
	default:
		return 0;
	}
	a = random_bits(set, node->a);
	b = random_bits(set, node->b);
	if (language_analysis_node(set, node->b)->op->id == NODE_CONSTANT)
		return node->op->keeps
			       ? node->op->keeps(
					 a, language_analysis_node(set, node->b)
						    ->number)
			       : a;
	return node->op->mixes ? fmax(a, b) : 0;
}

/* ---- comparisons ---- */

/* Worth of the range [low, high] for a value of @bits random bits. */
static double bound_of_range(double bits, uint64_t low, uint64_t high)
{
	double top = ldexp(1, (int)bits) - 1;
	double allowed = fmin((double)high, top) - (double)low + 1;

	return allowed < 1 ? bits : fmax(0, bits - log2(allowed));
}

/* Worth of a value by convention when @allowed values are possible. */
static double worth_by_convention(const struct node *value, double allowed,
				  uint64_t low, uint64_t high)
{
	double worth = value->op->bits;

	if (value->op->bits == BITS_SIZE)
		return fmin(worth, fmax(0, log2(USUAL_SIZES / allowed)));
	/* a condition that always holds is worth nothing */
	return low <= 1 && high >= UINT32_MAX ? 0 : worth;
}

/* Worth of an element's presence; its value adds nothing. */
static double bound_of_element(const struct node *value)
{
	return fmax(0, ELEMENT_BITS + TLV_TYPE_BITS(value) - 16.0);
}

static double bound_of_in(const struct signature_set *set,
			  const struct node *node)
{
	const struct node_range *ranges =
		signature_set_pool(set)->ranges + node->list;
	const struct node *value = language_analysis_node(set, node->a);
	double bits = random_bits(set, node->a), allowed = 0;
	uint64_t low = UINT64_MAX, high = 0;

	for (uint32_t i = 0; i < node->list_count; i++) {
		allowed += (double)(ranges[i].high - ranges[i].low) + 1;
		low = ranges[i].low < low ? ranges[i].low : low;
		high = ranges[i].high > high ? ranges[i].high : high;
	}
	if (value->op->bound == BOUND_KNOWLEDGE)
		return fmin((double)low, EVIDENCE_DECIDES);
	if (value->op->bound == BOUND_ELEMENT)
		return bound_of_element(value);
	if (bits > 0)
		return fmax(0, bits - log2(allowed));
	return worth_by_convention(value, allowed, low, high);
}

/* "run(...) >= 3", "relations(...) >= 4": 8 bits for each relation. */
static double bound_of_relations(const struct signature_set *set,
				 const struct node *node, uint64_t least)
{
	const struct signature_generator *generator =
		&set->generators[node->generator];
	unsigned held = least < PAYLOAD_MOST ? (unsigned)least : PAYLOAD_MOST;
	unsigned all = node->buffer ? SIGNATURE_BUFFER_BYTES : PAYLOAD_MOST;
	double worth;

	if (node->from.from_end == node->to.from_end)
		all = (unsigned)(node->to.value - node->from.value - 1);
	worth = 8.0 * held;
	if (node->op->id == NODE_RELATIONS && all > held)
		worth -= log2_choose(all, held);
	/* padding of one repeated byte follows such a generator, too */
	for (unsigned b = 0; b < 256 && worth > 8; b++)
		if (((b * generator->multiply + generator->add) & 0xff) == b)
			worth = 8;
	return fmax(0, worth);
}

static double worth_with_constant(const struct signature_set *set,
				  const struct node *node, uint64_t constant)
{
	const struct node *value = language_analysis_node(set, node->a);
	double bits = random_bits(set, node->a);
	struct node_range range;

	if (value->op->bound == BOUND_ELEMENT)
		return bound_of_element(value);
	if (value->op->bound == BOUND_KNOWLEDGE &&
	    node->op->holds == (HOLDS_BELOW | HOLDS_ABOVE))
		return constant ? 0 : 1;
	if (!language_analysis_node_range(node, constant, &range))
		return 0;
	if (value->op->bound == BOUND_RELATIONS)
		return bound_of_relations(set, value, range.low);
	if (value->op->bound == BOUND_KNOWLEDGE)
		return fmin((double)range.low, EVIDENCE_DECIDES);
	if (bits > 0)
		return bound_of_range(bits, range.low, range.high);
	return worth_by_convention(value,
				   (double)range.high - (double)range.low + 1,
				   range.low, range.high);
}

/*
 * Convention of a value, also in "window.forwarded * 5": a share is worth what it
 * counts.
 */
static double convention_in(const struct signature_set *set, uint32_t index)
{
	const struct node *node = language_analysis_node(set, index);

	if (node->op->id != NODE_MULTIPLY && node->op->id != NODE_ADD)
		return node->op->bits;
	return fmax(convention_in(set, node->a), convention_in(set, node->b));
}

static double bound_of_comparison(const struct signature_set *set,
				  const struct node *node)
{
	const struct node *right = language_analysis_node(set, node->b);
	double bits, convention;

	if (right->op->id == NODE_CONSTANT)
		return worth_with_constant(set, node, right->number);
	if (node->op->holds == (HOLDS_BELOW | HOLDS_ABOVE))
		return 0;
	bits = fmax(random_bits(set, node->a), random_bits(set, node->b));
	convention =
		fmax(convention_in(set, node->a), convention_in(set, node->b));
	if (bits > 0)
		return node->op->id == NODE_EQUAL ? bits : 1;
	return convention;
}

/*
 * Worth of equality with a register's recent values, within steps of a generator.
 */
static double bound_of_recent(const struct signature_set *set,
			      const struct node *node, int32_t steps)
{
	double bits = fmax(random_bits(set, node->a),
			   language_analysis_node(set, node->a)->op->bits);

	return fmax(0, bits - log2(steps) -
			       log2(set->registers[node->reg].recent));
}

/* ---- patterns and logic ---- */

static double pattern_bits(const struct signature_set *set, uint32_t pattern)
{
	const struct node_pattern *it =
		&signature_set_pool(set)->patterns[pattern];
	double bits = 0;

	for (unsigned i = 0; i < it->length; i++)
		bits += __builtin_popcount(it->mask[i]);
	return bits;
}

/* However long the text is; the kind of evidence has a limit of its own. */
static double bound_of_name(const struct signature_set *set,
			    const struct node *node)
{
	const struct node_pattern *patterns =
		&signature_set_pool(set)->patterns[node->list];
	double least = INFINITY;

	for (uint32_t i = 0; i < node->list_count; i++)
		least = fmin(least, signature_name_letters(&patterns[i]));
	return fmax(0, LETTER_BITS * least - log2(node->list_count));
}

static double bound_of_at_least(const struct signature_set *set,
				const struct node *node)
{
	const uint32_t *conditions =
		signature_set_pool(set)->lists + node->list;
	double least = INFINITY;

	for (uint32_t i = 0; i < node->list_count; i++)
		least = fmin(least, bound_of(set, conditions[i]));
	return fmax(0, least * (double)node->number -
			       log2_choose(node->list_count,
					   (unsigned)node->number));
}

static double bound_of_steps(const struct signature_set *set,
			     const struct node *node)
{
	return bound_of_recent(set, node,
			       node->to.value - node->from.value + 1);
}

static double bound_of_any(const struct signature_set *set,
			   const struct node *node)
{
	return bound_of_recent(set, node, 1);
}

static double bound_of_both(const struct signature_set *set,
			    const struct node *node)
{
	return bound_of(set, node->a) + bound_of(set, node->b);
}

static double bound_of_either(const struct signature_set *set,
			      const struct node *node)
{
	double worth = fmin(bound_of(set, node->a), bound_of(set, node->b));

	return fmax(0, worth - 1);
}

static double bound_of_pattern(const struct signature_set *set,
			       const struct node *node)
{
	return pattern_bits(set, node->list);
}

static double bound_of_places(const struct signature_set *set,
			      const struct node *node)
{
	return fmax(0,
		    pattern_bits(set, node->list) - log2(SIGNATURE_SCAN_BYTES));
}

/* "not", and a value without a comparison, are worth nothing. */
static double bound_of(const struct signature_set *set, uint32_t index)
{
	static double (*const worths[OPERATOR_BOUNDS])(
		const struct signature_set *, const struct node *) = {
		[BOUND_COMPARISON] = bound_of_comparison,
		[BOUND_RANGES] = bound_of_in,
		[BOUND_STEPS] = bound_of_steps,
		[BOUND_RECENT] = bound_of_any,
		[BOUND_BOTH] = bound_of_both,
		[BOUND_EITHER] = bound_of_either,
		[BOUND_PATTERN] = bound_of_pattern,
		[BOUND_PLACES] = bound_of_places,
		[BOUND_TEXTS] = bound_of_name,
		[BOUND_COUNT] = bound_of_at_least,
	};
	const struct node *node = language_analysis_node(set, index);

	return worths[node->op->bound] ? worths[node->op->bound](set, node) : 0;
}

/* ---- conjunctions ---- */

#define SUBJECTS_MOST 64

/* A sum of worths, with the values by convention that are in it. */
struct sum {
	struct {
		const struct node *value;
		double worth;
	} subjects[SUBJECTS_MOST];
	unsigned count;
	double worth;
};

static bool is_same_value(const struct node *a, const struct node *b)
{
	return a->op == b->op && a->side == b->side && a->number == b->number &&
	       a->reg == b->reg;
}

/* "size > 10", "size < 20": the size counts once, with the larger worth. */
static void sum_add_subject(struct sum *sum, const struct node *value,
			    double worth)
{
	unsigned at = 0;

	while (at < sum->count &&
	       !is_same_value(sum->subjects[at].value, value))
		at++;
	if (at == SUBJECTS_MOST)
		return;
	if (at == sum->count) {
		sum->subjects[at].value = value;
		sum->subjects[at].worth = 0;
		sum->count++;
	}
	if (worth <= sum->subjects[at].worth)
		return;
	sum->worth += worth - sum->subjects[at].worth;
	sum->subjects[at].worth = worth;
}

static void sum_add(const struct signature_set *set, struct sum *sum,
		    uint32_t index)
{
	const struct node *node = language_analysis_node(set, index);

	if (node->op->id == NODE_AND) {
		sum_add(set, sum, node->a);
		sum_add(set, sum, node->b);
	} else if ((node->op->bound == BOUND_COMPARISON ||
		    node->op->bound == BOUND_RANGES) &&
		   language_analysis_node(set, node->a)->op->bits > 0 &&
		   bound_of(set, index) <= BITS_SIZE) {
		sum_add_subject(sum, language_analysis_node(set, node->a),
				bound_of(set, index));
	} else {
		sum->worth += bound_of(set, index);
	}
}

double language_evidence_bound(const struct signature_set *set,
			       const uint32_t *nodes, size_t count)
{
	struct sum sum;

	sum.count = 0;
	sum.worth = 0;
	for (size_t i = 0; i < count; i++)
		sum_add(set, &sum, nodes[i]);
	return sum.worth;
}
