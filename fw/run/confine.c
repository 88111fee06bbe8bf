/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of system calls, seccomp(2).
 */
#define _GNU_SOURCE			/* CLONE_* */
#include <dlfcn.h>
#include <errno.h>
#include <linux/sockios.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "confine.h"
#include "say.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CONFINE_SANITIZED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONFINE_SANITIZED
#endif

enum { BOTH, EDGE };

/* BOTH: everybody may; EDGE: the edge alone. */
static const struct {
	int		 call;
	int		 who;
} allowed[] = {
	/* descriptors */
	{ SCMP_SYS(read), BOTH }, { SCMP_SYS(readv), BOTH },
	{ SCMP_SYS(pread64), BOTH }, { SCMP_SYS(write), BOTH },
	{ SCMP_SYS(writev), BOTH }, { SCMP_SYS(pwrite64), BOTH },
	{ SCMP_SYS(lseek), BOTH }, { SCMP_SYS(close), BOTH },
	{ SCMP_SYS(close_range), BOTH }, { SCMP_SYS(dup), BOTH },
	{ SCMP_SYS(dup2), BOTH }, { SCMP_SYS(dup3), BOTH },
	{ SCMP_SYS(fcntl), BOTH }, { SCMP_SYS(pipe2), BOTH },
	{ SCMP_SYS(pipe), BOTH }, { SCMP_SYS(eventfd2), BOTH },
	{ SCMP_SYS(poll), BOTH }, { SCMP_SYS(ppoll), BOTH },
	{ SCMP_SYS(select), BOTH }, { SCMP_SYS(pselect6), BOTH },
	{ SCMP_SYS(epoll_create1), BOTH }, { SCMP_SYS(epoll_ctl), BOTH },
	{ SCMP_SYS(epoll_wait), BOTH }, { SCMP_SYS(epoll_pwait), BOTH },
	{ SCMP_SYS(epoll_pwait2), BOTH }, { SCMP_SYS(timerfd_create), BOTH },
	{ SCMP_SYS(timerfd_settime), BOTH },
	/* sockets; socket() itself is below */
	{ SCMP_SYS(bind), BOTH }, { SCMP_SYS(listen), BOTH },
	{ SCMP_SYS(accept), BOTH }, { SCMP_SYS(accept4), BOTH },
	{ SCMP_SYS(connect), BOTH }, { SCMP_SYS(shutdown), BOTH },
	{ SCMP_SYS(getsockname), BOTH }, { SCMP_SYS(getpeername), BOTH },
	{ SCMP_SYS(getsockopt), BOTH }, { SCMP_SYS(setsockopt), BOTH },
	{ SCMP_SYS(recvfrom), BOTH }, { SCMP_SYS(recvmsg), BOTH },
	{ SCMP_SYS(recvmmsg), BOTH }, { SCMP_SYS(sendto), BOTH },
	{ SCMP_SYS(sendmsg), BOTH }, { SCMP_SYS(sendmmsg), BOTH },
	/* files: a reload reads, rotation and snapshots write */
	{ SCMP_SYS(open), BOTH }, { SCMP_SYS(openat), BOTH },
	{ SCMP_SYS(stat), BOTH }, { SCMP_SYS(lstat), BOTH },
	{ SCMP_SYS(fstat), BOTH }, { SCMP_SYS(newfstatat), BOTH },
	{ SCMP_SYS(statx), BOTH }, { SCMP_SYS(statfs), BOTH },
	{ SCMP_SYS(fstatfs), BOTH }, { SCMP_SYS(access), BOTH },
	{ SCMP_SYS(faccessat), BOTH }, { SCMP_SYS(faccessat2), BOTH },
	{ SCMP_SYS(getdents64), BOTH }, { SCMP_SYS(readlink), BOTH },
	{ SCMP_SYS(readlinkat), BOTH }, { SCMP_SYS(getcwd), BOTH },
	{ SCMP_SYS(rename), BOTH }, { SCMP_SYS(renameat), BOTH },
	{ SCMP_SYS(renameat2), BOTH }, { SCMP_SYS(unlink), BOTH },
	{ SCMP_SYS(unlinkat), BOTH }, { SCMP_SYS(link), BOTH },
	{ SCMP_SYS(linkat), BOTH }, { SCMP_SYS(ftruncate), BOTH },
	{ SCMP_SYS(fallocate), BOTH }, { SCMP_SYS(fsync), BOTH },
	{ SCMP_SYS(fdatasync), BOTH }, { SCMP_SYS(flock), BOTH },
	{ SCMP_SYS(chmod), BOTH }, { SCMP_SYS(fchmod), BOTH },
	{ SCMP_SYS(fchmodat), BOTH }, { SCMP_SYS(umask), BOTH },
	{ SCMP_SYS(fadvise64), BOTH },
	/* memory; mmap() and mprotect() are below */
	{ SCMP_SYS(brk), BOTH }, { SCMP_SYS(munmap), BOTH },
	{ SCMP_SYS(mremap), BOTH }, { SCMP_SYS(madvise), BOTH },
	/* threads and children; clone() is below */
	{ SCMP_SYS(futex), BOTH }, { SCMP_SYS(set_robust_list), BOTH },
	{ SCMP_SYS(get_robust_list), BOTH }, { SCMP_SYS(rseq), BOTH },
	{ SCMP_SYS(set_tid_address), BOTH }, { SCMP_SYS(gettid), BOTH },
	{ SCMP_SYS(sched_yield), BOTH }, { SCMP_SYS(membarrier), BOTH },
	{ SCMP_SYS(sched_getaffinity), BOTH }, { SCMP_SYS(wait4), BOTH },
	{ SCMP_SYS(waitid), BOTH }, { SCMP_SYS(setpriority), BOTH },
	{ SCMP_SYS(exit), BOTH }, { SCMP_SYS(exit_group), BOTH },
	{ SCMP_SYS(sched_getparam), EDGE },
	{ SCMP_SYS(sched_getscheduler), EDGE },
	{ SCMP_SYS(sched_get_priority_min), EDGE },
	{ SCMP_SYS(sched_get_priority_max), EDGE },
	/* signals; kill() and tgkill() are below */
	{ SCMP_SYS(rt_sigaction), BOTH }, { SCMP_SYS(rt_sigprocmask), BOTH },
	{ SCMP_SYS(rt_sigreturn), BOTH }, { SCMP_SYS(rt_sigtimedwait), BOTH },
	{ SCMP_SYS(rt_sigpending), BOTH }, { SCMP_SYS(sigaltstack), BOTH },
	{ SCMP_SYS(restart_syscall), BOTH }, { SCMP_SYS(pause), BOTH },
	{ SCMP_SYS(alarm), EDGE },
	/* time, chance, who am I */
	{ SCMP_SYS(clock_gettime), BOTH }, { SCMP_SYS(clock_getres), BOTH },
	{ SCMP_SYS(gettimeofday), BOTH }, { SCMP_SYS(time), BOTH },
	{ SCMP_SYS(nanosleep), BOTH }, { SCMP_SYS(clock_nanosleep), BOTH },
	{ SCMP_SYS(getrandom), BOTH }, { SCMP_SYS(getpid), BOTH },
	{ SCMP_SYS(getppid), BOTH }, { SCMP_SYS(getuid), BOTH },
	{ SCMP_SYS(geteuid), BOTH }, { SCMP_SYS(getgid), BOTH },
	{ SCMP_SYS(getegid), BOTH }, { SCMP_SYS(getrlimit), BOTH },
	{ SCMP_SYS(getrusage), BOTH }, { SCMP_SYS(times), BOTH },
	{ SCMP_SYS(sysinfo), BOTH }, { SCMP_SYS(uname), BOTH },
};

/* Nobody here has a use for these. */
static const int deadly[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
	SCMP_SYS(chroot), SCMP_SYS(move_mount), SCMP_SYS(open_tree),
	SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(setns),
	SCMP_SYS(unshare), SCMP_SYS(init_module), SCMP_SYS(finit_module),
	SCMP_SYS(delete_module), SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load), SCMP_SYS(reboot), SCMP_SYS(swapon),
	SCMP_SYS(swapoff), SCMP_SYS(bpf), SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(keyctl),
	SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(personality),
	SCMP_SYS(setuid), SCMP_SYS(setgid), SCMP_SYS(setresuid),
	SCMP_SYS(setresgid), SCMP_SYS(setgroups), SCMP_SYS(capset),
	SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(sethostname),
	SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(pidfd_getfd),
};

/* New namespaces would give back what was dropped. */
#define NAMESPACES	(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |	\
			    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | \
			    CLONE_NEWCGROUP)

/* Calls that depend on one argument: equal to value under the mask. */
static const struct {
	int		 call, who;
	unsigned	 argument;
	uint64_t	 mask, value;
} some[] = {
	{ SCMP_SYS(socket), BOTH, 0, UINT32_MAX, AF_UNIX },
	{ SCMP_SYS(socket), BOTH, 0, UINT32_MAX, AF_INET },
	{ SCMP_SYS(socket), BOTH, 0, UINT32_MAX, AF_INET6 },
	/* addresses of interfaces */
	{ SCMP_SYS(socket), EDGE, 0, UINT32_MAX, AF_NETLINK },
	{ SCMP_SYS(socketpair), BOTH, 0, UINT32_MAX, AF_UNIX },
	{ SCMP_SYS(mmap), BOTH, 2, PROT_EXEC, 0 },
	{ SCMP_SYS(mprotect), BOTH, 2, PROT_EXEC, 0 },
	{ SCMP_SYS(clone), BOTH, 0, NAMESPACES, 0 },
	{ SCMP_SYS(ioctl), BOTH, 1, UINT32_MAX, FIONREAD },
	{ SCMP_SYS(ioctl), BOTH, 1, UINT32_MAX, FIONBIO },
	{ SCMP_SYS(ioctl), BOTH, 1, UINT32_MAX, TCGETS },
	{ SCMP_SYS(ioctl), BOTH, 1, UINT32_MAX, SIOCOUTQ },
	{ SCMP_SYS(prctl), BOTH, 0, UINT32_MAX, PR_SET_NAME },
	{ SCMP_SYS(prctl), BOTH, 0, UINT32_MAX, PR_GET_DUMPABLE },
	/* limits of this process */
	{ SCMP_SYS(prlimit64), BOTH, 0, UINT32_MAX, 0 },
};

static const int signals[] = { SCMP_SYS(kill), SCMP_SYS(tgkill) };

/* 0, or the negative errno of what failed. */
static int
fill(scmp_filter_ctx ctx, enum confine_role role)
{
	int who = role == CONFINE_EDGE ? EDGE : BOTH, fail = 0;
	size_t i;

	for (i = 0; fail == 0 && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (allowed[i].who <= who)
			fail = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
			    allowed[i].call, 0);
	for (i = 0; fail == 0 && i < sizeof(deadly) / sizeof(deadly[0]); i++)
		fail = seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, deadly[i],
		    0);
	for (i = 0; fail == 0 && i < sizeof(some) / sizeof(some[0]); i++)
		if (some[i].who <= who)
			fail = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
			    some[i].call, 1, SCMP_CMP64(some[i].argument,
			    SCMP_CMP_MASKED_EQ, some[i].mask, some[i].value));
	/* to itself alone: abort(), pthread_cancel() */
	for (i = 0; fail == 0 && i < sizeof(signals) / sizeof(signals[0]); i++)
		fail = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, signals[i], 1,
		    SCMP_CMP64(0, SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
	return fail;
}

bool
confine(enum confine_role role)
{
	scmp_filter_ctx ctx;
	int fail = -ENOMEM;

	if (!confine_able())
		return true;
	/* Cancelling a thread needs it, and it could not be loaded then. */
	(void)dlopen("libgcc_s.so.1", RTLD_NOW);
	ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	if (ctx != NULL)
		fail = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_TSYNC, 1);
	if (fail == 0)
		fail = fill(ctx, role);
	if (fail == 0)
		fail = seccomp_load(ctx);
	seccomp_release(ctx);
	if (fail != 0)
		say("cannot be confined by seccomp: %s", strerror(-fail));
	return fail == 0;
}

bool
confine_able(void)
{
#ifdef CONFINE_SANITIZED
	return false;
#else
	return true;
#endif
}
