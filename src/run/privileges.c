/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Privileges that are no longer needed once the sources are open.
 */
#include "run/privileges.h"

#include <cap-ng.h>
#include <grp.h>
#include <pwd.h>
#include <stddef.h>
#include <unistd.h>

#include "base/exit_code.h"
#include "base/log.h"

int run_privileges_drop(const char *user, const char *group)
{
	const struct passwd *account = NULL;
	const struct group *entry = NULL;
	capng_select_t what = CAPNG_SELECT_BOTH;
	int uid = -1, gid = -1, error;

	if (geteuid() != 0)
		return EXIT_GOOD;
	if (user) {
		account = getpwnam(user);
		if (!account) {
			log_warnx("--user: no such user: %s", user);
			return EXIT_USAGE;
		}
		uid = (int)account->pw_uid;
		gid = (int)account->pw_gid;
	}
	if (group) {
		entry = getgrnam(group);
		if (!entry) {
			log_warnx("--group: no such group: %s", group);
			return EXIT_USAGE;
		}
		gid = (int)entry->gr_gid;
	}
	/* a service manager may have taken CAP_SETPCAP, which the bounding set needs */
	capng_get_caps_process();
	if (!capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP))
		what = CAPNG_SELECT_CAPS;
	capng_clear(CAPNG_SELECT_BOTH);
	capng_update(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED,
		     CAP_NET_ADMIN);
	error = uid < 0 && gid < 0
			? capng_apply(what)
			: capng_change_id(uid, gid,
					  CAPNG_DROP_SUPP_GRP |
						  CAPNG_CLEAR_BOUNDING);
	if (error == 0)
		return EXIT_GOOD;
	log_warnx("privileges: cannot drop them: error %d of libcap-ng", error);
	return EXIT_PERMISSION;
}
