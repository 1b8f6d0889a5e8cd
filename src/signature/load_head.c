/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What signatures and host rules both begin with: name, texts, application.
 */
#include "signature/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/complaint.h"
#include "signature/identity.h"
#include "signature/lex.h"
#include "signature/survey.h"

struct parse_place loader_place(const struct loader *loader,
				const config_setting_t *at)
{
	struct settings_place place = reader_place(&loader->reader, at);

	return (struct parse_place){.complaints = loader->reader.complaints,
				    .file = place.file,
				    .line = place.line};
}

bool loader_may_read(const struct loader *loader, const config_setting_t *at,
		     uint32_t node, const char *text)
{
	if (!loader->spares_payload ||
	    !signature_survey_reads_payload(loader->set, node))
		return true;
	reader_fail(&loader->reader, at,
		    "\"%s\" reads the payload, which this file may not: "
		    "payload = false",
		    text);
	return false;
}

void loader_load_after(struct loader *loader, config_setting_t *step,
		       struct node_range *after, bool *dated)
{
	*dated = config_setting_get_member(step, "after") &&
		 reader_times(&loader->reader, step, "after", after);
}

static bool name_is_taken(const struct signature_set *set, const char *name)
{
	for (size_t i = 0; i < set->signature_count; i++)
		if (*name && set->signatures[i].alive &&
		    strcmp(set->signatures[i].name, name) == 0)
			return true;
	return false;
}

/* The entry's, or its file's; 0 when there is none, or it was refused. */
static uint16_t load_application_of(struct loader *loader,
				    config_setting_t *group)
{
	const config_setting_t *it =
		config_setting_get_member(group, "application");
	const char *name = NULL;

	loader->lacks_application = !it && !loader->names_application;
	if (!it)
		return loader->application;
	reader_string(&loader->reader, group, "application", &name);
	return name ? loader_find_application(loader, it, name) : 0;
}

/* The place of a signature: the one it had in an earlier set, or a new one. */
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
		it = loader_append(loader, &set->signatures,
				   &set->signature_count, sizeof(*it));
	}
	if (it)
		*it = (struct signature){
			.name = loader_copy(loader, name),
			.content = content,
			.alive = true,
			.progress = -1,
		};
	return it;
}

/* "name", "about" and "source"; @name stays NULL when it was refused. */
static void load_texts(const struct reader *reader, config_setting_t *group,
		       const char **name, const char **about,
		       const char **source)
{
	static const char *const required[] = {"name", "about", "source"};

	for (unsigned i = 0; i < 3; i++)
		if (!config_setting_get_member(group, required[i]))
			reader_fail(reader, group, "\"%s\" is missing",
				    required[i]);
	reader_name(reader, group, "name", name);
	reader_string(reader, group, "about", about);
	reader_string(reader, group, "source", source);
}

int loader_load_head(struct loader *loader, config_setting_t *group)
{
	struct signature_set *set = loader->set;
	const struct reader *reader = &loader->reader;
	struct settings_place place = reader_place(reader, group);
	const char *name = NULL, *about = NULL, *source = NULL;
	uint16_t application = load_application_of(loader, group);
	char qualified[96] = "";
	struct signature *it;

	load_texts(reader, group, &name, &about, &source);
	/* with a refused application the name is not known, either */
	if (name && (application || loader->lacks_application))
		snprintf(qualified, sizeof(qualified), "%s%s%s",
			 application ? set->applications[application - 1] : "",
			 application ? "." : "", name);
	if (name_is_taken(set, qualified)) {
		reader_fail(reader, group, "\"%s\" was there before",
			    qualified);
		qualified[0] = '\0';
	}
	it = signature_place(loader, qualified,
			     signature_identity_of(group) ^ loader->declared);
	if (!it)
		return -1;
	it->about = loader_copy(loader, about);
	it->source = loader_copy(loader, source);
	it->file = place.file;
	it->line = place.line;
	it->application = application;
	return (int)(it - set->signatures);
}
