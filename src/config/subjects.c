/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Users and groups: keys to the configuration and back; checks that no two users are
 * the same host. One thread.
 */
#include "config/subjects.h"

#include <errno.h>
#include <net/if.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/diagnostic.h"
#include "config/print.h"
#include "config/source.h"
#include "config/value.h"

#define VLAN_MOST 4094 /* 4095 is reserved, IEEE 802.1Q */

/* ---- members ---- */

static bool grow_macs(struct config_parser *parser, size_t count, void *target)
{
	struct config_macs *macs = target;

	macs->items = config_source_grow(parser->source, macs->items,
					 macs->count, count,
					 sizeof(*macs->items));
	macs->places = config_source_grow(parser->source, macs->places,
					  macs->count, count,
					  sizeof(*macs->places));
	return macs->items && macs->places;
}

static void parse_mac(struct config_parser *parser,
		      const config_setting_t *setting, void *target)
{
	struct config_macs *macs = target;
	struct mac mac;

	if (config_setting_type(setting) != CONFIG_TYPE_STRING ||
	    packet_mac_parse(config_setting_get_string(setting), &mac) < 0 ||
	    !packet_mac_is_single(&mac)) {
		settings_value_refuse(&parser->reader, setting,
				      "a unicast MAC address, such as "
				      "\"02:00:5e:10:00:01\"");
		return;
	}
	macs->places[macs->count] =
		settings_value_place(&parser->reader, setting);
	macs->items[macs->count++] = mac;
}

static bool grow_vlans(struct config_parser *parser, size_t count, void *target)
{
	struct config_vlans *vlans = target;

	vlans->items = config_source_grow(parser->source, vlans->items,
					  vlans->count, count,
					  sizeof(*vlans->items));
	vlans->places = config_source_grow(parser->source, vlans->places,
					   vlans->count, count,
					   sizeof(*vlans->places));
	return vlans->items && vlans->places;
}

/* "100.20": 20 inside of 100. */
static bool vlan_from_text(const char *text, struct policy_vlan *vlan)
{
	char *end;
	unsigned long outer, inner;

	if (text[0] < '0' || text[0] > '9')
		return false;
	outer = strtoul(text, &end, 10);
	if (*end != '.' || end[1] < '0' || end[1] > '9')
		return false;
	inner = strtoul(end + 1, &end, 10);
	if (*end || !outer || !inner || outer > VLAN_MOST || inner > VLAN_MOST)
		return false;
	*vlan = (struct policy_vlan){(uint16_t)outer, (uint16_t)inner};
	return true;
}

static bool vlan_from(const config_setting_t *setting, struct policy_vlan *vlan)
{
	int type = config_setting_type(setting);
	long long number;

	if (type == CONFIG_TYPE_STRING)
		return vlan_from_text(config_setting_get_string(setting), vlan);
	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return false;
	number = config_setting_get_int64(setting);
	if (number < 1 || number > VLAN_MOST)
		return false;
	*vlan = (struct policy_vlan){(uint16_t)number, 0};
	return true;
}

static void parse_vlan(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	struct config_vlans *vlans = target;

	if (!vlan_from(setting, &vlans->items[vlans->count])) {
		settings_value_refuse(&parser->reader, setting,
				      "a VLAN from 1 to 4094, or two such as "
				      "\"100.20\"");
		return;
	}
	vlans->places[vlans->count++] =
		settings_value_place(&parser->reader, setting);
}

static void parse_interfaces(struct config_parser *parser,
			     const config_setting_t *setting, void *target)
{
	struct config_names *names = target;
	size_t before = names->count;

	config_value_names(parser, setting, names);
	for (size_t i = before; i < names->count; i++)
		if (strlen(names->items[i].text) >= IF_NAMESIZE)
			diagnostic_error(parser->reader.diagnostics,
					 names->items[i].place.file,
					 names->items[i].place.line,
					 "interfaces: expected an interface "
					 "name of at most 15 bytes, got \"%s\"",
					 names->items[i].text);
}

/* ---- keys ---- */

static void parse_macs(struct config_parser *parser,
		       const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "MAC addresses", grow_macs,
			  parse_mac, target);
}

static void parse_vlans(struct config_parser *parser,
			const config_setting_t *setting, void *target)
{
	config_value_each(parser, setting, "VLANs", grow_vlans, parse_vlan,
			  target);
}

#define USER(member) offsetof(struct config_user, member)
#define GROUP(member) offsetof(struct config_group, member)

static const struct config_key user_keys[] = {
	{"name", true, config_value_word, USER(self.name)},
	{"networks", false, config_value_networks, USER(self.members.networks)},
	{"mac", false, parse_macs, USER(self.members.macs)},
	{"vlans", false, parse_vlans, USER(self.members.vlans)},
	{"interfaces", false, parse_interfaces, USER(self.members.interfaces)},
	{"groups", false, config_value_names, USER(groups)},
};

static const struct config_key group_keys[] = {
	{"name", true, config_value_word, GROUP(name)},
	{"networks", false, config_value_networks, GROUP(members.networks)},
	{"mac", false, parse_macs, GROUP(members.macs)},
	{"vlans", false, parse_vlans, GROUP(members.vlans)},
	{"interfaces", false, parse_interfaces, GROUP(members.interfaces)},
};

static bool parse_user(struct config_parser *parser,
		       const config_setting_t *setting, void *item)
{
	return CONFIG_VALUE_KEYS(parser, setting, user_keys, item);
}

static const struct config_list user_list = {
	.expected = "a list of users ( { ... } )",
	.most = POLICY_USERS_MOST,
	.size = sizeof(struct config_user),
	.parse = parse_user,
};

void config_subjects_parse_users(struct config_parser *parser,
				 const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->users = config_value_list(parser, setting, &user_list,
					  source->users, &source->user_count);
}

static bool parse_group(struct config_parser *parser,
			const config_setting_t *setting, void *item)
{
	return CONFIG_VALUE_KEYS(parser, setting, group_keys, item);
}

static const struct config_list group_list = {
	.expected = "a list of groups ( { ... } )",
	.most = POLICY_GROUPS_MOST,
	.size = sizeof(struct config_group),
	.parse = parse_group,
};

void config_subjects_parse_groups(struct config_parser *parser,
				  const config_setting_t *setting, void *target)
{
	struct config_source *source = target;

	source->groups = config_value_list(parser, setting, &group_list,
					   source->groups,
					   &source->group_count);
}

/* ---- printing ---- */

static void print_vlan(const struct policy_vlan *vlan, FILE *stream)
{
	if (vlan->inner)
		fprintf(stream, "\"%u.%u\"", vlan->outer, vlan->inner);
	else
		fprintf(stream, "%u", vlan->outer);
}

/* A list: the elements of an array must be of one type. */
static void print_members(const struct config_members *members, FILE *stream)
{
	char text[PACKET_MAC_TEXT];

	if (members->networks.count) {
		fputs(" networks = ", stream);
		config_print_networks(&members->networks, " ", stream);
		fputs(";", stream);
	}
	for (size_t i = 0; i < members->macs.count; i++)
		fprintf(stream, "%s\"%s\"%s", i ? ", " : " mac = [ ",
			packet_mac_print(&members->macs.items[i], text),
			i + 1 == members->macs.count ? " ];" : "");
	for (size_t i = 0; i < members->vlans.count; i++) {
		fputs(i ? ", " : " vlans = ( ", stream);
		print_vlan(&members->vlans.items[i], stream);
		fputs(i + 1 == members->vlans.count ? " );" : "", stream);
	}
	if (members->interfaces.count) {
		fputs(" interfaces = ", stream);
		config_print_names(&members->interfaces, stream);
		fputs(";", stream);
	}
}

static void print_users(const struct config_source *source, FILE *stream)
{
	fputs("users = (", stream);
	for (size_t i = 0; i < source->user_count; i++) {
		const struct config_user *user = &source->users[i];

		fputs(i ? ",\n\t{ name = " : "\n\t{ name = ", stream);
		config_print_string(user->self.name.text, stream);
		fputs(";", stream);
		print_members(&user->self.members, stream);
		if (user->groups.count) {
			fputs(" groups = ", stream);
			config_print_names(&user->groups, stream);
			fputs(";", stream);
		}
		fputs(" }", stream);
	}
	fputs(" );\n", stream);
}

void config_subjects_print(const struct config_source *source, FILE *stream)
{
	if (source->user_count)
		print_users(source, stream);
	fputs("groups = (", stream);
	for (size_t i = 0; i < source->group_count; i++) {
		fputs(i ? ",\n\t{ name = " : "\n\t{ name = ", stream);
		config_print_string(source->groups[i].name.text, stream);
		fputs(";", stream);
		print_members(&source->groups[i].members, stream);
		fputs(" }", stream);
	}
	fputs(" );\n", stream);
}

/* ---- for the policy ---- */

struct policy_members
config_subjects_members(const struct config_members *members,
			const char **names)
{
	for (size_t i = 0; i < members->interfaces.count; i++)
		names[i] = members->interfaces.items[i].text;
	return (struct policy_members){
		.prefixes = members->networks.items,
		.prefix_count = members->networks.count,
		.macs = members->macs.items,
		.mac_count = members->macs.count,
		.vlans = members->vlans.items,
		.vlan_count = members->vlans.count,
		.interfaces = names,
		.interface_count = members->interfaces.count,
	};
}

size_t config_subjects_count_interfaces(const struct config_source *source)
{
	size_t count = 0;

	for (size_t i = 0; i < source->user_count; i++)
		count += source->users[i].self.members.interfaces.count;
	for (size_t i = 0; i < source->group_count; i++)
		count += source->groups[i].members.interfaces.count;
	return count;
}

/* ---- overlaps ---- */

/* A member of a user; sorted, overlapping ones are neighbours. */
struct claim {
	int kind; /* 0 a network, 1 a MAC, 2 a VLAN, 3 an interface */
	struct prefix prefix; /* of a network; else the value */
	const char *interface;
	const struct config_user *user;
	const struct settings_place *place;
};

static int compare_members(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order;

	if (x->kind != y->kind)
		return x->kind - y->kind;
	order = x->interface ? strcmp(x->interface, y->interface)
			     : packet_address_compare(&x->prefix.address,
						      &y->prefix.address);
	if (order)
		return order;
	if (x->prefix.bits != y->prefix.bits)
		return x->prefix.bits < y->prefix.bits ? -1 : 1;
	return (x->user > y->user) - (x->user < y->user);
}

static size_t claims_add(const struct config_user *user, struct claim *claims)
{
	const struct config_members *members = &user->self.members;
	size_t count = 0;

	for (size_t i = 0; i < members->networks.count; i++)
		claims[count++] =
			(struct claim){.prefix = members->networks.items[i],
				       .user = user,
				       .place = &members->networks.places[i]};
	for (size_t i = 0; i < members->macs.count; i++) {
		struct claim *claim = &claims[count++];

		*claim = (struct claim){.kind = 1,
					.user = user,
					.place = &members->macs.places[i]};
		memcpy(claim->prefix.address.bytes,
		       members->macs.items[i].bytes, sizeof(struct mac));
	}
	for (size_t i = 0; i < members->vlans.count; i++) {
		struct claim *claim = &claims[count++];

		*claim = (struct claim){.kind = 2,
					.user = user,
					.place = &members->vlans.places[i]};
		claim->prefix.address.words[0] = members->vlans.items[i].outer;
		claim->prefix.address.words[1] = members->vlans.items[i].inner;
	}
	for (size_t i = 0; i < members->interfaces.count; i++)
		claims[count++] = (struct claim){
			.kind = 3,
			.interface = members->interfaces.items[i].text,
			.user = user,
			.place = &members->interfaces.items[i].place};
	return count;
}

/* @a sorts before @b. A VLAN without an inner one contains all inner ones. */
static bool claims_overlap(const struct claim *a, const struct claim *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->interface)
		return strcmp(a->interface, b->interface) == 0;
	if (a->kind == 0)
		return packet_prefix_contains(&a->prefix, &b->prefix.address);
	if (a->kind == 2 && !a->prefix.address.words[1])
		return a->prefix.address.words[0] == b->prefix.address.words[0];
	return packet_address_compare(&a->prefix.address, &b->prefix.address) ==
	       0;
}

static void report_overlap(const struct claim *first, const struct claim *claim,
			   struct diagnostics *diagnostics)
{
	static const char *const keys[] = {"networks", "mac", "vlans",
					   "interfaces"};
	const struct settings_place *place = claim->place;

	diagnostic_error(diagnostics, place->file, place->line,
			 "%s: user \"%s\" overlaps user \"%s\" at %s:%u",
			 keys[claim->kind], claim->user->self.name.text,
			 first->user->self.name.text, first->place->file,
			 first->place->line);
}

/* Networks and VLANs nest: one around the next claim is among its ancestors. */
static void check_claims(struct claim *claims, size_t count, size_t *around,
			 struct diagnostics *diagnostics)
{
	size_t depth = 0;

	for (size_t i = 0; i < count; i++) {
		while (depth &&
		       !claims_overlap(&claims[around[depth - 1]], &claims[i]))
			depth--;
		if (depth && claims[around[depth - 1]].user != claims[i].user)
			report_overlap(&claims[around[depth - 1]], &claims[i],
				       diagnostics);
		around[depth++] = i;
	}
}

void config_subjects_check_overlaps(const struct config_source *source,
				    struct diagnostics *diagnostics)
{
	struct claim *claims;
	size_t *around;
	size_t count = 0, used = 0;

	for (size_t i = 0; i < source->user_count; i++) {
		const struct config_members *members =
			&source->users[i].self.members;

		count += members->networks.count + members->macs.count +
			 members->vlans.count + members->interfaces.count;
	}
	claims = calloc(count + 1, sizeof(*claims));
	around = calloc(count + 1, sizeof(*around));
	if (claims && around) {
		for (size_t i = 0; i < source->user_count; i++)
			if (source->users[i].self.name.text)
				used += claims_add(&source->users[i],
						   &claims[used]);
		qsort(claims, used, sizeof(*claims), compare_members);
		check_claims(claims, used, around, diagnostics);
	} else {
		diagnostic_error(diagnostics, "configuration", 0, "%s",
				 strerror(ENOMEM));
	}
	free(claims);
	free(around);
}
