/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Read the names of the ports from the file that set up the bridge, so that users give
 * them once. skywarden-bridge(8) reports errors of that file.
 */
#include "config/ports.h"

#include <libconfig.h>
#include <string.h>

static void port_take(const config_t *config, const char *key, char *name)
{
	const char *text;

	if (config_lookup_string(config, key, &text) && strlen(text) < IFNAMSIZ)
		strcpy(name, text);
}

void config_ports_read(const char *path, struct config_ports *ports)
{
	config_t config;

	memset(ports, 0, sizeof(*ports));
	config_init(&config);
	if (config_read_file(&config, path)) {
		port_take(&config, "lan", ports->lan);
		port_take(&config, "uplink", ports->uplink);
	}
	config_destroy(&config);
}
