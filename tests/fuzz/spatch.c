/* SPDX-License-Identifier: GPL-2.0-only */
/* What spatch writes: its report, its complaints, and the file it leaves. */
#include "fuzz.h"

#include "work.h"

static char input[] = "int demo(void)\n{\n\treturn 0;\n}\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_text_ struct text err = next_part(&data, &size);
	_cleanup_text_ struct text out = next_part(&data, &size);
	_cleanup_text_ struct text left = rest_of(data, size);
	struct rule rule = { .name = text_in("r"), .file = text_in("r.cocci"),
			     .text = text_in(""), .body = "", .oid = "1",
			     .semantic = true };
	struct store *store = store_open(NULL, 0);
	struct work_options options = { store, "/scratch", 1, 1 };

	for (int code = 0; code < 2; code++) {
		struct work *w = work_create(&options);
		_cleanup_err_ struct err e = { 0 };
		const struct outcome *o;

		outside_child(&out, &err, code);
		outside_file("cocci-output-1-demo.c", &left);
		must(!work_apply(w, &rule, "a/demo.c", input, strlen(input)) &&
			     !work_parse(w, "a/demo.c", input, strlen(input)) &&
			     !work_run(w, "t", &e),
		     "work that is not known is done");
		o = work_apply(w, &rule, "a/demo.c", input, strlen(input));
		must(o && (o->error || (o->text && o->len == strlen(o->text))),
		     "an outcome is a fault or a whole text");
		must(o->error || o->changed == (o->sites > 0),
		     "what changed has a place");
		o = work_parse(w, "a/demo.c", input, strlen(input));
		must(o, "an outcome is there");
		work_free(w);
		outside_forget();
	}
	store_free(store);
	return 0;
}
