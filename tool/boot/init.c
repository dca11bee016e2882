/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first and only program of a kernel under test, from an initramfs or from
 * a disk. It tells what became of some devices, in lines that begin with
 * "boot: ", and powers the machine off. It judges nothing. Its orders are
 * words of the kernel's command line, lists have commas:
 *
 *	boot.watch=DEVICE...	wait until each has a driver, and say when
 *	boot.wait=SECONDS	but not longer than this [2]
 *	boot.driver=NAME...	is there a platform driver of this name?
 *	boot.disk=NAME...	read /dev/NAME: are its records what they must be?
 *	boot.module=FILE	load it, with the parameter devices= from boot.grant=
 *	boot.grant=DEVICE...	see there
 *
 * A disk has records of 16 bytes, "%015d\n" of their own number.
 */

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RECORD		16
#define MAX_DEVICES	8
#define MAX_MODULE	(1 << 20)

static char cmdline[4096];

/* The value of a word of the command line: a copy, to be freed; or NULL. */
static char *word(const char *key)
{
	char *copy = strdup(cmdline), *rest = copy, *at, *value = NULL;
	size_t len = strlen(key);

	while ((at = strsep(&rest, " \n")))
		if (!strncmp(at, key, len) && at[len] == '=')
			value = strdup(at + len + 1);
	free(copy);
	return value;
}

/* Do it for each entry of a list of the command line. */
static void each(const char *key, void (*fn)(const char *name))
{
	char *list = word(key), *rest = list, *name;

	while (list && (name = strsep(&rest, ",")))
		fn(name);
	free(list);
}

static double uptime(void)
{
	double seconds = 0;
	FILE *f = fopen("/proc/uptime", "re");

	if (!f || fscanf(f, "%lf", &seconds) != 1)
		printf("boot: no /proc/uptime\n");
	if (f)
		fclose(f);
	return seconds;
}

/* The path of a device, which is on one of three buses. */
static const char *device(const char *name, const char *entry)
{
	static const char *const buses[] = { "platform", "amba", "pci", NULL };
	static char path[256];

	for (const char *const *bus = buses; *bus; bus++) {
		snprintf(path, sizeof(path), "/sys/bus/%s/devices/%s", *bus,
			 name);
		if (!access(path, F_OK)) {
			strncat(path, entry, sizeof(path) - strlen(path) - 1);
			return path;
		}
	}
	return NULL;
}

/* The name of its driver, NULL when it has none. */
static const char *driver_of(const char *name)
{
	static char target[256];
	const char *path = device(name, "/driver"), *base;
	ssize_t len = path ? readlink(path, target, sizeof(target) - 1) : -1;

	if (len < 0)
		return NULL;
	target[len] = '\0';
	base = strrchr(target, '/');
	return base ? base + 1 : target;
}

/* Tell of each device once, as soon as it has a driver. */
static void watch(const char *list, double limit)
{
	char *names[MAX_DEVICES], *copy = strdup(list), *rest = copy;
	int n = 0, missing;
	const char *driver;

	while (n < MAX_DEVICES && (names[n] = strsep(&rest, ",")))
		n++;
	for (missing = n; missing && uptime() < limit; usleep(50000)) {
		for (int i = 0; i < n; i++) {
			driver = names[i] ? driver_of(names[i]) : NULL;
			if (!driver)
				continue;
			printf("boot: bound %s to %s at %.2f\n", names[i],
			       driver, uptime());
			names[i] = NULL;
			missing--;
		}
	}
	for (int i = 0; i < n; i++)
		if (names[i])
			printf("boot: %s %s at %.2f\n",
			       device(names[i], "") ? "unbound" : "absent",
			       names[i], uptime());
	free(copy);
}

static void tell_group(const char *name)
{
	const char *path = device(name, "/iommu_group");

	if (path && !access(path, F_OK))
		printf("boot: group of %s\n", name);
}

/* A line for each device whose probe is put off; old kernels have no list. */
static void tell_deferred(void)
{
	char line[256];
	FILE *f = fopen("/sys/kernel/debug/devices_deferred", "re");

	if (!f) {
		printf("boot: no list of deferred devices\n");
		return;
	}
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\t\n")] = '\0';
		printf("boot: deferred %s\n", line);
	}
	fclose(f);
}

static void tell_driver(const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/platform/drivers/%s", name);
	printf("boot: driver %s %s\n", name,
	       access(path, F_OK) ? "absent" : "registered");
}

static void tell_disk(const char *name)
{
	char path[256], got[RECORD], want[32];
	long n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/dev/%s", name);
	f = fopen(path, "re");
	if (!f) {
		printf("boot: disk %s absent\n", name);
		return;
	}
	while (fread(got, RECORD, 1, f) == 1) {
		snprintf(want, sizeof(want), "%015ld\n", n);
		if (memcmp(got, want, RECORD)) {
			printf("boot: disk %s wrong at record %ld\n", name, n);
			fclose(f);
			return;
		}
		n++;
	}
	printf("boot: disk %s right, %ld records\n", name, n);
	fclose(f);
}

static void load(const char *path)
{
	char *image = malloc(MAX_MODULE), *devices = word("boot.grant");
	char args[512];
	size_t len = 0;
	FILE *f = fopen(path, "re");

	if (f && image)
		len = fread(image, 1, MAX_MODULE, f);
	snprintf(args, sizeof(args), "devices=%s", devices ? devices : "");
	if (!len || syscall(SYS_init_module, image, len, args))
		printf("boot: cannot load %s: %m\n", path);
	if (f)
		fclose(f);
	free(image);
	free(devices);
}

static void mounts(void)
{
	/* From a disk some are there already; what is missing shows later. */
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sys", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("debug", "/sys/kernel/debug", "debugfs", 0, NULL);
}

static void console(void)
{
	int fd = open("/dev/console", O_RDWR);

	if (fd < 0)
		return;
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	setvbuf(stdout, NULL, _IONBF, 0);
}

static void read_cmdline(void)
{
	FILE *f = fopen("/proc/cmdline", "re");

	if (!f)
		return;
	cmdline[fread(cmdline, 1, sizeof(cmdline) - 1, f)] = '\0';
	fclose(f);
}

int main(void)
{
	char *list, *wait;

	mounts();
	console();
	read_cmdline();
	list = word("boot.watch");
	wait = word("boot.wait");

	printf("boot: init at %.2f\n", uptime());
	tell_deferred();
	if (list)
		watch(list, uptime() + (wait ? atof(wait) : 2));
	each("boot.watch", tell_group);
	printf("boot: now\n");
	tell_deferred();
	each("boot.driver", tell_driver);
	each("boot.disk", tell_disk);
	each("boot.module", load);
	printf("boot: end\n");

	sync();
	/* Let a slow console show the last line. */
	usleep(20000);
	reboot(RB_POWER_OFF);
	return 1;
}
