/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find what a set declares and does not use: registers, generators and activities. */
#include "language/unused.h"

#include <stdlib.h>

#include "base/diagnostic.h"
#include "base/settings.h"
#include "signature/compiled.h"
#include "language/analysis_node.h"

/* Uses by index; of activities by number - 1. */
struct uses {
	bool *read, *written; /* registers */
	bool *generators;
	bool activities[SIGNATURE_NAMES_MOST];
};

static void use_activity(struct uses *uses, uint64_t number)
{
	if (number && number <= SIGNATURE_NAMES_MOST)
		uses->activities[number - 1] = true;
}

static void use_node(struct uses *uses, const struct node *node)
{
	if (node->op->uses & USES_REGISTER)
		uses->read[node->reg] = true;
	if (node->op->uses & USES_GENERATOR)
		uses->generators[node->generator] = true;
	if (node->op->uses & USES_ACTIVITY)
		use_activity(uses, node->number);
}

/*
 * Mark uses by all nodes: in a set without errors, each belongs to an expression.
 */
static void mark_uses(const struct signature_set *set, struct uses *uses)
{
	const struct node_pool *pool = signature_set_pool(set);

	for (size_t i = 1; i < pool->node_count; i++)
		use_node(uses, &pool->nodes[i]);
	for (size_t i = 0; i < set->remember_count; i++)
		uses->written[set->remembers[i].reg] = true;
	for (size_t i = 0; i < set->signature_count; i++)
		if (set->signatures[i].alive)
			use_activity(uses, set->signatures[i].effect.activity);
	for (unsigned i = 0; i < SIGNATURE_NAMES_MOST; i++)
		if (set->activity_alive[i])
			use_activity(uses, set->traits[i].outcome_of);
}

static void warn_of_unused(const struct signature_set *set,
			   const struct uses *uses,
			   const struct settings_place *activities,
			   struct diagnostics *diagnostics)
{
	for (size_t i = 0; i < set->register_count; i++)
		if (!uses->read[i] || !uses->written[i])
			diagnostic_warning(
				diagnostics, set->registers[i].file,
				set->registers[i].line, "register \"%s\" is %s",
				set->registers[i].name,
				uses->written[i] ? "written and never read"
				: uses->read[i]	 ? "read and never written"
						 : "never used");
	for (size_t i = 0; i < set->generator_count; i++)
		if (!uses->generators[i])
			diagnostic_warning(diagnostics, set->generators[i].file,
					   set->generators[i].line,
					   "generator \"%s\" is never used",
					   set->generators[i].name);
	for (size_t i = 0; i < set->activity_count; i++)
		if (activities[i].file && !uses->activities[i])
			diagnostic_warning(diagnostics, activities[i].file,
					   activities[i].line,
					   "activity \"%s\" is never used",
					   set->activities[i]);
}

void language_unused_warn(const struct signature_set *set,
			  const struct settings_place *activities,
			  struct diagnostics *diagnostics)
{
	struct uses uses = {
		.read = calloc(set->register_count + 1, sizeof(bool)),
		.written = calloc(set->register_count + 1, sizeof(bool)),
		.generators = calloc(set->generator_count + 1, sizeof(bool)),
	};

	/* without memory, skip the warnings */
	if (uses.read && uses.written && uses.generators) {
		mark_uses(set, &uses);
		warn_of_unused(set, &uses, activities, diagnostics);
	}
	free(uses.read);
	free(uses.written);
	free(uses.generators);
}
