/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User, groups, capabilities(7) and limits.
 */
#define _GNU_SOURCE			/* setresuid() */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "confine.h"
#include "privilege.h"
#include "say.h"

enum { UMASK = 027 };

bool
privilege_find(struct privilege *p, const char *user)
{
	const struct passwd *pw;

	*p = (struct privilege){ .drop = false };
	if (user == NULL || geteuid() != 0)
		return true;
	errno = 0;
	pw = getpwnam(user);
	if (pw == NULL) {
		say("user \"%s\": %s", user, errno == 0 ? "there is no such "
		    "user" : strerror(errno));
		return false;
	}
	p->drop = true;
	p->uid = pw->pw_uid;
	p->gid = pw->pw_gid;
	return true;
}

static bool
become(const struct privilege *p)
{
	if (!p->drop)
		return true;
	if (setgroups(1, &p->gid) != 0 ||
	    setresgid(p->gid, p->gid, p->gid) != 0 ||
	    setresuid(p->uid, p->uid, p->uid) != 0)
		return false;
	/* root could come back */
	if (p->uid != 0 && setuid(0) == 0) {
		errno = EPERM;
		return false;
	}
	return true;
}

#define CAP(n)		(UINT32_C(1) << (n))

/* Of its capabilities, of which it may have lost some before, these at most. */
static bool
capabilities_keep(uint32_t mask)
{
	struct __user_cap_header_struct head = {
	    .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &head, data) != 0)
		return false;
	data[0].permitted &= mask;
	data[0].effective = data[0].permitted;
	data[0].inheritable = 0;
	memset(&data[1], 0, sizeof(data[1]));
	return syscall(SYS_capset, &head, data) == 0;
}

static bool
capabilities_drop(void)
{
	if (geteuid() == 0)
		return capabilities_keep(CAP(CAP_DAC_OVERRIDE));
	/* Somebody else than root has none, unless they were given to him by a
	 * service manager, which may forbid the call as well. */
	(void)capabilities_keep(0);
	return true;
}

bool
privilege_parent(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && (geteuid() != 0 ||
	    capabilities_keep(CAP(CAP_DAC_OVERRIDE) | CAP(CAP_KILL) |
	    CAP(CAP_SETGID) | CAP(CAP_SETUID) | CAP(CAP_SYS_RESOURCE))))
		return true;
	say("privileges cannot be dropped: %s", strerror(errno));
	return false;
}

bool
privilege_drop(const struct privilege *p)
{
	const struct rlimit none = { 0, 0 };

	(void)umask(UMASK);
	/* The leak check of sanitizers attaches to its own process. */
	if (become(p) && capabilities_drop() &&
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    setrlimit(RLIMIT_CORE, &none) == 0 &&
	    (!confine_able() || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0))
		return true;
	say("privileges cannot be dropped: %s", strerror(errno));
	return false;
}

void
privilege_files(uint64_t n)
{
	struct rlimit now, want;

	if (getrlimit(RLIMIT_NOFILE, &now) != 0 || now.rlim_cur >= n)
		return;
	want.rlim_cur = n;
	want.rlim_max = now.rlim_max > n ? now.rlim_max : n;
	if (setrlimit(RLIMIT_NOFILE, &want) == 0)
		return;
	/* only root gets more than its bound */
	now.rlim_cur = now.rlim_max < n ? now.rlim_max : n;
	if (setrlimit(RLIMIT_NOFILE, &now) != 0 || now.rlim_cur < n)
		say("only %llu descriptors, where all connections together "
		    "need %llu: raise the limit of open files",
		    (unsigned long long)now.rlim_cur, (unsigned long long)n);
}
