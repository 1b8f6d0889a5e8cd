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

/* What a bridge.conf says of them; nothing of a file that is not there, or wrong. */
void config_ports_read(const char *path, struct config_ports *ports);

#endif
