// SPDX-License-Identifier: GPL-2.0-only

int other_probe(struct demo *demo)
{
	return demo_none(demo);
}

int other_remove(struct demo *demo)
{
	demo_clear(demo);
	demo_put(demo);

	return 0;
}
