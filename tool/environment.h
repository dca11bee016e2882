/* SPDX-License-Identifier: GPL-2.0-only */
/* What the program takes from its environment, and what it leaves there. */
#ifndef ENVIRONMENT_H
#define ENVIRONMENT_H

/*
 * To be called before all else: takes away what would change the work of this
 * program, of its libraries, or of any program that it runs, and leaves in PATH
 * what is absolute. A relative part means the directory that a program runs in,
 * and that holds files of a kernel. What tells the loader where libraries are is
 * the user's own, and stays. The umask is not to keep us from our own files.
 */
void environment_clean(void);

#endif
