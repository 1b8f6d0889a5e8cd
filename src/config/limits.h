/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CONFIG_LIMITS_H
#define CONFIG_LIMITS_H

#include <stddef.h>

#include "base/usec.h"

/* Sizes of tables that are made at start; a reload does not resize them. */
struct config_limits {
	size_t flows;	  /* concurrent flows; default 1000000 */
	size_t hosts;	  /* hosts with evidence; default 65536 */
	size_t endpoints; /* endpoints with memory; default 262144 */
};

/* A flow ends after this much packet time without a packet. */
struct config_timeouts {
	usec_t tcp_new_us;	   /* no answer yet; default 30 s */
	usec_t tcp_established_us; /* default 3600 s */
	usec_t tcp_closed_us;	   /* both FIN, or RST; default 10 s */
	usec_t udp_new_us;	   /* one direction only; default 60 s */
	usec_t udp_stream_us;	   /* both directions; default 180 s */
};

#endif
