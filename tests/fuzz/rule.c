/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The header of a rule, and what follows it. The directory with the two files
 * is a real one, and what is in them comes from the input.
 */
#include "fuzz.h"

#include <errno.h>
#include <sys/stat.h>
#include <stdio.h>

#include "rules.h"

static char conf[] = "[probe \"p\"]\n\tpath = a\n\task = file\n"
		     "[probe \"q\"]\n\tpath = a\n\task = file\n";
static char dirs[2][100];
static struct probes probes;

/* As there are names in it, and no more, it is left when the program ends. */
static void start(void)
{
	const char *build = getenv("FUZZ_SCRATCH");
	struct text t = { conf, strlen(conf) };
	_cleanup_err_ struct err e = { 0 };

	for (int i = 0; i < 2; i++) {
		_cleanup_free_ char *file = NULL;

		snprintf(dirs[i], sizeof(dirs[i]), "%s/%s",
			 build ? build : "build", i ? "rule" : "cocci");
		mkdir(build ? build : "build", 0777);
		mkdir(dirs[i], 0777);
		file = xasprintf("%s/x.%s", dirs[i], i ? "rule" : "cocci");
		FILE *f = fopen(file, "w");

		must(f, "the directory is there");
		fclose(f);
	}
	outside_file("/probes.conf", &t);
	must(!probes_read("/probes.conf", &probes, &e), "the probes are read");
	outside_forget();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text t = text_of(data, size);
	static const char code[] = "struct demo { int a; }; /* b */\n";

	if (!probes.n)
		start();
	for (int i = 0; i < 2; i++) {
		_cleanup_err_ struct err e = { 0 };
		struct rules rules = { 0 };

		outside_file(i ? "/x.rule" : "/x.cocci", &t);
		if (!rules_read(dirs[i], &probes, &rules, &e)) {
			const struct rule *r = rules_find(&rules, "x");

			must(r && r->body >= r->text &&
				     r->body <= r->text + strlen(r->text),
			     "a rule's body lies in its text");
			rule_covers(r, "drivers/demo/demo.c");
			if (r->uses)
				rule_uses(r, "demo.c", code, strlen(code));
		}
		rules_deinit(&rules);
		outside_forget();
	}
	return 0;
}
