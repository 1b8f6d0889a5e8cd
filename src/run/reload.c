/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reload of the live service: what is prepared before a ruleset is published, and
 * what is given back when the old one is no longer used.
 */
#include "run/reload.h"

#include <errno.h>

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/log.h"
#include "base/notify.h"
#include "config/ports.h"
#include "engine/engine.h"
#include "engine/quota.h"
#include "identity/feed.h"
#include "policy/policy.h"
#include "run/identities.h"
#include "shaper/shaper.h"
#include "shaper/tc_trees.h"

static const char *choose_port(const char *configured, const char *of_bridge)
{
	if (configured)
		return configured;
	return *of_bridge ? of_bridge : NULL;
}

/* The ports are those of the ruleset, or else those of the bridge. */
static void update_kernel_classes(struct run_reload *reload,
				  const struct ruleset *ruleset)
{
	struct config_ports ports;

	if (!reload->trees)
		return;
	config_ports_read(CONFIG_PORTS_FILE, &ports);
	shaper_tc_trees_follow(reload->trees, ruleset->classes,
			       choose_port(ruleset->lan, ports.lan),
			       choose_port(ruleset->uplink, ports.uplink));
}

int run_reload_start_classes(struct run_reload *reload, bool kernel_shapes,
			     const struct ruleset *ruleset)
{
	/* a new shaper is in replay mode: it would let a second of the rate pass */
	shaper_set_mode(reload->engine->shaper, SHAPER_POLICE);
	if (!kernel_shapes) {
		log_warnx("classes: this kernel takes no priority with a "
			  "verdict; falling back to policing");
		return 0;
	}
	reload->trees = shaper_tc_trees_create(reload->engine->shaper);
	if (!reload->trees)
		return -ENOMEM;
	update_kernel_classes(reload, ruleset);
	return 0;
}

void run_reload_update_identities(struct run_reload *reload,
				  const struct ruleset *ruleset)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};

	identity_feed_follow(reload->feed, ruleset->identity);
	run_identities_update(reload->engine, reload->feed, ruleset->policy,
			      &diagnostics);
	if (diagnostics.count)
		log_warnx("identity feed: rejected; %s",
			  identity_feed_count(reload->feed)
				  ? "the identities loaded before stay"
				  : "no identities are loaded");
}

struct ruleset *run_reload_load(struct run_reload *reload)
{
	struct diagnostics diagnostics = {.say = diagnostic_log};
	struct config_request request = reload->request;
	struct ruleset *ruleset;

	request.previous = atomic_load(&reload->engine->ruleset);
	notify_manager("RELOADING=1");
	ruleset = config_ruleset_load(&request, &diagnostics);
	if (!ruleset) {
		notify_manager("READY=1");
		return NULL;
	}
	shaper_publish(reload->engine->shaper, ruleset->classes);
	update_kernel_classes(reload, ruleset);
	run_reload_update_identities(reload, ruleset);
	return ruleset;
}

void run_reload_unload(struct run_reload *reload, struct ruleset *ruleset)
{
	engine_quota_retire(reload->engine, ruleset, clock_now());
	shaper_retire(reload->engine->shaper,
		      atomic_load(&reload->engine->ruleset)->classes);
	if (reload->trees)
		shaper_tc_trees_update(reload->trees);
	config_ruleset_free(ruleset);
	notify_manager("READY=1");
}
