/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Traffic classes and the link that they share: keys to the configuration, and from
 * that the tree. One thread.
 */
#include "config/classes.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "base/suggest.h"
#include "base/text.h"
#include "config/print.h"
#include "config/source.h"
#include "config/value.h"
#include "packet/verdict.h"
#include "policy/classes.h"

#define MEMBERS_DEFAULT 256 /* a class C network */

/* ---- keys of a class ---- */

static void parse_priority(struct config_parser *parser,
			   const config_setting_t *setting, void *target)
{
	struct config_class *class = target;
	long long value;

	if (config_value_integer(parser, setting, 0, POLICY_CLASS_PRIORITY_MOST,
				 &value))
		class->priority = (uint8_t)value;
}

static void parse_class_per(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	static const char expected[] = "\"user\", \"group\" or \"application\"";
	struct config_class *class = target;
	const char *text = config_value_string(parser, setting, expected);

	if (!text)
		return;
	for (unsigned per = 1; policy_class_per_name(per); per <<= 1)
		if (strcmp(text, policy_class_per_name(per)) == 0)
			class->per = (uint8_t)per;
	if (!class->per)
		settings_value_refuse(&parser->reader, setting, expected);
}

static void parse_members(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_class *class = target;
	long long value;

	if (config_value_integer(parser, setting, 1, POLICY_CLASS_MEMBERS_MOST,
				 &value))
		class->members = (uint32_t)value;
}

#define CLASS(member) offsetof(struct config_class, member)

static const struct config_key class_keys[] = {
	{"name", true, config_value_name, CLASS(name)},
	{"parent", false, config_value_name, CLASS(parent)},
	{"rate", false, config_value_rate, CLASS(rate_bps[POLICY_CLASS_DOWN])},
	{"ceiling", false, config_value_rate,
	 CLASS(ceiling_bps[POLICY_CLASS_DOWN])},
	{"upload_rate", false, config_value_rate,
	 CLASS(rate_bps[POLICY_CLASS_UP])},
	{"upload_ceiling", false, config_value_rate,
	 CLASS(ceiling_bps[POLICY_CLASS_UP])},
	{"priority", false, parse_priority, 0},
	{"per", false, parse_class_per, 0},
	{"members", false, parse_members, 0},
};

/* Defaults: the same upwards as downwards, and the rate as the ceiling. */
static void class_fill_rates(struct config_class *class)
{
	if (!class->rate_bps[POLICY_CLASS_UP])
		class->rate_bps[POLICY_CLASS_UP] =
			class->rate_bps[POLICY_CLASS_DOWN];
	if (!class->ceiling_bps[POLICY_CLASS_UP])
		class->ceiling_bps[POLICY_CLASS_UP] =
			class->ceiling_bps[POLICY_CLASS_DOWN];
	for (unsigned d = 0; d < 2; d++)
		if (!class->ceiling_bps[d])
			class->ceiling_bps[d] = class->rate_bps[d];
}

static bool parse_class(struct config_parser *parser,
			const config_setting_t *setting, void *item)
{
	struct config_class *class = item;

	*class = (struct config_class){.priority =
					       POLICY_CLASS_PRIORITY_DEFAULT};
	if (!CONFIG_VALUE_KEYS(parser, setting, class_keys, class))
		return false;
	if (!config_setting_get_member(setting, "rate") &&
	    !config_setting_get_member(setting, "ceiling"))
		settings_value_fail(
			&parser->reader, setting,
			"classes: a \"rate\" or a \"ceiling\" is missing");
	if (!config_setting_get_member(setting, "per") &&
	    config_setting_get_member(setting, "members"))
		settings_value_fail(&parser->reader, setting,
				    "classes: \"members\" needs \"per\"");
	if (!class->members)
		class->members = class->per ? MEMBERS_DEFAULT : 1;
	class_fill_rates(class);
	return true;
}

static const struct config_list class_list = {
	.expected = "a list of classes ( { ... } )",
	.most = POLICY_CLASSES_MOST,
	.size = sizeof(struct config_class),
	.parse = parse_class,
};

void config_classes_parse(struct config_parser *parser,
			  const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->classes = config_value_list(parser, setting, &class_list,
					    source->classes,
					    &source->class_count);
}

/* ---- keys of the link ---- */

static bool is_port_name(const char *text)
{
	size_t length = strlen(text);

	if (length >= IFNAMSIZ || strcmp(text, ".") == 0 ||
	    strcmp(text, "..") == 0)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!isgraph((unsigned char)text[i]) || strchr("/:", text[i]))
			return false;
	return true;
}

static void parse_link_port(struct config_parser *parser,
			    const config_setting_t *setting, void *target)
{
	static const char expected[] =
		"the name of a network interface, such as \"enp1s0\"";
	const char *text = config_value_string(parser, setting, expected);

	if (!text)
		return;
	if (is_port_name(text))
		*(struct config_name *)target = (struct config_name){
			text, settings_value_place(&parser->reader, setting)};
	else
		settings_value_refuse(&parser->reader, setting, expected);
}

#define LINK(member) offsetof(struct config_link, member)

static const struct config_key link_keys[] = {
	{"download", false, config_value_rate,
	 LINK(rate_bps[POLICY_CLASS_DOWN])},
	{"upload", false, config_value_rate, LINK(rate_bps[POLICY_CLASS_UP])},
	{"lan", false, parse_link_port, LINK(lan)},
	{"uplink", false, parse_link_port, LINK(uplink)},
};

void config_classes_parse_link(struct config_parser *parser,
			       const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->link.place = settings_value_place(&parser->reader, setting);
	CONFIG_VALUE_KEYS(parser, setting, link_keys, &source->link);
}

/* ---- printing ---- */

static void print_key_name(const char *before, const char *key,
			   const struct config_name *name, FILE *stream)
{
	if (!name->text)
		return;
	fprintf(stream, "%s%s = ", before, key);
	config_print_string(name->text, stream);
	fputs(";\n", stream);
}

static void print_key_rate(const char *before, const char *key, uint64_t rate,
			   FILE *stream)
{
	if (!rate)
		return;
	fprintf(stream, "%s%s = ", before, key);
	config_print_rate(rate, stream);
	fputs(";\n", stream);
}

/* Print the rate upwards only when it differs. */
static void print_rates(const char *key, const uint64_t rates[2], FILE *stream)
{
	print_key_rate("\t\t", key, rates[POLICY_CLASS_DOWN], stream);
	if (rates[POLICY_CLASS_UP] != rates[POLICY_CLASS_DOWN])
		print_key_rate("\t\tupload_", key, rates[POLICY_CLASS_UP],
			       stream);
}

static void print_class(const struct config_class *class, FILE *stream)
{
	print_key_name("\t\t", "name", &class->name, stream);
	print_key_name("\t\t", "parent", &class->parent, stream);
	if (class->per)
		fprintf(stream, "\t\tper = \"%s\";\n\t\tmembers = %u;\n",
			policy_class_per_name(class->per), class->members);
	fprintf(stream, "\t\tpriority = %u;\n", class->priority);
	print_rates("rate", class->rate_bps, stream);
	print_rates("ceiling", class->ceiling_bps, stream);
}

static void print_link(const struct config_link *link, FILE *stream)
{
	if (!link->place.file)
		return;
	fputs("link = {\n", stream);
	print_key_rate("\t", "download", link->rate_bps[POLICY_CLASS_DOWN],
		       stream);
	print_key_rate("\t", "upload", link->rate_bps[POLICY_CLASS_UP], stream);
	print_key_name("\t", "lan", &link->lan, stream);
	print_key_name("\t", "uplink", &link->uplink, stream);
	fputs("};\n", stream);
}

void config_classes_print(const struct config_source *source, FILE *stream)
{
	print_link(&source->link, stream);
	if (!source->class_count)
		return;
	fputs("classes = (", stream);
	for (size_t i = 0; i < source->class_count; i++) {
		fputs(i ? ",\n\t{\n" : "\n\t{\n", stream);
		print_class(&source->classes[i], stream);
		fputs("\t}", stream);
	}
	fputs(" );\n", stream);
}

/* ---- the tree ---- */

static uint16_t parent_number(const struct config_source *source,
			      const char *name)
{
	for (size_t i = 0; i < source->class_count; i++)
		if (source->classes[i].name.text &&
		    strcmp(source->classes[i].name.text, name) == 0)
			return (uint16_t)(i + 1);
	return 0;
}

static uint16_t class_number_of(const struct config_source *source,
				const struct config_name *name,
				const char *what,
				struct diagnostics *diagnostics)
{
	struct suggestion suggestion = suggest_for(name->text);
	uint16_t number = parent_number(source, name->text);
	char hint[NEAREST_TEXT];

	if (number)
		return number;
	for (size_t i = 0; i < source->class_count; i++)
		if (source->classes[i].name.text)
			suggest_offer(&suggestion,
				      source->classes[i].name.text);
	diagnostic_error(diagnostics, name->place.file, name->place.line,
			 "%s: there is no class \"%s\"%s", what, name->text,
			 suggest_print(&suggestion, hint));
	return 0;
}

uint16_t config_classes_find(const struct config_source *source,
			     const struct config_name *name,
			     struct diagnostics *diagnostics)
{
	uint16_t number = class_number_of(source, name, "class", diagnostics);

	for (size_t i = 0; number && i < source->class_count; i++) {
		const struct config_class *below = &source->classes[i];

		if (!below->parent.text ||
		    strcmp(below->parent.text, name->text) != 0)
			continue;
		diagnostic_error(
			diagnostics, name->place.file, name->place.line,
			"class: \"%s\" has classes below it, such as "
			"\"%s\": use one of those",
			name->text, below->name.text ? below->name.text : "");
		return 0;
	}
	return number;
}

struct class_check {
	struct config_source *source;
	struct diagnostics *diagnostics;
};

bool config_classes_has_own(const struct config_action *action)
{
	return action->action == ACTION_SHAPE && action->rate_bps;
}

static void report_at(const struct class_check *check,
		      const struct settings_place *place, const char *text)
{
	diagnostic_error(check->diagnostics,
			 place->file ? place->file : "classes", place->line,
			 "%s", text);
}

static void append_rate(struct text *text, uint64_t rate_bps)
{
	static const char *const units[] = {"bit", "kbit", "mbit", "gbit"};
	unsigned unit = 0;

	for (; unit < 3 && rate_bps && rate_bps % 1000 == 0; unit++)
		rate_bps /= 1000;
	text_append(text, "%llu%s", (unsigned long long)rate_bps, units[unit]);
}

static void append_overcommitted(struct text *text, const char *name,
				 const struct policy_classes_finding *finding)
{
	bool up = finding->direction == POLICY_CLASS_UP;

	if (name)
		text_append(text, "classes: those below \"%s\" are guaranteed ",
			    name);
	else
		text_append(text, "classes: they are guaranteed ");
	append_rate(text, finding->promised_bps);
	text_append(text, " %s, all members counted; %s has ",
		    up ? "upwards" : "downwards", name ? "it" : "the link");
	append_rate(text, finding->has_bps);
}

static void report_finding(void *context,
			   const struct policy_classes_finding *finding)
{
	const struct class_check *check = context;
	const struct config_class *class =
		finding->class ? &check->source->classes[finding->class - 1]
			       : NULL;
	const char *name = class && class->name.text ? class->name.text : "";
	char buffer[512];
	struct text text;

	text_init(&text, buffer, sizeof(buffer));
	switch (finding->fault) {
	case POLICY_CLASS_CYCLE:
		text_append(&text, "parent: \"%s\" is its own ancestor", name);
		break;
	case POLICY_CLASS_TOO_DEEP:
		text_append(&text, "parent: \"%s\" is more than %d levels deep",
			    name, POLICY_CLASSES_DEEPEST);
		break;
	case POLICY_CLASS_LOW_CEILING:
		text_append(&text, "classes: \"%s\" is guaranteed ", name);
		append_rate(&text, finding->promised_bps);
		text_append(&text, " %s, above its ceiling of ",
			    finding->direction == POLICY_CLASS_UP
				    ? "upwards"
				    : "downwards");
		append_rate(&text, finding->has_bps);
		break;
	case POLICY_CLASS_OVERCOMMITS:
		append_overcommitted(&text, class ? name : NULL, finding);
		break;
	}
	report_at(check,
		  class ? &class->name.place : &check->source->link.place,
		  buffer);
}

static void check_unique(const struct class_check *check, size_t i)
{
	const struct config_name *name = &check->source->classes[i].name;
	uint16_t first = parent_number(check->source, name->text);
	const struct settings_place *place;

	if (first == i + 1)
		return;
	place = &check->source->classes[first - 1].name.place;
	diagnostic_error(check->diagnostics, name->place.file, name->place.line,
			 "name: class \"%s\" is already at %s:%u", name->text,
			 place->file, place->line);
}

/* The form of policy_classes_check(): parents are numbers, or POLICY_CLASS_NOWHERE. */
static void class_fill(const struct class_check *check, size_t i,
		       struct policy_class *out)
{
	const struct config_class *class = &check->source->classes[i];

	*out = (struct policy_class){
		.name = class->name.text ? class->name.text : "",
		.priority = class->priority,
		.per = class->per,
		.members = class->members,
	};
	for (unsigned d = 0; d < 2; d++) {
		out->rate_bps[d] = class->rate_bps[d];
		/* 0 after its value was rejected, which was reported */
		out->ceiling_bps[d] = class->ceiling_bps[d]
					      ? class->ceiling_bps[d]
					      : UINT64_MAX;
	}
	if (class->name.text)
		check_unique(check, i);
	if (!class->parent.text)
		return;
	out->parent = class_number_of(check->source, &class->parent, "parent",
				      check->diagnostics);
	if (!out->parent)
		out->parent = POLICY_CLASS_NOWHERE;
}

/* No guaranteed rate, so that any number of them fits any link. */
static void class_fill_own(const struct class_check *check,
			   const struct config_rule *rule,
			   const struct config_action *action, const char *text,
			   struct policy_class *out)
{
	const struct config_name *name = &rule->name;
	uint16_t same = text ? parent_number(check->source, text) : 0;
	const struct settings_place *place;

	*out = (struct policy_class){
		.name = text ? text : "",
		.priority = POLICY_CLASS_PRIORITY_DEFAULT,
		.members = 1,
		.ceiling_bps = {action->rate_bps, action->rate_bps},
	};
	if (!same)
		return;
	place = &check->source->classes[same - 1].name.place;
	diagnostic_error(
		check->diagnostics, name->place.file, name->place.line,
		"rate: creates a class \"%s\", which is already at %s:%u", text,
		place->file, place->line);
}

/* "slow", or "slow 70" for a level; NULL: no memory, or the rule has no name. */
static const char *name_of_level(const struct class_check *check,
				 const struct config_rule *rule,
				 const struct config_action *level)
{
	char text[128];

	if (!rule->name.text)
		return NULL;
	snprintf(text, sizeof(text), "%s %u", rule->name.text,
		 level->confidence);
	return config_source_keep(check->source, text);
}

/* Make the classes of a rule: one, or one for each level with a rate. */
static size_t rule_fill_classes(const struct class_check *check,
				const struct config_rule *rule,
				struct policy_class *classes)
{
	size_t count = 0;

	if (config_classes_has_own(&rule->plain))
		class_fill_own(check, rule, &rule->plain, rule->name.text,
			       &classes[count++]);
	for (size_t i = 0; i < rule->level_count; i++)
		if (config_classes_has_own(&rule->levels[i]))
			class_fill_own(
				check, rule, &rule->levels[i],
				name_of_level(check, rule, &rule->levels[i]),
				&classes[count++]);
	return count;
}

static size_t classes_fill(const struct class_check *check,
			   struct policy_class *classes)
{
	const struct config_source *source = check->source;
	size_t count = source->class_count;

	for (size_t i = 0; i < count; i++)
		class_fill(check, i, &classes[i]);
	for (size_t i = 0; i < source->rule_count; i++)
		count += rule_fill_classes(check, &source->rules[i],
					   &classes[count]);
	if (count > POLICY_CLASSES_MOST)
		diagnostic_error(check->diagnostics, "rules", 0,
				 "rate: more than %d classes, those of rules "
				 "included",
				 POLICY_CLASSES_MOST);
	return count;
}

/* Two trees on one port would delete each other. */
static void check_link_ports(const struct config_link *link,
			     struct diagnostics *diagnostics)
{
	const struct settings_place *place = &link->uplink.place;

	if (link->lan.text && link->uplink.text &&
	    strcmp(link->lan.text, link->uplink.text) == 0)
		diagnostic_error(diagnostics, place->file, place->line,
				 "uplink: \"%s\" is the same port as \"lan\"",
				 link->uplink.text);
}

struct policy_classes *
config_classes_check(struct config_source *source,
		     const struct policy_classes *previous,
		     struct diagnostics *diagnostics)
{
	struct class_check check = {source, diagnostics};
	size_t most = source->class_count + source->rule_count;
	unsigned before = diagnostics->count;
	struct policy_class *classes;
	struct policy_link link;
	struct policy_classes *tree = NULL;
	size_t count = 0;

	for (size_t i = 0; i < source->rule_count; i++)
		most += source->rules[i].level_count;
	classes = calloc(most + 1, sizeof(*classes));

	memcpy(link.rate_bps, source->link.rate_bps, sizeof(link.rate_bps));
	if (classes)
		count = classes_fill(&check, classes);
	if (classes && count <= POLICY_CLASSES_MOST)
		policy_classes_check(classes, count, &link, report_finding,
				     &check);
	check_link_ports(&source->link, diagnostics);
	if (classes && diagnostics->count == before)
		tree = policy_classes_create(classes, count, &link, previous);
	if (!tree && diagnostics->count == before)
		diagnostic_error(diagnostics, "classes", 0, "%s",
				 strerror(ENOMEM));
	free(classes);
	return tree;
}
