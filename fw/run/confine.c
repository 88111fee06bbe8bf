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

/* Who may, as bits. */
enum { ENGINE = 1 << CONFINE_ENGINE, EDGE = 1 << CONFINE_EDGE,
	SIGTRAN = 1 << CONFINE_SIGTRAN, BOTH = ENGINE | EDGE,
	ALL = BOTH | SIGTRAN };

static const struct {
	int		 call;
	int		 who;
} allowed[] = {
	/* descriptors */
	{ SCMP_SYS(read), ALL }, { SCMP_SYS(readv), ALL },
	{ SCMP_SYS(pread64), ALL }, { SCMP_SYS(write), ALL },
	{ SCMP_SYS(writev), ALL }, { SCMP_SYS(pwrite64), ALL },
	{ SCMP_SYS(lseek), ALL }, { SCMP_SYS(close), ALL },
	{ SCMP_SYS(close_range), ALL }, { SCMP_SYS(dup), ALL },
	{ SCMP_SYS(dup2), ALL }, { SCMP_SYS(dup3), ALL },
	{ SCMP_SYS(fcntl), ALL }, { SCMP_SYS(pipe2), ALL },
	{ SCMP_SYS(pipe), ALL }, { SCMP_SYS(eventfd2), ALL },
	{ SCMP_SYS(poll), ALL }, { SCMP_SYS(ppoll), ALL },
	{ SCMP_SYS(select), ALL }, { SCMP_SYS(pselect6), ALL },
	{ SCMP_SYS(epoll_create1), ALL }, { SCMP_SYS(epoll_ctl), ALL },
	{ SCMP_SYS(epoll_wait), ALL }, { SCMP_SYS(epoll_pwait), ALL },
	{ SCMP_SYS(epoll_pwait2), ALL }, { SCMP_SYS(timerfd_create), ALL },
	{ SCMP_SYS(timerfd_settime), ALL },
	/* sockets; socket() itself is below */
	{ SCMP_SYS(bind), ALL }, { SCMP_SYS(listen), ALL },
	{ SCMP_SYS(accept), ALL }, { SCMP_SYS(accept4), ALL },
	{ SCMP_SYS(connect), ALL }, { SCMP_SYS(shutdown), ALL },
	{ SCMP_SYS(getsockname), ALL }, { SCMP_SYS(getpeername), ALL },
	{ SCMP_SYS(getsockopt), ALL }, { SCMP_SYS(setsockopt), ALL },
	{ SCMP_SYS(recvfrom), ALL }, { SCMP_SYS(recvmsg), ALL },
	{ SCMP_SYS(recvmmsg), ALL }, { SCMP_SYS(sendto), ALL },
	{ SCMP_SYS(sendmsg), ALL }, { SCMP_SYS(sendmmsg), ALL },
	/* files: a reload reads, rotation and snapshots write */
	{ SCMP_SYS(open), ALL }, { SCMP_SYS(openat), ALL },
	{ SCMP_SYS(stat), ALL }, { SCMP_SYS(lstat), ALL },
	{ SCMP_SYS(fstat), ALL }, { SCMP_SYS(newfstatat), ALL },
	{ SCMP_SYS(statx), ALL }, { SCMP_SYS(statfs), ALL },
	{ SCMP_SYS(fstatfs), ALL }, { SCMP_SYS(access), ALL },
	{ SCMP_SYS(faccessat), ALL }, { SCMP_SYS(faccessat2), ALL },
	{ SCMP_SYS(getdents64), ALL }, { SCMP_SYS(readlink), ALL },
	{ SCMP_SYS(readlinkat), ALL }, { SCMP_SYS(getcwd), ALL },
	{ SCMP_SYS(rename), BOTH }, { SCMP_SYS(renameat), BOTH },
	{ SCMP_SYS(renameat2), BOTH }, { SCMP_SYS(unlink), BOTH },
	{ SCMP_SYS(unlinkat), BOTH }, { SCMP_SYS(link), BOTH },
	{ SCMP_SYS(linkat), BOTH }, { SCMP_SYS(ftruncate), BOTH },
	{ SCMP_SYS(fallocate), BOTH }, { SCMP_SYS(fsync), BOTH },
	{ SCMP_SYS(fdatasync), BOTH }, { SCMP_SYS(flock), BOTH },
	{ SCMP_SYS(chmod), BOTH }, { SCMP_SYS(fchmod), BOTH },
	{ SCMP_SYS(fchmodat), BOTH }, { SCMP_SYS(umask), ALL },
	{ SCMP_SYS(fadvise64), ALL },
	/* memory; mmap() and mprotect() are below */
	{ SCMP_SYS(brk), ALL }, { SCMP_SYS(munmap), ALL },
	{ SCMP_SYS(mremap), ALL }, { SCMP_SYS(madvise), ALL },
	/* threads and children; clone() is below */
	{ SCMP_SYS(futex), ALL }, { SCMP_SYS(set_robust_list), ALL },
	{ SCMP_SYS(get_robust_list), ALL }, { SCMP_SYS(rseq), ALL },
	{ SCMP_SYS(set_tid_address), ALL }, { SCMP_SYS(gettid), ALL },
	{ SCMP_SYS(sched_yield), ALL }, { SCMP_SYS(membarrier), ALL },
	{ SCMP_SYS(sched_getaffinity), ALL }, { SCMP_SYS(wait4), ALL },
	{ SCMP_SYS(waitid), ALL }, { SCMP_SYS(setpriority), ALL },
	{ SCMP_SYS(exit), ALL }, { SCMP_SYS(exit_group), ALL },
	{ SCMP_SYS(sched_getparam), EDGE },
	{ SCMP_SYS(sched_getscheduler), EDGE },
	{ SCMP_SYS(sched_get_priority_min), EDGE },
	{ SCMP_SYS(sched_get_priority_max), EDGE },
	/* signals; kill() and tgkill() are below */
	{ SCMP_SYS(rt_sigaction), ALL }, { SCMP_SYS(rt_sigprocmask), ALL },
	{ SCMP_SYS(rt_sigreturn), ALL }, { SCMP_SYS(rt_sigtimedwait), ALL },
	{ SCMP_SYS(rt_sigpending), ALL }, { SCMP_SYS(sigaltstack), ALL },
	{ SCMP_SYS(restart_syscall), ALL }, { SCMP_SYS(pause), ALL },
	{ SCMP_SYS(alarm), EDGE },
	/* time, chance, who am I */
	{ SCMP_SYS(clock_gettime), ALL }, { SCMP_SYS(clock_getres), ALL },
	{ SCMP_SYS(gettimeofday), ALL }, { SCMP_SYS(time), ALL },
	{ SCMP_SYS(nanosleep), ALL }, { SCMP_SYS(clock_nanosleep), ALL },
	{ SCMP_SYS(getrandom), ALL }, { SCMP_SYS(getpid), ALL },
	{ SCMP_SYS(getppid), ALL }, { SCMP_SYS(getuid), ALL },
	{ SCMP_SYS(geteuid), ALL }, { SCMP_SYS(getgid), ALL },
	{ SCMP_SYS(getegid), ALL }, { SCMP_SYS(getrlimit), ALL },
	{ SCMP_SYS(getrusage), ALL }, { SCMP_SYS(times), ALL },
	{ SCMP_SYS(sysinfo), ALL }, { SCMP_SYS(uname), ALL },
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
	{ SCMP_SYS(socket), ALL, 0, UINT32_MAX, AF_UNIX },
	{ SCMP_SYS(socket), ALL, 0, UINT32_MAX, AF_INET },
	{ SCMP_SYS(socket), ALL, 0, UINT32_MAX, AF_INET6 },
	/* addresses of interfaces */
	{ SCMP_SYS(socket), EDGE, 0, UINT32_MAX, AF_NETLINK },
	{ SCMP_SYS(socketpair), ALL, 0, UINT32_MAX, AF_UNIX },
	{ SCMP_SYS(mmap), ALL, 2, PROT_EXEC, 0 },
	{ SCMP_SYS(mprotect), ALL, 2, PROT_EXEC, 0 },
	{ SCMP_SYS(clone), ALL, 0, NAMESPACES, 0 },
	{ SCMP_SYS(ioctl), ALL, 1, UINT32_MAX, FIONREAD },
	{ SCMP_SYS(ioctl), ALL, 1, UINT32_MAX, FIONBIO },
	{ SCMP_SYS(ioctl), ALL, 1, UINT32_MAX, TCGETS },
	{ SCMP_SYS(ioctl), ALL, 1, UINT32_MAX, SIOCOUTQ },
	{ SCMP_SYS(prctl), ALL, 0, UINT32_MAX, PR_SET_NAME },
	{ SCMP_SYS(prctl), ALL, 0, UINT32_MAX, PR_GET_DUMPABLE },
	/* limits of this process */
	{ SCMP_SYS(prlimit64), ALL, 0, UINT32_MAX, 0 },
};

static const int signals[] = { SCMP_SYS(kill), SCMP_SYS(tgkill) };

/* 0, or the negative errno of what failed. */
static int
fill(scmp_filter_ctx ctx, enum confine_role role)
{
	int who = 1 << role, fail = 0;
	size_t i;

	for (i = 0; fail == 0 && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		if (allowed[i].who & who)
			fail = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
			    allowed[i].call, 0);
	for (i = 0; fail == 0 && i < sizeof(deadly) / sizeof(deadly[0]); i++)
		fail = seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS, deadly[i],
		    0);
	for (i = 0; fail == 0 && i < sizeof(some) / sizeof(some[0]); i++)
		if (some[i].who & who)
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
