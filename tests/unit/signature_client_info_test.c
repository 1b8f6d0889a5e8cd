/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that signatures tell, of what a name says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "signature_bench.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char file[] =
	"applications = ( { name = \"a\"; } ); application = \"a\";\n"
	"signatures = (\n"
	"{ name = \"dns\"; about = \"\"; source = \"\"; transport = \"udp\";\n"
	"  match = [ \"dns.name like '*.*.#.x.**'\" ];\n"
	"  then = { client_info = { version = \"$2.$1\";\n"
	"    platform = [ \"$3\", \"0 = None\", \"2 = Two = 2\" ]; }; }; },\n"
	"{ name = \"rough\"; about = \"\"; source = \"\"; transport = "
	"\"tcp\";\n"
	"  match = [ \"http.method == 'GET'\" ];\n"
	"  then = { client_info = { version = \"5 or later\"; approximate = "
	"true; }; }; "
	"},\n"
	"{ name = \"silent\"; about = \"\"; source = \"\";\n"
	"  match = [ \"size == 1\" ]; then = { event = \"e\"; }; }\n"
	");\n";

/* The query's name as labels after the header. */
static size_t make_query(uint8_t *bytes, const char *name)
{
	static const uint8_t header[12] = {1, 2, 1, 0, 0, 1};
	size_t at = sizeof(header);

	memcpy(bytes, header, sizeof(header));
	while (*name) {
		size_t length = strcspn(name, ".");

		bytes[at++] = (uint8_t)length;
		memcpy(bytes + at, name, length);
		at += length;
		name += length + (name[length] == '.');
	}
	memcpy(bytes + at, "\0\0\1\0\1", 5);
	return at + 5;
}

static bool tell(const struct bench *bench, uint16_t signature,
		 const struct packet *packet, struct host_client_info *info)
{
	struct packet_names names;
	struct signature_context context = {.packet = packet, .names = &names};

	packet_names_init(&names, packet->transport, packet->payload,
			  packet->payload_caplen, packet->payload_size);

	return signature_client_info(bench->set, &context, signature, info);
}

static void parts_of_names(void **state)
{
	static const struct {
		const char *name, *version, *platform;
	} cases[] = {
		{"7.10.0.x.example", "10.7", "None"},
		{"7.10.2.x.a.b", "10.7", "Two = 2"},
		{"7.10.3.x.a", "10.7", ""},	   /* not listed */
		{"a_1.b-2.22.x.a", "b-2.a_1", ""}, /* likewise */
		{"7.10.y.x.a", NULL, NULL},	   /* not like it */
		{"1234567890.123456789012.0.x.a", "123456789012.1234567890",
		 "None"},
		/* what does not fit is not said */
		{"12345678901.123456789012.0.x.a", "", "None"},
		/* nor what is not for eyes */
		{"a$b.7.0.x.a", "", "None"},
		{"a\"b.7.3.x.a", NULL, NULL},
	};
	static struct bench bench;

	(void)state;
	bench_load(&bench, file);
	assert_non_null(bench.set);
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint8_t bytes[300];
		struct packet packet = {.transport = IPPROTO_UDP};
		struct host_client_info info;
		bool tells;

		packet.payload = bytes;
		packet.payload_size = packet.payload_caplen =
			(uint16_t)make_query(bytes, cases[i].name);
		tells = tell(&bench, 0, &packet, &info);
		assert_int_equal(tells, cases[i].version != NULL);
		if (!tells)
			continue;
		assert_string_equal(info.version.text, cases[i].version);
		assert_string_equal(info.platform.text, cases[i].platform);
		assert_false(info.version.rough);
	}
	bench_fini(&bench);
}

static void constants(void **state)
{
	static struct bench bench;
	struct packet packet = {.transport = IPPROTO_TCP};
	struct host_client_info info;

	(void)state;
	bench_load(&bench, file);
	assert_true(tell(&bench, 1, &packet, &info));
	assert_string_equal(info.version.text, "5 or later");
	assert_int_equal(info.version.signature, 1);
	assert_true(info.version.rough);
	assert_string_equal(info.platform.text, "");
	assert_false(tell(&bench, 2, &packet, &info));
	bench_fini(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_of_names),
		cmocka_unit_test(constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
