// SPDX-License-Identifier: GPL-2.0-only

int demo_one(struct demo *demo)
{
	return demo_old(demo);
}

int demo_count;
int demo_limit;
int demo_state;

int demo_two(struct demo *demo)
{
	return demo_old(demo);
}
