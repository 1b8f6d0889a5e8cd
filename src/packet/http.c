/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The head of requests of HTTP/1. Pure; reads nothing past the bytes that it gets.
 */
#include "packet/http.h"

#include <string.h>
#include <strings.h>

/* Take the next line without its end. Return: false when it is not whole. */
static bool take_line(struct cursor *from, struct cursor *line)
{
	const uint8_t *end = from->left ? memchr(from->at, '\n', from->left)
					: NULL;

	if (!end)
		return false;
	*line = cursor_take_most(from, (size_t)(end + 1 - from->at));
	line->left--;
	if (line->left && line->at[line->left - 1] == '\r')
		line->left--;
	return true;
}

/* Take what stands before @end, and skip that. Return: false without it. */
static bool take_until(struct cursor *from, uint8_t end, struct cursor *taken)
{
	const uint8_t *at = from->left ? memchr(from->at, end, from->left)
				       : NULL;

	if (!at)
		return false;
	*taken = cursor_take_most(from, (size_t)(at - from->at));
	cursor_take(from, 1);
	return true;
}

/* Printable ASCII, as these fields are, without blanks around; else none. */
static struct packet_name printable_text(struct cursor text)
{
	const struct packet_name none = {NULL, 0};

	while (text.left && (*text.at == ' ' || *text.at == '\t'))
		cursor_take(&text, 1);
	while (text.left && (text.at[text.left - 1] == ' ' ||
			     text.at[text.left - 1] == '\t'))
		text.left--;
	for (size_t i = 0; i < text.left; i++)
		if (text.at[i] < ' ' || text.at[i] > '~')
			return none;
	if (!text.left || text.left > UINT16_MAX)
		return none;
	return (struct packet_name){(const char *)text.at, (uint16_t)text.left};
}

/* The last one that is printable counts. */
static void set_text(struct packet_name *to, struct cursor text)
{
	struct packet_name read = printable_text(text);

	if (read.at)
		*to = read;
}

/* "host", "host:port"; the first that is valid counts. */
static void set_host(struct packet_http *request, struct cursor text)
{
	struct packet_name host = printable_text(text);
	const char *colon = host.at ? memchr(host.at, ':', host.length) : NULL;
	size_t length = colon ? (size_t)(colon - host.at) : host.length;

	if (!request->host.at)
		request->host =
			packet_hostname_from((const uint8_t *)host.at, length);
}

static bool begins_with(struct cursor text, const char *word)
{
	size_t length = strlen(word);

	return text.left >= length &&
	       !strncasecmp((const char *)text.at, word, length);
}

/* "/path", "http://host/path" to a proxy, "host:port" of CONNECT. */
static void set_target(struct packet_http *request, struct cursor target)
{
	const uint8_t *slash;

	if (begins_with(target, "http://")) {
		cursor_take(&target, 7);
		slash = memchr(target.at, '/', target.left);
		set_host(request,
			 cursor_take_most(&target,
					  slash ? (size_t)(slash - target.at)
						: target.left));
	} else if (target.left && *target.at != '/') {
		set_host(request, target);
		return;
	}
	request->path = printable_text(target);
}

static bool is_method(struct cursor word)
{
	if (word.left < 3 || word.left > 16)
		return false;
	for (size_t i = 0; i < word.left; i++)
		if (word.at[i] < 'A' || word.at[i] > 'Z')
			return false;
	return true;
}

bool packet_http_starts_with(uint8_t first)
{
	return first >= 'A' && first <= 'Z';
}

void packet_http_find(struct cursor stream, struct packet_http *request)
{
	struct cursor line, method, target;

	memset(request, 0, sizeof(*request));
	/* not every stream is searched for the end of a line */
	if (stream.left < 16 || !is_method(cursor_over(stream.at, 3)) ||
	    !take_line(&stream, &line) || !take_until(&line, ' ', &method) ||
	    !is_method(method) || !take_until(&line, ' ', &target) ||
	    !begins_with(line, "HTTP/1."))
		return;
	request->method = printable_text(method);
	set_target(request, target);
	while (take_line(&stream, &line) && line.left) {
		struct cursor key;

		if (!take_until(&line, ':', &key))
			return;
		if (key.left == 4 && begins_with(key, "host"))
			set_host(request, line);
		else if (key.left == 10 && begins_with(key, "user-agent"))
			set_text(&request->agent, line);
	}
}
