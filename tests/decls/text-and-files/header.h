/* SPDX-License-Identifier: GPL-2.0-only */
obj-$(CONFIG_DEMO)			+=   demo.o
	depends on	DEMO && OF
# demo is not set here
