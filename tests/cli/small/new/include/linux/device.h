/* SPDX-License-Identifier: GPL-2.0-only */
struct device {
	const struct thing_ops *ops;
	bool coherent;
};
