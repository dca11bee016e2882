// SPDX-License-Identifier: GPL-2.0-only

int other_probe(struct demo *demo)
{
	return demo_old(demo);
}

int other_remove(struct demo *demo)
{
	demo_clear(demo);
	demo_put(demo);
	demo_tell(demo);

	return 0;
}
