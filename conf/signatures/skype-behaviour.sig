# Skype of the peer-to-peer years (2004 to 2017), by its behaviour: sizes, times,
# order, fan-out and its one permanent port. The file reads no payload byte, so that it
# is independent of skype.sig: each detects Skype without the other.
#
# skywarden-signatures(5) defines the language. "source": numbers are sections of
# the protocol notes (measured in captures of 2006, 2015 and 2016), [ehlert] is
# Ehlert and Petgang 2006, [adami] Adami et al. 2009, [snack] Trammell et al. 2011,
# [bonf] Bonfiglio et al. 2007, [baset] Baset and Schulzrinne 2004.
#
# Other applications also talk from one port to many peers, send small datagrams, or
# answer with few bytes. So nothing here depends on one exchange: a host must show
# exchanges with several peers, of several kinds, from one port, in a short time, and
# two independent kinds of evidence must agree before it is decided.
# An application with random padding shows all of these sizes at times: they must also
# be a large share of the requests from, or to, a port.

set = "behaviour";
payload = false;
applications = ( { name = "skype"; family = "voip"; } );
activities = [ "signalling", "login" ];
application = "skype";

registers = (
	# Last refresh of the connection to a supernode or an event server.
	{ name = "refreshed"; scope = "flow"; bits = 16; }
);

signatures = (

# ---- UDP: the start of a new flow ----

{
	name = "behaviour.udp-contact";
	about = "a datagram of the size of a probe or a short request opens a flow";
	source = "2, 3.2, 3.3: 18 bytes, or 22 to 37 with padding, up to 47; [adami] U1";
	transport = "udp"; from = "orig";
	# uTP opens with 20 or 30 bytes; port 53 is DNS
	match = [ "size in {17..19, 21..29, 31..47}", "position == 1", "dest.port != 53" ];
	then = { event = "contact"; key = "dest.port"; };
},

# Requests and their answers. The key identifies the exchange: a host that shows several
# of them speaks the protocol, a single one occurs in many protocols. uTP, if a capture
# starts in its middle, shows the fourth but no other: none of its payloads is shorter
# than 20 bytes.

{
	name = "behaviour.udp-probe-ok";
	about = "a probe of 18 bytes, answered by 26";
	source = "2 (1B, 1C), recipe R1: 27 of 51 probes in 2006, all answered ones of 2016";
	transport = "udp"; from = "reply";
	match = [ "size == 26", "position == 2", "sizes[1] == 18" ];
	then = { event = "answer"; key = "1"; host = "dest"; };
},
{
	name = "behaviour.udp-probe-busy";
	about = "a probe of 18 bytes, answered by a list of other nodes in 51 or 53";
	source = "2 (1D), recipe R1; [ehlert] U4 in 18, 51, 53";
	transport = "udp"; from = "reply";
	match = [ "size in {51, 53}", "position == 2", "sizes[1] == 18", "source.port != 53" ];
	then = { event = "answer"; key = "2"; host = "dest"; };
},
{
	name = "behaviour.udp-request-18";
	about = "a request of 30 or 31 bytes, answered by 18";
	source = "2 (0E, 0F): measured in 2006, 12 of 12";
	transport = "udp"; from = "reply";
	match = [ "size == 18", "position == 2", "sizes[1] in 30..31" ];
	then = { event = "answer"; key = "3"; host = "dest"; };
},
{
	name = "behaviour.udp-node-20";
	about = "a request of 32 to 44 bytes, answered by 20 or 21";
	source = "3.5: 34 and 20 bytes in 147 of 185 flows of a night; 43 and 21 at login";
	transport = "udp"; from = "reply";
	match = [ "size in 20..21", "position == 2", "sizes[1] in 32..44" ];
	then = { event = "answer"; key = "4"; host = "dest"; };
},
{
	name = "behaviour.udp-node-long";
	about = "a request of 434 or 443 bytes, answered by 17 or 455";
	source = "recipe R4: 434/443 and 17, 455; measured in 2016";
	transport = "udp"; from = "reply";
	match = [ "size in {17, 455..456}", "position == 2", "sizes[1] in {434, 443}" ];
	then = { event = "answer"; key = "5"; host = "dest"; };
},
{
	name = "behaviour.udp-node-list";
	about = "a request of 22 bytes, answered by 98 or 650 to 693";
	source = "2 (2C, 2D): 653 to 693 in 2006; 98 measured in 2015 and 2016";
	transport = "udp"; from = "reply";
	match = [ "size in {98, 650..693}", "position == 2", "sizes[1] == 22",
		  "source.port != 53" ];
	then = { event = "answer"; key = "6"; host = "dest"; };
},
{
	name = "behaviour.udp-node-21";
	about = "a request of 132 to 147 bytes, answered by 21";
	source = "measured in 2015 and 2016, 25 of 29";
	transport = "udp"; from = "reply";
	match = [ "size == 21", "position == 2", "sizes[1] in 132..147" ];
	then = { event = "answer"; key = "7"; host = "dest"; };
},
{
	name = "behaviour.udp-refused";
	about = "a request of 18 to 47 bytes, refused or confirmed in 11";
	source = "2 (types 5 and 7): 11 bytes in 268 of 268";
	transport = "udp"; from = "reply";
	match = [ "size == 11", "position == 2", "sizes[1] in 18..47" ];
	then = { event = "answer"; key = "8"; host = "dest"; };
},
{
	name = "behaviour.udp-resend";
	about = "a request that got 11 bytes is repeated five bytes longer";
	source = "2 (types 7 and 3): length plus 5 in 177 of 177";
	transport = "udp";
	steps = (
		{ from = "reply"; match = [ "size == 11", "position in {2, 4, 5}" ]; },
		{ from = "orig"; match = [
			"size in 22..1400",
			"position == 3 and size == sizes[1] + 5 or position == 5 and size == sizes[3] + 5 and directions[3] == 0 or position == 6 and size == sizes[4] + 5 and directions[4] == 0"
		]; }
	);
	then = { event = "resend"; key = "size"; };
},
{
	name = "behaviour.udp-resend-answer";
	about = "an answer that got 11 bytes is repeated five bytes longer";
	source = "2 (types 7 and 3): length plus 5 in 177 of 177";
	transport = "udp";
	steps = (
		{ from = "orig"; match = [ "size == 11", "position in {3, 5}" ]; },
		{ from = "reply"; match = [
			"size in 22..1400",
			"position == 4 and size == sizes[2] + 5 and directions[2] == 1 or position == 6 and size == sizes[4] + 5 and directions[4] == 1"
		]; }
	);
	then = { event = "resend"; key = "size"; host = "dest"; };
},

# ---- UDP: the same requests to our host ----

{
	name = "behaviour.udp-probed";
	about = "a host outside opens a flow with a datagram of such a size";
	source = "recipe R16; 2, 3.2";
	transport = "udp"; from = "orig";
	match = [ "size in {18..19, 21..29, 31..37}", "position == 1", "dest.port != 53" ];
	then = { event = "probed"; host = "dest"; };
},
{
	name = "behaviour.udp-probed-ok";
	about = "our host answers a probe of 18 bytes with 26";
	source = "recipe R16; 2 (1B, 1C)";
	transport = "udp"; from = "reply";
	match = [ "size == 26", "position == 2", "sizes[1] == 18" ];
	then = { event = "answers"; key = "1"; };
},
{
	name = "behaviour.udp-probed-busy";
	about = "our host answers a probe with a list of other nodes in 51 or 53 bytes";
	source = "recipe R16; 2 (1D)";
	transport = "udp"; from = "reply";
	match = [ "size in {51, 53}", "position == 2", "sizes[1] in 18..37",
		  "source.port != 53" ];
	then = { event = "answers"; key = "2"; };
},

# ---- TCP: the start of streams ----

{
	name = "behaviour.tcp-hello";
	about = "a stream opens with 14 bytes, or with 48 to 111";
	source = "4.1 (14 bytes; [ehlert] T1), 4.2 (48 bytes and 0 to 63 of padding)";
	transport = "tcp"; from = "orig";
	match = [ "size in {14, 48..111}", "position == 1" ];
	then = { event = "hello"; key = "dest.port"; };
},
{
	name = "behaviour.tcp-seventy-two";
	about = "a stream opens with the 72 bytes of the imitated TLS hello";
	source = "4.3: 56 fixed and 16 bytes; [ehlert]";
	transport = "tcp"; from = "orig";
	match = [ "size == 72", "position == 1", "dest.port == 443" ];
	then = { event = "seventy-two"; key = "dest.port"; };
},
{
	name = "behaviour.tcp-fake-tls";
	about = "72 bytes to port 443, answered by 79, and the client continues at once";
	# a real client waits for the rest of the server's handshake
	source = "4.3: the imitated hellos of 2006, 2015 and 2016; [ehlert]";
	transport = "tcp"; from = "orig";
	match = [ "size in 14..130", "position == 3", "sizes[1] == 72", "sizes[2] == 79",
		  "directions[2] == 1", "dest.port == 443" ];
	then = { evidence = { kind = "size"; weight = 16; }; event = "fake-tls"; };
},
{
	name = "behaviour.tcp-dh";
	about = "48 to 111 bytes each way, then exactly 8 from the client";
	source = "4.2: 74 of 74 in 2015, all of 2016";
	transport = "tcp"; from = "orig";
	match = [ "size == 8", "position == 3", "directions[2] == 1",
		  "sizes[1] in 48..111", "sizes[2] in 48..119" ];
	then = { evidence = { kind = "size"; weight = 12; host = false; };
		 event = "dh"; key = "sizes[1]"; };
},
{
	name = "behaviour.tcp-supernode";
	about = "after the handshake 39 or 41 bytes, answered by 3";
	source = "4.2: 7 of 7 completed supernode logins of 2016, 2 of 2 of 2015";
	transport = "tcp"; from = "reply";
	match = [ "size == 3", "position in 7..8", "sizes[3] == 8",
		  "sizes[1] in 48..111", "sizes[2] in 48..119", "directions[2] == 1",
		  "position == 8 and sizes[7] in {39, 41} and sizes[4] == 8 or position == 7 and sizes[6] in {39, 41}" ];
	then = { evidence = { kind = "size"; weight = 20; };
		 event = "service"; activity = "signalling"; host = "dest"; };
},
{
	name = "behaviour.tcp-login";
	about = "after the handshake 472 to 494 bytes or 230 and 245, answered by 292 or 325";
	source = "4.2: the login server of 2016, 7 of 7";
	transport = "tcp"; from = "reply";
	match = [ "size in {292, 325}", "position in 5..7", "sizes[3] == 8",
		  "sizes[1] in 48..111", "sizes[2] in 48..119", "directions[2] == 1",
		  "sizes[4] in 472..494 or sizes[5] in 472..494 or sizes[4] == 230 and sizes[5] == 245 or sizes[5] == 230 and sizes[6] == 245" ];
	then = { evidence = { kind = "size"; weight = 20; };
		 event = "service"; activity = "login"; host = "dest"; };
},
{
	name = "behaviour.tcp-events";
	about = "after the handshake 119 or 123 bytes, answered by 303";
	source = "4.2: the event servers, all of 2015 and 2016";
	transport = "tcp"; from = "reply";
	match = [ "size == 303", "position in 5..6", "sizes[3] == 8",
		  "sizes[1] in 48..111", "sizes[2] in 48..119", "directions[2] == 1",
		  "position == 5 and sizes[4] in {119, 123} or position == 6 and sizes[5] in {119, 123} and sizes[4] == 8" ];
	then = { evidence = { kind = "size"; weight = 20; };
		 event = "service"; activity = "signalling"; host = "dest"; };
},
{
	name = "behaviour.tcp-contacts";
	about = "after the handshake 429 to 1360 bytes, answered by 19";
	# a range of sizes and one answer: little more than the handshake
	source = "4.2: the contact servers of 2016";
	transport = "tcp"; from = "reply";
	match = [ "size == 19", "position in 5..6", "sizes[3] == 8",
		  "sizes[1] in 48..111", "sizes[2] in 48..119", "directions[2] == 1",
		  "position == 5 and sizes[4] in 429..1360 and directions[4] == 0 or position == 6 and sizes[5] in 429..1360 and directions[5] == 0 and sizes[4] == 8 and directions[4] == 1" ];
	then = { evidence = { kind = "size"; weight = 14; host = false; };
		 event = "contacts"; activity = "signalling"; host = "dest"; };
},
{
	name = "behaviour.tcp-old";
	about = "14 bytes, answered, and 22 to 29 bytes, answered by 570 to 600";
	source = "4.1: 14, 73 or 37, 25, 587 or 578; [ehlert] T1, T2, T3";
	transport = "tcp"; from = "reply";
	match = [ "size in 570..600", "position == 4", "sizes[1] == 14",
		  "sizes[2] in 20..111", "directions[2] == 1",
		  "sizes[3] in 22..29", "directions[3] == 0" ];
	then = { evidence = { kind = "size"; weight = 16; };
		 event = "old"; host = "dest"; };
},
{
	name = "behaviour.tcp-old-early";
	about = "14 bytes, answered by 22 to 29, then 58 or more, answered by 4 or 15 to 17";
	source = "[ehlert] T1 to T4 of version 1.4";
	transport = "tcp"; from = "reply";
	match = [ "size in {4, 15..17}", "position == 4", "sizes[1] == 14",
		  "sizes[2] in 22..29", "directions[2] == 1",
		  "sizes[3] in 58..200", "directions[3] == 0" ];
	then = { evidence = { kind = "size"; weight = 16; };
		 event = "old"; host = "dest"; };
},
{
	name = "behaviour.tcp-old-served";
	about = "our host answers requests of 14 bytes, then of 22 to 29 with 570 to 600";
	source = "recipe R16, 4.1";
	transport = "tcp"; from = "reply";
	match = [ "size in 570..600", "position == 4", "sizes[1] == 14",
		  "sizes[2] in 20..111", "directions[2] == 1",
		  "sizes[3] in 22..29", "directions[3] == 0" ];
	then = { evidence = { kind = "size"; weight = 16; flow = false; };
		 event = "old-served"; };
},
{
	name = "behaviour.tcp-connectivity";
	about = "our host answers a request of 28 to 73 bytes, then 11 or 12 and 4 follow";
	source = "4.1: the inbound connectivity test, 5 of 5 in 2006 and 2016";
	transport = "tcp"; from = "reply";
	match = [ "size == 4", "position == 4", "sizes[1] in 28..73",
		  "sizes[2] in 14..62", "directions[2] == 1",
		  "sizes[3] in 11..12", "directions[3] == 0" ];
	then = { evidence = { kind = "size"; weight = 12; host = false; };
		 event = "connectivity"; },
},
{
	name = "behaviour.tcp-record";
	about = "five bytes each way, then a request of 425 to 560 bytes";
	source = "5: 5, 5, 451 in 2006; [baset]; 2015 the same first two";
	transport = "tcp"; from = "orig";
	match = [ "size in 425..560", "position == 3", "sizes[1] == 5",
		  "sizes[2] == 5", "directions[2] == 1" ];
	then = { evidence = { kind = "size"; weight = 12; host = false; };
		 event = "record"; },
},
{
	name = "behaviour.tcp-record-login";
	about = "five bytes each way, a request and its answer, then 18 and 67 bytes";
	source = "5: 5, 5, 451, 232, 18, 67 at the login servers of 2006; [baset]";
	transport = "tcp"; from = "reply";
	match = [ "size == 67", "position == 6", "sizes[1] == 5", "sizes[2] == 5",
		  "directions[2] == 1", "sizes[3] in 425..560", "sizes[5] == 18" ];
	then = { evidence = { kind = "size"; weight = 20; };
		 event = "service"; activity = "login"; host = "dest"; };
},

# ---- times ----

{
	name = "behaviour.tcp-refresh-120";
	about = "two bytes, 120 seconds after the last two";
	source = "4.5: the supernode connection, 246 times in one night, median 120.0 s";
	transport = "tcp"; from = "local";
	match = [ "size == 2" ];
	relation = [ "since(refreshed) in 119.5s..120.8s" ];
	remember = [ "refreshed = size" ];
	then = { event = "refresh"; key = "120"; },
},
{
	name = "behaviour.tcp-refresh-540";
	about = "five bytes, 540 seconds after the last five";
	source = "4.5: event servers, 540.2 s in 2015 and 2016";
	transport = "tcp"; from = "local";
	match = [ "size == 5" ];
	relation = [ "since(refreshed) in 539.5s..541s" ];
	remember = [ "refreshed = size" ];
	then = { event = "refresh"; key = "540"; },
},
{
	name = "behaviour.udp-search";
	about = "two multicast searches of 132 and 133 bytes together";
	source = "3.1: WANIPConnection and WANPPPConnection at start, 2015 and 2016";
	transport = "udp"; from = "orig";
	match = [ "size in 132..133", "position == 2", "sizes[1] in 132..133",
		  "sizes[1] != size", "dest.port == 1900" ];
	then = { event = "search"; },
},
{
	name = "behaviour.udp-mapping";
	about = "a request of 12 bytes for a mapping of a port";
	source = "3.1: NAT-PMP in the same millisecond as the searches, 2015 and 2016";
	transport = "udp"; from = "orig";
	match = [ "size == 12", "position == 1", "dest.port == 5351" ];
	then = { event = "mapping"; },
},

# ---- flows of an end with such behaviour ----

{
	name = "behaviour.udp-known";
	about = "a datagram of the usual sizes, from or to an end with such behaviour";
	source = "2, 3: probes, requests and answers of 17 to 48 bytes; 3.1: one sticky port";
	transport = "udp";
	match = [ "size in 17..48", "position <= 2" ];
	relation = [ "known >= 20 or known of dest >= 20" ];
	then = { evidence = { kind = "size"; weight = 6; host = false; };
		 activity = "signalling"; };
}

);

hosts = (

# ---- many answers of several kinds ----

{
	name = "behaviour.kinds";
	about = "requests of three kinds, each answered by two peers or more, all from one port";
	source = "2: the exchanges of one login, in all captures of 2006, 2015 and 2016";
	events = [ "answer" ]; each = [ "port" ];
	at_least = 6; peers = 5; keys = 3; key_peers = 2; within = "30s";
	share_of = "contact"; share = 40;
	then = { evidence = { kind = "size"; weight = 16; }; event = "kinds"; };
},
{
	name = "behaviour.nodes";
	about = "twelve peers answered requests of two kinds, three peers or more each, all from one port";
	source = "3.5: groups of 25 to 38 nodes; recipe R4";
	events = [ "answer" ]; each = [ "port" ];
	at_least = 12; peers = 12; keys = 2; key_peers = 3; within = "30s";
	share_of = "contact"; share = 50;
	then = { evidence = { kind = "size"; weight = 16; }; event = "nodes"; };
},
{
	name = "behaviour.resends";
	about = "two peers got requests of different sizes again, five bytes longer, after an answer of 11";
	source = "2 (types 7 and 3): 177 of 177";
	events = [ "resend" ]; each = [ "port" ];
	at_least = 2; peers = 2; keys = 2; within = "30s";
	share_of = "contact"; share = 20;
	then = { evidence = { kind = "size"; weight = 16; }; event = "resends"; };
},
{
	name = "behaviour.fan-out";
	about = "small first datagrams to eight peers at five ports, all from one port";
	source = "3.2, 3.3: 12 to 43 destinations in 10 s; [snack] client seen in 20 s";
	events = [ "contact" ]; each = [ "port" ];
	at_least = 8; peers = 8; keys = 5; within = "15s";
	then = { event = "fan-out"; };
},

# Fan-out counts only together with exchanges of this protocol.
{
	name = "behaviour.kinds-and-fan-out";
	about = "the port whose requests are answered in these sizes also opens flows to many";
	source = "3.2, 3.3";
	events = [ "fan-out", "kinds" ]; same = [ "port" ]; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; }; event = "sticky-1";
		 learn = { endpoint = "dest"; weight = 20; lifetime = "2h"; }; };
},
{
	name = "behaviour.nodes-and-fan-out";
	about = "the port whose requests are answered in these sizes also opens flows to many";
	source = "3.2, 3.3";
	events = [ "fan-out", "nodes" ]; same = [ "port" ]; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; }; event = "sticky-2";
		 learn = { endpoint = "dest"; weight = 20; lifetime = "2h"; }; };
},
{
	name = "behaviour.resends-and-fan-out";
	about = "the port that repeats refused requests also opens flows to many";
	source = "3.2, 3.3";
	events = [ "fan-out", "resends" ]; same = [ "port" ]; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; }; event = "sticky-3"; };
},
{
	name = "behaviour.fan-out-and-resends";
	about = "the port that repeats refused requests also opens flows to many";
	source = "3.2, 3.3";
	events = [ "resends", "fan-out" ]; same = [ "port" ]; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; }; event = "sticky-4";
		 learn = { endpoint = "source"; weight = 20; lifetime = "2h"; }; };
},
# Behind a NAT that rewrites ports there is no permanent port, so more must agree.
{
	name = "behaviour.resends-of-many-ports";
	about = "four peers got requests of four sizes again, five bytes longer, after an answer of 11";
	source = "2 (types 7 and 3): 177 of 177; 16: a NAT may map each destination to another port";
	events = [ "resend" ]; at_least = 4; peers = 4; keys = 4; within = "30s";
	share_of = "contact"; share = 20;
	then = { evidence = { kind = "size"; weight = 16; }; event = "many-resends"; };
},
{
	name = "behaviour.spread";
	about = "small first datagrams to sixteen peers at ten ports";
	source = "3.2, 3.3: 12 to 43 destinations in 10 s";
	events = [ "contact" ]; at_least = 16; peers = 16; keys = 10; within = "15s";
	then = { event = "spread"; };
},
{
	name = "behaviour.resends-and-spread";
	about = "the host that repeats refused requests also opens flows to many";
	source = "3.2, 3.3";
	events = [ "spread", "many-resends" ]; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; }; };
},
{
	name = "behaviour.fan-in";
	about = "six peers probed one port of our host, which answered them in both ways";
	source = "recipe R16: 18 bytes in, 26 or 51 out";
	events = [ "answers" ]; each = [ "port" ];
	at_least = 6; peers = 6; keys = 2; key_peers = 2; within = "60s";
	share_of = "probed"; share = 30;
	then = { evidence = { kind = "fanout"; weight = 8; }; event = "fan-in";
		 learn = { endpoint = "source"; weight = 20; lifetime = "2h"; }; };
},
{
	name = "behaviour.served";
	about = "streams of the old style from three peers, at one port of our host";
	source = "recipe R16, 4.1";
	events = [ "old-served" ]; each = [ "port" ];
	at_least = 3; peers = 3; within = "60s";
	then = { evidence = { kind = "order"; weight = 8; }; };
},

# ---- UDP, then TCP ----

{
	name = "behaviour.probe-then-stream";
	about = "a stream to an address that answered a datagram a moment before";
	source = "recipe R1: TCP to the same address and port 0.15 s after a good answer";
	events = [ "answer", "hello" ]; same = [ "peer" ]; different = [ "flow" ];
	after = "0s..3s"; within = "3s";
	then = { event = "followed"; };
},
{
	name = "behaviour.probe-then-old";
	about = "an old stream to an address that answered a datagram a moment before";
	source = "recipe R1; 4.1";
	events = [ "answer", "hello", "old" ]; same = [ "peer" ];
	after = "0s..5s"; within = "8s";
	then = { evidence = { kind = "order"; weight = 10; flow = true; }; };
},
{
	name = "behaviour.contact-then-old";
	about = "an old stream to an address that got a datagram of a probe's size before";
	source = "6: [baset] UDP, 5 s, TCP to the same port, 6 s, 80; 4.1";
	events = [ "contact", "old" ]; same = [ "peer" ]; different = [ "flow" ];
	within = "30s";
	then = { evidence = { kind = "order"; weight = 8; flow = true; }; };
},
{
	name = "behaviour.olds";
	about = "streams of the old style to three peers";
	source = "4.1, recipe R1: supernodes and peers of one login";
	events = [ "old" ]; at_least = 3; peers = 3; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; flow = true; }; };
},
{
	name = "behaviour.search-and-mapping";
	about = "searches for a router and a request for a mapping in one moment";
	source = "3.1: the same millisecond, 2015 and 2016";
	events = [ "search", "mapping" ]; different = [ "flow" ];
	after = "0s..20ms"; within = "1s";
	then = { evidence = { kind = "order"; weight = 6; }; };
},

# ---- TCP alone ----

{
	name = "behaviour.handshakes";
	about = "handshakes of these sizes with two servers";
	source = "4.2: supernode, login server, event server, contacts within seconds";
	# Few bits: a file-sharing client opens with 68 bytes each way and 8, to every peer.
	# With one stream that has 16 bits by its sizes this must not be enough, for any number
	# of streams.
	events = [ "dh" ]; at_least = 2; peers = 2; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 6; flow = true; }; };
},
{
	name = "behaviour.padded-handshakes";
	about = "handshakes of these sizes with three servers, no two of one size";
	# a client with a fixed first message, answered by 8 bytes, shows one size only
	source = "4.2: 48 bytes and 0 to 63 of padding; 6: batches of 3 or 4 supernodes";
	events = [ "dh" ]; at_least = 3; peers = 3; keys = 3; within = "60s";
	then = { evidence = { kind = "size"; weight = 14; }; };
},
{
	name = "behaviour.ladder";
	about = "72 bytes to another port of the address that got a handshake 1.6 seconds before";
	source = "6: 1.60 to 1.61 s, 45 of 45 in 2015";
	events = [ "hello", "seventy-two" ]; same = [ "peer" ]; different = [ "flow", "key" ];
	after = "1.55s..1.7s"; within = "2s";
	then = { evidence = { kind = "order"; weight = 12; flow = true; host = false; };
		 event = "ladder"; };
},
{
	name = "behaviour.ladders";
	about = "the same with two addresses";
	source = "6: the next supernodes in batches, every 2 to 6 s";
	events = [ "ladder" ]; at_least = 2; peers = 2; within = "60s";
	then = { evidence = { kind = "order"; weight = 20; flow = true; }; event = "ladders"; };
},
{
	name = "behaviour.many-ladders";
	about = "the same with four addresses";
	source = "6: 45 supernodes in a minute";
	events = [ "ladder" ]; at_least = 4; peers = 4; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; flow = true; }; };
},
{
	name = "behaviour.fake-tls-servers";
	about = "the imitated TLS with three servers";
	source = "6: the next supernodes in batches; 4.3";
	events = [ "fake-tls" ]; at_least = 3; peers = 3; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; flow = true; }; };
},
{
	name = "behaviour.records";
	about = "the login of the old style at two servers";
	source = "5: login and event server, 2006";
	events = [ "record" ]; at_least = 2; peers = 2; within = "60s";
	then = { evidence = { kind = "fanout"; weight = 8; flow = true; }; };
},
{
	name = "behaviour.hellos";
	about = "streams to three servers open with these sizes";
	source = "6: the next supernodes in batches of 3 or 4; 3.3";
	events = [ "hello" ]; at_least = 3; peers = 3; within = "10s";
	then = { event = "hellos"; };
},
{
	name = "behaviour.hellos-then-service";
	about = "one of several streams that started together has all sizes of a service";
	source = "4.2, 6: a login beside connections to supernodes";
	events = [ "hellos", "service" ]; within = "30s";
	then = { evidence = { kind = "order"; weight = 6; flow = true; }; };
},
{
	name = "behaviour.service-then-contacts";
	about = "a stream with the sizes of a contact server, after one with all sizes of another service";
	source = "4.2, 5: supernode, login server, event server, contacts within seconds";
	events = [ "service", "contacts" ]; different = [ "flow" ]; within = "10min";
	then = { evidence = { kind = "order"; weight = 8; host = false; flow = true; }; };
},
{
	name = "behaviour.sticky-then-handshake";
	about = "a handshake of these sizes by a host whose datagrams show the behaviour, too";
	source = "3.3, 4.2";
	events = [ "sticky-1", "dh" ]; different = [ "flow" ]; within = "1h";
	then = { evidence = { kind = "order"; weight = 12; flow = true; }; };
},

# ---- times ----

{
	name = "behaviour.refreshes";
	about = "one connection is refreshed each 120 seconds, and another each 540";
	source = "4.5: supernode and event server";
	# other applications also use 120 seconds
	events = [ "refresh" ]; at_least = 3; peers = 2; keys = 2; within = "1h";
	then = { evidence = { kind = "timing"; weight = 10; }; };
}

);
