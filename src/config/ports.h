/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_PORTS_H
#define CONFIG_PORTS_H

#include <net/if.h>

/* The file of skywarden-bridge(8). */
#define CONFIG_PORTS_FILE SKYWARDEN_SYSCONFDIR "/skywarden/bridge.conf"

/* The bridge's two ports; "" when the file does not say. */
struct config_ports {
	char lan[IFNAMSIZ], uplink[IFNAMSIZ];
};

/**
 * config_ports_read - what a bridge.conf says of the ports
 * @ports: out; "" for what the file does not say, or is too long for a name;
 *         both, when there is no such file
 *
 * Says nothing: skywarden-bridge(8) tells what is wrong with its file.
 */
void config_ports_read(const char *path, struct config_ports *ports);

#endif
