/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files as a source of frames: classic pcap through libpcap, pcapng by
 * our own reader. Either hands over one frame at a time, valid until the next;
 * a batch therefore keeps a copy of each. A reader of our own takes the plain
 * records of classic files first, without copies. One thread.
 */
#include "io/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "io/capture_writer.h"
#include "io/pcap_file.h"
#include "io/pcapng.h"
#include "io/source.h"
#include "packet/decode.h"
#include "packet/packet.h"
#include "packet/verdict.h"

#define STREAM_BYTES (1U << 16) /* a larger one pushes tables out of caches */
#define BATCH_BYTES (1U << 20)	/* of frames, until a larger one comes */
#define ERROR_TEXT 512		/* libpcap's are up to 256 bytes */

/* Classic pcap: the file's header, and that of each record. */
#define PCAP_HEADER_BYTES 24
#define PCAP_RECORD_BYTES 16
#define PCAP_RECORD_BYTES_PATCHED 24 /* "modified" pcap of old Red Hats */
#define PCAP_MAGIC UINT32_C(0xa1b2c3d4)
#define PCAP_MAGIC_NANO UINT32_C(0xa1b23c4d)
#define PCAP_MAGIC_PATCHED UINT32_C(0xa1b2cd34)

struct capture {
	struct io_source source; /* first: what callers hold */
	FILE *file;
	char *stream;	/* the buffer of @file */
	uint64_t total; /* bytes in @file; 0 when it is a pipe */
	bool ours;	/* opened by name: nothing else moves its offset */

	struct io_pcap_file
		*plain;	       /* classic, as long as its records are plain */
	pcap_t *pcap;	       /* classic, else NULL */
	unsigned record_bytes; /* header of a classic record */
	uint64_t offset;       /* bytes read of a classic file */
	bool broken;	       /* a signal came inside a classic record */
	struct io_pcapng *pcapng; /* pcapng, else NULL */

	struct io_capture_writer *writer;
	uint8_t *batch;	      /* the bytes of the last batch's frames */
	size_t room;	      /* bytes at @batch */
	struct frame pending; /* read, not yet in a batch */
	bool has_pending;
	uint64_t number; /* of the last frame */

	int status;    /* 1 while there may be frames, 0 at the end, -errno */
	bool reported; /* @status is below 0 and was returned */
	struct text error;
	char error_buffer[ERROR_TEXT];
};

/* Read the next frame of a classic file. Return: 1; 0 at the end; -errno. */
static int read_classic(struct capture *c, struct frame *frame)
{
	struct pcap_pkthdr *header;
	const uint8_t *bytes;
	int got;

	if (c->broken) {
		text_append(&c->error, "interrupted inside a frame");
		return -EIO;
	}
	errno = 0;
	got = pcap_next_ex(c->pcap, &header, &bytes);
	if (got == PCAP_ERROR_BREAK)
		return 0;
	if (got != 1 && errno == EINTR && ferror(c->file)) {
		c->broken = true;
		return -EINTR;
	}
	if (got != 1) {
		text_append(&c->error, "frame %llu at byte %llu: %s",
			    (unsigned long long)c->number + 1,
			    (unsigned long long)c->offset,
			    pcap_geterr(c->pcap));
		return -EIO;
	}
	c->offset += c->record_bytes + header->caplen;
	*frame = (struct frame){
		/* 32 bits without a sign in the file: good until 2106 */
		.time_us = (uint32_t)header->ts.tv_sec * USEC_PER_SEC +
			   (uint32_t)header->ts.tv_usec,
		.data = bytes,
		.caplen = header->caplen,
		.len = header->len > header->caplen ? header->len
						    : header->caplen,
		.link_type = (uint16_t)pcap_datalink(c->pcap),
	};
	return 1;
}

/* Read a frame unless one is pending. Return: whether there is one. */
static bool has_frame(struct capture *c)
{
	if (c->has_pending)
		return true;
	if (c->status <= 0)
		return false;
	c->status = c->pcap ? read_classic(c, &c->pending)
			    : io_pcapng_next(c->pcapng, &c->pending, &c->error);
	if (c->status <= 0)
		return false;
	c->pending.number = ++c->number;
	c->has_pending = true;
	return true;
}

/* Only an empty batch may move. */
static bool make_room(struct capture *c, size_t size)
{
	uint8_t *batch = realloc(c->batch, size);

	if (!batch) {
		text_append(&c->error, "out of memory");
		c->status = -ENOMEM;
		c->has_pending = false;
		return false;
	}
	c->batch = batch;
	c->room = size;
	return true;
}

/* The end and damage are reported at each read, a signal at one. */
static int report_status(struct capture *c)
{
	int status = c->status;

	if (status == -EINTR)
		c->status = 1;
	else
		c->reported = status < 0;
	return status;
}

/* Read plain records. Return: frames; 0: libpcap goes on at the same record. */
static unsigned read_plain(struct capture *c, struct frame *frames,
			   unsigned most)
{
	unsigned count = io_pcap_file_read(c->plain, frames, most);

	for (unsigned i = 0; i < count; i++)
		frames[i].number = ++c->number;
	c->offset = io_pcap_file_offset(c->plain);
	if (count || !most)
		return count;
	io_pcap_file_close(c->plain);
	c->plain = NULL;
	if (fseeko(c->file, (off_t)c->offset, SEEK_SET) < 0) {
		c->status = -errno;
		text_append(&c->error, "%s", strerror(errno));
	}
	return 0;
}

static int capture_read(struct io_source *source, struct frame *frames,
			unsigned most)
{
	struct capture *c = (struct capture *)source;
	unsigned count = c->plain ? read_plain(c, frames, most) : 0;
	size_t used = 0;

	if (count)
		return (int)count;

	while (count < most && has_frame(c)) {
		struct frame *frame = &c->pending;

		if (frame->caplen > c->room - used &&
		    (count || !make_room(c, frame->caplen)))
			break;
		if (frame->caplen)
			memcpy(c->batch + used, frame->data, frame->caplen);
		frame->data = c->batch + used;
		used += frame->caplen;
		frames[count++] = *frame;
		c->has_pending = false;
	}
	return count || !most ? (int)count : report_status(c);
}

static const char *capture_interface_name(struct io_source *source,
					  unsigned index)
{
	struct capture *c = (struct capture *)source;

	return c->pcapng ? io_pcapng_interface_name(c->pcapng, index) : NULL;
}

static int capture_verdict(struct io_source *source, const struct frame *frame,
			   const struct verdict *verdict)
{
	struct capture *c = (struct capture *)source;

	if (!c->writer || packet_action_drops(verdict->action))
		return 0;
	return io_capture_writer_write(
		c->writer, frame,
		capture_interface_name(source, frame->interface));
}

/* Also closes a source that was opened in part. */
static void capture_close(struct io_source *source)
{
	struct capture *c = (struct capture *)source;

	if (c->plain)
		io_pcap_file_close(c->plain);
	if (c->pcapng)
		io_pcapng_close(c->pcapng);
	if (c->pcap)
		pcap_close(c->pcap); /* closes the file too */
	else if (c->file)
		fclose(c->file);
	free(c->stream);
	free(c->batch);
	free(c);
}

static const struct io_source_ops capture_ops = {
	.read = capture_read,
	.verdict = capture_verdict,
	.interface_name = capture_interface_name,
	.close = capture_close,
};

/* Duplicate standard input, so that all files are closed the same way. */
static int open_descriptor(const char *path)
{
	if (!strcmp(path, "-"))
		return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int open_stream(struct capture *c, const char *path, struct text *why)
{
	int descriptor = open_descriptor(path);
	struct stat status;
	int error;

	if (descriptor < 0)
		goto err_explain;
	if (fstat(descriptor, &status) < 0)
		goto err_close;
	if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		goto err_close;
	}
	if (S_ISREG(status.st_mode))
		c->total = (uint64_t)status.st_size;
	c->ours = strcmp(path, "-") != 0;
	c->file = fdopen(descriptor, "rb");
	if (!c->file)
		goto err_close;
	setvbuf(c->file, c->stream, _IOFBF, STREAM_BYTES);
	__fsetlocking(c->file, FSETLOCKING_BYCALLER); /* one thread */
	return 0;

err_close:
	error = errno;
	close(descriptor);
	errno = error;
err_explain:
	error = errno;
	text_append(why, "%s", strerror(error));
	return -error;
}

/*
 * Read the first bytes and put them back. A pipe allows it too: they are still in the
 * buffer of the stream.
 */
static int peek_magic(struct capture *c, uint32_t *magic, struct text *why)
{
	uint8_t bytes[sizeof(*magic)];
	size_t got;

	errno = 0;
	got = fread(bytes, 1, sizeof(bytes), c->file);
	if (ferror(c->file)) {
		int error = errno ? errno : EIO;

		text_append(why, "%s", strerror(error));
		return -error;
	}
	if (!got) {
		text_append(why, "empty file");
		return -ENODATA;
	}
	if (got < sizeof(bytes)) {
		text_append(why, "not a capture file");
		return -EINVAL;
	}
	for (size_t i = sizeof(bytes); i-- > 0;)
		if (ungetc(bytes[i], c->file) == EOF)
			return -EIO;
	memcpy(magic, bytes, sizeof(*magic));
	return 0;
}

static bool is_magic(uint32_t magic, uint32_t wanted)
{
	return magic == wanted || magic == __builtin_bswap32(wanted);
}

static int refuse_link_type(int link_type, struct text *why)
{
	const char *name = pcap_datalink_val_to_name(link_type);

	text_append(why, "link type %d (%s) is not supported", link_type,
		    name ? name : "unknown");
	return -ENOTSUP;
}

/* Old versions of the format have other records: those are libpcap's. */
static int open_plain(struct capture *c, uint32_t magic, struct text *why)
{
	const struct io_pcap_format format = {
		.swapped = pcap_is_swapped(c->pcap),
		.nano = is_magic(magic, PCAP_MAGIC_NANO),
		.snap = (uint32_t)pcap_snapshot(c->pcap),
		.link_type = (uint16_t)pcap_datalink(c->pcap),
		.start = PCAP_HEADER_BYTES,
	};

	if (is_magic(magic, PCAP_MAGIC_PATCHED) ||
	    pcap_major_version(c->pcap) != PCAP_VERSION_MAJOR ||
	    pcap_minor_version(c->pcap) != PCAP_VERSION_MINOR)
		return 0;
	c->plain = io_pcap_file_open(fileno(c->file), &format);
	if (c->plain)
		return 0;
	text_append(why, "out of memory");
	return -ENOMEM;
}

static int open_classic(struct capture *c, uint32_t magic, struct text *why)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	int link_type;

	c->record_bytes = is_magic(magic, PCAP_MAGIC_PATCHED)
				  ? PCAP_RECORD_BYTES_PATCHED
				  : PCAP_RECORD_BYTES;
	c->offset = PCAP_HEADER_BYTES;
	c->pcap = pcap_fopen_offline_with_tstamp_precision(
		c->file, PCAP_TSTAMP_PRECISION_MICRO, text);
	if (!c->pcap) {
		text_append(why, "%s", text);
		return -EIO;
	}
	link_type = pcap_datalink(c->pcap);
	if (!packet_decode_knows(link_type))
		return refuse_link_type(link_type, why);
	return c->total && c->ours ? open_plain(c, magic, why) : 0;
}

static int open_format(struct capture *c, struct text *why)
{
	uint32_t magic = 0;
	int error = peek_magic(c, &magic, why);

	if (error < 0)
		return error;
	if (magic == PCAPNG_SECTION_HEADER) {
		c->pcapng = io_pcapng_open(c->file, why);
		return c->pcapng ? 0 : -errno;
	}
	if (is_magic(magic, PCAP_MAGIC) || is_magic(magic, PCAP_MAGIC_NANO) ||
	    is_magic(magic, PCAP_MAGIC_PATCHED))
		return open_classic(c, magic, why);
	text_append(why, "not a capture file");
	return -EINVAL;
}

static struct capture *create_capture(struct io_capture_writer *writer)
{
	struct capture *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->source.ops = &capture_ops;
	c->writer = writer;
	c->status = 1;
	text_init(&c->error, c->error_buffer, sizeof(c->error_buffer));
	c->stream = malloc(STREAM_BYTES);
	if (!c->stream || !make_room(c, BATCH_BYTES)) {
		capture_close(&c->source);
		return NULL;
	}
	return c;
}

struct io_source *io_capture_open(const char *path,
				  struct io_capture_writer *writer,
				  struct text *why)
{
	struct capture *c;
	int error;

	c = create_capture(writer);
	if (!c) {
		text_append(why, "out of memory");
		errno = ENOMEM;
		return NULL;
	}
	error = open_stream(c, path, why);
	if (!error)
		error = open_format(c, why);
	if (error < 0) {
		capture_close(&c->source);
		errno = -error;
		return NULL;
	}
	return &c->source;
}

const char *io_capture_error(const struct io_source *source)
{
	const struct capture *c = (const struct capture *)source;

	return c->reported ? c->error.buffer : "";
}

void io_capture_progress(const struct io_source *source, uint64_t *done,
			 uint64_t *total)
{
	const struct capture *c = (const struct capture *)source;

	*done = c->pcapng ? io_pcapng_offset(c->pcapng) : c->offset;
	*total = c->total;
}
