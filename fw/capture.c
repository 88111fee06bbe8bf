/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files: pcap through libpcap, pcapng by pcapng.c, compressed ones
 * through zlib.
 */
#define _GNU_SOURCE	/* fopencookie */
#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "capture.h"
#include "pcapng.h"

static const char empty[] = "is empty; expected a pcap or pcapng capture";

enum {
	BUFFER_OCTETS = 256 * 1024,
	/* of gzip at a time: what zlib has read of a damaged part is lost */
	GZ_OCTETS = 8 * 1024,
};

struct capture {
	pcap_t		*pcap;		/* one of the two */
	struct pcapng	*pcapng;
	int		 fd;		/* ours, for the position */
	off_t		 size;		/* 0: unknown */
	uint64_t	 number;	/* frames read */
	int		 link;
	gzFile		 gz;
	bool		 gz_cut;	/* it ends before its own end */
	char		 gz_damage[64];	/* what zlib says of it, or "" */
	int		 other_link;	/* of the first frame left out */
	uint64_t	 left_out;	/* frames of other links */
};

/* Damage is the end of the stream; damaged() tells which it was. */
static ssize_t
gz_read(void *cookie, char *buf, size_t size)
{
	struct capture *c = cookie;
	int n = gzread(c->gz, buf, size < GZ_OCTETS ? (unsigned)size :
	    GZ_OCTETS), rc;
	const char *text, *said;

	if (n > 0)
		return n;
	text = gzerror(c->gz, &rc);
	c->gz_cut = rc == Z_BUF_ERROR;
	if (n < 0 && !c->gz_cut) {
		said = strstr(text, ": ");	/* behind zlib's name of it */
		snprintf(c->gz_damage, sizeof(c->gz_damage), "%s",
		    said != NULL ? said + 2 : text);
	}
	return 0;
}

static int
gz_close(void *cookie)
{
	struct capture *c = cookie;

	return gzclose(c->gz);
}

static FILE *
gz_stream(struct capture *c, int fd)
{
	cookie_io_functions_t io = { .read = gz_read, .close = gz_close };
	FILE *f;

	c->gz = gzdopen(fd, "rb");
	if (c->gz == NULL) {
		close(fd);
		return NULL;
	}
	gzbuffer(c->gz, GZ_OCTETS);
	f = fopencookie(c, "r", io);
	if (f == NULL)
		gzclose(c->gz);
	return f;
}

/* Takes fd.  zlib hands plain input through, so a pipe needs no look ahead. */
static FILE *
stream_open(struct capture *c, int fd, bool regular)
{
	unsigned char magic[2];
	FILE *f;

	if (regular && (pread(fd, magic, 2, 0) != 2 || magic[0] != 0x1f ||
	    magic[1] != 0x8b)) {
		f = fdopen(fd, "rb");
		if (f == NULL)
			close(fd);
	} else {
		f = gz_stream(c, fd);
	}
	if (f != NULL) {
		setvbuf(f, NULL, _IOFBF, BUFFER_OCTETS);
		/* one thread reads it; locking costs a twentieth of all */
		__fsetlocking(f, FSETLOCKING_BYCALLER);
	}
	return f;
}

/* Opens path and tells what cannot be a capture before libpcap looks. */
static int
file_open(const char *path, struct stat *st, char *error)
{
	int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) :
	    open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, st) < 0) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
	} else if (S_ISDIR(st->st_mode)) {
		snprintf(error, CAPTURE_ERROR_MAX,
		    "is a directory; expected a capture file");
	} else if (S_ISREG(st->st_mode) && st->st_size == 0) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", empty);
	} else {
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

/* libpcap's sentence, or ours where its own says little. */
static void
open_error(const struct capture *c, const char *theirs, char *error)
{
	if (c->gz_damage[0] != '\0')
		snprintf(error, CAPTURE_ERROR_MAX, "is damaged gzip: %s",
		    c->gz_damage);
	else if (c->gz_cut)
		snprintf(error, CAPTURE_ERROR_MAX,
		    "is cut off within its file header");
	else if (theirs[0] == '\0')
		snprintf(error, CAPTURE_ERROR_MAX, "%s", empty);
	else if (strstr(theirs, "unknown file format") != NULL ||
	    strstr(theirs, "bad dump file format") != NULL)
		snprintf(error, CAPTURE_ERROR_MAX,
		    "is no capture; expected pcap or pcapng, plain or gzip");
	else if (strstr(theirs, "truncated dump file") != NULL)
		snprintf(error, CAPTURE_ERROR_MAX,
		    "is cut off within its file header");
	else
		snprintf(error, CAPTURE_ERROR_MAX, "%s", theirs);
}

static bool
link_check(int link, char *error)
{
	const char *name;

	if (wire_link_known(link))
		return true;
	name = pcap_datalink_val_to_name(link);
	snprintf(error, CAPTURE_ERROR_MAX, "link type %d (%s) is not one that "
	    "carries signalling here; breakwater(8) lists those that do", link,
	    name != NULL ? name : "unknown");
	return false;
}

/* The first octets of the stream, which is left where it was. */
static size_t
peek(FILE *f, unsigned char magic[4])
{
	size_t n = fread(magic, 1, 4, f), i;

	for (i = n; i > 0; i--)
		ungetc(magic[i - 1], f);
	return n;
}

/* Takes f. */
static bool
reader_open(struct capture *c, FILE *f, char *error)
{
	static const unsigned char pcapng[4] = { 0x0a, 0x0d, 0x0d, 0x0a };
	char theirs[PCAP_ERRBUF_SIZE] = "";
	unsigned char magic[4];
	size_t n = peek(f, magic);

	if (n == 4 && memcmp(magic, pcapng, 4) == 0) {
		c->pcapng = pcapng_open(f);
		if (c->pcapng == NULL)
			snprintf(error, CAPTURE_ERROR_MAX, "no memory");
		return c->pcapng != NULL;
	}
	if (n > 0)
		c->pcap = pcap_fopen_offline_with_tstamp_precision(f,
		    PCAP_TSTAMP_PRECISION_NANO, theirs);
	if (c->pcap == NULL) {
		open_error(c, theirs, error);
		fclose(f);
		return false;
	}
	c->link = pcap_datalink(c->pcap);
	return link_check(c->link, error);
}

struct capture *
capture_open(const char *path, char *error)
{
	struct stat st;
	struct capture *c;
	FILE *f;
	int fd = file_open(path, &st, error);

	if (fd < 0)
		return NULL;
	c = calloc(1, sizeof(*c));
	if (c == NULL)
		close(fd);
	f = c == NULL ? NULL : stream_open(c, fd, S_ISREG(st.st_mode));
	if (f == NULL) {
		snprintf(error, CAPTURE_ERROR_MAX, "%s", strerror(errno));
		free(c);
		return NULL;
	}
	c->fd = fd;
	c->size = S_ISREG(st.st_mode) ? st.st_size : 0;
	if (reader_open(c, f, error))
		return c;
	capture_close(c);
	return NULL;
}

void
capture_close(struct capture *c)
{
	if (c == NULL)
		return;
	if (c->pcap != NULL)
		pcap_close(c->pcap);
	pcapng_close(c->pcapng);
	free(c);
}

/* One sentence about a file that ends or breaks in the middle. */
static int
damaged(const struct capture *c, const char *theirs, char *error)
{
	if (c->gz_damage[0] != '\0')
		snprintf(error, CAPTURE_ERROR_MAX,
		    "is damaged gzip after frame %llu: %s",
		    (unsigned long long)c->number, c->gz_damage);
	else if (c->gz_cut || strstr(theirs, "truncated") != NULL)
		snprintf(error, CAPTURE_ERROR_MAX, "is cut off after frame "
		    "%llu; what stood before it was read",
		    (unsigned long long)c->number);
	else
		snprintf(error, CAPTURE_ERROR_MAX,
		    "is damaged after frame %llu: %.200s",
		    (unsigned long long)c->number, theirs);
	return -1;
}

static int
next_pcap(struct capture *c, struct wire_frame *f, char *error)
{
	struct pcap_pkthdr *h;
	const u_char *octets;
	int rc = pcap_next_ex(c->pcap, &h, &octets);

	if (rc == PCAP_ERROR_BREAK)
		return 0;
	if (rc != 1)
		return damaged(c, pcap_geterr(c->pcap), error);
	f->link = c->link;
	f->octets = cur_make(octets, h->caplen);
	f->len = h->len > h->caplen ? h->len : h->caplen;
	/* 32 bits without a sign in the file; libpcap gives them one */
	f->ts = (uint32_t)h->ts.tv_sec * UINT64_C(1000000000) +
	    (uint64_t)h->ts.tv_usec;
	return 1;
}

/* Frames of other links are left out, for the rest is worth reading. */
static int
next_pcapng(struct capture *c, struct wire_frame *f, char *error)
{
	char theirs[CAPTURE_ERROR_MAX];
	int rc;

	while ((rc = pcapng_next(c->pcapng, f, theirs)) == 1 &&
	    !wire_link_known(f->link)) {
		if (c->left_out++ == 0)
			c->other_link = f->link;
		c->number++;
	}
	return rc < 0 ? damaged(c, theirs, error) : rc;
}

/* The end of the file: 0, or -1 when something of it was not read. */
static int
end_check(const struct capture *c, char *error)
{
	size_t n;

	if (c->gz_cut || c->gz_damage[0] != '\0')
		return damaged(c, "", error);
	if (c->left_out == 0)
		return 0;
	(void)link_check(c->other_link, error);
	n = strlen(error);
	if (c->left_out < c->number)
		snprintf(error + n, CAPTURE_ERROR_MAX - n,
		    "; %llu of %llu frames were left out",
		    (unsigned long long)c->left_out,
		    (unsigned long long)c->number);
	return -1;
}

int
capture_next(struct capture *c, struct wire_frame *f, char *error)
{
	int rc = c->pcap != NULL ? next_pcap(c, f, error) :
	    next_pcapng(c, f, error);

	if (rc == 1)
		f->number = ++c->number;
	return rc == 0 ? end_check(c, error) : rc;
}

double
capture_progress(const struct capture *c)
{
	off_t at = c->size > 0 ? lseek(c->fd, 0, SEEK_CUR) : -1;

	return at < 0 ? -1.0 : (double)at / (double)c->size;
}
