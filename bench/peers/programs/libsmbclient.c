/*
 * One task done by Samba's libsmbclient, timed by itself: HOST PORT TRANSPORT KIND PATH COUNT SIZE DEPTH.
 * Prints the sample as JSON. The library has one request at a time for its caller, so DEPTH is not looked at;
 * what it sends ahead by itself within one read or write, it sends.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <libsmbclient.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const char *host;
static int port;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void authenticate(const char *server, const char *share, char *group, int group_size, char *user, int user_size,
			 char *password, int password_size)
{
	(void)server;
	(void)share;
	snprintf(group, group_size, "WORKGROUP");
	snprintf(user, user_size, "%s", getenv("BENCH_USER"));
	snprintf(password, password_size, "%s", getenv("BENCH_PASSWORD"));
}

/* A URL on the share; valid until the call after the next. */
static const char *url(const char *path)
{
	static char texts[2][1024];
	static int turn;
	turn = !turn;
	snprintf(texts[turn], sizeof texts[turn], "smb://%s/bench/%s", host, path);
	return texts[turn];
}

static const char *numbered(const char *folder, long index)
{
	char path[512];
	snprintf(path, sizeof path, "%s/f%ld", folder, index);
	return url(path);
}

static SMBCCTX *begin(const char *path)
{
	struct stat facts;
	SMBCCTX *context = smbc_new_context();
	if (context == NULL)
		fail("smbc_new_context");
	smbc_setFunctionAuthData(context, authenticate);
	smbc_setPort(context, port);
	smbc_setOptionUseKerberos(context, 0);
	if (smbc_init_context(context) == NULL)
		fail("smbc_init_context");
	smbc_set_context(context);
	if (smbc_stat(url(path), &facts) != 0)
		fail(path);
	return context;
}

static double seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static double processor(void)
{
	return seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void transfer(int file, char *buffer, size_t size, int writing)
{
	for (size_t done = 0; done < size;) {
		ssize_t step = writing ? smbc_write(file, buffer + done, size - done) : smbc_read(file, buffer + done, size - done);
		if (step <= 0)
			fail("transfer");
		done += step;
	}
}

int main(int argc, char **argv)
{
	if (argc < 9)
		return 2;
	host = argv[1];
	port = atoi(argv[2]);
	const char *kind = argv[4], *path = argv[5];
	const long count = atol(argv[6]);
	const size_t size = atol(argv[7]);
	char *buffer = calloc(1, size + 1);
	const int writing = strcmp(kind, "write") == 0;
	SMBCCTX *context = begin("");
	double amount = count, start, cpu;
	struct stat facts;

	if (strcmp(kind, "read") == 0 || writing || strcmp(kind, "random") == 0) {
		const int file = smbc_open(url(path), writing ? O_RDWR : O_RDONLY, 0644);
		const int random = strcmp(kind, "random") == 0;
		if (file < 0)
			fail("open");
		if (smbc_fstat(file, &facts) != 0)
			fail("fstat");
		const uint64_t places = facts.st_size / size;
		start = seconds(CLOCK_MONOTONIC);
		cpu = processor();
		for (long index = 0; index < count; index++) {
			if (random && smbc_lseek(file, (index * UINT64_C(2654435761) % places) * size, SEEK_SET) < 0)
				fail("seek");
			transfer(file, buffer, size, writing);
		}
		if (!random)
			amount = (double)count * size;
		start = seconds(CLOCK_MONOTONIC) - start;
		cpu = processor() - cpu;
		smbc_close(file);
	} else {
		start = seconds(CLOCK_MONOTONIC);
		cpu = processor();
		if (strcmp(kind, "list") == 0) {
			const int folder = smbc_opendir(url(path));
			struct smbc_dirent *entry;
			if (folder < 0)
				fail("opendir");
			amount = 0;
			while ((entry = smbc_readdir(folder)) != NULL)
				amount += strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0;
			smbc_closedir(folder);
		} else {
			for (long index = 0; index < count; index++) {
				if (strcmp(kind, "stat") == 0) {
					if (smbc_stat(url(path), &facts) != 0)
						fail("stat");
				} else if (strcmp(kind, "delete") == 0) {
					if (smbc_unlink(numbered(path, index)) != 0)
						fail("unlink");
				} else if (strcmp(kind, "connect") == 0) {
					smbc_free_context(begin(""), 1);
				} else {
					const int making = strcmp(kind, "create") == 0;
					const int file = smbc_open(numbered(path, index), making ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY, 0644);
					if (file < 0)
						fail("open");
					transfer(file, buffer, size, making);
					smbc_close(file);
				}
			}
		}
		start = seconds(CLOCK_MONOTONIC) - start;
		cpu = processor() - cpu;
	}
	printf("{\"seconds\":%.9f,\"amount\":%.0f,\"cpu\":%.9f}\n", start, amount, cpu);
	smbc_free_context(context, 1);
	return 0;
}
