/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prefixes either nest or are disjoint, so they form a forest: each links to the one
 * around it. The longest prefix of a host is found by hashing its address, cut to each
 * length in use. Immutable; needs no lock.
 */
#include "policy/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Kinds of keys; 0 to 128 are lengths of prefixes. */
#define KIND_MAC 129
#define KIND_INTERFACE 130
#define KIND_VLAN 131
#define KINDS 132

#define NONE 0

#define LENGTHS_AHEAD 8 /* probes prefetched at a time */

/* A key of a user or a group. */
struct claim {
	struct address value;
	uint16_t kind;
	uint16_t user, group; /* one of them */
};

/* Small, so that the whole table stays in the cache: the record has the key. */
struct entry {
	uint32_t hash;
	uint32_t record; /* index + 1; NONE: a free entry */
};

/* One length of prefix, longest first. */
struct length {
	struct address mask;
	uint32_t bits;
};

struct policy_subjects {
	struct policy_subject_record *records;
	size_t record_count;
	uint16_t *groups; /* of the records */
	struct entry *entries;
	uint32_t entry_mask;
	struct length lengths[129];
	unsigned length_count;
	bool has[KINDS];
};

/* ---- keys ---- */

static struct address value_of_mac(const struct mac *mac)
{
	struct address value = {{{0}}};

	memcpy(value.bytes, mac->bytes, sizeof(mac->bytes));
	return value;
}

static struct address value_of_vlan(uint16_t outer, uint16_t inner)
{
	return (struct address){.words = {outer, inner, 0, 0}};
}

static struct address value_of_interface(const char *name)
{
	struct address value = {{{0}}};

	_Static_assert(sizeof(value) == POLICY_INTERFACE, "a name fits");
	memcpy(value.bytes, name, strnlen(name, POLICY_INTERFACE - 1));
	return value;
}

static uint32_t hash_key(const struct address *value, uint32_t kind)
{
	uint64_t halves[2];

	memcpy(halves, value->bytes, sizeof(halves));
	halves[0] = (halves[0] ^ kind) * UINT64_C(0x9e3779b97f4a7c15);
	halves[1] =
		(halves[1] ^ (halves[0] >> 29)) * UINT64_C(0xc2b2ae3d27d4eb4f);
	halves[0] =
		(halves[1] ^ halves[1] >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(halves[0] >> 32);
}

static bool same_value(const struct address *a, const struct address *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* A key that is hashed and whose entry is being prefetched. */
struct probe {
	struct address value;
	uint32_t kind, hash;
};

static struct probe probe_start(const struct policy_subjects *subjects,
				const struct address *value, uint32_t kind)
{
	struct probe probe = {*value, kind, hash_key(value, kind)};

	__builtin_prefetch(
		&subjects->entries[probe.hash & subjects->entry_mask]);
	return probe;
}

/* The key's record, or NULL. */
static const struct policy_subject_record *
probe_finish(const struct policy_subjects *subjects, const struct probe *probe)
{
	uint32_t at = probe->hash & subjects->entry_mask;

	for (; subjects->entries[at].record;
	     at = (at + 1) & subjects->entry_mask) {
		const struct policy_subject_record *record =
			&subjects->records[subjects->entries[at].record - 1];

		if (subjects->entries[at].hash == probe->hash &&
		    record->kind == probe->kind &&
		    same_value(&record->value, &probe->value))
			return record;
	}
	return NULL;
}

static void table_insert(struct policy_subjects *subjects,
			 const struct policy_subject_record *record,
			 uint32_t number)
{
	uint32_t hash = hash_key(&record->value, record->kind);
	uint32_t at = hash & subjects->entry_mask;

	while (subjects->entries[at].record)
		at = (at + 1) & subjects->entry_mask;
	subjects->entries[at] = (struct entry){hash, number};
}

/* ---- building ---- */

static size_t count_members(const struct policy_members *members)
{
	return members->prefix_count + members->mac_count +
	       members->vlan_count + members->interface_count;
}

static struct claim *claim_members(struct claim *claims,
				   const struct policy_members *members,
				   uint16_t user, uint16_t group)
{
	struct claim claim = {.user = user, .group = group};

	for (size_t i = 0; i < members->prefix_count; i++) {
		claim.kind = members->prefixes[i].bits;
		claim.value = members->prefixes[i].address;
		*claims++ = claim;
	}
	claim.kind = KIND_MAC;
	for (size_t i = 0; i < members->mac_count; i++) {
		claim.value = value_of_mac(&members->macs[i]);
		*claims++ = claim;
	}
	claim.kind = KIND_VLAN;
	for (size_t i = 0; i < members->vlan_count; i++) {
		claim.value = value_of_vlan(members->vlans[i].outer,
					    members->vlans[i].inner);
		*claims++ = claim;
	}
	claim.kind = KIND_INTERFACE;
	for (size_t i = 0; i < members->interface_count; i++) {
		claim.value = value_of_interface(members->interfaces[i]);
		*claims++ = claim;
	}
	return claims;
}

/* Prefixes come first, by address, outer before inner; then users, groups. */
static int compare_keys(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	bool x_prefix = x->kind <= 128, y_prefix = y->kind <= 128;
	int order;

	if (x_prefix != y_prefix)
		return x_prefix ? -1 : 1;
	if (!x_prefix && x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	order = packet_address_compare(&x->value, &y->value);
	if (order)
		return order;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->user > y->user) - (x->user < y->user);
}

/* The records of prefixes are made outer before inner. */
struct building {
	struct policy_subjects *subjects;
	struct prefix *prefixes; /* of records, while they are prefixes */
	size_t group_count;
};

static uint32_t around(const struct building *building,
		       const struct claim *claim, uint32_t last)
{
	while (last != NONE &&
	       !packet_prefix_contains(&building->prefixes[last - 1],
				       &claim->value))
		last = building->subjects->records[last - 1].parent;
	return last;
}

/* Make one record of all claims to a key. Return: the number of claims. */
static size_t add_record(struct building *building, const struct claim *claims,
			 size_t count)
{
	struct policy_subjects *subjects = building->subjects;
	uint32_t last = (uint32_t)subjects->record_count;
	struct policy_subject_record *record =
		&subjects->records[subjects->record_count++];
	size_t used = 0;

	record->first = (uint32_t)building->group_count;
	record->value = claims->value;
	record->kind = claims->kind;
	if (claims->kind <= 128) {
		record->parent = around(building, claims, last);
		building->prefixes[last].address = claims->value;
		building->prefixes[last].bits = (uint8_t)claims->kind;
	}
	if (record->parent)
		record->user = subjects->records[record->parent - 1].user;
	for (; used < count && claims[used].kind == claims->kind &&
	       same_value(&claims[used].value, &claims->value);
	     used++) {
		if (claims[used].user)
			record->user = claims[used].user;
		else if (!record->count ||
			 subjects->groups[building->group_count - 1] !=
				 claims[used].group) {
			subjects->groups[building->group_count++] =
				claims[used].group;
			record->count++;
		}
	}
	subjects->has[claims->kind] = true;
	table_insert(subjects, record, last + 1);
	return used;
}

static void set_lengths(struct policy_subjects *subjects)
{
	for (unsigned bits = 129; bits-- > 0;) {
		struct length *length =
			&subjects->lengths[subjects->length_count];

		if (!subjects->has[bits])
			continue;
		length->bits = bits;
		for (unsigned i = 0; i < bits; i++)
			length->mask.bytes[i / 8] |= (uint8_t)(0x80 >> (i % 8));
		subjects->length_count++;
	}
}

/* Zeroed; no entry crosses a cache line. */
static struct policy_subject_record *make_records(size_t count)
{
	size_t bytes =
		(count * sizeof(struct policy_subject_record) + 63) / 64 * 64;
	struct policy_subject_record *records = aligned_alloc(64, bytes);

	if (records)
		memset(records, 0, bytes);
	return records;
}

static int table_build(struct policy_subjects *subjects, struct claim *claims,
		       size_t count)
{
	struct building building = {.subjects = subjects};
	size_t room = 8;

	while (room * 3 < count * 4)
		room *= 2;
	subjects->entry_mask = (uint32_t)(room - 1);
	subjects->entries = calloc(room, sizeof(*subjects->entries));
	subjects->records = make_records(count + 1);
	subjects->groups = calloc(count + 1, sizeof(*subjects->groups));
	building.prefixes = calloc(count + 1, sizeof(*building.prefixes));
	if (!subjects->entries || !subjects->records || !subjects->groups ||
	    !building.prefixes) {
		free(building.prefixes);
		return -ENOMEM;
	}
	qsort(claims, count, sizeof(*claims), compare_keys);
	for (size_t i = 0; i < count;)
		i += add_record(&building, &claims[i], count - i);
	set_lengths(subjects);
	free(building.prefixes);
	return 0;
}

struct policy_subjects *policy_subject_create(const struct policy_spec *spec)
{
	struct policy_subjects *subjects = calloc(1, sizeof(*subjects));
	struct claim *claims, *at;
	size_t count = 0;
	int error = -ENOMEM;

	for (size_t i = 0; i < spec->user_count; i++)
		count += count_members(&spec->users[i].members);
	for (size_t i = 0; i < spec->group_count; i++)
		count += count_members(&spec->groups[i].members);
	claims = calloc(count + 1, sizeof(*claims));
	if (subjects && claims) {
		at = claims;
		for (size_t i = 0; i < spec->user_count; i++)
			at = claim_members(at, &spec->users[i].members,
					   (uint16_t)(i + 1), 0);
		for (size_t i = 0; i < spec->group_count; i++)
			at = claim_members(at, &spec->groups[i].members, 0,
					   (uint16_t)(i + 1));
		error = table_build(subjects, claims, count);
	}
	free(claims);
	if (!error)
		return subjects;
	policy_subject_destroy(subjects);
	errno = ENOMEM;
	return NULL;
}

void policy_subject_destroy(struct policy_subjects *subjects)
{
	if (!subjects)
		return;
	free(subjects->records);
	free(subjects->groups);
	free(subjects->entries);
	free(subjects);
}

/* ---- lookups ---- */

/* Probe all keys of a host at once: the memory latencies overlap. */
struct keys {
	struct probe mac, interface, vlan, vlans;
	struct probe lengths[LENGTHS_AHEAD];
};

static void start_lengths(const struct policy_subjects *subjects,
			  const struct address *address, unsigned first,
			  struct probe *probes)
{
	for (unsigned i = 0;
	     i < LENGTHS_AHEAD && first + i < subjects->length_count; i++) {
		const struct length *length = &subjects->lengths[first + i];
		struct address cut;

		for (int word = 0; word < 4; word++)
			cut.words[word] = address->words[word] &
					  length->mask.words[word];
		probes[i] = probe_start(subjects, &cut, length->bits);
	}
}

static const struct policy_subject_record *
match_address(const struct policy_subjects *subjects,
	      const struct address *address, struct probe *probes)
{
	for (unsigned i = 0; i < subjects->length_count; i++) {
		const struct policy_subject_record *record;

		if (i && i % LENGTHS_AHEAD == 0)
			start_lengths(subjects, address, i, probes);
		record = probe_finish(subjects, &probes[i % LENGTHS_AHEAD]);
		if (record)
			return record;
	}
	return NULL;
}

static void match_add(struct policy_subject_match *found,
		      const struct policy_subject_record *record)
{
	if (!record)
		return;
	found->chains[found->count++] = record;
	if (!found->user)
		found->user = record->user;
}

static void probe_key(const struct policy_subjects *subjects,
		      const struct policy_host *host, struct keys *keys)
{
	struct address value;

	if (host->has_mac && subjects->has[KIND_MAC]) {
		value = value_of_mac(&host->mac);
		keys->mac = probe_start(subjects, &value, KIND_MAC);
	}
	start_lengths(subjects, &host->address, 0, keys->lengths);
	if (host->interface[0] && subjects->has[KIND_INTERFACE]) {
		value = value_of_interface(host->interface);
		keys->interface = probe_start(subjects, &value, KIND_INTERFACE);
	}
	if (!host->vlan || !subjects->has[KIND_VLAN])
		return;
	value = value_of_vlan(host->vlan, 0);
	keys->vlan = probe_start(subjects, &value, KIND_VLAN);
	value = value_of_vlan(host->vlan, host->inner_vlan);
	keys->vlans = probe_start(subjects, &value, KIND_VLAN);
}

void policy_subject_find(const struct policy_subjects *subjects,
			 const struct policy_host *host,
			 struct policy_subject_match *found)
{
	struct keys keys;

	found->count = 0;
	found->user = host->user;
	probe_key(subjects, host, &keys);
	if (host->has_mac && subjects->has[KIND_MAC])
		match_add(found, probe_finish(subjects, &keys.mac));
	match_add(found, match_address(subjects, &host->address, keys.lengths));
	if (host->interface[0] && subjects->has[KIND_INTERFACE])
		match_add(found, probe_finish(subjects, &keys.interface));
	if (!host->vlan || !subjects->has[KIND_VLAN])
		return;
	if (host->inner_vlan)
		match_add(found, probe_finish(subjects, &keys.vlans));
	match_add(found, probe_finish(subjects, &keys.vlan));
}

const uint16_t *
policy_subject_groups(const struct policy_subjects *subjects,
		      const struct policy_subject_record *record)
{
	return subjects->groups + record->first;
}

const struct policy_subject_record *
policy_subject_outer(const struct policy_subjects *subjects,
		     const struct policy_subject_record *record)
{
	return record->parent ? &subjects->records[record->parent - 1] : NULL;
}

const struct policy_subject_record *
policy_subject_record_at(const struct policy_subjects *subjects, size_t index)
{
	return index < subjects->record_count ? &subjects->records[index]
					      : NULL;
}

const struct policy_subject_record *
policy_subject_outer_vlan(const struct policy_subjects *subjects,
			  const struct policy_subject_record *record)
{
	struct address value;
	struct probe probe;

	if (record->kind != KIND_VLAN || !record->value.words[1])
		return NULL;
	value = value_of_vlan((uint16_t)record->value.words[0], 0);
	probe = probe_start(subjects, &value, KIND_VLAN);
	return probe_finish(subjects, &probe);
}

bool policy_subject_asks_place(const struct policy_subjects *subjects)
{
	return subjects->has[KIND_MAC] || subjects->has[KIND_INTERFACE];
}
