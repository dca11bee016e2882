/* SPDX-License-Identifier: GPL-2.0-only */
struct of_device_id {
	char name[32];
	char compatible[128];
	const void *data;
};
