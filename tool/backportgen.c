/* SPDX-License-Identifier: GPL-2.0-only */
/* The front door: options, the table of commands, signals, exit status. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "environment.h"
#include "libraries.h"
#include "proc.h"
#include "say.h"

#define DEFAULT_TIMEOUT 60

const struct command commands[] = {
	{
		.name = "generate",
		.usage = "[--output DIR] [--dry-run] [--signoff] [--enable RULE]\n"
			 "         [--disable RULE] [TARGET...]",
		.summary = "write the series of each target",
		.help = "Writes DIR/TARGET/{series,NNNN-*.patch,provenance.json,declarations}, each\n"
			"folder whole or not at all, and prints one line a target. What is up to date\n"
			"is left untouched. --dry-run writes nothing. --signoff adds your\n"
			"Signed-off-by.\n",
		.options = OPTION_OUTPUT | OPTION_DRY_RUN | OPTION_SIGNOFF |
			   OPTION_SWITCH,
		.run = cmd_generate,
	},
	{
		.name = "check",
		.usage = "[--output DIR] [--enable RULE] [--disable RULE] [TARGET...]",
		.summary = "tell whether the series are what generate would write",
		.help = "Answers for each target: current; base moved (other blobs, the same series\n"
			"but for base, index lines and line numbers); or differs, with the diff and\n"
			"exit status 1. Writes nothing.\n",
		.options = OPTION_OUTPUT | OPTION_SWITCH,
		.run = cmd_check,
	},
	{
		.name = "verify",
		.usage = "[--output DIR] [--level=apply|style|build|boot] [--configs=default|all]\n"
			 "         [--format=text|json|junit] [--force] [--no-sandbox] [TARGET...]",
		.summary = "prove the series in the output folder on their kernels",
		.help = "apply: quilt, git am and libgit2 each apply the series without an offset and\n"
			"end in the same tree. style: the kernel's own checkpatch and get_maintainer,\n"
			"sparse, bindings. build: each patch, for arm64 and arm, by gcc and clang, W=1,\n"
			"without a new warning; --configs=all also with what the series adds off, and\n"
			"what its section lists. boot: in QEMU, for arm64, in the ways of its boots,\n"
			"with the series, with its first patches and without, which has to fail.\n"
			"A level runs those before it first. What was shown goes to\n"
			"DIR/TARGET/proof.json; where series, kernel and tools are still the same, it\n"
			"is not repeated on this machine but with --force. From style on, programs of\n"
			"the kernel's tree run, in a box that bubblewrap makes, or as you with\n"
			"--no-sandbox.\n",
		.formats = "text|json|junit",
		.options = OPTION_OUTPUT | OPTION_FORMAT | OPTION_VERIFY,
		.run = cmd_verify,
	},
	{
		.name = "probe",
		.usage = "[--format=table|json] [TARGET...]",
		.summary = "show the probes' answers side by side",
		.help = "Rows are probes, columns are targets. -v and JSON add the evidence: path,\n"
			"line, text and #if conditions.\n",
		.formats = "table|json",
		.options = OPTION_FORMAT,
		.run = cmd_probe,
	},
	{
		.name = "explain",
		.usage = "[--enable RULE] [--disable RULE] TARGET [RULE]",
		.summary = "tell why each rule was chosen or not, and what it changed",
		.help = "For each rule: the answers its choice rests on, how often it fired, and\n"
			"the change it made as a diff.\n",
		.options = OPTION_SWITCH,
		.run = cmd_explain,
	},
	{
		.name = "rules",
		.usage = "",
		.summary = "list the rules",
		.help = "In the order in which they run.\n",
		.run = cmd_rules,
	},
	{
		.name = "new-rule",
		.usage = "NAME --target TARGET",
		.summary = "start a rule for a target that fits none",
		.help = "Writes cocci/NAME.cocci with a header and what was found, a probe NAME that\n"
			"tells the kernel, and tests/rule/NAME/, a unit case that fails until the rule\n"
			"is written. Nothing is overwritten.\n",
		.options = OPTION_TARGET,
		.run = cmd_new_rule,
	},
	{
		.name = "targets",
		.usage = "[--format=text|github|gitlab|make] [TARGET...]",
		.summary = "list the targets and the commits they stand for",
		.help = "github prints a job matrix, gitlab a child pipeline, make a fragment of a\n"
			"Makefile: verify as a job for each target. The kernels need not be there.\n",
		.formats = "text|github|gitlab|make",
		.options = OPTION_FORMAT,
		.run = cmd_targets,
	},
};

const size_t n_commands = ARRAY_SIZE(commands);

void complain_misfit(struct session *s, struct run *r,
		     const struct misfit *misfit, const char *message)
{
	_cleanup_advice_ struct advice a = { 0 };
	const char *p;
	size_t at = 0, len;

	/* quoted code may end with a semicolon of its own */
	size_t n = strlen(message);

	n -= n && message[n - 1] == ';';
	advise(s, r, misfit, &a);
	if (*a.text)
		complain("%s: %.*s%s", r->target->name, (int)n, message,
			 a.text);
	else
		complain("%s: %s", r->target->name, message);
	if (s->options.verbosity < 0)
		return;
	while (next_text_line(a.difference, &at, &p, &len))
		complain_below(p, len);
}

void complain_run(struct session *s, struct run *r)
{
	const char *line = r->err.msg, *end;

	if (!r->lacks) {
		complain_misfit(s, r, &r->carried.misfit, line);
		return;
	}
	/* the advice goes behind the last of them, and is about all */
	for (; (end = strchr(line, '\n')); line = end + 1)
		complain("%s: %.*s", r->target->name, (int)(end - line), line);
	complain_misfit(s, r, &r->unmet, line);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

/* Fits a terminal of 80 by 24. */
static void help_all(void)
{
	puts("usage: backportgen [OPTIONS] COMMAND [ARGUMENTS]\n");
	for (size_t i = 0; i < n_commands; i++)
		printf("  %-9s %s\n", commands[i].name, commands[i].summary);
	puts("  help      show this, or tell about one COMMAND\n"
	     "A TARGET is a name in stable-targets.conf, or NAME=REV. None means all.\n"
	     "\n"
	     "  --repo DIR          git repository with the kernels [.]\n"
	     "  --tree DIR          unpacked sources of one kernel instead\n"
	     "  --config FILE       targets [stable-targets.conf, else the installed one]\n"
	     "  --rules DIR         rules and probes [cocci/ beside FILE]\n"
	     "  --series NAME|DIR   the series, by name or by directory [the first of FILE]\n"
	     "  -j, --jobs N        run N programs at once [number of processors]\n"
	     "  --timeout N         give a program N seconds [60]\n"
	     "  -q, -v              --quiet: say less; --verbose: say more\n"
	     "  -h, --version       --help: show this; show the version\n"
	     "\n"
	     "exit status: 0 all well; 1 some target failed or differs; 2 wrong use");
}

static int help(char **args, int n)
{
	if (n == 1 && !strcmp(args[0], "help"))
		n = 0;
	const struct command *c = n ? find_command(args[0]) : NULL;

	if (n > 1 || (n && !c)) {
		complain(n > 1 ? "help takes one command"
			       : "no command '%s'; 'backportgen help' lists them",
			 args[0]);
		return EXIT_USE;
	}
	if (!n) {
		help_all();
		return EXIT_WELL;
	}
	printf("usage: backportgen [OPTIONS] %s\n", c->name);
	if (*c->usage)
		printf("         %s\n", c->usage);
	printf("\n%c%s.\n", c->summary[0] - 'a' + 'A', c->summary + 1);
	if (*c->help)
		printf("\n%s", c->help);
	if (c->options & OPTION_OUTPUT)
		puts("\n--output DIR is patches/SERIES/ beside the configuration unless given, and\n"
		     "here where the installed configuration is used.");
	if (c->options & OPTION_SWITCH)
		puts("\n--enable turns a rule of style on, which are off by themselves. --disable\n"
		     "leaves another rule out. Both may be given more than once.");
	return EXIT_WELL;
}

static int version(void)
{
	puts("backportgen " VERSION);
	return EXIT_WELL;
}

static int number(const char *text, const char *what, int max, int *out)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (!*text || *end || n < 1 || n > max) {
		complain("%s wants a number from 1 to %d, not '%s'", what, max,
			 text);
		return -1;
	}
	*out = (int)n;
	return 0;
}

enum {
	LONG_REPO = 256, /* to LONG_SERIES: in this order */
	LONG_TREE,
	LONG_CONFIG,
	LONG_RULES,
	LONG_SERIES,
	LONG_TIMEOUT,
	LONG_VERSION,
	LONG_OUTPUT,
	LONG_DRY_RUN,
	LONG_SIGNOFF,
	LONG_FORMAT,
	LONG_TARGET,
	LONG_ENABLE,
	LONG_DISABLE,
	LONG_LEVEL,
	LONG_CONFIGS,
	LONG_FORCE,
	LONG_NO_SANDBOX,
};

#define GLOBAL_OPTIONS                                        \
	{ "repo", required_argument, NULL, LONG_REPO },       \
	{ "tree", required_argument, NULL, LONG_TREE },       \
	{ "config", required_argument, NULL, LONG_CONFIG },   \
	{ "rules", required_argument, NULL, LONG_RULES },     \
	{ "series", required_argument, NULL, LONG_SERIES },   \
	{ "jobs", required_argument, NULL, 'j' },             \
	{ "timeout", required_argument, NULL, LONG_TIMEOUT }, \
	{ "quiet", no_argument, NULL, 'q' },                  \
	{ "verbose", no_argument, NULL, 'v' },                \
	{ "help", no_argument, NULL, 'h' },                   \
	{ "version", no_argument, NULL, LONG_VERSION }

static const struct option long_options[] = {
	GLOBAL_OPTIONS,
	{ "output", required_argument, NULL, LONG_OUTPUT },
	{ "dry-run", no_argument, NULL, LONG_DRY_RUN },
	{ "signoff", no_argument, NULL, LONG_SIGNOFF },
	{ "format", required_argument, NULL, LONG_FORMAT },
	{ "target", required_argument, NULL, LONG_TARGET },
	{ "enable", required_argument, NULL, LONG_ENABLE },
	{ "disable", required_argument, NULL, LONG_DISABLE },
	{ "level", required_argument, NULL, LONG_LEVEL },
	{ "configs", required_argument, NULL, LONG_CONFIGS },
	{ "force", no_argument, NULL, LONG_FORCE },
	{ "no-sandbox", no_argument, NULL, LONG_NO_SANDBOX },
	{ 0 },
};

/* What the command line asks for. */
struct request {
	struct options options;
	bool help, version;
};

/* The command's own options are refused without it, and with another. */
static int allow(const struct command *c, unsigned int option,
		 const char *name)
{
	if (c && c->options & option)
		return 0;
	if (c)
		complain("%s takes no --%s; see 'backportgen help %s'",
			 c->name, name, c->name);
	else
		complain("--%s belongs behind the command", name);
	return -1;
}

/* Is @word one of the words of "a|b|c"? */
static bool is_one_of(const char *word, const char *words)
{
	size_t n = strlen(word);

	for (const char *w = words; *w; w += strcspn(w, "|")) {
		w += *w == '|';
		if (strcspn(w, "|") == n && !strncmp(w, word, n))
			return true;
	}
	return false;
}

static int take_format(struct request *r, const struct command *c)
{
	if (allow(c, OPTION_FORMAT, "format"))
		return -1;
	if (!is_one_of(optarg, c->formats)) {
		complain("--format is one of %s, not '%s'", c->formats,
			 optarg);
		return -1;
	}
	r->options.format = optarg;
	return 0;
}

static int take_own_option(struct request *r, const struct command *c, int o)
{
	switch (o) {
	case LONG_OUTPUT:
		r->options.output = optarg;
		if (!*optarg) {
			complain("--output wants a folder");
			return -1;
		}
		return allow(c, OPTION_OUTPUT, "output");
	case LONG_DRY_RUN:
		r->options.dry_run = true;
		return allow(c, OPTION_DRY_RUN, "dry-run");
	case LONG_SIGNOFF:
		r->options.signoff = true;
		return allow(c, OPTION_SIGNOFF, "signoff");
	case LONG_FORMAT:
		return take_format(r, c);
	case LONG_LEVEL:
		r->options.level = optarg;
		return allow(c, OPTION_VERIFY, "level");
	case LONG_CONFIGS:
		r->options.all_configs = !strcmp(optarg, "all");
		if (!r->options.all_configs && strcmp(optarg, "default")) {
			complain("--configs is default or all, not '%s'",
				 optarg);
			return -1;
		}
		return allow(c, OPTION_VERIFY, "configs");
	case LONG_FORCE:
		r->options.force = true;
		return allow(c, OPTION_VERIFY, "force");
	case LONG_NO_SANDBOX:
		r->options.no_sandbox = true;
		return allow(c, OPTION_VERIFY, "no-sandbox");
	case LONG_TARGET:
		r->options.target = optarg;
		return allow(c, OPTION_TARGET, "target");
	case LONG_ENABLE:
		strings_add(&r->options.enable, optarg);
		return allow(c, OPTION_SWITCH, "enable");
	case LONG_DISABLE:
		strings_add(&r->options.disable, optarg);
		return allow(c, OPTION_SWITCH, "disable");
	default:
		return -1;
	}
}

static int take_option(struct request *r, const struct command *c, int o)
{
	const char **const texts[] = { &r->options.repo, &r->options.tree,
				       &r->options.config, &r->options.cocci,
				       &r->options.series };
	int jobs;

	if (o >= LONG_REPO && o <= LONG_SERIES) {
		*texts[o - LONG_REPO] = optarg;
		return 0;
	}
	switch (o) {
	case 'j':
		if (number(optarg, "-j", 256, &jobs))
			return -1;
		r->options.jobs = (unsigned int)jobs;
		return 0;
	case LONG_TIMEOUT:
		return number(optarg, "--timeout", 86400,
			      &r->options.timeout);
	case 'q':
		r->options.verbosity = -1;
		return 0;
	case 'v':
		r->options.verbosity = 1;
		return 0;
	case 'h':
		r->help = true;
		return 0;
	case LONG_VERSION:
		r->version = true;
		return 0;
	default:
		return take_own_option(r, c, o);
	}
}

/*
 * Options up to the first other word; @c is NULL in front of the command,
 * where getopt stops at it, and the command behind it, where options and
 * arguments may be mixed.
 */
static int take_options(struct request *r, const struct command *c, int argc,
			char **argv)
{
	int o;

	optind = 0; /* glibc: start over */
	opterr = 0;
	while ((o = getopt_long(argc, argv, c ? ":j:qvh" : "+:j:qvh",
				long_options, NULL)) != -1) {
		if (o == '?' || o == ':') {
			/* a letter within "-zq", or a whole word */
			const char letter[] = { '-', (char)optopt, '\0' };

			const char *word = argv[optind - 1];
			bool whole = starts_with(word, "--") || !optopt ||
				     optopt > 255;

			complain(o == ':' ? "option '%s' wants a value; see 'backportgen help'"
				 : optopt && whole ? "option '%s' takes no value; see 'backportgen help'"
						   : "unknown option '%s'; see 'backportgen help'",
				 whole ? word : letter);
			return -1;
		}
		if (take_option(r, c, o))
			return -1;
	}
	return optind;
}

static void on_signal(int sig)
{
	stop_signal = sig;
}

/*
 * Asked to end, the program stops its children, clears its temporary files
 * away and then dies of the same signal, so that its caller sees why.
 */
static void watch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct sigaction old;

		sigaction(signals[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	signal(SIGPIPE, SIG_IGN); /* a write says so itself */
	signal(SIGXFSZ, SIG_IGN);
}

static int run(const struct command *c, const struct request *r, char **args,
	       int n)
{
	_cleanup_(session_deinit) struct session s = { 0 };
	_cleanup_err_ struct err e = { 0 };

	if (session_load(&s, &r->options, &e)) {
		complain("%s", e.msg);
		return EXIT_USE;
	}
	return c->run(&s, args, n);
}

/* Was everything printed that was to be printed? */
static int flush(int status)
{
	_cleanup_err_ struct err e = { 0 };

	if (!say_end(&e))
		return status;
	complain("%s", e.msg);
	return status ? status : EXIT_TARGET;
}

static int dispatch(int argc, char **argv, struct request *r)
{
	int at = take_options(r, NULL, argc, argv);

	if (at < 0)
		return EXIT_USE;
	if (r->version)
		return version();
	if (r->help)
		return help(NULL, 0);
	if (at == argc) {
		complain("no command; see 'backportgen help'");
		return EXIT_USE;
	}
	argv += at;
	argc -= at;
	if (!strcmp(argv[0], "help"))
		return help(argv + 1, argc - 1);
	const struct command *c = find_command(argv[0]);

	if (!c) {
		complain("no command '%s'; see 'backportgen help'", argv[0]);
		return EXIT_USE;
	}
	at = take_options(r, c, argc, argv);
	if (at < 0)
		return EXIT_USE;
	if (r->version)
		return version();
	if (r->help)
		return help(argv, 1);
	r->options.writes = c->options & OPTION_OUTPUT;
	_cleanup_free_ char *first =
		c->formats ? xstrndup(c->formats, strcspn(c->formats, "|"))
			   : NULL;

	if (!r->options.format)
		r->options.format = first;
	return run(c, r, argv + at, argc - at);
}

int main(int argc, char **argv)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct request r = {
		.options = {
			.repo = ".",
			.jobs = processors > 0 ? (unsigned int)processors : 1,
			.timeout = DEFAULT_TIMEOUT,
			.level = "apply",
		},
	};

	/* a closed stdout or stderr must not become some file's descriptor */
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDWR) < 0)
			return EXIT_USE;
	environment_clean();
	watch_signals();
	progress_enable();
	libraries_start();
	int status = flush(dispatch(argc, argv, &r));

	libraries_end();
	strings_deinit(&r.options.enable);
	strings_deinit(&r.options.disable);
	if (stop_signal) {
		complain("interrupted; nothing was left half-written");
		signal(stop_signal, SIG_DFL);
		raise(stop_signal);
	}
	return status;
}
