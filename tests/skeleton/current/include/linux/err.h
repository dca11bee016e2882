/* SPDX-License-Identifier: GPL-2.0-only */
static inline void *ERR_PTR(long error)
{
	return (void *)error;
}
