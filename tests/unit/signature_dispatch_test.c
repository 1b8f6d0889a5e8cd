/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dispatch against a naive twin: no pattern whose match holds may be missed,
 * and patterns that cannot match must cost nothing.
 */
#include "signature_bench.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static uint64_t random_state;

static unsigned draw(unsigned most)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (unsigned)(random_state >> 11) % most;
}

struct file {
	char *text;
	size_t length;
	FILE *stream;
};

static void file_begin(struct file *file)
{
	file->stream = open_memstream(&file->text, &file->length);
	fputs("registers = ( { name = \"r\"; scope = \"flow\"; bits = 16; } "
	      ");\n"
	      "signatures = (",
	      file->stream);
}

static void file_load(struct file *file, struct bench *bench)
{
	fputs(");\n", file->stream);
	fclose(file->stream);
	bench_load(bench, file->text);
	if (!bench->set)
		fail_msg("%s", bench->said);
	free(file->text);
}

/* ---- random conditions of few values, so that packets often fit ---- */

/* Bounds that a gate has, to the ends of what it has room for. */
static void print_bound(FILE *stream)
{
	static const char *const fields[] = {"size", "turn", "position"};
	static const char *const signs[] = {"==", "<", "<=", ">", ">="};
	static const char *const ends[] = {
		"0", "1", "2", "65533", "65534", "65535", "65536", "4294967296",
	};
	const char *field = fields[draw(3)];

	if (draw(2))
		fprintf(stream, "%s %s %s", field, signs[draw(5)],
			ends[draw(8)]);
	else
		fprintf(stream, "%s in %u..%s", field, draw(3),
			ends[2 + draw(6)]);
}

static void print_condition(FILE *stream)
{
	unsigned at = draw(12), low = 1 + draw(30);

	switch (draw(22)) {
	case 0:
		fprintf(stream, "size == %u", low);
		break;
	case 1:
		fprintf(stream, "size in {%u, %u..%u}", draw(40), low,
			low + draw(2100));
		break;
	case 2:
		fprintf(stream, "size >= %u and size < %u", low, low + 20);
		break;
	case 3:
		fprintf(stream, "turn %s %u", draw(2) ? "==" : ">=", draw(12));
		break;
	case 4:
		fprintf(stream, "position <= %u", 1 + draw(12));
		break;
	case 5:
		fprintf(stream, "u8[%u] == %u", at, draw(2));
		break;
	case 6:
		fprintf(stream, "u16[%u] == 0x%02x%02x", at, draw(2), draw(2));
		break;
	case 7:
		fprintf(stream, "le32[%u] == 0x0%u0%u0%u0%u", at, draw(2),
			draw(2), draw(2), draw(2));
		break;
	case 8:
		fprintf(stream, "bytes[%u] == h'0%u ?? 0%u 0%u 0?'", at,
			draw(2), draw(2), draw(2));
		break;
	case 9:
		fprintf(stream, "u8[-%u] == %u", 1 + at, draw(2));
		break;
	case 10:
		fprintf(stream, "u8[%u] == 0 or u8[%u] == 1", at, at + 1);
		break;
	case 11:
		fprintf(stream, "not u8[%u] == %u", at, draw(2));
		break;
	case 12:
		fprintf(stream, "%u <= size", low);
		break;
	case 13:
		fprintf(stream, "u8[%u] & 0x%02x == %u", at,
			draw(2) ? 0xfd : 0x8f, draw(2));
		break;
	case 14:
		fprintf(stream, "u8[%u] in {%u, 7..9}", at, draw(2));
		break;
	case 15:
		fprintf(stream, "position == %u and size > 4 or position == %u",
			1 + draw(6), 1 + draw(12));
		break;
	case 16:
		fprintf(stream, "size in {%u, %u..%u} or size in 20..%u", low,
			2 * low, 2 * low + 3, 20 + draw(2100));
		break;
	case 17:
		fprintf(stream, "r == %u and size > 1", draw(2));
		break;
	case 18:
		fprintf(stream, "r in 0..1 or position > 9");
		break;
	case 19:
	case 20:
		print_bound(stream);
		break;
	default:
		fprintf(stream, "u8[%u] & 1 == %u and u8[%u] == %u", at,
			draw(2), at + 2, draw(2));
	}
}

static void random_set(struct bench *bench, unsigned count)
{
	static const char *const transports[] = {"any", "tcp", "udp"};
	static const char *const from[] = {"any", "any", "orig", "reply"};
	struct file file;

	file_begin(&file);
	for (unsigned i = 0; i < count; i++) {
		fprintf(file.stream,
			"%s{ name = \"s%u\"; about = \"\"; source = \"\"; "
			"transport = \"%s\"; from = \"%s\"; match = [ ",
			i ? ",\n" : "", i, transports[draw(3)], from[draw(4)]);
		for (unsigned c = draw(4) + 1; c > 0; c--) {
			fputs("\"", file.stream);
			print_condition(file.stream);
			fputs(c > 1 ? "\", " : "\"", file.stream);
		}
		fputs(" ]; then = { event = \"e\"; }; }", file.stream);
	}
	file_load(&file, bench);
}

/* ---- the twin ---- */

/* The packet's matches, asking every pattern. */
static size_t ask_all(const struct signature_set *set,
		      const struct signature_context *context, uint16_t *found)
{
	bool tcp = context->flow->key.transport == IPPROTO_TCP;
	size_t count = 0;

	for (size_t i = 0; i < set->pattern_count; i++) {
		const struct signature_pattern *pattern = &set->patterns[i];
		struct expression_state state = {
			.pool = signature_set_pool(set),
			.registers = set->registers,
			.generators = set->generators,
			.context = context,
		};
		bool orig = context->direction == FLOW_ORIG;
		bool holds = pattern->transports &
			     (tcp ? SIGNATURE_TCP : SIGNATURE_UDP);

		holds &= pattern->from != (orig ? FROM_REPLY : FROM_ORIG);
		for (uint32_t n = 0; holds && n < pattern->match_count; n++)
			holds = signature_expression_holds(
				&state, state.pool->lists[pattern->match + n]);
		if (holds)
			found[count++] = (uint16_t)i;
	}
	return count;
}

static void compare(struct bench *bench, const struct packet *packet,
		    unsigned turn, size_t *matches)
{
	struct flow flow = {.key = {.transport = packet->transport},
			    .payloads = {(uint16_t)turn, 0},
			    .cells_valid = draw(2) ? 1 : 0,
			    .cells = {(uint16_t)draw(3)}};
	struct flow_observation observed = {.payload = true,
					    .direction = (uint8_t)draw(2),
					    .turn = (uint16_t)turn,
					    .position =
						    (uint16_t)(turn + draw(3))};
	struct signature_context context = {.flow = &flow,
					    .direction = observed.direction,
					    .packet = packet,
					    .observed = &observed};
	static struct signature_selection selection;
	uint16_t found[256];
	size_t count = ask_all(bench->set, &context, found);

	signature_match_select(bench->set, &context, false, &selection);
	assert_int_equal(selection.count, count);
	assert_memory_equal(selection.patterns, found, count * sizeof(*found));
	*matches += count;
}

static void nothing_is_missed(void **state)
{
	static struct bench bench;
	size_t matches = 0;

	(void)state;
	random_state = 88172645463325252u;
	for (int round = 0; round < 60; round++) {
		random_set(&bench, 1 + draw(120));
		for (int i = 0; i < 400; i++) {
			uint8_t payload[2200];
			struct packet packet = {
				.transport = draw(2) ? IPPROTO_TCP
						     : IPPROTO_UDP,
				.payload = payload,
				.payload_size =
					(uint16_t)(1 + (draw(8) ? draw(40)
								: draw(2200))),
			};

			packet.payload_caplen =
				draw(4) ? packet.payload_size
					: (uint16_t)draw(packet.payload_size);
			for (size_t b = 0; b < sizeof(payload); b++)
				payload[b] = (uint8_t)draw(2);
			compare(&bench, &packet,
				draw(8) ? 1 + draw(12) : 65530 + draw(4),
				&matches);
		}
		bench_fini(&bench);
	}
	/* they do match, or this would prove little */
	assert_true(matches > 10000);
}

/* ---- cost ---- */

/* Signatures as people write them, none of which random bytes fit. */
static void cold_set(struct bench *bench, unsigned count)
{
	struct file file;

	file_begin(&file);
	for (unsigned i = 0; i < count; i++) {
		fprintf(file.stream,
			"%s{ name = \"s%u\"; about = \"\"; source = \"\"; "
			"transport = \"%s\"; match = [ ",
			i ? ",\n" : "", i, draw(2) ? "tcp" : "udp");
		switch (draw(4)) {
		case 0:
			fprintf(file.stream,
				"\"bytes[0] == h'%02x %02x ?? %02x %02x'\"",
				draw(256), draw(256), draw(256), draw(256));
			break;
		case 1:
			fprintf(file.stream,
				"\"size in 20..1400\", \"u16[%u] == 0x%04x\", "
				"\"u8[0] == 0x%02x\"",
				2 + 2 * draw(4), draw(65536), draw(256));
			break;
		case 2:
			fprintf(file.stream, "\"u32[4] == 0x%08x\"",
				draw(0x7fffffff));
			break;
		default:
			fprintf(file.stream,
				"\"turn == 1\", \"le16[2] == %u\", \"u8[-1] "
				"== 0\"",
				draw(65536));
		}
		fputs(" ]; then = { event = \"e\"; }; }", file.stream);
	}
	file_load(&file, bench);
}

/* Candidates that @packets random packets meet. */
static double candidates_per_packet(struct bench *bench, unsigned packets)
{
	size_t sum = 0;

	for (unsigned i = 0; i < packets; i++) {
		uint8_t payload[200];
		struct dispatch_list lists[DISPATCH_LISTS];
		unsigned count;
		struct flow_observation observed = {.payload = true};
		struct packet packet = {
			.transport = draw(2) ? IPPROTO_TCP : IPPROTO_UDP,
			.payload = payload,
			.payload_size = (uint16_t)(20 + draw(180)),
		};

		packet.payload_caplen = packet.payload_size;
		for (size_t b = 0; b < sizeof(payload); b++)
			payload[b] = (uint8_t)draw(256);
		observed.turn = (uint16_t)(1 + draw(12));
		count = signature_dispatch_find(&bench->set->dispatch, &packet,
						&observed, lists);
		while (count)
			sum += lists[--count].count;
	}
	return (double)sum / packets;
}

static void cost_does_not_grow(void **state)
{
	static const unsigned counts[] = {10, 100, 1000, 5000};
	static struct bench bench;

	(void)state;
	random_state = 2463534242u;
	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		double candidates;

		cold_set(&bench, counts[i]);
		candidates = candidates_per_packet(&bench, 20000);
		print_message("%u signatures: %.4f candidates a packet\n",
			      counts[i], candidates);
		assert_true(candidates < 0.1);
		bench_fini(&bench);
	}
}

static void sets_that_would_crowd_a_packet_are_refused(void **state)
{
	static struct bench bench;
	struct file file;

	(void)state;
	file_begin(&file);
	for (unsigned i = 0; i < 257; i++)
		fprintf(file.stream,
			"%s{ name = \"s%u\"; about = \"\"; source = \"\"; "
			"match "
			"= [ \"size == 7\" ]; then = { event = \"e\"; }; }",
			i ? "," : "", i);
	fputs(");\n", file.stream);
	fclose(file.stream);
	bench_load(&bench, file.text);
	assert_null(bench.set);
	assert_non_null(strstr(bench.said, "257 signatures could want the "
					   "same packet; the limit is 256"));
	free(file.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_missed),
		cmocka_unit_test(cost_does_not_grow),
		cmocka_unit_test(sets_that_would_crowd_a_packet_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
