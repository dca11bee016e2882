// SPDX-License-Identifier: GPL-2.0-only

int one_probe(struct demo *demo)
{
	return demo_old(demo);
}
