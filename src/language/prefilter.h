/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LANGUAGE_PREFILTER_H
#define LANGUAGE_PREFILTER_H

#include <stdint.h>

#include "signature/prefilter.h"

struct signature_pattern;
struct signature_set;

/**
 * language_prefilter_sort - move conditions that the prefilter covers behind others
 * @pattern: its `match` is sorted; else the order stays
 *
 * Return: how many are left in front: those that have to be evaluated.
 */
uint32_t language_prefilter_sort(struct signature_set *set,
				 const struct signature_pattern *pattern);

/**
 * language_prefilter_of - make the prefilter of one pattern
 *
 * The cells of all registers are known by then.
 */
struct signature_prefilter
language_prefilter_of(const struct signature_set *set,
		      const struct signature_pattern *pattern);

#endif
