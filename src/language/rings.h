/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_RINGS_H
#define LANGUAGE_RINGS_H

struct signature_set;

/**
 * language_rings_build - give each event its ring at a host, see host/host.h
 *
 * Events that only signatures about decided flows raise, and rules that ask for
 * nothing but such, have one of their own: there may be many a second. All events
 * of a rule are in one ring, so that their order is known.
 *
 * Return: 0; -ENOMEM.
 */
int language_rings_build(struct signature_set *set);

#endif
