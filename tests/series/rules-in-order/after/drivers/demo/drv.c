// SPDX-License-Identifier: GPL-2.0-only

int demo_probe(struct demo *demo)
{
	return demo_oldest(demo, 0);
}
