/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows as CSV. write_csv_flow() and the header line must have the same order of
 * columns.
 */
#include "report/csv.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "report/clean.h"
#include "report/community_id.h"
#include "report/event.h"
#include "report/format.h"
#include "report/output.h"
#include "report/sink.h"

static const char header[] =
	"pcap_filename,flow_id,start,end,proto,"
	"src_ip,src_port,dest_ip,dest_port,vlan,inner_vlan,community_id,"
	"pkts_toserver,pkts_toclient,bytes_toserver,bytes_toclient,"
	"state,reason,alerted,"
	"application,family,activity,confidence,signatures,sets,reasons,"
	"user,group,policy,action,"
	"dropped_packets,dropped_bytes,late_packets,revision\r\n";

struct csv_sink {
	struct report_sink sink; /* first */
	struct report_output output;
	char *filename;
	bool first; /* the next field begins its line */
};

static void begin_csv_field(struct csv_sink *csv)
{
	if (!csv->first)
		report_output_write(&csv->output, ",", 1);
	csv->first = false;
}

/* Part of a quoted field: double the quotes, escape what is not clean. */
static void put_csv_quoted(struct csv_sink *csv, const char *string)
{
	struct report_output *output = &csv->output;
	char *clean = report_clean_copy(string, true);
	const char *at = clean;
	size_t run;

	if (!clean) {
		report_output_fail(output, -ENOMEM);
		return;
	}
	for (; *at; at += run) {
		if (*at == '"')
			report_output_write(output, "\"", 1);
		run = 1 + strcspn(at + 1, "\"");
		report_output_write(output, at, run);
	}
	free(clean);
}

static bool needs_quotes(const char *string)
{
	return strpbrk(string, ",\"") || !report_clean_is(string);
}

/* NULL is an empty field. */
static void put_csv_string(struct csv_sink *csv, const char *string)
{
	struct report_output *output = &csv->output;

	begin_csv_field(csv);
	if (!string)
		return;
	if (!needs_quotes(string)) {
		report_output_string(output, string);
		return;
	}
	report_output_write(output, "\"", 1);
	put_csv_quoted(csv, string);
	report_output_write(output, "\"", 1);
}

/* One field with "; " between the strings. */
static void put_csv_list(struct csv_sink *csv, const char *const *strings,
			 size_t count)
{
	struct report_output *output = &csv->output;

	begin_csv_field(csv);
	if (count == 0)
		return;
	report_output_write(output, "\"", 1);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			report_output_write(output, "; ", 2);
		put_csv_quoted(csv, strings[i]);
	}
	report_output_write(output, "\"", 1);
}

static void put_csv_number(struct csv_sink *csv, uint64_t value)
{
	begin_csv_field(csv);
	report_output_format(&csv->output, "%" PRIu64, value);
}

/* Empty when untagged: VLAN 0 would be a tag. */
static void put_csv_vlan(struct csv_sink *csv, uint16_t tag)
{
	if (tag)
		put_csv_number(csv, tag);
	else
		put_csv_string(csv, NULL);
}

static void put_csv_time(struct csv_sink *csv, usec_t time)
{
	char text[REPORT_FORMAT_TEXT];

	put_csv_string(csv, report_format_time_iso(time, text));
}

static void put_csv_endpoint(struct csv_sink *csv,
			     const struct address *address, uint16_t port)
{
	char text[PACKET_ADDRESS_TEXT];

	put_csv_string(csv, packet_address_print(address, text));
	put_csv_number(csv, port);
}

static void put_csv_tuple(struct csv_sink *csv,
			  const struct report_tuple *tuple)
{
	char id[REPORT_COMMUNITY_ID_TEXT];

	put_csv_string(csv, tuple->transport == IPPROTO_TCP ? "TCP" : "UDP");
	put_csv_endpoint(csv, &tuple->source, tuple->source_port);
	put_csv_endpoint(csv, &tuple->dest, tuple->dest_port);
	put_csv_vlan(csv, tuple->vlan);
	put_csv_vlan(csv, tuple->inner_vlan);
	put_csv_string(csv,
		       report_community_id_print(
			       &tuple->source, tuple->source_port, &tuple->dest,
			       tuple->dest_port, tuple->transport, id));
}

static void put_csv_finding(struct csv_sink *csv,
			    const struct report_finding *finding)
{
	put_csv_string(csv, finding->application);
	put_csv_string(csv, finding->family);
	put_csv_string(csv, finding->activity);
	put_csv_number(csv, finding->confidence);
	put_csv_list(csv, finding->signatures, finding->signature_count);
	put_csv_list(csv, finding->sets, finding->set_count);
	put_csv_list(csv, finding->reasons, finding->reason_count);
	put_csv_string(csv, finding->user);
	put_csv_string(csv, finding->group);
	put_csv_string(csv, finding->policy);
	put_csv_string(csv, finding->action);
}

static void write_csv_flow(struct csv_sink *csv, const struct report_flow *flow)
{
	csv->first = true;
	put_csv_string(csv, csv->filename);
	put_csv_number(csv, flow->tuple.flow_id);
	put_csv_time(csv, flow->start_us);
	put_csv_time(csv, flow->end_us);
	put_csv_tuple(csv, &flow->tuple);
	put_csv_number(csv, flow->packets[0]);
	put_csv_number(csv, flow->packets[1]);
	put_csv_number(csv, flow->bytes[0]);
	put_csv_number(csv, flow->bytes[1]);
	put_csv_string(csv, flow->state);
	put_csv_string(csv, flow->reason);
	put_csv_string(csv, flow->alerted ? "true" : "false");
	put_csv_finding(csv, &flow->finding);
	put_csv_number(csv, flow->dropped_packets);
	put_csv_number(csv, flow->dropped_bytes);
	put_csv_number(csv, flow->late_packets);
	put_csv_number(csv, flow->finding.revision);
	report_output_write(&csv->output, "\r\n", 2);
}

static void begin_csv_capture(struct csv_sink *csv, const char *filename)
{
	free(csv->filename);
	csv->filename = filename ? strdup(filename) : NULL;
	if (filename && !csv->filename)
		report_output_fail(&csv->output, -ENOMEM);
}

static void csv_event(struct report_sink *sink,
		      const struct report_event *event)
{
	struct csv_sink *csv = (struct csv_sink *)sink;

	if (event->kind == REPORT_EVENT_FLOW)
		write_csv_flow(csv, &event->flow);
	else if (event->kind == REPORT_EVENT_CAPTURE)
		begin_csv_capture(csv, event->capture);
}

static void write_csv_header(struct csv_sink *csv)
{
	if (report_output_is_empty(&csv->output))
		report_output_string(&csv->output, header);
}

static int csv_flush(struct report_sink *sink)
{
	return report_output_flush(&((struct csv_sink *)sink)->output);
}

static int csv_reopen(struct report_sink *sink)
{
	struct csv_sink *csv = (struct csv_sink *)sink;
	int error = report_output_reopen(&csv->output);

	/* standard output continues: it has its header */
	if (!error && csv->output.path)
		write_csv_header(csv);
	return error;
}

static int csv_close(struct report_sink *sink)
{
	struct csv_sink *csv = (struct csv_sink *)sink;
	int error = report_output_close(&csv->output);

	free(csv->filename);
	free(csv);
	return error;
}

struct report_sink *report_csv_create(const struct report_output *output,
				      const struct report_target *target)
{
	static const struct report_sink_ops ops = {
		.event = csv_event,
		.flush = csv_flush,
		.reopen = csv_reopen,
		.close = csv_close,
	};
	struct csv_sink *csv = calloc(1, sizeof(*csv));

	(void)target;
	if (!csv)
		return NULL;
	csv->sink.ops = &ops;
	csv->output = *output;
	write_csv_header(csv);
	return &csv->sink;
}
