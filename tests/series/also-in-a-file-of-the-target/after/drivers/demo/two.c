// SPDX-License-Identifier: GPL-2.0-only

int two_probe(struct demo *demo)
{
	return demo_old(demo);
}
