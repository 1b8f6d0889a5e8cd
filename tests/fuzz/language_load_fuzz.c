/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes as a signature file. Either there are diagnostics or there is a set; and a
 * set stands a few hundred packets, whatever its signatures ask.
 */
#include "signature_drive.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
const char *__lsan_default_suppressions(void);

/* libconfig 1.5 loses the last string before a syntax error. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct bench bench;
	char *text;

	/* an include would read what is not the input */
	if (size > 65536 || memmem(bytes, size, "include", 7))
		return 0;
	text = strndup((const char *)bytes, size);
	bench_load(&bench, text);
	if (bench.set)
		drive_set(&bench);
	bench_fini(&bench);
	free(text);
	return 0;
}
