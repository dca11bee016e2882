/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * demo_old() was int demo_old(struct demo *demo); until it went away.
 * struct demo_gone { int member; };
 */
// #define demo_switch 1
#define DEMO_TEXT	"call demo_text(x) { } /* no comment"
#define DEMO_QUOTE	'"'
int demo_new(struct demo *demo); /* was demo_old() */ int demo_newer(void);
struct demo {
	int member; /* not "old_member" any more */
};
