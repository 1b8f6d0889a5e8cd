/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef POLICY_CLASSES_H
#define POLICY_CLASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Traffic classes: a tree under the link. Each has a rate that is guaranteed and a
 * ceiling that it may borrow up to from what others leave, in both directions. A
 * class can stand for many: one for each user, group or application that asks for
 * it, and so do all below it. Immutable once built; any thread may ask. Pure.
 */
struct policy_classes;

/* Directions, seen from our hosts. */
#define POLICY_CLASS_DOWN 0
#define POLICY_CLASS_UP 1

#define POLICY_CLASSES_MOST 4096
#define POLICY_CLASSES_DEEPEST 7     /* below the link; HTB has eight levels */
#define POLICY_CLASS_PRIORITY_MOST 7 /* and 0 is served first */
#define POLICY_CLASS_PRIORITY_DEFAULT 4 /* also of what is in no class */
#define POLICY_CLASS_MEMBERS_MOST 16384

/* A parent that is not known: what is below it is a tree of its own. */
#define POLICY_CLASS_NOWHERE UINT16_MAX

/* What a class exists once for each of; a mask where several add up. */
enum policy_class_per {
	POLICY_PER_USER = 1 << 0,
	POLICY_PER_GROUP = 1 << 1,
	POLICY_PER_APPLICATION = 1 << 2,
};

struct policy_class {
	const char *name;
	uint16_t parent;	 /* its number; 0: the link; or NOWHERE */
	uint8_t priority;	 /* who is first to borrow: 0..7 */
	uint8_t per;		 /* 0, or one of enum policy_class_per */
	uint32_t members;	 /* at most, at the same time; 1 without per */
	uint64_t rate_bps[2];	 /* guaranteed, to each member; 0: nothing */
	uint64_t ceiling_bps[2]; /* the most; above 0 */

	/* policy_classes_create() fills these in */
	uint16_t minor; /* of its classid; the same in the next tree */
	uint8_t depth;	/* 1: below the link */
	uint8_t keys;	/* per of it and of all above it */
	bool leaf;	/* no class below it: traffic can go there */
};

struct policy_link {
	uint64_t rate_bps[2]; /* 0: not known, and never full */
};

/* What is wrong with a tree. */
enum policy_classes_fault {
	POLICY_CLASS_CYCLE,	  /* it is below itself */
	POLICY_CLASS_TOO_DEEP,	  /* more than POLICY_CLASSES_DEEPEST */
	POLICY_CLASS_LOW_CEILING, /* below what it guarantees */
	POLICY_CLASS_OVERCOMMITS, /* guarantees more below it than it has */
};

struct policy_classes_finding {
	enum policy_classes_fault fault;
	uint16_t class;	       /* its number; 0: the link */
	uint8_t direction;     /* of the rates */
	uint64_t promised_bps; /* to the classes below it, or by itself */
	uint64_t has_bps;
};

/**
 * policy_classes_check - is this a tree, and can it keep its promises?
 * @classes: numbers are indexes + 1; parents exist, or are POLICY_CLASS_NOWHERE,
 *           which is no fault here
 * @say:     told of every fault
 *
 * A class above others that has no rate of its own guarantees what they do. Where a
 * part is no tree, or too deep, the rest is added up all the same: what is said of
 * promises holds whatever becomes of that part.
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
 * policy_classes_count - how many classes; the link is none
 */
size_t policy_classes_count(const struct policy_classes *classes);

/**
 * policy_classes_link - what the link carries
 */
const struct policy_link *
policy_classes_link(const struct policy_classes *classes);

/**
 * policy_classes_get - a class by its number, from 1
 *
 * Return: part of the tree; NULL for 0 and unknown ones.
 */
const struct policy_class *
policy_classes_get(const struct policy_classes *classes, uint16_t number);

/* Minors 1 to this are of the link and of classes; others are for members. */
#define POLICY_CLASS_MINOR_MOST 0x3fff
#define POLICY_CLASS_MINOR_LINK 1
#define POLICY_CLASS_MINOR_DEFAULT 2 /* what no rule puts in a class */
#define POLICY_CLASS_MINOR_FIRST 16
#define POLICY_CLASS_MEMBER_MINOR 0x4000 /* first and last of members */
#define POLICY_CLASS_MEMBER_MINOR_MOST 0x7fff

/**
 * policy_classes_rest - what is left for traffic that is in no class
 * @direction: POLICY_CLASS_DOWN or POLICY_CLASS_UP
 *
 * Return: bits per second that the link has and no class guarantees; 0 when the
 * link's rate is not known.
 */
uint64_t policy_classes_rest(const struct policy_classes *classes,
			     unsigned direction);

/**
 * policy_class_per_name - "user", "group", "application"; NULL for others
 * @per: one of enum policy_class_per
 */
const char *policy_class_per_name(unsigned per);

#endif
