/* SPDX-License-Identifier: GPL-2.0-only */
struct demo_elsewhere;
struct demo_here {
	struct demo_elsewhere *other;
};
typedef struct {
	int member;
} demo_t;
extern struct demo_here demo_instance;
enum demo_kind { DEMO_ONE, DEMO_TWO };
