/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes as a configuration, without signatures. Either there are diagnostics or
 * there is a ruleset; and what a ruleset prints, prints itself.
 */
#include "config/ruleset.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/diagnostic.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
const char *__lsan_default_suppressions(void);

/* libconfig 1.5 loses the last string before a syntax error. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so";
}

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* A directory with nothing else in it, so that only itself can be included. */
static const char *path(void)
{
	static char name[64];

	if (!name[0]) {
		strcpy(name, "/tmp/config-fuzz-XXXXXX");
		require(mkdtemp(name) != NULL);
		strcat(name, "/x");
	}
	return name;
}

static struct ruleset *load(const void *bytes, size_t size)
{
	static const char *const settings[] = {"signatures=[]"};
	struct config_request request = {
		.path = path(), .settings = settings, .setting_count = 1};
	struct diagnostics diagnostics = {.say = NULL};
	struct ruleset *ruleset;
	FILE *file = fopen(path(), "w");

	require(file != NULL);
	fwrite(bytes, 1, size, file);
	require(fclose(file) == 0);
	ruleset = config_ruleset_load(&request, &diagnostics);
	require((diagnostics.count != 0) == (ruleset == NULL));
	unlink(path());
	return ruleset;
}

static char *print(struct ruleset *ruleset, size_t *size)
{
	char *text = NULL;
	FILE *stream = open_memstream(&text, size);

	require(stream != NULL);
	config_ruleset_print(ruleset, stream);
	require(fclose(stream) == 0);
	config_ruleset_free(ruleset);
	return text;
}

/* Once more as a --set, whose text comes from a command line. */
static void load_setting(const uint8_t *bytes, size_t size)
{
	char *setting = strndup((const char *)bytes, size);
	const char *settings[] = {setting, "signatures=[]"};
	struct config_request request = {.settings = settings,
					 .setting_count = 2};
	struct diagnostics diagnostics = {.say = NULL};
	struct ruleset *ruleset;

	require(setting != NULL);
	ruleset = config_ruleset_load(&request, &diagnostics);
	require((diagnostics.count != 0) == (ruleset == NULL));
	config_ruleset_free(ruleset);
	free(setting);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t once_size = 0, twice_size = 0;
	struct ruleset *ruleset;
	char *once, *twice;

	/* an include of another directory would read what is not the input */
	if (memmem(bytes, size, "include", 7) && memchr(bytes, '/', size))
		return 0;
	load_setting(bytes, size);
	ruleset = load(bytes, size);
	if (!ruleset)
		return 0;
	once = print(ruleset, &once_size);
	ruleset = load(once, once_size);
	require(ruleset != NULL);
	twice = print(ruleset, &twice_size);
	require(once_size == twice_size && !memcmp(once, twice, once_size));
	free(once);
	free(twice);
	return 0;
}
