/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole capture through "breakwater dissect -q", beside the plainest libpcap
 * loop over the same file: user and system time of a process of its own each.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"

enum { ROUNDS = 5 };

/* The floor: every packet once, nothing done with it. */
static void
loop(const char *path)
{
	char error[PCAP_ERRBUF_SIZE];
	pcap_t *p = pcap_open_offline(path, error);
	struct pcap_pkthdr *h;
	const u_char *octets;
	unsigned n = 0;

	if (p == NULL)
		_exit(1);
	while (pcap_next_ex(p, &h, &octets) == 1)
		n += h->caplen;
	bench_keep(n);
	_exit(0);
}

static void
dissect(const char *program, const char *path)
{
	int null = open("/dev/null", O_WRONLY);

	dup2(null, STDERR_FILENO);
	execl(program, program, "dissect", "-q", path, (char *)NULL);
	_exit(1);
}

/* CPU time in ns of one run; negative when it failed.  *kib: its memory. */
static double
run(const char *program, const char *path, long *kib)
{
	struct rusage u;
	int status;
	pid_t pid = fork();

	if (pid == 0 && program == NULL)
		loop(path);
	if (pid == 0)
		dissect(program, path);
	if (pid < 0 || wait4(pid, &status, 0, &u) != pid || status != 0)
		return -1;
	*kib = u.ru_maxrss;
	return ((double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec) * 1e9 +
	    ((double)u.ru_utime.tv_usec + (double)u.ru_stime.tv_usec) * 1e3;
}

int
main(int argc, char *argv[])
{
	double floor[ROUNDS], ours[ROUNDS], a, b;
	long kib = 0, frames;
	unsigned i;

	if (argc != 5) {
		fprintf(stderr, "usage: bench_file breakwater capture frames "
		    "what\n");
		return 2;
	}
	frames = strtol(argv[3], NULL, 10);
	for (i = 0; i < ROUNDS; i++) {
		floor[i] = run(NULL, argv[2], &kib);
		ours[i] = run(argv[1], argv[2], &kib);
		if (floor[i] < 0 || ours[i] < 0) {
			fprintf(stderr, "bench_file: a run failed\n");
			return 1;
		}
	}
	a = bench_median(floor, ROUNDS);
	b = bench_median(ours, ROUNDS);
	printf("dissect -q, %ld %s, %ld MiB of memory\n", frames, argv[4],
	    kib / 1024);
	printf("  bare libpcap loop   %6.1f ns a frame\n",
	    a / (double)frames);
	printf("  dissect -q          %6.1f ns a frame, %.2f times the loop "
	    "(goal: 3)\n", b / (double)frames, b / a);
	return 0;
}
