/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames to a pcapng file, through a temporary name. Nothing is decided by
 * speed here. One thread.
 */
#include "io/capture_writer.h"

#include <errno.h>
#include <pcap/dlt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/capture.h"
#include "io/pcapng.h"
#include "packet/packet.h"

struct interface {
	uint16_t link_type; /* DLT_ value */
	char *name;	    /* or NULL */
};

struct io_capture_writer {
	FILE *file;
	char *path;
	char *part; /* what is written, until it is whole */
	int error;  /* -errno of the first failure; 0 */
	struct interface *interfaces;
	size_t count;
};

static size_t padding(size_t size)
{
	return -size & 3;
}

static void put(struct io_capture_writer *w, const void *bytes, size_t size)
{
	if (w->error || !size)
		return;
	errno = 0;
	if (fwrite(bytes, 1, size, w->file) != size)
		w->error = errno ? -errno : -EIO;
}

static void put_padded(struct io_capture_writer *w, const void *bytes,
		       size_t size)
{
	static const uint8_t zeros[4];

	put(w, bytes, size);
	put(w, zeros, padding(size));
}

static void put16(struct io_capture_writer *w, uint16_t value)
{
	put(w, &value, sizeof(value));
}

static void put32(struct io_capture_writer *w, uint32_t value)
{
	put(w, &value, sizeof(value));
}

static void put_section(struct io_capture_writer *w)
{
	const uint32_t length = 28;

	put32(w, PCAPNG_SECTION_HEADER);
	put32(w, length);
	put32(w, PCAPNG_BYTE_ORDER_MAGIC);
	put16(w, 1); /* version 1.0 */
	put16(w, 0);
	put32(w, UINT32_MAX); /* 64 bits: the section's length is not said */
	put32(w, UINT32_MAX);
	put32(w, length);
}

static void put_option(struct io_capture_writer *w, uint16_t code,
		       const void *value, uint16_t size)
{
	put16(w, code);
	put16(w, size);
	put_padded(w, value, size);
}

/* DLT_ value to the number in files; either DLT_RAW to the portable one. */
static uint16_t file_link_type(uint16_t link_type)
{
	return link_type == DLT_RAW || link_type == 14 ? PCAPNG_LINK_RAW
						       : link_type;
}

static void put_interface(struct io_capture_writer *w, uint16_t link_type,
			  const char *name)
{
	static const uint8_t microseconds = 6; /* 10^-6 s */
	uint16_t name_size = name ? (uint16_t)strlen(name) : 0;
	uint32_t length = 20 + 8 + 4;

	if (name)
		length += 4 + name_size + (uint32_t)padding(name_size);
	put32(w, PCAPNG_INTERFACE_DESCRIPTION);
	put32(w, length);
	put16(w, file_link_type(link_type));
	put16(w, 0);
	put32(w, 0); /* no limit to the bytes of a frame */
	if (name)
		put_option(w, PCAPNG_OPTION_NAME, name, name_size);
	put_option(w, PCAPNG_OPTION_TICK, &microseconds, 1);
	put_option(w, PCAPNG_OPTION_END, NULL, 0);
	put32(w, length);
}

static bool same_name(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The interface's number in the file, described there when it is new. */
static int find_interface(struct io_capture_writer *w, uint16_t link_type,
			  const char *name, uint32_t *number)
{
	struct interface *interfaces;
	char *copy = NULL;

	for (size_t i = 0; i < w->count; i++) {
		if (w->interfaces[i].link_type == link_type &&
		    same_name(w->interfaces[i].name, name)) {
			*number = (uint32_t)i;
			return 0;
		}
	}
	interfaces =
		reallocarray(w->interfaces, w->count + 1, sizeof(*interfaces));
	if (!interfaces)
		return -ENOMEM;
	w->interfaces = interfaces;
	if (name) {
		copy = strndup(name, UINT16_MAX);
		if (!copy)
			return -ENOMEM;
	}
	put_interface(w, link_type, copy);
	*number = (uint32_t)w->count;
	w->interfaces[w->count++] = (struct interface){link_type, copy};
	return 0;
}

static void put_packet(struct io_capture_writer *w, uint32_t interface,
		       const struct frame *frame)
{
	uint32_t length = 32 + frame->caplen + (uint32_t)padding(frame->caplen);

	put32(w, PCAPNG_ENHANCED_PACKET);
	put32(w, length);
	put32(w, interface);
	put32(w, (uint32_t)(frame->time_us >> 32));
	put32(w, (uint32_t)frame->time_us);
	put32(w, frame->caplen);
	put32(w, frame->len);
	put_padded(w, frame->data, frame->caplen);
	put32(w, length);
}

int io_capture_writer_write(struct io_capture_writer *writer,
			    const struct frame *frame,
			    const char *interface_name)
{
	uint32_t interface = 0;

	if (!writer->error)
		writer->error = find_interface(writer, frame->link_type,
					       interface_name, &interface);
	if (!writer->error)
		put_packet(writer, interface, frame);
	return writer->error;
}

static void free_writer(struct io_capture_writer *w)
{
	for (size_t i = 0; i < w->count; i++)
		free(w->interfaces[i].name);
	free(w->interfaces);
	free(w->part);
	free(w->path);
	free(w);
}

/* 0, or errno: the name is free, or that of a regular file. */
static int refusal(const char *path)
{
	struct stat status;

	if (stat(path, &status) < 0 || S_ISREG(status.st_mode))
		return 0;
	return S_ISDIR(status.st_mode) ? EISDIR : ENOTSUP;
}

struct io_capture_writer *io_capture_writer_open(const char *path)
{
	struct io_capture_writer *w;
	int error = refusal(path);

	if (error) {
		errno = error;
		return NULL;
	}
	w = calloc(1, sizeof(*w));
	if (!w)
		return NULL;
	w->path = strdup(path);
	if (!w->path || asprintf(&w->part, "%s.part", path) < 0) {
		w->part = NULL;
		errno = ENOMEM;
		goto err_free;
	}
	w->file = fopen(w->part, "wbe");
	if (!w->file)
		goto err_free;
	put_section(w);
	return w;

err_free:
	error = errno;
	free_writer(w);
	errno = error;
	return NULL;
}

/* A file has its name when it is whole, and on the disk. */
int io_capture_writer_close(struct io_capture_writer *writer)
{
	int error = writer->error;

	if (!error && fflush(writer->file))
		error = -errno;
	if (!error && fsync(fileno(writer->file)) && errno != EINVAL)
		error = -errno;
	if (fclose(writer->file) && !error)
		error = -errno;
	if (!error && rename(writer->part, writer->path))
		error = -errno;
	if (error)
		unlink(writer->part);
	free_writer(writer);
	return error;
}

void io_capture_writer_discard(struct io_capture_writer *writer)
{
	fclose(writer->file);
	unlink(writer->part);
	free_writer(writer);
}
