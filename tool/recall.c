/* SPDX-License-Identifier: GPL-2.0-only */
#include "recall.h"

#include <string.h>

#include "treewalk.h"

/* Lists of paths for one question; the oldest goes. */
#define MAX_LISTS 32

/* The key of an answer: the question, and what the files were. */
static struct store_key answer_key(const struct store_key *question,
				   const struct buf *ids)
{
	_cleanup_buf_ struct buf input = { 0 };

	buf_printf(&input, "%s\n", question->hex);
	buf_add(&input, ids->data, ids->len);
	return store_key(&input);
}

/* The next list, which ends with an empty line. */
static bool next_list(const struct buf *lists, size_t *at, struct buf *list)
{
	const char *from = lists->data + *at;
	const char *end = *at < lists->len ? strstr(from, "\n\n") : NULL;

	if (!end)
		return false;
	buf_reset(list);
	buf_add(list, from, (size_t)(end + 1 - from));
	*at += list->len + 1;
	return true;
}

int recall(struct store *s, const struct store_key *key, struct tree *tree,
	   struct buf *answer)
{
	_cleanup_buf_ struct buf lists = { 0 };
	_cleanup_buf_ struct buf list = { 0 };
	size_t at = 0;

	if (!store_get(s, key, &lists))
		return 0;
	while (next_list(&lists, &at, &list)) {
		_cleanup_buf_ struct buf ids = { 0 };

		if (tree_ids(tree, list.data, list.len, &ids))
			return 0;
		struct store_key is = answer_key(key, &ids);

		if (!store_get(s, &is, answer))
			continue;
		tree_note(tree, list.data);
		return 1;
	}
	return 0;
}

static void keep_list(struct store *s, const struct store_key *key,
		      const struct buf *list)
{
	_cleanup_buf_ struct buf lists = { 0 };
	_cleanup_buf_ struct buf next = { 0 };
	_cleanup_buf_ struct buf old = { 0 };
	size_t at = 0;
	int n = 1;

	store_get(s, key, &lists);
	buf_add(&next, list->data, list->len);
	buf_putc(&next, '\n');
	while (next_list(&lists, &at, &old)) {
		if (!strcmp(old.data, list->data))
			return;
		if (n++ >= MAX_LISTS)
			break;
		buf_add(&next, old.data, old.len);
		buf_putc(&next, '\n');
	}
	store_put(s, key, &next);
}

void recall_keep(struct store *s, const struct store_key *key,
		 const struct buf *looked_at, const struct buf *answer)
{
	_cleanup_strings_ struct strings lines = { 0 };
	_cleanup_buf_ struct buf list = { 0 };
	_cleanup_buf_ struct buf ids = { 0 };

	strings_add_lines(&lines, looked_at->data, looked_at->len);
	strings_sort(&lines);
	for (size_t i = 0; i < lines.n; i++) {
		buf_printf(&ids, "%s\n", lines.v[i]);
		buf_add(&list, lines.v[i],
			(size_t)(strrchr(lines.v[i], ' ') - lines.v[i]));
		buf_putc(&list, '\n');
	}
	struct store_key is = answer_key(key, &ids);

	if (!lines.n)
		return;
	store_put(s, &is, answer);
	keep_list(s, key, &list);
}
