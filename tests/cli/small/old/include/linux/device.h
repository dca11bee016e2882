/* SPDX-License-Identifier: GPL-2.0-only */
struct device {
	const struct thing_ops *ops;
	bool coherent;
};

bool thing_present(void);
bool thing_is_ours(struct device *dev);
bool thing_is_mine(struct device *dev);
