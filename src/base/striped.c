/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory and chains of lock-striped tables.
 */
#include "base/striped.h"

#include <errno.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

size_t striped_share(size_t entries)
{
	size_t mean = (entries + STRIPES - 1) / STRIPES;

	return mean + (size_t)(6 * sqrt((double)mean)) + 1;
}

size_t striped_bucket_count(size_t entries)
{
	size_t power = STRIPES;

	while (power < entries)
		power *= 2;
	return power;
}

void *striped_map(size_t bytes, bool dense)
{
	void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (pages == MAP_FAILED)
		return NULL;
	if (dense)
		madvise(pages, bytes, MADV_HUGEPAGE);
	return pages;
}

void striped_unmap(void *pages, size_t bytes)
{
	if (pages)
		munmap(pages, bytes);
}

int striped_init(struct striped *striped, size_t entries)
{
	size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);

	striped->entry_count = striped_share(entries) * STRIPES;
	striped->bucket_count = striped_bucket_count(entries);
	striped->entries =
		striped_map(striped->entry_count * striped->entry_bytes,
			    striped->entry_bytes < page_bytes);
	striped->buckets =
		striped_map(striped->bucket_count * sizeof(uint32_t), true);
	return striped->entries && striped->buckets ? 0 : -ENOMEM;
}

void striped_fini(struct striped *striped)
{
	striped_unmap(striped->entries,
		      striped->entry_count * striped->entry_bytes);
	striped_unmap(striped->buckets,
		      striped->bucket_count * sizeof(uint32_t));
}

uint32_t striped_add(struct striped *striped, struct striped_pool *pool,
		     uint64_t hash, const void *key)
{
	uint32_t *bucket = striped_bucket(striped, hash);
	struct striped_entry *entry;
	uint32_t link = pool->free;

	if (link) {
		entry = striped_at(striped, link);
		pool->free = entry->chain;
		memset(entry, 0, striped->entry_bytes);
	} else { /* its pages are zero and untouched */
		link = pool->fresh + 1;
		pool->fresh += STRIPES;
		entry = striped_at(striped, link);
	}
	entry->chain = *bucket;
	*bucket = link;
	memcpy(striped_key_at(striped, link), key, striped->key_bytes);
	return link;
}

void striped_remove(struct striped *striped, struct striped_pool *pool,
		    uint32_t link)
{
	struct striped_entry *entry = striped_at(striped, link);
	const void *key = striped_key_at(striped, link);
	uint32_t *at = striped_bucket(striped, striped_hash(striped, key));

	while (*at != link)
		at = &((struct striped_entry *)striped_at(striped, *at))->chain;
	*at = entry->chain;
	entry->chain = pool->free;
	pool->free = link;
}
