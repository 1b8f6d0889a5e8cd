/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "language/word.h"

#include <string.h>

#include "base/suggest.h"
#include "flow/flow.h"
#include "packet/name.h"
#include "signature/expression.h"

static const struct signature_word words[] = {
	{"size", NODE_SIZE, WORD_PLAIN, 0},
	{"position", NODE_POSITION, WORD_PLAIN, 0},
	{"turn", NODE_TURN, WORD_PLAIN, 0},
	{"iat", NODE_IAT, WORD_PLAIN, 0},
	{"age", NODE_AGE, WORD_PLAIN, 0},
	{"tcp.flags", NODE_TCP_FLAGS, WORD_PLAIN, 0},
	{"source.address", NODE_SOURCE_ADDRESS, WORD_PLAIN, 0},
	{"dest.address", NODE_DEST_ADDRESS, WORD_PLAIN, 0},
	{"source.port", NODE_SOURCE_PORT, WORD_PLAIN, 0},
	{"dest.port", NODE_DEST_PORT, WORD_PLAIN, 0},
	{"known", NODE_KNOWN, WORD_SIDED, 0},
	{"packets", NODE_PACKETS, WORD_SIDED, 0},
	{"payloads", NODE_PAYLOADS, WORD_SIDED, 0},
	{"flow.bytes", NODE_BYTES, WORD_SIDED, 0},
	{"rate", NODE_RATE, WORD_SIDED, 0},
	{"iat.mean", NODE_IAT_MEAN, WORD_SIDED, 0},
	{"iat.deviation", NODE_IAT_DEVIATION, WORD_SIDED, 0},
	{"size.mean", NODE_SIZE_MEAN, WORD_SIDED, 0},
	{"size.deviation", NODE_SIZE_DEVIATION, WORD_SIDED, 0},
	{"window.bytes", NODE_WINDOW_BYTES, WORD_SIDED, 0},
	{"window.payloads", NODE_WINDOW_PAYLOADS, WORD_SIDED, 0},
	{"window.seconds", NODE_WINDOW_SECONDS, WORD_SIDED, 0},
	{"second.bytes", NODE_SECOND_BYTES, WORD_SIDED, 0},
	{"second.payloads", NODE_SECOND_PAYLOADS, WORD_SIDED, 0},
	{"window.passed", NODE_WINDOW_PASSED, WORD_SIDED, 0},
	{"inbound", NODE_INBOUND, WORD_PLAIN, 0},
	{"sizes", NODE_SIZE_AT, WORD_INDEXED, FLOW_SIZES},
	{"iats", NODE_IAT_AT, WORD_INDEXED, FLOW_IATS},
	{"directions", NODE_DIRECTION_AT, WORD_INDEXED, FLOW_SIZES},
	{"dns.name", NODE_NAME, WORD_NAME, PACKET_NAME_DNS},
	{"tls.name", NODE_NAME, WORD_NAME, PACKET_NAME_TLS},
	{"tls.certificate", NODE_NAME, WORD_NAME, PACKET_NAME_CERTIFICATE},
	{"http.method", NODE_NAME, WORD_NAME, PACKET_NAME_METHOD},
	{"http.path", NODE_NAME, WORD_NAME, PACKET_NAME_PATH},
	{"http.host", NODE_NAME, WORD_NAME, PACKET_NAME_HOST},
	{"http.agent", NODE_NAME, WORD_NAME, PACKET_NAME_AGENT},
	{"tlv", NODE_TLV, WORD_TLV, 0},
	{"tlv.size", NODE_TLV, WORD_TLV, 1},
};

/* What is not in the table, and the first parts of words with a dot. */
static const char *const others[] = {
	"u8",	 "u16",	   "u32",	   "le16",	"le32",	    "bytes",
	"run",	 "next",   "since",	   "relations", "contains", "at",
	"least", "of",	   "this",	   "source",	"reverse",  "dest",
	"end",	 "in",	   "follows",	   "by",	"within",   "any",
	"not",	 "and",	   "or",	   "xor",	"flow",	    "tcp",
	"dns",	 "tls",	   "http",	   "begins",	"ends",	    "like",
	"doing", "window", "window.sizes", "second"};

static bool is(const char *word, const char *name, size_t length)
{
	return strlen(word) == length && !memcmp(word, name, length);
}

const struct signature_word *language_word_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (is(words[i].name, name, length))
			return &words[i];
	return NULL;
}

bool language_word_is_reserved(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (is(others[i], name, length))
			return true;
	return language_word_find(name, length) != NULL;
}

void language_word_offer(struct nearest *nearest)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		suggest_offer(nearest, words[i].name);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		suggest_offer(nearest, others[i]);
}
