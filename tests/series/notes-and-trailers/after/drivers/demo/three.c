// SPDX-License-Identifier: GPL-2.0-only

int demo_three(struct demo *demo)
{
	return demo_old(demo);
}
