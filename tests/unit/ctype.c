/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations in one spelling; callbacks that fit a member, and that do not. */
#include "ctype.h"

#include "unit.h"

struct spelling {
	const char *text, *want;
};

static void check_spellings(const struct spelling *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *is =
			normal_declaration(v[i].text, strlen(v[i].text));

		assert_string_equal(is, v[i].want);
		/* what is normal stays as it is */
		_cleanup_free_ char *again =
			normal_declaration(is, strlen(is));

		assert_string_equal(again, v[i].want);
	}
}

static void parameter_names_go(void **state)
{
	static const struct spelling cases[] = {
		{ "int f(void);", "int f(void)" },
		{ "int f();", "int f()" },
		{ "int f(int);", "int f(int)" },
		{ "int f(int a);", "int f(int)" },
		{ "int f(struct device *dev, u32 flags);",
		  "int f(struct device *, u32)" },
		{ "int f(struct device dev);", "int f(struct device)" },
		{ "int f(struct device);", "int f(struct device)" },
		{ "int f(enum iommu_cap);", "int f(enum iommu_cap)" },
		{ "int f(const foo_t, foo_t x);", "int f(foo_t, foo_t)" },
		{ "int f(unsigned long, unsigned long iova);",
		  "int f(unsigned long, unsigned long)" },
		{ "int f(const char *fmt, ...);", "int f(const char *, ...)" },
		{ "void *f(void *p);", "void *f(void *)" },
		{ "struct a **f(struct b *const *x);",
		  "struct a **f(struct b *const *)" },
		{ "int f(struct a *const x);", "int f(struct a *)" },
		/* a function's own */
		{ "int f(int (*cb)(struct a *a, void *data), void *data);",
		  "int f(int (*)(struct a *, void *), void *)" },
		{ "int f(int cb(int a));", "int f(int (*)(int))" },
		{ "int f(void (*(*get)(int a))(long b));",
		  "int f(void (*(*)(int))(long))" },
		{ "int f(int a[], int b[3], u8 c[A * (B + 1)][4]);",
		  "int f(int *, int *, u8 (*)[4])" },
		{ "int f(int (*a)[4]);", "int f(int (*)[4])" },
	};

	(void)state;
	check_spellings(cases, ARRAY_SIZE(cases));
}

static void words_have_one_order(void **state)
{
	static const struct spelling cases[] = {
		{ "unsigned a;", "unsigned int a" },
		{ "long unsigned int a;", "unsigned long a" },
		{ "signed a;", "int a" },
		{ "signed char a;", "signed char a" },
		{ "long long int a;", "long long a" },
		{ "short unsigned a;", "unsigned short a" },
		{ "_Bool a;", "bool a" },
		{ "char const *a;", "const char *a" },
		{ "int const unsigned volatile a;",
		  "const volatile unsigned int a" },
		{ "struct a const * const * volatile b;",
		  "const struct a *const *volatile b" },
	};

	(void)state;
	check_spellings(cases, ARRAY_SIZE(cases));
}

static void annotations_go(void **state)
{
	static const struct spelling cases[] = {
		{ "extern int f(int a);", "int f(int)" },
		{ "static inline int f(int a)\n{\n\treturn a;\n}",
		  "int f(int)" },
		{ "int __must_check f(int a);", "int f(int)" },
		{ "static int __init f(void)", "int f(void)" },
		{ "__printf(1, 2) int f(const char *a, ...);",
		  "int f(const char *, ...)" },
		{ "int f(int a) __attribute__((format(printf, 1, 2)));",
		  "int f(int)" },
		{ "__attribute__((const)) int f(int a);", "int f(int)" },
		{ "void __iomem *f(void __user *p);", "void *f(void *)" },
		{ "u32 a __aligned(8);", "u32 a" },
		{ "struct x *a[] __counted_by(n);", "struct x *a[]" },
		/* one that nobody told of */
		{ "int __frobbed f(int a);", "int f(int)" },
		{ "struct x __frobbed *f(int a);", "struct x *f(int)" },
	};

	(void)state;
	check_spellings(cases, ARRAY_SIZE(cases));
}

static void white_space_and_comments_go(void **state)
{
	static const struct spelling cases[] = {
		{ "int\nf(struct\tdevice\n  *  dev ,int b)\n;",
		  "int f(struct device *, int)" },
		{ "int f(/* int b, */ int a, // why\n\tlong b);",
		  "int f(int, long)" },
		{ "int (*probe) (struct platform_device *);",
		  "int (*probe)(struct platform_device *)" },
		{ "int (*probe)(struct platform_device *pdev) = NULL;",
		  "int (*probe)(struct platform_device *)" },
	};

	(void)state;
	check_spellings(cases, ARRAY_SIZE(cases));
}

static void what_is_no_declaration_stays(void **state)
{
	static const struct spelling cases[] = {
		{ "", "" },
		{ ";", "" },
		{ "DECLARE_BITMAP(a, 4);", "DECLARE_BITMAP(a, 4)" },
		{ "int f(int a", "int f(int a" },
		{ "int f(a b c d);", "int f(a b c d)" },
		{ "int (((", "int(((" },
		{ "*", "*" },
		{ "}{", "}" },
		/* unclosed */
		{ "struct x {", "struct x { }" },
		{ "struct {", "" },
		{ "union { int a", "int a" },
		{ "enum {", "enum {  }" },
		{ "int a[", "int a[]" },
		{ "int a[1", "int a[1]" },
		{ "int f(struct {", "int f(struct {" },
		{ "typeof(", "typeof(" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *is = normal_declaration(
			cases[i].text, strlen(cases[i].text));

		assert_string_equal(is, cases[i].want);
	}
}

/* The declaration of @name in a header with hazards all round it. */
static void check_in_file(const char *text, const char *name,
			  enum decl_kind kind, const char *want)
{
	struct blob b = { .text = xstrdup(text), .len = strlen(text) };
	struct decl v = { .kind = kind, .name = xstrdup(name) };
	int line = 1;

	for (const char *p = text; *p; p++) {
		if (!strncmp(p, name, strlen(name)) && p > text &&
		    strchr(" \t*(", p[-1]) && !v.line)
			v.line = line;
		line += *p == '\n';
	}
	v.end = line;
	_cleanup_free_ char *is = declaration_text(&b, &v);

	assert_string_equal(is, want);
	free(v.name);
	free(b.text);
}

static void declarations_begin_above_their_name(void **state)
{
	(void)state;
	check_in_file("#define A \\\n\tint x;\nstatic const struct a *\nf(int a,\n  int b)\n{ }\n",
		      "f", DECL_FUNCTION, "const struct a *f(int, int)");
	check_in_file("int g(void) { return 1; }\n\nint f(int a);\n", "f",
		      DECL_PROTOTYPE, "int f(int)");
	check_in_file("EXPORT_SYMBOL(g)\nint f(int a);\n", "f",
		      DECL_PROTOTYPE, "int f(int)");
	check_in_file("struct a;\n__printf(1, 2)\nint f(const char *s, ...);\n",
		      "f", DECL_PROTOTYPE, "int f(const char *, ...)");
	check_in_file("int a; /* ; */ int // f\n f(int a);\n", "f",
		      DECL_PROTOTYPE, "int f(int)");
	check_in_file("#ifdef A\nint f(int a)\n#else\nint f(int a, int b)\n#endif\n{ }\n",
		      "f", DECL_FUNCTION, "int f(int)");
	check_in_file("struct s {\n\tint x;\n\tint (*f)(int a);\n};\n", "f",
		      DECL_MEMBER, "int (*f)(int)");
	check_in_file("struct s {\n\tstruct t x, *y;\n};\n", "y",
		      DECL_MEMBER, "struct t *y");
	check_in_file("struct s {\n\tstruct t a;\n\tu8 b:1, c : 2;\n};\n", "c",
		      DECL_MEMBER, "u8 c:2");
	check_in_file("struct s {\n#ifdef A\n\tint f;\n#endif\n};\n", "f",
		      DECL_MEMBER, "int f");
}

/* Lines that ctags cannot have meant: the answer is poor, no more. */
static void wrong_lines_are_no_crash(void **state)
{
	static const char kinds[] = { DECL_MACRO, DECL_STRUCT, DECL_FUNCTION };
	/* to the byte: what is read behind it, a sanitizer sees */
	struct blob b = { .text = xstrdup(" \n#\nx"), .len = 5 };

	(void)state;
	for (size_t i = 0; i < 3 * 5; i++) {
		struct decl v = {
			.kind = (enum decl_kind)kinds[i % 3],
			.name = (char[]){ "x" },
			.line = 1 + (int)i / 3,
			.end = 1,
		};
		_cleanup_free_ char *is = declaration_text(&b, &v);

		assert_non_null(is);
	}
	free(b.text);
}

static void macros_are_their_first_line(void **state)
{
	(void)state;
	check_in_file("  #  define f(a,  b)	do_f(a) /* x */ \\\n	+ 1\n",
		      "f", DECL_MACRO, "#define f(a, b) do_f(a)");
	check_in_file("#define f (1)\n", "f", DECL_MACRO, "#define f (1)");
}

static void members_are_a_line_each(void **state)
{
	(void)state;
	check_in_file("struct s {};\n", "s", DECL_STRUCT, "");
	check_in_file("struct s {\n"
		      "	/* int no; */\n"
		      "	int (*probe)(struct d *dev,\n"
		      "		     int a);\n"
		      "	union {\n"
		      "		int (*remove)(struct d *dev);\n"
		      "		struct { u8 x, y; };\n"
		      "	};\n"
		      "#if A && \\\n"
		      "	B\n"
		      "	unsigned flag:1, : 2;\n"
		      "#else /* { */\n"
		      "	char name[A + 1];\n"
		      "#endif\n"
		      "	struct { int in; } inner;\n"
		      "	enum { ONE = 1, TWO } which;\n"
		      "	KABI_RESERVED(1);\n"
		      "	int last[];\n"
		      "} __packed;\n"
		      "struct t {\n"
		      "	int not;\n"
		      "};\n",
		      "s", DECL_STRUCT,
		      "int (*probe)(struct d *, int)\n"
		      "int (*remove)(struct d *)\n"
		      "u8 x\n"
		      "u8 y\n"
		      "unsigned int flag:1\n"
		      "unsigned int:2\n"
		      "char name[A+1]\n"
		      "struct { int in; } inner\n"
		      "enum { ONE=1, TWO } which\n"
		      "KABI_RESERVED(1)\n"
		      "int last[]\n");
}

/* As <linux/pci.h> has its flags, each explained beside it. */
static void a_comment_outlasts_its_directive(void **state)
{
	(void)state;
	check_in_file("struct s {\n"
		      "	int a;\n"
		      "#define S_FLAG	1	/* it goes\n"
		      "				 * on; int no; */\n"
		      "#define S_TEXT	\"/*\"	/* no comment in quotes */\n"
		      "	int b;\n"
		      "#define S_JOINED	\\\n"
		      "		1 // one more: /* \n"
		      "	int c;\n"
		      "};\n",
		      "s", DECL_STRUCT, "int a\nint b\nint c\n");
}

static void callbacks_fit(void **state)
{
	static const struct {
		const char *member, *function;
		enum answer want;
	} cases[] = {
		{ "int (*probe)(struct platform_device *)",
		  "static int foo(struct platform_device *pdev)", YES },
		{ "void (*remove)(struct platform_device *)",
		  "static int foo(struct platform_device *pdev)", NO },
		{ "int (*f)(void)", "int foo(void)", YES },
		{ "int (*f)(void)", "int foo(int a)", NO },
		{ "int (*f)(int, int)", "int foo(int a)", NO },
		{ "int (*f)(const char *, ...)", "int foo(const char *a)", NO },
		{ "int (*f)(unsigned)", "int foo(unsigned int a)", YES },
		{ "int (*f)(unsigned)", "int foo(int a)", NO },
		{ "int (*f)(unsigned long a)", "int foo(long unsigned)", YES },
		{ "int (*f)(u32)", "int foo(unsigned int a)", YES },
		{ "int (*f)(u32)", "int foo(u64 a)", NO },
		{ "int (*f)(u32 *)", "int foo(u32 a[])", YES },
		{ "int (*f)(int (*)(int))", "int foo(int cb(int a))", YES },
		{ "int (*f)(int (*)(int))", "int foo(int (*cb)(long a))", NO },
		/* const of what is pointed at; of the parameter it is nothing */
		{ "int (*f)(const struct a *)", "int foo(struct a *x)", NO },
		{ "int (*f)(struct a *)", "int foo(const struct a *x)", NO },
		{ "int (*f)(struct a *)", "int foo(struct a *const x)", YES },
		{ "int (*f)(int)", "int foo(const int x)", YES },
		{ "const struct a *(*f)(int)", "struct a *foo(int x)", NO },
		{ "int (*const f)(int)", "int foo(int x)", YES },
		/* pointers of other types */
		{ "int (*f)(struct a *)", "int foo(struct b *x)", NO },
		{ "int (*f)(struct a *)", "int foo(void *x)", NO },
		{ "int (*f)(struct a **)", "int foo(struct a *x)", NO },
		{ "struct a *(*f)(int)", "int foo(int x)", NO },
		{ "bool (*f)(int)", "int foo(int x)", NO },
		{ "size_t (*f)(int)", "size_t foo(int x)", YES },
		/* a typedef may be anything, but not with more parameters */
		{ "irqreturn_t (*f)(int)", "int foo(int x)", UNCLEAR },
		{ "irqreturn_t (*f)(int)", "int foo(int x, int y)", NO },
		{ "int (*f)(dma_addr_t)", "int foo(u64 x)", UNCLEAR },
		{ "int (*f)(handle_t)", "int foo(struct a *x)", UNCLEAR },
		{ "handler_t f", "int foo(struct a *x)", UNCLEAR },
		{ "int (*f)(enum a)", "int foo(int x)", UNCLEAR },
		{ "int (*f)(enum a)", "int foo(enum b x)", NO },
		{ "int (*f)(enum a)", "int foo(struct a *x)", NO },
		{ "int (*f)()", "int foo(int x)", UNCLEAR },
		/* no function at all */
		{ "int f", "int foo(int x)", NO },
		{ "struct a *f", "int foo(int x)", NO },
		{ "RESERVED(a, b)", "int foo(int x)", UNCLEAR },
		{ "int (*f)(int)", "int foo", NO },
		{ "int (*f)(int)", "", UNCLEAR },
		{ "", "int foo(int x)", UNCLEAR },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_free_ char *is = xasprintf(
			"%s, %s: %s", cases[i].member, cases[i].function,
			answer_text(same_callback(cases[i].member,
						  cases[i].function)));
		_cleanup_free_ char *want = xasprintf(
			"%s, %s: %s", cases[i].member, cases[i].function,
			answer_text(cases[i].want));

		assert_string_equal(is, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parameter_names_go),
		cmocka_unit_test(words_have_one_order),
		cmocka_unit_test(annotations_go),
		cmocka_unit_test(white_space_and_comments_go),
		cmocka_unit_test(what_is_no_declaration_stays),
		cmocka_unit_test(declarations_begin_above_their_name),
		cmocka_unit_test(wrong_lines_are_no_crash),
		cmocka_unit_test(macros_are_their_first_line),
		cmocka_unit_test(members_are_a_line_each),
		cmocka_unit_test(a_comment_outlasts_its_directive),
		cmocka_unit_test(callbacks_fit),
	};

	return cmocka_run_group_tests_name("ctype", tests, NULL, NULL);
}
