/*
 * One task done by libsmb2's asynchronous calls, timed by itself: HOST PORT TRANSPORT KIND PATH COUNT SIZE DEPTH.
 * Prints the sample as JSON.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <smb2/smb2.h>
#include <smb2/libsmb2.h>

/* What one of DEPTH lanes works with. */
struct lane {
	uint8_t *buffer;
	struct smb2_stat_64 facts;
};

static struct smb2_context *smb2;
static struct smb2fh *file;
static const char *kind, *path;
static char server[128];
static long count, next, running;
static int random_places;
static size_t size;
static uint64_t places;

static void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, smb2_get_error(smb2));
	exit(1);
}

static void begin(void)
{
	smb2 = smb2_init_context();
	smb2_set_user(smb2, getenv("BENCH_USER"));
	smb2_set_password(smb2, getenv("BENCH_PASSWORD"));
	smb2_set_security_mode(smb2, SMB2_NEGOTIATE_SIGNING_ENABLED);
	if (smb2_connect_share(smb2, server, "bench", getenv("BENCH_USER")) != 0)
		fail("connect");
}

static void end(void)
{
	smb2_disconnect_share(smb2);
	smb2_destroy_context(smb2);
}

static void go_on(struct lane *lane);

static void answered(struct smb2_context *context, int status, void *data, void *given)
{
	(void)context;
	(void)data;
	if (status < 0 || (strcmp(kind, "stat") != 0 && (size_t)status != size))
		fail("answer");
	running--;
	go_on(given);
}

/* Asks for the lane's next piece, if there is one. */
static void go_on(struct lane *lane)
{
	int sent;
	if (next == count)
		return;
	const uint64_t index = next++;
	running++;
	if (strcmp(kind, "stat") == 0)
		sent = smb2_stat_async(smb2, path, &lane->facts, answered, lane);
	else if (strcmp(kind, "write") == 0)
		sent = smb2_pwrite_async(smb2, file, lane->buffer, size, index * size, answered, lane);
	else
		sent = smb2_pread_async(smb2, file, lane->buffer, size,
					(random_places ? index * UINT64_C(2654435761) % places : index) * size, answered, lane);
	if (sent < 0)
		fail("request");
}

static void work(int depth)
{
	struct lane *lanes = calloc(depth, sizeof *lanes);
	for (int index = 0; index < depth; index++) {
		lanes[index].buffer = calloc(1, size + 1);
		go_on(&lanes[index]);
	}
	while (running > 0) {
		struct pollfd socket = { .fd = smb2_get_fd(smb2), .events = smb2_which_events(smb2) };
		if (poll(&socket, 1, 60000) <= 0 || smb2_service(smb2, socket.revents) < 0)
			fail("service");
	}
}

static double seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	if (argc < 9)
		return 2;
	snprintf(server, sizeof server, "%s:%s", argv[1], argv[2]);
	kind = argv[4];
	path = argv[5];
	count = atol(argv[6]);
	size = atol(argv[7]);
	const int writing = strcmp(kind, "write") == 0;
	random_places = strcmp(kind, "random") == 0;
	const int transferring = writing || random_places || strcmp(kind, "read") == 0;
	double amount = count;
	struct smb2_stat_64 facts;
	begin();
	if (transferring) {
		file = smb2_open(smb2, path, writing ? O_RDWR : O_RDONLY);
		if (file == NULL || smb2_fstat(smb2, file, &facts) != 0)
			fail("open");
		places = facts.smb2_size / size;
		if (!random_places)
			amount = (double)count * size;
	}
	double start = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	if (strcmp(kind, "list") == 0) {
		struct smb2dir *folder = smb2_opendir(smb2, path);
		if (folder == NULL)
			fail("opendir");
		amount = -2; /* the folder itself and its parent are in the listing */
		while (smb2_readdir(smb2, folder) != NULL)
			amount++;
		smb2_closedir(smb2, folder);
	} else if (strcmp(kind, "connect") == 0) {
		for (long index = 0; index < count; index++) {
			end();
			begin();
		}
	} else {
		work(atoi(argv[8]));
	}
	start = seconds(CLOCK_MONOTONIC) - start;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("{\"seconds\":%.9f,\"amount\":%.0f,\"cpu\":%.9f}\n", start, amount, cpu);
	if (transferring)
		smb2_close(smb2, file);
	end();
	return 0;
}
