/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef REPORT_SINK_H
#define REPORT_SINK_H

#include <stdint.h>

struct report_event;
struct report_sink;

/* The operations of an output; one table per format. A report calls event and close. */
struct report_sink_ops {
	/* errors are kept until flush, reopen or close returns them */
	void (*event)(struct report_sink *sink,
		      const struct report_event *event);
	/* pass on what is buffered; 0, or the first -errno since reopen */
	int (*flush)(struct report_sink *sink);
	/* start over on a file of the same name; -errno: the old one stays */
	int (*reopen)(struct report_sink *sink);
	/* write what is left and free the sink; 0, or the first -errno */
	int (*close)(struct report_sink *sink);
};

/* First member of every sink's own struct. All calls come from one thread. */
struct report_sink {
	const struct report_sink_ops *ops;
	uint32_t
		kinds; /* mask of REPORT_EVENT_BIT(): the named kinds it gets */
	struct report_sink *next; /* in its report */
};

#endif
