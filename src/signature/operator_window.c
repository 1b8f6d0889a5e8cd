/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words for measurements of a flow's last seconds. They are missing while a flow
 * has no meter, that is before it is decided. Pure.
 */
#include "flow/meter.h"
#include "signature/operator.h"

static bool window_sum(const struct expression_state *state,
		       const struct node *node, unsigned seconds,
		       struct flow_measure *sum)
{
	const struct signature_context *context = state->context;

	if (!context->meter)
		return false;
	flow_meter_sum(context->meter, context->direction ^ node->side, seconds,
		       sum);
	return true;
}

static bool evaluate_window_bytes(struct expression_state *state,
				  const struct node *node, uint64_t *value)
{
	struct flow_measure sum;

	if (!window_sum(state, node, state->window, &sum))
		return false;
	*value = sum.bytes;
	return true;
}

static bool evaluate_window_payloads(struct expression_state *state,
				     const struct node *node, uint64_t *value)
{
	struct flow_measure sum;

	if (!window_sum(state, node, state->window, &sum))
		return false;
	*value = sum.payloads;
	return true;
}

static bool evaluate_window_forwarded(struct expression_state *state,
				      const struct node *node, uint64_t *value)
{
	struct flow_measure sum;

	if (!window_sum(state, node, state->window, &sum))
		return false;
	*value = sum.forwarded;
	return true;
}

static bool evaluate_window_sizes(struct expression_state *state,
				  const struct node *node, uint64_t *value)
{
	struct flow_measure sum;

	if (!window_sum(state, node, state->window, &sum))
		return false;
	*value = sum.sizes[node->number];
	return true;
}

static bool evaluate_second_bytes(struct expression_state *state,
				  const struct node *node, uint64_t *value)
{
	struct flow_measure sum;

	if (!window_sum(state, node, 1, &sum))
		return false;
	*value = sum.bytes;
	return true;
}

static bool evaluate_second_payloads(struct expression_state *state,
				     const struct node *node, uint64_t *value)
{
	struct flow_measure sum;

	if (!window_sum(state, node, 1, &sum))
		return false;
	*value = sum.payloads;
	return true;
}

static bool evaluate_window_seconds(struct expression_state *state,
				    const struct node *node, uint64_t *value)
{
	const struct signature_context *context = state->context;

	if (!context->meter)
		return false;
	*value = flow_meter_busy(
		context->meter, context->direction ^ node->side, state->window);
	return true;
}

#define WINDOW .form = FORM_SIDED, .uses = USES_WINDOW

const struct signature_operator signature_operator_window[] = {
	{.word = "window.bytes",
	 WINDOW,
	 .evaluate = evaluate_window_bytes,
	 .bits = BITS_TIME},
	{.word = "window.payloads",
	 WINDOW,
	 .evaluate = evaluate_window_payloads,
	 .bits = BITS_TIME},
	{.word = "window.seconds",
	 WINDOW,
	 .evaluate = evaluate_window_seconds,
	 .bits = BITS_COUNT},
	{.word = "second.bytes",
	 WINDOW,
	 .evaluate = evaluate_second_bytes,
	 .bits = BITS_TIME},
	{.word = "second.payloads",
	 WINDOW,
	 .evaluate = evaluate_second_payloads,
	 .bits = BITS_TIME},
	{.word = "window.forwarded",
	 .form = FORM_SIDED,
	 .uses = USES_WINDOW | USES_FORWARDED,
	 .evaluate = evaluate_window_forwarded,
	 .bits = BITS_TIME},
	{.word = "window.sizes",
	 .form = FORM_SIZES,
	 .uses = USES_WINDOW,
	 .evaluate = evaluate_window_sizes,
	 .bits = BITS_TIME},
	{0},
};
