/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes as one expression, in a fixed file around it: the first byte says where
 * it stands. An expression that loads is evaluated for a few hundred packets.
 */
#include "signature_drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
const char *__lsan_default_suppressions(void);

/* libconfig 1.5 loses the last string before a syntax error. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

static const char before[] =
	"applications = ( { name = \"a\"; } );\napplication = \"a\";\n"
	"activities = [ \"x\" ];\n"
	"generators = ( { name = \"g\"; multiply = 0xcd; add = 0x71; bits = 8; "
	"},\n"
	" { name = \"w\"; multiply = 69069; add = 17009; bits = 32; } );\n"
	"registers = ( { name = \"f\"; recent = 2; },\n"
	" { name = \"d\"; scope = \"direction\"; bits = 16; },\n"
	" { name = \"e\"; scope = \"endpoint\"; recent = 3; },\n"
	" { name = \"h\"; scope = \"host\"; } );\n"
	"signatures = ( { name = \"s\"; about = \"\"; source = \"\";\n"
	" match = [ \"x = bytes[4..14] xor bytes[14..24]\"";

/* By place: what stands before the expression, and after it. */
static const char *const places[][2] = {
	{", \"", "\" ]; then = { event = \"e\"; }; } );\n"},
	{" ]; relation = [ \"", "\" ]; then = { event = \"e\"; }; } );\n"},
	{" ]; remember = [ \"f = ",
	 "\", \"e = size\", \"d = u8[0]\" ]; } );\n"},
	{" ]; then = { event = \"e\"; key = \"", "\"; }; } );\n"},
	{" ]; then = { event = \"e\"; }; } );\nhosts = ( { name = \"r\"; "
	 "about = \"\"; source = \"\"; events = [ \"e\", \"e\" ]; "
	 "within = \"10s\"; after = \"",
	 "\"; then = { activity = \"x\"; }; } );\n"},
};

static char *file_of(const uint8_t *bytes, size_t size)
{
	const char *const *place =
		places[bytes[0] % (sizeof(places) / sizeof(*places))];
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	fputs(before, stream);
	fputs(place[0], stream);
	for (size_t i = 1; i < size && bytes[i]; i++) {
		if (strchr("\"\\", bytes[i]))
			fputc('\\', stream);
		if (bytes[i] != '\n')
			fputc(bytes[i], stream);
	}
	fputs(place[1], stream);
	fclose(stream);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct bench bench;
	char *text;

	if (!size || size > 4096)
		return 0;
	text = file_of(bytes, size);
	bench_load(&bench, text);
	if (bench.set)
		drive_set(&bench);
	bench_fini(&bench);
	free(text);
	return 0;
}
