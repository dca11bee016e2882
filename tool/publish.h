/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output directory: reading what is there, and replacing a target's
 * directory whole or not at all. A run killed anywhere leaves the old one or
 * the new one, never a mixture, and so does a power loss.
 *
 * The output directory may be a link, or be reached by one: whoever runs the
 * program has named it. What stands below it may come from a clone of others:
 * there no link is followed, neither to read nor to write.
 */
#ifndef PUBLISH_H
#define PUBLISH_H

#include "render.h"

/*
 * Read the directory of target @name under @output. 1: its files are in @out,
 * but a proof; 0: there is no such directory. A file in it that the tool did
 * not write is a fault: it would be lost.
 */
int published_read(const char *output, const char *name, struct file_set *out,
		   struct err *e) _must_check_;

/*
 * Are the files @present, of directory @dir, those of another series than
 * @series? Then two would be mixed up, and that is a fault.
 */
int published_check(const struct file_set *present, const char *dir,
		    const struct series *series, struct err *e) _must_check_;

/*
 * What verify writes beside a series, to stay for as long as that series
 * does: it is no part of it, and is gone when the directory is replaced.
 */
#define PROOF "proof.json"

/* Put the proof @text beside the series @of, if that still stands there. */
int publish_proof(const char *output, const char *name,
		  const struct file_set *of, const char *text, size_t len,
		  struct err *e) _must_check_;

/* Do the two sets hold the same names and bytes? */
bool file_sets_equal(const struct file_set *a, const struct file_set *b);

/*
 * Make @output if it is missing and lock it against other runs; *lock is
 * given back with publish_unlock(). What killed runs left is cleared away.
 */
int publish_lock(const char *output, int *lock, struct err *e) _must_check_;
void publish_unlock(int lock);

/*
 * Put @files into the place of target @name's directory, by one rename. They
 * are on the disk when it returns 0.
 */
int publish(const char *output, const char *name, const struct file_set *files,
	    struct err *e) _must_check_;

#endif
