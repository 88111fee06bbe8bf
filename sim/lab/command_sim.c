/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater sim: a scenario under every policy, on a virtual clock.
 *
 * No packet leaves the process.  The same scenario and seed give the same
 * outcome; the clock of this computer is read for the progress line and for
 * what a decision costs, and decides nothing.
 */
#define _GNU_SOURCE	/* getopt_long() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../../fw/command.h"
#include "../../fw/output.h"
#include "../../fw/show.h"
#include "../../rules/words.h"
#include "command_pcap.h"
#include "report.h"
#include "run.h"
#include "scenario_read.h"
#include "side.h"
#include "table.h"

enum {
	SWEEP_MAX = 64,
	PCAP_OCTETS = 100 * 1000 * 1000,	/* of messages in a capture */
};

/* The real engine behind the lab's interface. */
static const struct policy_ops *const engine = &policy_breakwater_ops;

struct sim {
	const char	*path, *html_path, *json_path, *csv_path, *pcap_path;
	const char	*policies;	/* as given, or NULL */
	char		*sweep;		/* copy; its name ends at "=" */
	char		*value[SWEEP_MAX];
	size_t		 nvalue;
	uint64_t	 seed, at_once;	/* processes; 0: as many as make sense */
	double		 scale;
	bool		 has_seed, print, help;

	struct outputs	 outputs;
	FILE		*html, *json, *csv;
	struct lab_pcap	*pcap;
	bool		 progress;	/* standard error is a terminal */

	struct scenario	*s;
	struct outcome	 outcome[SCENARIO_POLICIES];
	bool		 wanted[SCENARIO_POLICIES], ran[SCENARIO_POLICIES];
	unsigned	 nwanted;
};

static const char usage[] =
    "usage: breakwater sim [-p] [-j n] [-r page] [--json file] [--csv file]\n"
    "                      [--pcap file] [--policy name,...] [--seed n]\n"
    "                      [--scale f] [--sweep name=value,...] scenario\n"
    "  -p              print the scenario as it was understood, do not run it\n"
    "  -j n            run so many policies at a time, each in a process of its\n"
    "                  own\n"
    "  -r page         the report as HTML\n"
    "  --json file     outcomes and their series as JSON\n"
    "  --csv file      series as CSV: a row for each policy and second\n"
    "  --pcap file     what crossed the firewall, of one policy, the first\n"
    "                  100 MB, as pcapng\n"
    "  --policy name   run these policies alone\n"
    "  --seed n        instead of that of the scenario\n"
    "  --scale f       devices, capacity and rates times f\n"
    "  --sweep n=a,b   run with each value in turn, such as\n"
    "                  home.capacity=1000/s,2000/s\n"
    "The exit status is 1 when something is not as the scenario expects.\n";

static bool
lacks(const char *what)
{
	fprintf(stderr, "breakwater sim: %s\n", what);
	return false;
}

/* ---- options ---- */

enum { OPTION_JSON = 256, OPTION_CSV, OPTION_POLICY, OPTION_SEED,
	OPTION_SCALE, OPTION_SWEEP, OPTION_PCAP };

static const struct option longs[] = {
	{ "json", required_argument, NULL, OPTION_JSON },
	{ "csv", required_argument, NULL, OPTION_CSV },
	{ "policy", required_argument, NULL, OPTION_POLICY },
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "scale", required_argument, NULL, OPTION_SCALE },
	{ "sweep", required_argument, NULL, OPTION_SWEEP },
	{ "pcap", required_argument, NULL, OPTION_PCAP },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static bool
scale_parse(struct sim *sim, const char *text)
{
	char *end;

	errno = 0;
	sim->scale = strtod(text, &end);
	if (end == text || *end != '\0' || errno != 0 ||
	    !(sim->scale >= 1e-6 && sim->scale <= 1e6)) {
		fprintf(stderr, "breakwater sim: --scale: expected a number "
		    "such as 0.01, from 0.000001 to 1000000, not \"%s\"\n",
		    text);
		return false;
	}
	return true;
}

static bool
seed_parse(struct sim *sim, const char *text)
{
	sim->has_seed = true;
	if (word_number(text, UINT64_MAX, &sim->seed))
		return true;
	fprintf(stderr, "breakwater sim: --seed: expected a number, not "
	    "\"%s\"\n", text);
	return false;
}

static bool
at_once_parse(struct sim *sim, const char *text)
{
	if (word_number(text, SCENARIO_POLICIES, &sim->at_once) &&
	    sim->at_once > 0)
		return true;
	fprintf(stderr, "breakwater sim: -j: expected a number from 1 to %d, "
	    "not \"%s\"\n", SCENARIO_POLICIES, text);
	return false;
}

static bool
sweep_parse(struct sim *sim, const char *text)
{
	char *p;

	if (sim->sweep != NULL)
		return lacks("expected one --sweep");
	sim->sweep = strdup(text);
	p = sim->sweep == NULL ? NULL : strchr(sim->sweep, '=');
	if (p == NULL || p == sim->sweep || p[1] == '\0') {
		fprintf(stderr, "breakwater sim: --sweep: expected such as "
		    "home.capacity=1000/s,2000/s, not \"%s\"\n", text);
		return false;
	}
	for (*p++ = '\0'; p != NULL && sim->nvalue < SWEEP_MAX; ) {
		sim->value[sim->nvalue++] = p;
		p = strchr(p, ',');
		if (p != NULL)
			*p++ = '\0';
	}
	if (p == NULL)
		return true;
	fprintf(stderr, "breakwater sim: --sweep: expected at most %d values\n",
	    SWEEP_MAX);
	return false;
}

/* One option; false after a sentence when it is no good. */
static bool
option(struct sim *sim, int c, char *argv[])
{
	switch (c) {
	case 'p':
		sim->print = true;
		return true;
	case 'j':
		return at_once_parse(sim, optarg);
	case 'r':
		sim->html_path = optarg;
		return true;
	case 'h':
		sim->help = true;
		return true;
	case OPTION_JSON:
		sim->json_path = optarg;
		return true;
	case OPTION_CSV:
		sim->csv_path = optarg;
		return true;
	case OPTION_PCAP:
		sim->pcap_path = optarg;
		return true;
	case OPTION_POLICY:
		sim->policies = optarg;
		return true;
	case OPTION_SEED:
		return seed_parse(sim, optarg);
	case OPTION_SCALE:
		return scale_parse(sim, optarg);
	case OPTION_SWEEP:
		return sweep_parse(sim, optarg);
	default:
		command_option("sim", c, argv);
		return false;
	}
}

static bool
options(struct sim *sim, int argc, char *argv[])
{
	bool writes;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":hj:pr:", longs, NULL)) != -1)
		if (!option(sim, c, argv))
			return false;
	if (sim->help)
		return true;
	writes = sim->html_path != NULL || sim->json_path != NULL ||
	    sim->csv_path != NULL || sim->pcap_path != NULL;
	if (optind == argc)
		return lacks("expected a scenario");
	if (optind + 1 != argc)
		return lacks("expected one scenario");
	if (sim->print && (writes || sim->nvalue > 0))
		return lacks("-p runs nothing that could be written");
	if (sim->nvalue > 0 && writes)
		return lacks("-r, --json, --csv and --pcap are of one run, not"
		    " of a --sweep");
	sim->path = argv[optind];
	return true;
}

/* ---- the scenario ---- */

static bool
no_policy(const struct scenario *s, const char *name, size_t len)
{
	unsigned i;

	fputs("breakwater sim: --policy: expected ", stderr);
	for (i = 0; i < s->policies; i++)
		fprintf(stderr, "%s%s", i == 0 ? "" : i + 1 < s->policies ?
		    ", " : " or ", s->policy[i].name);
	fprintf(stderr, ", not \"%.*s\"\n", (int)len, name);
	return false;
}

/* Which policies are to run; false after a sentence. */
static bool
policies_choose(struct sim *sim)
{
	const char *list = sim->policies;
	size_t len;
	unsigned i;
	bool found;

	for (i = 0; i < sim->s->policies; i++)
		sim->wanted[i] = list == NULL;
	for (; list != NULL; list = list[len] == ',' ? list + len + 1 : NULL) {
		len = strcspn(list, ",");
		found = false;
		for (i = 0; i < sim->s->policies; i++) {
			const char *name = sim->s->policy[i].name;

			if (strlen(name) == len && memcmp(name, list, len) == 0)
				found = sim->wanted[i] = true;
		}
		if (!found)
			return no_policy(sim->s, list, len);
	}
	return true;
}

/* Without the engine its policy cannot be run: that is no fault when it was not
 * asked for by name. */
static bool
engine_choose(struct sim *sim)
{
	unsigned i;

	sim->nwanted = 0;
	for (i = 0; i < sim->s->policies; i++) {
		if (sim->wanted[i] && engine == NULL &&
		    sim->s->policy[i].kind == LAB_POLICY_BREAKWATER) {
			fprintf(stderr, "breakwater sim: policy \"%s\" is left "
			    "out: the engine is not joined to the lab\n",
			    sim->s->policy[i].name);
			sim->wanted[i] = false;
		}
		sim->nwanted += sim->wanted[i];
	}
	return sim->nwanted > 0 || lacks("no policy is left to run");
}

/* Loads it anew, with what the command line says; value: of the sweep, or
 * NULL. */
static bool
scenario_take(struct sim *sim, const char *value)
{
	struct conf_errors errors = { .n = 0 };
	char why[200];
	bool fine;

	scenario_free(sim->s);
	sim->s = scenario_load(sim->path, &errors);
	fine = sim->s != NULL && (value == NULL || scenario_set(sim->s,
	    sim->sweep, value, &errors));
	command_errors("", &errors);
	if (!fine)
		return false;
	if (sim->has_seed)
		sim->s->seed = sim->seed;
	if (sim->scale > 0)
		scenario_scale(sim->s, sim->scale);
	if (!scenario_check(sim->s, why, sizeof(why))) {
		fprintf(stderr, "breakwater sim: %s: %s\n", sim->path, why);
		return false;
	}
	/* what is printed says them as they were said */
	return sim->print || scenario_paths(sim->s, sim->path) ||
	    lacks("the path of a configuration is too long");
}

/* ---- running ---- */

static uint64_t
clock_ns(void)
{
	struct timespec t;

	if (clock_gettime(CLOCK_MONOTONIC, &t) != 0)
		return 0;
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
tap(void *arg, const struct policy_msg *pm, bool by_policy)
{
	struct sim *sim = arg;

	lab_pcap_tap(sim->pcap, pm, by_policy);
}

static void
outcomes_free(struct sim *sim)
{
	unsigned i;

	for (i = 0; i < SCENARIO_POLICIES; i++) {
		if (sim->ran[i])
			outcome_free(&sim->outcome[i]);
		sim->ran[i] = false;
	}
}

/* Whoever named a configuration hears at once what is wrong with it. */
static bool
confs_try(const struct sim *sim)
{
	struct policy_env env = { .scenario = sim->s, .seed = sim->s->seed };
	void *arg;
	unsigned i;

	for (i = 0; i < sim->s->policies; i++) {
		env.conf = &sim->s->policy[i];
		if (!sim->wanted[i] || env.conf->conf[0] == '\0' ||
		    env.conf->kind != LAB_POLICY_BREAKWATER)
			continue;
		arg = engine->open(&env);
		if (arg == NULL) {
			fprintf(stderr, "breakwater sim: the configuration of "
			    "policy \"%s\" cannot be used\n",
			    env.conf->name);
			return false;
		}
		engine->close(arg);
	}
	return true;
}

static bool
policies_run(struct sim *sim)
{
	struct side side = { .s = sim->s, .wanted = sim->wanted,
	    .options = { .breakwater = engine, .clock = clock_ns, .arg = sim,
	    .tap = sim->pcap == NULL ? NULL : tap },
	    .at_once = (unsigned)sim->at_once, .progress = sim->progress,
	    .outcome = sim->outcome, .ran = sim->ran };

	outcomes_free(sim);
	return confs_try(sim) && side_run(&side);
}

/* ---- what comes of it ---- */

/* What is read, and must not be written to. */
static size_t
inputs(const struct sim *sim, const char *input[SCENARIO_POLICIES + 1])
{
	size_t n = 0;
	unsigned i;

	input[n++] = sim->path;
	for (i = 0; i < sim->s->policies; i++)
		if (sim->s->policy[i].conf[0] != '\0')
			input[n++] = sim->s->policy[i].conf;
	return n;
}

static bool
outputs_open(struct sim *sim)
{
	const char *input[SCENARIO_POLICIES + 1];
	struct outputs *o = &sim->outputs;
	size_t n = inputs(sim, input);

	return (sim->html_path == NULL || (sim->html = output_open(o,
	    sim->html_path, true, input, n)) != NULL) &&
	    (sim->json_path == NULL || (sim->json = output_open(o,
	    sim->json_path, true, input, n)) != NULL) &&
	    (sim->csv_path == NULL || (sim->csv = output_open(o,
	    sim->csv_path, true, input, n)) != NULL);
}

/* A capture holds one policy: two would look like one. */
static bool
pcap_open(struct sim *sim)
{
	const char *input[SCENARIO_POLICIES + 1];
	FILE *f;

	if (sim->pcap_path == NULL)
		return true;
	if (sim->nwanted != 1)
		return lacks("--pcap holds what crossed under one policy; "
		    "expected --policy with one name");
	f = output_open(&sim->outputs, sim->pcap_path, true, input,
	    inputs(sim, input));
	if (f == NULL)
		return false;
	sim->pcap = lab_pcap_new(f, PCAP_OCTETS);
	return sim->pcap != NULL || lacks("no memory for the capture");
}

static void
pcap_end(const struct sim *sim)
{
	char a[SHOW_MAX], b[SHOW_MAX];
	uint64_t all, written;

	if (sim->pcap == NULL)
		return;
	lab_pcap_count(sim->pcap, &all, &written);
	if (written < all)
		fprintf(stderr, "breakwater sim: %s: holds the first %s of %s "
		    "messages\n", sim->pcap_path, show_count(a, written),
		    show_count(b, all));
}

static int
output_end(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	fprintf(stderr, "breakwater: writing output: %s\n", strerror(errno));
	return EXIT_PROBLEM;
}

/* Which were not met, in one line for those who look at nothing else. */
static int
verdict(unsigned unmet, const char *of)
{
	if (unmet == 0)
		return EXIT_FINE;
	fflush(stdout);
	fprintf(stderr, "breakwater sim: %s: %u expectation%s not met\n", of,
	    unmet, unmet == 1 ? " is" : "s are");
	return EXIT_PROBLEM;
}

static int
run_one(struct sim *sim)
{
	const struct lab_result r = { sim->s, sim->outcome, sim->ran };
	FILE *f;

	if (!policies_choose(sim) || !engine_choose(sim) ||
	    !outputs_open(sim) || !pcap_open(sim))
		return EXIT_PROBLEM;
	f = outputs_has(&sim->outputs, "-") ? stderr : stdout;
	if (!policies_run(sim))
		return EXIT_PROBLEM;
	if (sim->html != NULL && !lab_report_html(sim->html, &r)) {
		(void)lacks("no memory for the report");
		return EXIT_PROBLEM;
	}
	if (sim->json != NULL)
		table_json(sim->json, &r);
	if (sim->csv != NULL)
		table_csv(sim->csv, &r);
	table_text(f, &r);
	pcap_end(sim);
	if (!outputs_close(&sim->outputs, true))
		return EXIT_PROBLEM;
	return verdict(table_unmet(&r), sim->s->name);
}

static int
run_sweep(struct sim *sim)
{
	struct lab_result r = { NULL, sim->outcome, sim->ran };
	unsigned unmet = 0;
	size_t i;

	for (i = 0; i < sim->nvalue; i++) {	/* all of them make sense? */
		if (!scenario_take(sim, sim->value[i]))
			return EXIT_PROBLEM;
		if (!policies_choose(sim) || (i == 0 && !engine_choose(sim)))
			return EXIT_PROBLEM;
	}
	table_sweep_head(stdout, sim->sweep);
	for (i = 0; i < sim->nvalue; i++) {
		if (!scenario_take(sim, sim->value[i]) || !policies_run(sim))
			return EXIT_PROBLEM;
		r.s = sim->s;
		table_sweep(stdout, sim->value[i], &r);
		fflush(stdout);
		unmet += table_unmet(&r);
	}
	return verdict(unmet, sim->s->name);
}

static int
run(struct sim *sim)
{
	if (!scenario_take(sim, NULL))
		return EXIT_PROBLEM;
	if (sim->print) {
		scenario_print(stdout, sim->s);
		return output_end(EXIT_FINE);
	}
	sim->progress = isatty(STDERR_FILENO);
	return output_end(sim->nvalue > 0 ? run_sweep(sim) : run_one(sim));
}

static void
sim_free(struct sim *sim)
{
	(void)outputs_close(&sim->outputs, false);
	outcomes_free(sim);
	lab_pcap_free(sim->pcap);
	scenario_free(sim->s);
	free(sim->sweep);
	free(sim);
}

int
sim_command(int argc, char *argv[])
{
	struct sim *sim = calloc(1, sizeof(*sim));
	int status = EXIT_FINE;

	if (sim == NULL) {
		fprintf(stderr, "breakwater: no memory: %s\n",
		    strerror(errno));
		return EXIT_PROBLEM;
	}
	if (!options(sim, argc, argv)) {
		fputs(usage, stderr);
		status = EXIT_USAGE;
	} else if (sim->help) {
		fputs(usage, stdout);
	} else {
		status = run(sim);
	}
	sim_free(sim);
	return status;
}
