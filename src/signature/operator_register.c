/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operators on registers of flows, endpoints and hosts. Pure.
 */
#include "signature/operator.h"
#include "signature/register.h"

static bool flow_register_read(const struct flow *flow,
			       const struct signature_register *reg,
			       unsigned direction, unsigned age,
			       uint64_t *value, usec_t *when)
{
	unsigned first = signature_register_cell(reg, direction);
	unsigned size = reg->bits / 16;
	unsigned cell = first + age * size;
	uint32_t ticks = 0;

	if (!(flow->cells_valid & (1U << cell)))
		return false;
	*value = signature_register_bits(flow, cell, reg->bits);
	if (reg->timed)
		ticks = signature_register_bits(flow,
						first + reg->recent * size, 32);
	*when = flow->first_us + (usec_t)FLOW_TICK_US * ticks;
	return true;
}

/* The value written @age values ago, and the time of the newest value. */
static bool register_read(const struct expression_state *state,
			  const struct node *node, unsigned age,
			  uint64_t *value, usec_t *when)
{
	const struct signature_context *context = state->context;
	const struct signature_register *reg = &state->registers[node->reg];
	const struct host_registers *memory = &context->endpoint[node->side];
	unsigned index = reg->first + age;

	if (age >= reg->recent)
		return false;
	if (reg->scope == SCOPE_FLOW || reg->scope == SCOPE_DIRECTION)
		return flow_register_read(context->flow, reg,
					  context->direction ^ node->side, age,
					  value, when);
	if (reg->scope == SCOPE_HOST)
		memory = &context->host[node->side];
	if (!(memory->valid & (1U << index)))
		return false;
	*value = memory->value[index];
	*when = memory->time_us[index];
	return true;
}

static bool evaluate_register(struct expression_state *state,
			      const struct node *node, uint64_t *value)
{
	usec_t when;

	return register_read(state, node, 0, value, &when);
}

static bool evaluate_since(struct expression_state *state,
			   const struct node *node, uint64_t *value)
{
	uint64_t ignored;
	usec_t when;

	if (!register_read(state, node, 0, &ignored, &when))
		return false;
	*value = usec_since(state->context->time_us, when);
	return true;
}

static bool evaluate_any(struct expression_state *state,
			 const struct node *node, uint64_t *value)
{
	uint64_t wanted, recent;
	usec_t when;

	if (!signature_expression_evaluate(state, node->a, &wanted))
		return false;
	*value = 0;
	for (unsigned age = 0;
	     !*value && register_read(state, node, age, &recent, &when); age++)
		*value = recent == wanted;
	return true;
}

static bool evaluate_follows(struct expression_state *state,
			     const struct node *node, uint64_t *value)
{
	const struct signature_generator *generator =
		&state->generators[node->generator];
	uint64_t wanted, earlier;
	usec_t when;

	if (!signature_expression_evaluate(state, node->a, &wanted))
		return false;
	*value = 0;
	for (unsigned age = 0;
	     !*value && register_read(state, node, age, &earlier, &when); age++)
		*value = signature_generator_reaches(
			generator, (uint32_t)earlier, (uint32_t)wanted,
			(uint32_t)node->from.value, (uint32_t)node->to.value);
	return true;
}

#define REGISTER .uses = USES_REGISTER

const struct signature_operator signature_operator_register[] = {
	{.id = NODE_REGISTER, REGISTER, .evaluate = evaluate_register},
	{.word = "since",
	 .id = NODE_SINCE,
	 .form = FORM_SINCE,
	 REGISTER,
	 .evaluate = evaluate_since,
	 .bits = BITS_TIME,
	 .is_time = true},
	{.word = "any",
	 .id = NODE_ANY,
	 .form = FORM_BEHIND,
	 REGISTER,
	 .evaluate = evaluate_any,
	 .operands = OPERAND_A,
	 .bound = BOUND_RECENT},
	{.word = "follows",
	 .id = NODE_FOLLOWS,
	 .form = FORM_BEHIND,
	 .uses = USES_REGISTER | USES_GENERATOR,
	 .evaluate = evaluate_follows,
	 .operands = OPERAND_A,
	 .bound = BOUND_STEPS},
	{0},
};
