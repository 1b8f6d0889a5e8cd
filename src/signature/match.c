/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Matches one packet against the patterns that it could fit. Pure, but for the
 * flow's own registers; the caller holds the flow locked. All conditions are
 * evaluated before any register is written, so no signature sees what another
 * remembers of the same packet.
 */
#include "signature/match.h"

#include <netinet/in.h>
#include <string.h>

#include "packet/packet.h"
#include "signature/compiled.h"

/* Progress of a sequence in its first cell: step in 4 bits, position in 12. */
#define PROGRESS_STEP_SHIFT 12
#define PROGRESS_POSITION 0xfff

/* Buffers stay uninitialised: a statement writes each before it is read. */
static inline void state_init(struct expression_state *state,
			      const struct signature_set *set,
			      const struct signature_context *context,
			      const struct signature_pattern *pattern)
{
	state->pool = signature_set_pool(set);
	state->registers = set->registers;
	state->generators = set->generators;
	state->context = context;
	state->application =
		0; /* `match` may not use it, only what is proven later */
	state->window = pattern->window;
	memset(state->buffer_size, 0, sizeof(state->buffer_size));
}

static bool all_hold(struct expression_state *state, uint32_t first,
		     uint32_t count)
{
	const uint32_t *nodes = state->pool->lists + first;

	for (uint32_t i = 0; i < count; i++)
		if (!signature_expression_holds(state, nodes[i]))
			return false;
	return true;
}

/* ---- selecting ---- */

static bool comes_from(const struct signature_context *context,
		       enum signature_from from)
{
	unsigned direction = context->direction;
	bool orig = direction == FLOW_ORIG;

	switch (from) {
	case FROM_ORIG:
		return orig;
	case FROM_REPLY:
		return !orig;
	case FROM_LOCAL:
		return flow_is_local(context->flow, direction);
	case FROM_REMOTE:
		return !flow_is_local(context->flow, direction);
	default:
		return true;
	}
}

/* Return whether a sequence waits for this step; always for a single step. */
static bool progress_allows(const struct signature_set *set,
			    const struct signature_context *context,
			    const struct signature_pattern *pattern)
{
	const struct signature *signature =
		&set->signatures[pattern->signature];
	const struct flow *flow = context->flow;
	uint16_t progress;
	usec_t then, since;

	if (signature->pattern_count == 1)
		return true;
	if (!context->observed)
		return false; /* every step needs a packet */
	if (!pattern->step)
		return true;
	if (!(flow->cells_valid & (1U << signature->progress)))
		return false;
	progress = flow->cells[signature->progress];
	if (progress >> PROGRESS_STEP_SHIFT != pattern->step)
		return false;
	if (!pattern->gap &&
	    ((progress + 1U) & PROGRESS_POSITION) !=
		    (context->observed->position & PROGRESS_POSITION))
		return false;
	if (!pattern->has_after)
		return true;
	then = flow->first_us +
	       (usec_t)FLOW_TICK_US *
		       (flow->cells[signature->progress + 1] |
			(usec_t)flow->cells[signature->progress + 2] << 16);
	since = usec_since(context->time_us, then);
	return since >= pattern->after.low && since <= pattern->after.high;
}

/* @passed: the pattern's prefilter has let the packet pass. */
static void select_pattern(const struct signature_set *set,
			   const struct signature_context *context,
			   uint16_t number, bool passed,
			   struct signature_selection *selection)
{
	const struct signature_pattern *pattern = &set->patterns[number];
	struct expression_state state;
	unsigned at;

	if (selection->count == SIGNATURE_SELECTED_MOST ||
	    !comes_from(context, pattern->from) ||
	    !progress_allows(set, context, pattern))
		return;
	state_init(&state, set, context, pattern);
	if (!all_hold(&state, pattern->match,
		      passed ? pattern->unfiltered : pattern->match_count))
		return;
	selection->needs |= pattern->needs;
	for (at = selection->count++;
	     at > 0 && selection->patterns[at - 1] > number; at--)
		selection->patterns[at] = selection->patterns[at - 1];
	selection->patterns[at] = number;
}

static void select_candidates(const struct signature_set *set,
			      const struct signature_context *context,
			      struct signature_selection *selection)
{
	const struct packet *packet = context->packet;
	const struct flow_observation *observed = context->observed;
	uint32_t has =
		signature_prefilter_has(context->flow, observed->direction);
	struct dispatch_list lists[DISPATCH_LISTS];
	unsigned count = signature_dispatch_find(&set->dispatch, packet,
						 observed, lists);

	for (unsigned i = 0; i < count; i++) {
		for (uint32_t k = 0; k < lists[i].count; k++) {
			uint16_t number = lists[i].patterns[k];

			if (signature_prefilter_is_open(
				    &set->prefilters[number], observed,
				    packet->payload_size, has))
				select_pattern(set, context, number, true,
					       selection);
		}
	}
}

static uint8_t transport_of(const struct flow *flow)
{
	return flow->key.transport == IPPROTO_TCP ? SIGNATURE_TCP
						  : SIGNATURE_UDP;
}

void signature_match_select(const struct signature_set *set,
			    const struct signature_context *context,
			    bool created, struct signature_selection *selection)
{
	uint8_t transport = transport_of(context->flow);

	selection->count = 0;
	selection->needs = 0;
	if (context->observed->payload)
		select_candidates(set, context, selection);
	if (!created || !set->wants_start)
		return;
	for (size_t i = 0; i < set->pattern_count; i++)
		if (set->patterns[i].on == ON_START &&
		    (set->patterns[i].transports & transport))
			select_pattern(set, context, (uint16_t)i, false,
				       selection);
}

void signature_match_select_decided(const struct signature_set *set,
				    const struct signature_context *context,
				    enum signature_occasion occasion,
				    struct signature_selection *selection)
{
	static const uint8_t ons[] = {
		[SIGNATURE_AT_PAYLOAD] = ON_PAYLOAD,
		[SIGNATURE_AT_DECISION] = ON_DECISION,
		[SIGNATURE_AT_REPEAT] = ON_REPEAT,
		[SIGNATURE_AT_WINDOW] = ON_WINDOW,
		[SIGNATURE_AT_END] = ON_END,
	};
	const struct signature_decided *decided =
		&set->decided[context->flow->application - 1];
	uint8_t transport = transport_of(context->flow);
	const uint16_t *list =
		set->decided_lists + decided->first[ons[occasion]];

	for (uint32_t i = 0; i < decided->count[ons[occasion]]; i++)
		if (set->patterns[list[i]].transports & transport)
			select_pattern(set, context, list[i], false, selection);
}

/* ---- proving ---- */

/* Distinct registers that fit, whatever their scope. */
#define REGISTERS_MOST (FLOW_CELLS + SIGNATURE_WRITES_MOST)

/* Writes that wait until all patterns were asked. */
struct effects {
	struct {
		uint16_t reg;
		uint32_t value;
	} registers[REGISTERS_MOST];
	unsigned register_count;
	struct {
		uint16_t signature;
		uint8_t step; /* the next one; 0: complete, start over */
	} progress[SIGNATURE_SELECTED_MOST];
	unsigned progress_count;
};

/* A packet writes a register once: the first signature's value stays. */
static void effects_add(struct effects *effects, uint16_t reg, uint32_t value)
{
	unsigned at = 0;

	while (at < effects->register_count &&
	       effects->registers[at].reg != reg)
		at++;
	if (at == REGISTERS_MOST)
		return; /* does not happen: a set that could exceed this is rejected */
	if (at == effects->register_count)
		effects->register_count++;
	effects->registers[at].reg = reg;
	effects->registers[at].value = value;
}

static void remember(const struct signature_set *set,
		     struct expression_state *state,
		     const struct signature_pattern *pattern,
		     struct effects *effects)
{
	for (uint32_t i = pattern->remember_count; i-- > 0;) {
		const struct signature_remember *it =
			&set->remembers[pattern->remember + i];
		uint64_t value;

		if (signature_expression_evaluate(state, it->node, &value))
			effects_add(effects, it->reg, (uint32_t)value);
	}
}

static bool has_advanced(const struct effects *effects, uint16_t signature)
{
	for (unsigned i = 0; i < effects->progress_count; i++)
		if (effects->progress[i].signature == signature)
			return true;
	return false;
}

static void add_found(const struct signature_set *set,
		      struct expression_state *state, uint16_t number,
		      struct signature_outcome *outcome)
{
	const struct signature_effect *effect = &set->signatures[number].effect;
	uint64_t key = 0;

	if (outcome->found_count == SIGNATURE_FOUND_MOST)
		return;
	if (effect->keyed &&
	    !signature_expression_evaluate(state, effect->key, &key))
		key = 0;
	outcome->found[outcome->found_count++] = (struct signature_found){
		.signature = number,
		.key = (uint32_t)key,
	};
}

static void prove_pattern(const struct signature_set *set,
			  const struct signature_context *context,
			  uint16_t number, struct effects *effects,
			  struct signature_outcome *outcome)
{
	const struct signature_pattern *pattern = &set->patterns[number];
	const struct signature *signature =
		&set->signatures[pattern->signature];
	struct expression_state state;
	bool last = pattern->step + 1U == signature->pattern_count;

	state_init(&state, set, context, pattern);
	state.application = signature->application;
	/* `relation` sees the named buffers of `match` */
	if (pattern->buffers)
		all_hold(&state, pattern->match, pattern->match_count);
	remember(set, &state, pattern, effects);
	if (has_advanced(effects, pattern->signature) ||
	    !all_hold(&state, pattern->relation, pattern->relation_count))
		return;
	if (signature->pattern_count > 1) {
		unsigned at = effects->progress_count++;

		effects->progress[at].signature = pattern->signature;
		effects->progress[at].step =
			last ? 0 : (uint8_t)(pattern->step + 1);
	}
	if (last)
		add_found(set, &state, pattern->signature, outcome);
}

static void progress_write(const struct signature *signature, struct flow *flow,
			   uint8_t step, uint16_t position, usec_t now)
{
	unsigned cell = (unsigned)signature->progress;
	uint32_t ticks = signature_register_ticks(flow, now);

	if (!step) {
		flow->cells_valid &= ~(1U << cell);
		return;
	}
	flow->cells_valid |= 1U << cell;
	flow->cells[cell] = (uint16_t)(step << PROGRESS_STEP_SHIFT |
				       (position & PROGRESS_POSITION));
	if (!signature->has_after)
		return;
	flow->cells[cell + 1] = (uint16_t)ticks;
	flow->cells[cell + 2] = (uint16_t)(ticks >> 16);
}

static void register_keep(const struct signature_set *set,
			  const struct signature_context *context,
			  struct flow *flow, uint16_t number, uint32_t value,
			  struct signature_outcome *outcome)
{
	const struct signature_register *reg = &set->registers[number];
	struct signature_write *slot;

	if (reg->bits < 32)
		value &= (1U << reg->bits) - 1;
	if (reg->scope == SCOPE_FLOW || reg->scope == SCOPE_DIRECTION) {
		signature_register_write(reg, flow, context->direction, value,
					 context->time_us);
		return;
	}
	if (outcome->write_count == SIGNATURE_WRITES_MOST)
		return; /* does not happen: a set that could exceed this is rejected */
	slot = &outcome->writes[outcome->write_count++];
	*slot = (struct signature_write){
		.of_host = reg->scope == SCOPE_HOST,
		.write = {.first = reg->first,
			  .count = reg->recent,
			  .value = value},
	};
}

static void effects_write(const struct signature_set *set,
			  const struct signature_context *context,
			  struct flow *flow, const struct effects *effects,
			  struct signature_outcome *outcome)
{
	for (unsigned i = 0; i < effects->register_count; i++)
		register_keep(set, context, flow, effects->registers[i].reg,
			      effects->registers[i].value, outcome);
	for (unsigned i = 0; i < effects->progress_count; i++)
		progress_write(&set->signatures[effects->progress[i].signature],
			       flow, effects->progress[i].step,
			       context->observed->position, context->time_us);
}

/* Matches are found last step first; sort them in the order of the files. */
static void found_sort(struct signature_outcome *outcome)
{
	for (unsigned i = 0; i < outcome->found_count / 2U; i++) {
		unsigned j = outcome->found_count - 1U - i;
		struct signature_found swap = outcome->found[i];

		outcome->found[i] = outcome->found[j];
		outcome->found[j] = swap;
	}
}

void signature_match_prove(const struct signature_set *set,
			   const struct signature_context *context,
			   struct flow *flow,
			   const struct signature_selection *selection,
			   struct signature_outcome *outcome)
{
	struct effects effects;

	effects.register_count = effects.progress_count = 0;
	outcome->found_count = outcome->write_count = 0;
	/*
	 * later steps first, so that a packet makes one step of a sequence at most
	 */
	for (unsigned i = selection->count; i-- > 0;)
		prove_pattern(set, context, selection->patterns[i], &effects,
			      outcome);
	effects_write(set, context, flow, &effects, outcome);
	found_sort(outcome);
}

/* ---- what a match means ---- */
