/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_CLASSES_H
#define POLICY_CLASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Traffic classes: a tree below the link. In each direction a class has a guaranteed
 * rate, and a ceiling up to which it borrows unused bandwidth. A class may be a
 * template that is made once for each user, group or application with traffic in it,
 * together with all classes below it. Immutable once built; any thread may call. Pure.
 */
struct policy_classes;

/* Directions, seen from our hosts. */
#define POLICY_CLASS_DOWN 0
#define POLICY_CLASS_UP 1

#define POLICY_CLASSES_MOST 4096
#define POLICY_CLASSES_DEEPEST 7     /* below the link; HTB has eight levels */
#define POLICY_CLASS_PRIORITY_MOST 7 /* 0 is served first */
#define POLICY_CLASS_PRIORITY_DEFAULT 4 /* also of traffic in no class */
#define POLICY_CLASS_MEMBERS_MOST 16384

/* An unknown parent: the classes below it are a tree of their own. */
#define POLICY_CLASS_NOWHERE UINT16_MAX

/* The subject that gets a class of its own; a mask where several are combined. */
enum policy_class_per {
	POLICY_PER_USER = 1 << 0,
	POLICY_PER_GROUP = 1 << 1,
	POLICY_PER_APPLICATION = 1 << 2,
};

struct policy_class {
	const char *name;
	uint16_t parent;	 /* its number; 0: the link; or NOWHERE */
	uint8_t priority;	 /* 0..7: lower borrows first */
	uint8_t per;		 /* 0, or one of enum policy_class_per */
	uint32_t members;	 /* the most at a time; 1 without per */
	uint64_t rate_bps[2];	 /* guaranteed, to each member; 0: nothing */
	uint64_t ceiling_bps[2]; /* the most; above 0 */

	/* set by policy_classes_create() */
	uint16_t minor; /* of its classid; the same in the next tree */
	uint8_t depth;	/* 1: below the link */
	uint8_t keys;	/* its per and those of all classes above it */
	bool leaf;	/* no class below it: may have traffic */
};

struct policy_link {
	uint64_t rate_bps[2]; /* 0: unknown, nothing is checked against it */
};

/* Faults of a tree. */
enum policy_classes_fault {
	POLICY_CLASS_CYCLE,	  /* it is its own ancestor */
	POLICY_CLASS_TOO_DEEP,	  /* more than POLICY_CLASSES_DEEPEST */
	POLICY_CLASS_LOW_CEILING, /* below its guaranteed rate */
	POLICY_CLASS_OVERCOMMITS, /* the classes below it have more than its own rate */
};

struct policy_classes_finding {
	enum policy_classes_fault fault;
	uint16_t class;	   /* its number; 0: the link */
	uint8_t direction; /* of the rates */
	uint64_t
		promised_bps; /* guaranteed to the classes below it, or its own */
	uint64_t has_bps;
};

/**
 * policy_classes_check - check that classes form a tree with rates that add up
 * @classes: numbers are indexes + 1; parents exist, or are POLICY_CLASS_NOWHERE,
 *           which is no fault here
 * @say:     called with each fault
 *
 * An inner class without a rate of its own guarantees the sum of those below it. If a
 * part has a cycle or is too deep, the rates of the rest are checked all the same: they
 * do not depend on how that part is mended.
 *
 * Return: the number of faults.
 */
unsigned
policy_classes_check(const struct policy_class *classes, size_t count,
		     const struct policy_link *link,
		     void (*say)(void *context,
				 const struct policy_classes_finding *finding),
		     void *context);

/**
 * policy_classes_create - build a tree that was checked; everything is copied
 * @previous: a class that is the same place in it keeps its minor; NULL: none
 *
 * Return: the tree; NULL with errno ENOMEM, or EINVAL for a tree with faults.
 */
struct policy_classes *
policy_classes_create(const struct policy_class *classes, size_t count,
		      const struct policy_link *link,
		      const struct policy_classes *previous);
void policy_classes_destroy(struct policy_classes *classes);

/**
 * policy_classes_count - return the number of classes; the link is not counted
 */
size_t policy_classes_count(const struct policy_classes *classes);

/**
 * policy_classes_link - return the rates of the link
 */
const struct policy_link *
policy_classes_link(const struct policy_classes *classes);

/**
 * policy_classes_get - return a class by its number, from 1
 *
 * Return: part of the tree; NULL for 0 and unknown ones.
 */
const struct policy_class *
policy_classes_get(const struct policy_classes *classes, uint16_t number);

/* Minors 1 to this are of the link and of classes; others are for members. */
#define POLICY_CLASS_MINOR_MOST 0x3fff
#define POLICY_CLASS_MINOR_LINK 1
#define POLICY_CLASS_MINOR_DEFAULT \
	2 /* traffic that no rule puts into a class */
#define POLICY_CLASS_MINOR_FIRST 16
#define POLICY_CLASS_MEMBER_MINOR 0x4000 /* first and last of members */
#define POLICY_CLASS_MEMBER_MINOR_MOST 0x7fff

/**
 * policy_classes_rest - return the rate left for traffic in no class
 * @direction: POLICY_CLASS_DOWN or POLICY_CLASS_UP
 *
 * Return: bits per second that the link has and no class guarantees; 0 when the
 * link's rate is not known.
 */
uint64_t policy_classes_rest(const struct policy_classes *classes,
			     unsigned direction);

/**
 * policy_class_per_name - return "user", "group", "application"; NULL for others
 * @per: one of enum policy_class_per
 */
const char *policy_class_per_name(unsigned per);

#endif
