/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_EXIT_CODE_H
#define BASE_EXIT_CODE_H

/* Exit codes of skywardend(8). */
#define EXIT_GOOD 0
#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_MATCHED 3
#define EXIT_PERMISSION 77
#define EXIT_CONFIGURATION 78

#endif
