/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PORTS_H
#define CONFIG_PORTS_H

#include <net/if.h>

/* The file of skywarden-bridge(8). */
#define CONFIG_PORTS_FILE SKYWARDEN_SYSCONFDIR "/skywarden/bridge.conf"

/* The two ports of the bridge; "": not in the file. */
struct config_ports {
	char lan[IFNAMSIZ], uplink[IFNAMSIZ];
};

/**
 * config_ports_read - read the ports from a bridge.conf
 * @ports: out; "" for a port that is missing in the file or too long for a name;
 *         both are "" when there is no such file
 *
 * Reports nothing: skywarden-bridge(8) reports errors of its file.
 */
void config_ports_read(const char *path, struct config_ports *ports);

#endif
