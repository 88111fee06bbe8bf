/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater ctl: a word to the firewall that runs, and what it says.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "../command.h"
#include "operate_impl.h"

#define SOCKET_DEFAULT	"/run/breakwater/control"

enum { SECONDS = 120 };			/* a large configuration is read */

struct ctl {
	const char	*path, *conf;
	bool		 json, help, list;
	char		 line[OPERATE_LINE];
	size_t		 n;
};

static const char usage[] =
    "usage: breakwater ctl [-j] [-c conf | -s socket] command ...\n"
    "  -c conf    the socket that this configuration names\n"
    "  -s socket  the socket (" SOCKET_DEFAULT ")\n"
    "  -j         rows of \"show\" as JSON Lines\n"
    "\"breakwater ctl help\" lists the commands.\n";

static bool
fails(const char *what, const char *why)
{
	fprintf(stderr, "breakwater ctl: %s: %s\n", what, why);
	return false;
}

/* ---- the line ---- */

static bool
put(struct ctl *c, char v)
{
	if (c->n + 2 >= sizeof(c->line))
		return false;
	c->line[c->n++] = v;
	c->line[c->n] = '\0';
	return true;
}

static bool
is_plain(const char *word)
{
	return *word != '\0' && strpbrk(word, " \t\"\\") == NULL;
}

static bool
put_word(struct ctl *c, const char *word)
{
	bool quoted = !is_plain(word), fine = true;

	if (c->n > 0)
		fine = put(c, ' ');
	if (quoted)
		fine = fine && put(c, '"');
	for (; fine && *word != '\0'; word++) {
		if (*word == '\n')
			return false;
		if (quoted && (*word == '"' || *word == '\\'))
			fine = put(c, '\\');
		fine = fine && put(c, *word);
	}
	return fine && (!quoted || put(c, '"'));
}

/* ---- where ---- */

/* The socket of a configuration; NULL after a sentence. */
static char *
conf_socket(const char *path)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf = conf_load(path, &e);
	char *name = NULL;

	if (conf == NULL)
		command_errors("", &e);
	else if (conf->run.control == NULL)
		(void)fails(path, "it has no \"control\"");
	else if ((name = strdup(conf->run.control)) == NULL)
		(void)fails(path, strerror(errno));
	if (conf != NULL)
		conf_errors_free(&e);
	conf_free(conf);
	return name;
}

static int
dial(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	const struct timeval limit = { SECONDS, 0 };
	int fd;

	if (strlen(path) >= sizeof(sa.sun_path)) {
		(void)fails(path, "too long for the name of a socket");
		return -1;
	}
	memcpy(sa.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd != -1) {
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit,
		    sizeof(limit));
		(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit,
		    sizeof(limit));
	}
	if (fd != -1 && connect(fd, (struct sockaddr *)&sa, sizeof(sa)) == 0)
		return fd;
	(void)fails(path, errno == ENOENT || errno == ECONNREFUSED ?
	    "no breakwater listens there" : strerror(errno));
	if (fd != -1)
		close(fd);
	return -1;
}

/* ---- the answer ---- */

static bool
pass_on(FILE *from, FILE *to, const char *path)
{
	char buf[BUFSIZ];
	size_t n;

	while ((n = fread(buf, 1, sizeof(buf), from)) > 0)
		(void)fwrite(buf, 1, n, to);
	return !ferror(from) || fails(path, strerror(errno));
}

/* The first line decides; what follows is passed on. */
static bool
answer(int fd, const char *path)
{
	char *first = NULL;
	size_t size = 0;
	FILE *f = fdopen(fd, "r");
	bool fine = false;
	ssize_t len;

	if (f == NULL) {
		close(fd);
		return fails(path, strerror(errno));
	}
	len = getline(&first, &size, f);
	if (len < 1 || first[len - 1] != '\n') {
		(void)fails(path, "there was no answer");
	} else if (strcmp(first, "fine\n") != 0) {
		first[len - 1] = '\0';
		fprintf(stderr, "breakwater ctl: %s\n", first);
		(void)pass_on(f, stderr, path);
	} else {
		fine = pass_on(f, stdout, path);
	}
	free(first);
	fclose(f);
	if (fflush(stdout) != 0 || ferror(stdout))
		return fails("writing output", strerror(errno));
	return fine;
}

static bool
say(struct ctl *c)
{
	char *named = c->conf == NULL ? NULL : conf_socket(c->conf);
	const char *path = c->conf != NULL ? named : c->path != NULL ?
	    c->path : SOCKET_DEFAULT;
	int fd = path == NULL ? -1 : dial(path);
	bool fine = fd != -1;
	ssize_t n;
	size_t at;

	(void)put(c, '\n');
	for (at = 0; fine && at < c->n; at += (size_t)n) {
		n = send(fd, c->line + at, c->n - at, MSG_NOSIGNAL);
		if (n > 0)
			continue;
		fine = fails(path, strerror(errno));
		close(fd);
		break;
	}
	fine = fine && answer(fd, path);
	free(named);
	return fine;
}

static bool
options(struct ctl *c, int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int o;

	opterr = 0;
	/* what stands behind the command is the command's */
	while ((o = getopt_long(argc, argv, "+:c:hjs:", longs, NULL)) != -1) {
		switch (o) {
		case 'c':
			c->conf = optarg;
			break;
		case 'h':
			c->help = true;
			break;
		case 'j':
			c->json = true;
			break;
		case 's':
			c->path = optarg;
			break;
		default:
			command_option("ctl", o, argv);
			return false;
		}
	}
	if (c->help)
		return true;
	if (c->conf != NULL && c->path != NULL)
		return fails("-c and -s", "expected one of them");
	if (optind == argc)
		return fails("expected a command", "\"breakwater ctl help\" "
		    "lists them");
	/* without a firewall that runs, too */
	c->list = c->conf == NULL && c->path == NULL && optind == argc - 1 &&
	    strcmp(argv[optind], "help") == 0;
	if (c->json && !put_word(c, "json"))
		return false;
	for (; optind < argc; optind++)
		if (!put_word(c, argv[optind]))
			return fails("the command", "longer than a line, or "
			    "more than one");
	return true;
}

int
ctl_command(int argc, char *argv[])
{
	struct ctl c = { .n = 0 };

	if (!options(&c, argc, argv)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (c.help) {
		fputs(usage, stdout);
		return EXIT_FINE;
	}
	if (c.list) {
		call_list(stdout, true);
		return EXIT_FINE;
	}
	return say(&c) ? EXIT_FINE : EXIT_PROBLEM;
}
