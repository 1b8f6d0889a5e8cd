/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much a condition can tell apart. Where the truth is not known the answer is
 * too small rather than too large, but it does not see that two conditions ask
 * for the same bytes. Pure.
 */
#include "language/evidence_bound.h"

#include <math.h>

#include "evidence/evidence.h"
#include "signature/compiled.h"
#include "signature/name.h"
#include "signature/tlv.h"

/* What a size, a time or a count can be worth, whatever it says. */
#define WORTH_SIZE 6
#define WORTH_TIME 4
#define WORTH_COUNT 3
#define WORTH_PORT 4
#define WORTH_LETTER 5	 /* of a name: one of 38 */
#define WORTH_ELEMENT 12 /* that one of 16 elements has a type of 16 bits */

#define USUAL_SIZES 1500.0 /* payloads have at most so many sizes */
#define PAYLOAD_MOST 65535

static double worth_of(const struct signature_set *set, uint32_t index);

static const struct node *node_of(const struct signature_set *set,
				  uint32_t node)
{
	return &signature_set_pool(set)->nodes[node];
}

static double log2_choose(unsigned n, unsigned k)
{
	return (lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)) /
	       log(2);
}

/* ---- values ---- */

/* By convention; 0 when the value is none of these. */
static double convention_of(const struct node *node)
{
	switch (node->op) {
	case NODE_SIZE:
	case NODE_SIZE_AT:
	case NODE_SIZE_MEAN:
	case NODE_SIZE_DEVIATION:
		return WORTH_SIZE;
	case NODE_SINCE:
	case NODE_IAT:
	case NODE_IAT_AT:
	case NODE_AGE:
	case NODE_IAT_MEAN:
	case NODE_IAT_DEVIATION:
	case NODE_RATE:
	case NODE_WINDOW_BYTES:
	case NODE_WINDOW_PAYLOADS:
	case NODE_WINDOW_PASSED:
	case NODE_WINDOW_SIZES:
	case NODE_SECOND_BYTES:
	case NODE_SECOND_PAYLOADS:
		return WORTH_TIME;
	case NODE_WINDOW_SECONDS:
	case NODE_DOING:
	case NODE_INBOUND:
		return WORTH_COUNT;
	case NODE_SOURCE_PORT:
	case NODE_DEST_PORT:
	case NODE_SOURCE_ADDRESS:
	case NODE_DEST_ADDRESS:
		return WORTH_PORT;
	case NODE_POSITION:
	case NODE_TURN:
	case NODE_PACKETS:
	case NODE_PAYLOADS:
	case NODE_BYTES:
	case NODE_DIRECTION_AT:
	case NODE_TCP_FLAGS:
		return WORTH_COUNT;
	default:
		return 0;
	}
}

/* Bits that an operator leaves of its left side, the right one being fixed. */
static double fixed_operand(enum node_op op, double left, uint64_t right)
{
	double ones = __builtin_popcountll(right);

	switch (op) {
	case NODE_BIT_AND:
		return fmin(left, ones);
	case NODE_BIT_OR:
		return fmax(0, left - ones);
	case NODE_SHIFT_RIGHT:
		return right < 64 ? fmax(0, left - (double)right) : 0;
	case NODE_SHIFT_LEFT:
		return right < 32 ? left : 0;
	case NODE_MULTIPLY:
		return right ? left : 0;
	default:
		return left;
	}
}

/* Bits of a value that comes from the payload; 0 of any other. */
static double random_bits(const struct signature_set *set, uint32_t index)
{
	const struct node *node = node_of(set, index);
	double a, b;

	if (node->op == NODE_FIELD)
		return 8.0 * node->width;
	if (node->op == NODE_NEXT)
		return fmin(random_bits(set, node->a),
			    set->generators[node->generator].bits);
	if (node->op < NODE_ADD || node->op > NODE_SHIFT_RIGHT)
		return 0;
	a = random_bits(set, node->a);
	b = random_bits(set, node->b);
	if (node_of(set, node->b)->op == NODE_CONSTANT)
		return fixed_operand(node->op, a,
				     node_of(set, node->b)->number);
	/* a sum with a random field is random, whatever the other side is */
	if (node->op == NODE_ADD || node->op == NODE_SUBTRACT ||
	    node->op == NODE_XOR)
		return fmax(a, b);
	return 0;
}

/* ---- comparisons ---- */

/* What [low, high] of a value of @bits random bits is worth. */
static double worth_of_range(double bits, uint64_t low, uint64_t high)
{
	double top = ldexp(1, (int)bits) - 1;
	double allowed = fmin((double)high, top) - (double)low + 1;

	return allowed < 1 ? bits : fmax(0, bits - log2(allowed));
}

/* The range that a comparison with a constant leaves; false: no range. */
static bool range_of(const struct node *node, uint64_t constant,
		     struct node_range *range)
{
	*range = (struct node_range){0, UINT64_MAX};
	switch (node->op) {
	case NODE_EQUAL:
		range->low = range->high = constant;
		return true;
	case NODE_LESS:
		range->high = constant ? constant - 1 : 0;
		return true;
	case NODE_LESS_EQUAL:
		range->high = constant;
		return true;
	case NODE_GREATER:
		range->low = constant < UINT64_MAX ? constant + 1 : constant;
		return true;
	case NODE_GREATER_EQUAL:
		range->low = constant;
		return true;
	default:
		return false;
	}
}

/* A value by convention in @allowed values from @low on. */
static double worth_by_convention(const struct node *value, double allowed,
				  uint64_t low, uint64_t high)
{
	double worth = convention_of(value);

	if (worth == WORTH_SIZE)
		return fmin(worth, fmax(0, log2(USUAL_SIZES / allowed)));
	/* what is always so is worth nothing */
	return low <= 1 && high >= UINT32_MAX ? 0 : worth;
}

/* That it is there; what its value may be is worth nothing more. */
static double worth_of_element(const struct node *value)
{
	return fmax(0, WORTH_ELEMENT + TLV_TYPE_BITS(value) - 16.0);
}

static double worth_of_in(const struct signature_set *set,
			  const struct node *node)
{
	const struct node_range *ranges =
		signature_set_pool(set)->ranges + node->list;
	const struct node *value = node_of(set, node->a);
	double bits = random_bits(set, node->a), allowed = 0;
	uint64_t low = UINT64_MAX, high = 0;

	for (uint32_t i = 0; i < node->list_count; i++) {
		allowed += (double)(ranges[i].high - ranges[i].low) + 1;
		low = ranges[i].low < low ? ranges[i].low : low;
		high = ranges[i].high > high ? ranges[i].high : high;
	}
	if (value->op == NODE_KNOWN)
		return fmin((double)low, EVIDENCE_DECIDES);
	if (value->op == NODE_TLV)
		return worth_of_element(value);
	if (bits > 0)
		return fmax(0, bits - log2(allowed));
	return worth_by_convention(value, allowed, low, high);
}

/* "run(...) >= 3", "relations(...) >= 4": one generator value each. */
static double worth_of_relations(const struct signature_set *set,
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
	if (node->op == NODE_RELATIONS && all > held)
		worth -= log2_choose(all, held);
	/* padding of one byte over and over follows it, too */
	for (unsigned b = 0; b < 256 && worth > 8; b++)
		if (((b * generator->multiply + generator->add) & 0xff) == b)
			worth = 8;
	return fmax(0, worth);
}

static double worth_with_constant(const struct signature_set *set,
				  const struct node *node, uint64_t constant)
{
	const struct node *value = node_of(set, node->a);
	double bits = random_bits(set, node->a);
	struct node_range range;

	if (value->op == NODE_TLV)
		return worth_of_element(value);
	if (value->op == NODE_KNOWN && node->op == NODE_NOT_EQUAL)
		return constant ? 0 : 1;
	if (!range_of(node, constant, &range))
		return 0;
	if (value->op == NODE_RUN || value->op == NODE_RELATIONS)
		return worth_of_relations(set, value, range.low);
	if (value->op == NODE_KNOWN)
		return fmin((double)range.low, EVIDENCE_DECIDES);
	if (bits > 0)
		return worth_of_range(bits, range.low, range.high);
	return worth_by_convention(value,
				   (double)range.high - (double)range.low + 1,
				   range.low, range.high);
}

/* Also of "window.passed * 5": a share is worth what is counted. */
static double convention_in(const struct signature_set *set, uint32_t index)
{
	const struct node *node = node_of(set, index);

	if (node->op != NODE_MULTIPLY && node->op != NODE_ADD)
		return convention_of(node);
	return fmax(convention_in(set, node->a), convention_in(set, node->b));
}

static double worth_of_comparison(const struct signature_set *set,
				  const struct node *node)
{
	const struct node *right = node_of(set, node->b);
	double bits, convention;

	if (right->op == NODE_CONSTANT)
		return worth_with_constant(set, node, right->number);
	if (node->op == NODE_NOT_EQUAL)
		return 0;
	bits = fmax(random_bits(set, node->a), random_bits(set, node->b));
	convention =
		fmax(convention_in(set, node->a), convention_in(set, node->b));
	if (bits > 0)
		return node->op == NODE_EQUAL ? bits : 1;
	return convention;
}

/* A value that equals one of a register's, within steps of a generator. */
static double worth_of_recent(const struct signature_set *set,
			      const struct node *node, int32_t steps)
{
	double bits = fmax(random_bits(set, node->a),
			   convention_of(node_of(set, node->a)));

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

/* However long: what a kind of evidence may weigh at most is its limit's. */
static double worth_of_name(const struct signature_set *set,
			    const struct node *node)
{
	const struct node_pattern *patterns =
		&signature_set_pool(set)->patterns[node->list];
	double least = INFINITY;

	for (uint32_t i = 0; i < node->list_count; i++)
		least = fmin(least, signature_name_letters(&patterns[i]));
	return fmax(0, WORTH_LETTER * least - log2(node->list_count));
}

static double worth_of_at_least(const struct signature_set *set,
				const struct node *node)
{
	const uint32_t *conditions =
		signature_set_pool(set)->lists + node->list;
	double least = INFINITY;

	for (uint32_t i = 0; i < node->list_count; i++)
		least = fmin(least, worth_of(set, conditions[i]));
	return fmax(0, least * (double)node->number -
			       log2_choose(node->list_count,
					   (unsigned)node->number));
}

static double worth_of(const struct signature_set *set, uint32_t index)
{
	const struct node *node = node_of(set, index);
	double worth;

	switch (node->op) {
	case NODE_EQUAL ... NODE_GREATER_EQUAL:
		return worth_of_comparison(set, node);
	case NODE_IN:
		return worth_of_in(set, node);
	case NODE_FOLLOWS:
		return worth_of_recent(set, node,
				       node->to.value - node->from.value + 1);
	case NODE_ANY:
		return worth_of_recent(set, node, 1);
	case NODE_AND:
		return worth_of(set, node->a) + worth_of(set, node->b);
	case NODE_OR:
		worth = fmin(worth_of(set, node->a), worth_of(set, node->b));
		return fmax(0, worth - 1);
	case NODE_BYTES_MATCH:
		return pattern_bits(set, node->list);
	case NODE_NAME:
		return worth_of_name(set, node);
	case NODE_CONTAINS:
		return fmax(0, pattern_bits(set, node->list) -
				       log2(SIGNATURE_SCAN_BYTES));
	case NODE_AT_LEAST:
		return worth_of_at_least(set, node);
	default:
		return 0; /* "not", and values that need only be there */
	}
}

/* ---- conjunctions ---- */

#define SUBJECTS_MOST 64

/* Values by convention that were counted, and for how much. */
struct sum {
	struct {
		const struct node *value;
		double worth;
	} subjects[SUBJECTS_MOST];
	unsigned count;
	double worth;
};

static bool is_same(const struct node *a, const struct node *b)
{
	return a->op == b->op && a->side == b->side && a->number == b->number &&
	       a->reg == b->reg;
}

/* "size > 10", "size < 20": the size counts once, for what is worth more. */
static void sum_add_subject(struct sum *sum, const struct node *value,
			    double worth)
{
	unsigned at = 0;

	while (at < sum->count && !is_same(sum->subjects[at].value, value))
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
	const struct node *node = node_of(set, index);

	if (node->op == NODE_AND) {
		sum_add(set, sum, node->a);
		sum_add(set, sum, node->b);
	} else if (((node->op >= NODE_EQUAL &&
		     node->op <= NODE_GREATER_EQUAL) ||
		    node->op == NODE_IN) &&
		   convention_of(node_of(set, node->a)) > 0 &&
		   worth_of(set, index) <= WORTH_SIZE) {
		sum_add_subject(sum, node_of(set, node->a),
				worth_of(set, index));
	} else {
		sum->worth += worth_of(set, index);
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
