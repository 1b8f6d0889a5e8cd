/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Statistics as JSON.
 */
#include "report/stats.h"

#include "report/event.h"
#include "report/totals.h"
#include "report/value.h"

static void put_stat(bool *failed, json_t *object, const char *key,
		     json_t *value)
{
	report_value_put(object, key, value, failed);
}

static json_t *capture_object(bool *failed, const struct report_stats *stats)
{
	json_t *object = json_object();

	put_stat(failed, object, "packets",
		 report_value_number(stats->packets));
	put_stat(failed, object, "bytes", report_value_number(stats->bytes));
	if (stats->packets) {
		put_stat(failed, object, "first",
			 report_value_time(stats->first_us));
		put_stat(failed, object, "last",
			 report_value_time(stats->last_us));
	}
	if (stats->error)
		put_stat(failed, object, "error",
			 report_value_string(stats->error));
	return object;
}

static void put_stat_counter(bool *failed, json_t *groups,
			     const struct report_counter *counter)
{
	json_t *group = json_object_get(groups, counter->group);

	if (!group) {
		put_stat(failed, groups, counter->group, json_object());
		group = json_object_get(groups, counter->group);
	}
	put_stat(failed, group, counter->name,
		 report_value_number(counter->value));
}

static void put_class_way(bool *failed, json_t *class, const char *name,
			  const struct report_way *way)
{
	json_t *object = json_object();

	put_stat(failed, object, "bytes", report_value_number(way->bytes));
	put_stat(failed, object, "packets", report_value_number(way->packets));
	put_stat(failed, object, "dropped", report_value_number(way->dropped));
	put_stat(failed, object, "late", report_value_number(way->late));
	put_stat(failed, object, "backlog_bytes",
		 report_value_number(way->backlog_bytes));
	put_stat(failed, object, "backlog_packets",
		 report_value_number(way->backlog_packets));
	put_stat(failed, class, name, object);
}

/* Without flows: a flow may match several rules in turn. */
static json_t *rule_object(bool *failed, const struct report_totals_line *line)
{
	const struct report_totals_counters *counters = &line->counters;
	json_t *object = json_object();

	put_stat(failed, object, "name",
		 report_value_string_or_null(line->names.first));
	put_stat(failed, object, "action",
		 report_value_string_or_null(line->names.second));
	put_stat(failed, object, "packets",
		 report_value_number(counters->packets));
	put_stat(failed, object, "bytes", report_value_number(counters->bytes));
	put_stat(failed, object, "dropped_packets",
		 report_value_number(counters->dropped_packets));
	put_stat(failed, object, "dropped_bytes",
		 report_value_number(counters->dropped_bytes));
	put_stat(failed, object, "late_packets",
		 report_value_number(counters->late_packets));
	return object;
}

json_t *report_stats_rules(const struct report_totals *rules)
{
	json_t *array = json_array();
	bool failed = false;

	for (size_t i = 0; i < rules->count; i++)
		report_value_append(
			array, rule_object(&failed, rules->lines[i]), &failed);
	if (!failed)
		return array;
	json_decref(array);
	return NULL;
}

static json_t *classes_array(bool *failed, const struct report_stats *stats)
{
	json_t *classes = json_array();

	for (size_t i = 0; i < stats->class_count; i++) {
		const struct report_class *class = &stats->classes[i];
		json_t *object = json_object();

		put_stat(failed, object, "name",
			 report_value_string_or_null(class->name));
		put_stat(failed, object, "members",
			 report_value_number(class->members));
		put_class_way(failed, object, "down", &class->down);
		put_class_way(failed, object, "up", &class->up);
		report_value_append(classes, object, failed);
	}
	return classes;
}

/* Bytes, or whole seconds of calls. */
static json_t *quota_amount(const struct report_quota *quota, uint64_t value)
{
	return report_value_number(quota->of_calls ? value / USEC_PER_SEC
						   : value);
}

static json_t *uses_array(bool *failed, const struct report_quota *quota)
{
	json_t *uses = json_array();

	for (size_t i = 0; i < quota->use_count; i++) {
		const struct report_quota_use *use = &quota->uses[i];
		json_t *object = json_object();

		put_stat(failed, object, "who", report_value_string(use->who));
		put_stat(failed, object, "used",
			 quota_amount(quota, use->used));
		put_stat(failed, object, "exceeded",
			 json_boolean(use->exceeded));
		put_stat(failed, object, "from",
			 report_value_time(use->from_us));
		put_stat(failed, object, "until",
			 report_value_time(use->until_us));
		report_value_append(uses, object, failed);
	}
	return uses;
}

static json_t *quotas_array(bool *failed, const struct report_stats *stats)
{
	json_t *quotas = json_array();

	for (size_t i = 0; i < stats->quota_count; i++) {
		const struct report_quota *quota = &stats->quotas[i];
		json_t *object = json_object();

		put_stat(failed, object, "name",
			 report_value_string(quota->name));
		put_stat(failed, object, "per", report_value_own(quota->per));
		put_stat(failed, object, "period",
			 report_value_own(quota->period));
		put_stat(failed, object, "unit",
			 report_value_own(quota->of_calls ? "call_seconds"
							  : "bytes"));
		put_stat(failed, object, "limit",
			 quota_amount(quota, quota->limit));
		put_stat(failed, object, "counted",
			 report_value_number(quota->counted));
		put_stat(failed, object, "exceeded",
			 report_value_number(quota->exceeded));
		put_stat(failed, object, "most", uses_array(failed, quota));
		report_value_append(quotas, object, failed);
	}
	return quotas;
}

json_t *report_stats_object(const struct report_stats *stats)
{
	json_t *groups = json_object();
	bool failed = false;

	put_stat(&failed, groups, "capture", capture_object(&failed, stats));
	for (size_t i = 0; i < stats->counter_count; i++)
		put_stat_counter(&failed, groups, &stats->counters[i]);
	for (size_t i = 0; i < stats->match_count; i++)
		put_stat_counter(&failed, groups, &stats->matches[i]);
	if (stats->rules && stats->rules->count)
		put_stat(&failed, groups, "rules",
			 report_stats_rules(stats->rules));
	if (stats->class_count)
		put_stat(&failed, groups, "classes",
			 classes_array(&failed, stats));
	if (stats->quota_count)
		put_stat(&failed, groups, "quotas",
			 quotas_array(&failed, stats));
	if (!failed)
		return groups;
	json_decref(groups);
	return NULL;
}
