/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests of HTTP. */
#include "packet/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "packet_bytes.h"

/* A request and its fields; NULL: not there. */
struct request {
	const char *text, *method, *path, *host, *agent;
};

static const struct request requests[] = {
	{"GET /a/b?c HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: A b/1\r\n"
	 "\r\n",
	 "GET", "/a/b?c", "www.example.org", "A b/1"},
	{"GET / HTTP/1.0\nhost:w.example:8080 \nuser-agent:\tX\n\n", "GET", "/",
	 "w.example", "X"},
	{"POST http://p.example:80/q HTTP/1.1\r\nHost: other.example\r\n\r\n",
	 "POST", "/q", "p.example", NULL},
	{"GET http://p.example HTTP/1.1\r\n\r\n", "GET", NULL, "p.example",
	 NULL},
	{"CONNECT c.example:443 HTTP/1.1\r\nHost: d.example\r\n\r\n", "CONNECT",
	 NULL, "c.example", NULL},
	/* what comes after the headers is not one */
	{"PUT /x HTTP/1.1\r\nA: b\r\n\r\nHost: body.example\r\n", "PUT", "/x",
	 NULL, NULL},
	/* a header that is not whole does not count */
	{"GET /x HTTP/1.1\r\nHost: www.example.org", "GET", "/x", NULL, NULL},
	{"GET /x HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n\r\n", "GET", "/x", NULL,
	 NULL},
	/* the first host, the last agent that can be read */
	{"GET /x HTTP/1.1\r\nHost: a b\r\nHost: c.d\r\nHost: e.f\r\n"
	 "User-Agent: 1\r\nUser-Agent: 2\r\nUser-Agent: \x01\r\n\r\n",
	 "GET", "/x", "c.d", "2"},
	{"GET /x SIP/2.0\r\nHost: a.example\r\n\r\n", NULL, NULL, NULL, NULL},
	{"get /x HTTP/1.1\r\nHost: a.example\r\n\r\n", NULL, NULL, NULL, NULL},
	{"HTTP/1.1 200 OK\r\nHost: a.example\r\n\r\n", NULL, NULL, NULL, NULL},
	{"GET /x\x01 HTTP/1.1\r\nUser-Agent: a\x80\r\n\r\n", "GET", NULL, NULL,
	 NULL},
};

static void requests_of_all_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(requests); i++) {
		const struct request *it = &requests[i];
		struct packet_http found;
		struct bytes bytes = {.size = 0};
		struct cursor copy;

		put(&bytes, it->text, strlen(it->text));
		copy = copy_of(&bytes, bytes.size);
		packet_http_find(copy, &found);
		check_name(found.method, it->method);
		check_name(found.path, it->path);
		check_name(found.host, it->host);
		check_name(found.agent, it->agent);
		free_copy(copy);
	}
}

/* A line counts once it is whole; what follows takes nothing back. */
static void cut_anywhere(void **state)
{
	struct bytes bytes = {.size = 0};
	size_t line, host, agent;

	(void)state;
	put(&bytes, requests[0].text, strlen(requests[0].text));
	line = (size_t)(strstr(requests[0].text, "Host") - requests[0].text);
	host = (size_t)(strstr(requests[0].text, "User") - requests[0].text);
	agent = bytes.size - strlen("\r\n");
	for (size_t size = 0; size <= bytes.size; size++) {
		struct cursor copy = copy_of(&bytes, size);
		struct packet_http found;

		packet_http_find(copy, &found);
		check_name(found.method, size < line ? NULL : "GET");
		check_name(found.path, size < line ? NULL : "/a/b?c");
		check_name(found.host, size < host ? NULL : "www.example.org");
		check_name(found.agent, size < agent ? NULL : "A b/1");
		free_copy(copy);
	}
}

static void first_bytes(void **state)
{
	(void)state;
	for (unsigned first = 0; first < 256; first++)
		assert_int_equal(packet_http_starts_with((uint8_t)first),
				 first >= 'A' && first <= 'Z');
}

static void check_method(const char *method, bool valid)
{
	struct packet_http found;
	struct bytes bytes = {.size = 0};
	struct cursor copy;

	put(&bytes, method, strlen(method));
	put(&bytes, " /12345 HTTP/1.0\n", 17);
	copy = copy_of(&bytes, bytes.size);
	packet_http_find(copy, &found);
	check_name(found.method, valid ? method : NULL);
	free_copy(copy);
}

/* Three to sixteen capitals, as those that are registered. */
static void methods(void **state)
{
	(void)state;
	for (size_t length = 1; length < 20; length++) {
		char method[24] = "";

		memset(method, 'A', length);
		check_method(method, length >= 3 && length <= 16);
		memset(method, 'Z', length);
		check_method(method, length >= 3 && length <= 16);
	}
	for (unsigned place = 0; place < 5; place++)
		for (unsigned c = 1; c < 256; c++) {
			char method[] = "PATCH";

			if (c == ' ' || c == '\n')
				continue;
			method[place] = (char)c;
			check_method(method, c >= 'A' && c <= 'Z');
		}
}

/* Other headers of the same length are not the ones that are wanted. */
static void other_headers(void **state)
{
	static const char text[] =
		"GET / HTTP/1.1\r\nDate: d.example\r\nConnection: c\r\n"
		"Hosts: h.example\r\nUser-Agents: u\r\n\r\n";
	struct packet_http found;
	struct bytes bytes = {.size = 0};
	struct cursor copy;

	(void)state;
	put(&bytes, text, strlen(text));
	copy = copy_of(&bytes, bytes.size);
	packet_http_find(copy, &found);
	check_name(found.method, "GET");
	check_name(found.host, NULL);
	check_name(found.agent, NULL);
	free_copy(copy);
}

/* The shortest request, and every character that a path may have. */
static void paths(void **state)
{
	(void)state;
	for (unsigned c = 1; c < 256; c++) {
		char text[] = "GET /? HTTP/1.0\n", path[] = "/?";
		struct packet_http found;
		struct bytes bytes = {.size = 0};
		struct cursor copy;

		if (c == ' ' || c == '\n')
			continue;
		text[5] = path[1] = (char)c;
		put(&bytes, text, strlen(text));
		copy = copy_of(&bytes, bytes.size);
		packet_http_find(copy, &found);
		check_name(found.method, "GET");
		if (c == '\t') /* a blank at the end */
			path[1] = '\0';
		check_name(found.path,
			   c == '\t' || (c > ' ' && c <= '~') ? path : NULL);
		free_copy(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_of_all_kinds),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(first_bytes),
		cmocka_unit_test(methods),
		cmocka_unit_test(other_headers),
		cmocka_unit_test(paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
