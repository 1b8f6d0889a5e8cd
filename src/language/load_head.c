/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads what signatures and host rules have in common: name, texts, application.
 */
#include "language/load_part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "language/numbering.h"
#include "language/lex.h"
#include "language/analysis.h"
void language_load_head_after(struct loader *loader, config_setting_t *step,
			      struct node_range *after, bool *has_after)
{
	*has_after = config_setting_get_member(step, "after") &&
		     language_read_times(&loader->reader, step, "after", after);
}

static bool signature_name_is_taken(const struct signature_set *set,
				    const char *name)
{
	for (size_t i = 0; i < set->signature_count; i++)
		if (*name && set->signatures[i].alive &&
		    strcmp(set->signatures[i].name, name) == 0)
			return true;
	return false;
}

/* Return the application of the entry, or of its file; 0: none, or an error. */
static uint16_t load_application_of(struct loader *loader,
				    config_setting_t *group)
{
	const config_setting_t *it =
		config_setting_get_member(group, "application");
	const char *name = NULL;

	loader->lacks_application = !it && !loader->names_application;
	if (!it)
		return loader->application;
	language_read_string(&loader->reader, group, "application", &name);
	return name ? language_load_declare_find_application(loader, it, name)
		    : 0;
}

/* Find the place of a signature: that of the previous set, or a new one. */
static struct signature *signature_place(struct loader *loader,
					 const char *name, uint64_t content)
{
	struct signature_set *set = loader->set;
	struct signature *it = NULL;

	for (size_t i = 0; i < set->signature_count && !it; i++)
		if (!set->signatures[i].alive &&
		    set->signatures[i].content == content &&
		    strcmp(set->signatures[i].name, name) == 0)
			it = &set->signatures[i];
	if (it) {
		free(it->name);
		free(it->about);
		free(it->source);
	} else {
		it = language_loader_append(loader, &set->signatures,
					    &set->signature_count, sizeof(*it));
	}
	if (it)
		*it = (struct signature){
			.name = language_loader_copy(loader, name),
			.content = content,
			.alive = true,
			.progress = -1,
		};
	return it;
}

/* Read "name", "about" and "source"; @name stays NULL after an error. */
static void load_texts(const struct settings_reader *reader,
		       config_setting_t *group, const char **name,
		       const char **about, const char **source)
{
	static const char *const required[] = {"name", "about", "source"};

	for (unsigned i = 0; i < 3; i++)
		if (!config_setting_get_member(group, required[i]))
			language_read_fail(reader, group, "\"%s\" is missing",
					   required[i]);
	language_read_name(reader, group, "name", name);
	language_read_string(reader, group, "about", about);
	language_read_string(reader, group, "source", source);
}

int language_load_head(struct loader *loader, config_setting_t *group)
{
	struct signature_set *set = loader->set;
	const struct settings_reader *reader = &loader->reader;
	struct settings_place place = settings_value_place(reader, group);
	const char *name = NULL, *about = NULL, *source = NULL;
	uint16_t application = load_application_of(loader, group);
	char qualified[96] = "";
	struct signature *it;

	load_texts(reader, group, &name, &about, &source);
	/* without its application the full name is unknown */
	if (name && (application || loader->lacks_application))
		snprintf(qualified, sizeof(qualified), "%s%s%s",
			 application ? set->applications[application - 1] : "",
			 application ? "." : "", name);
	if (signature_name_is_taken(set, qualified)) {
		language_read_fail(reader, group, "\"%s\" is already defined",
				   qualified);
		qualified[0] = '\0';
	}
	it = signature_place(loader, qualified,
			     language_numbering_of(group) ^ loader->declared);
	if (!it)
		return -1;
	it->about = language_loader_copy(loader, about);
	it->source = language_loader_copy(loader, source);
	it->file = place.file;
	it->line = place.line;
	it->application = application;
	return (int)(it - set->signatures);
}
