# Activities of Skype of the peer-to-peer years: logins, calls, files, relays.
#
# These signatures do not detect Skype. They only apply to flows that any evidence has
# decided for it; other traffic never meets them. They read no payload byte, only
# sizes, times, counts and directions.
#
# skywarden-signatures(5) defines the language. "source" names where a fact comes from:
# [baset] Baset and Schulzrinne 2004, [bonf] Bonfiglio et al. 2007, [adami] Adami et al.
# 2009, [tstat] tstat 3.1.1, [seed-tw] Techworld and [seed-ipoque] ipoque on blocking
# Skype. "Measured" means in captures of 2006, 2015 and 2016. Calls, conferences and
# supernodes with fan-in are "shape from literature": we know no capture of one.

applications = ( { name = "skype"; family = "voip"; } );
activities = (
	{ name = "conference";    lasts = "10s";   rank = 10; call = true; },
	{ name = "video-call";    lasts = "10s";   rank = 9;  call = true; },
	{ name = "voice-call";    lasts = "10s";   rank = 8;  call = true; },
	{ name = "file-transfer"; lasts = "5s";    rank = 7; },
	{ name = "supernode";     lasts = "60s";   rank = 6; sticky = true; },
	{ name = "relay";         lasts = "15s";   rank = 5; },
	# a client gives up an unanswered connection after 20 to 25 s
	{ name = "login-tried";   lasts = "30s";   rank = 2; sticky = true; },
	{ name = "login";         lasts = "10s";   rank = 4; sticky = true; outcome_of = "login-tried"; within = "150s"; },
	{ name = "login-refused"; lasts = "30s";   rank = 3; outcome_of = "login-tried"; within = "150s"; },
	# contacts and chats keep a session alive every 10.0 s
	{ name = "signalling";    lasts = "12s";   rank = 1; },
	# a client asks groups of nodes every 606 s
	{ name = "idle";          lasts = "11min"; rank = 0; alone = true; }
);
application = "skype";
payload = false;

signatures = (

# ---- calls ----
# 0.97: 67 B, 70 a second. iSAC, iLBC: a frame of 20 to 60 ms in each. SVOPC: 115 to
# 190 B each 27 to 40 ms. SILK: each 20 ms. SkypeOut: 29 to 70 B each 20 ms. So 15 to 75
# packets a second each way, of 25 to 500 B in the mean, 0.5 to 16 kB/s.

{
	name = "voice";
	about = "15 to 75 packets a second each way, of 25 to 500 bytes on average, at most 18 kB/s";
	source = "section 7 of the protocol notes: [baset], [bonf], [seed-tw], [seed-ipoque]; shape from literature";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s"; from = "orig";
	match = [
		"window.payloads in 30..150", "window.payloads of reverse in 30..150",
		"window.bytes in 1000..36000", "window.bytes of reverse in 1000..36000",
		"second.payloads >= 5", "second.payloads of reverse >= 5",
		"window.bytes >= window.payloads * 25", "window.bytes <= window.payloads * 500"
	];
	then = { activity = { name = "voice-call"; weight = 12; adds = true; }; host = "source"; event = "talks"; };
},
{
	name = "voice-heard";
	about = "the same, for a call from outside";
	source = "as above";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s"; from = "reply";
	match = [
		"window.payloads in 30..150", "window.payloads of reverse in 30..150",
		"window.bytes in 1000..36000", "window.bytes of reverse in 1000..36000",
		"second.payloads >= 5", "second.payloads of reverse >= 5",
		"window.bytes >= window.payloads * 25", "window.bytes <= window.payloads * 500"
	];
	then = { activity = { name = "voice-call"; weight = 12; adds = true; flow = false; }; event = "talks"; };
},
{
	name = "on-hold";
	about = "a call continues with 3 packets a second each way";
	source = "section 7 of the protocol notes: [baset], on hold; shape from literature";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s";
	match = [
		"activity('voice-call')",
		"window.payloads in 4..29", "window.payloads of reverse in 4..29",
		"window.bytes >= window.payloads * 25"
	];
	then = { activity = { name = "voice-call"; weight = 6; }; event = "talks"; };
},
{
	name = "video";
	about = "more than a tenth of a direction's packets have 400 to 490 or 800 to 980 bytes, and some of each";
	source = "section 7 of the protocol notes: [tstat]; shape from literature";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s";
	match = [
		"window.payloads >= 6", "window.payloads of reverse >= 6",
		"window.sizes(400..490) >= 1", "window.sizes(800..980) >= 2",
		"(window.sizes(400..490) + window.sizes(800..980)) * 10 > window.payloads",
		"window.bytes >= 6000", "second.bytes >= 1000"
	];
	then = { activity = { name = "video-call"; weight = 12; adds = true; }; event = "talks"; };
},
{
	name = "video-seen";
	about = "the same, sent by the other end";
	source = "as above";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s";
	match = [
		"window.payloads >= 6", "window.payloads of reverse >= 6",
		"window.sizes(400..490) of reverse >= 1", "window.sizes(800..980) of reverse >= 2",
		"(window.sizes(400..490) of reverse + window.sizes(800..980) of reverse) * 10 > window.payloads of reverse",
		"window.bytes of reverse >= 6000", "second.bytes of reverse >= 1000"
	];
	then = { activity = { name = "video-call"; weight = 12; adds = true; flow = false; }; };
},

# ---- files ----

{
	name = "file";
	about = "large packets one way, and an answer of 20 to 32 bytes to most of them";
	source = "section 3.6 of the protocol notes: measured 195 of 1370 bytes, 231 small ones back";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s";
	match = [
		"window.sizes(1300..1400) >= 10", "second.bytes >= 1300",
		"window.sizes(1300..1400) * 4 >= window.payloads * 3",
		"window.sizes(20..32) of reverse * 2 >= window.sizes(1300..1400)"
	];
	then = { activity = { name = "file-transfer"; weight = 12; adds = true; }; };
},
{
	name = "file-received";
	about = "the same, sent by the other end";
	source = "as above";
	transport = "udp"; flows = "decided"; on = "window"; window = "2s";
	match = [
		"window.sizes(1300..1400) of reverse >= 10", "second.bytes of reverse >= 1300",
		"window.sizes(1300..1400) of reverse * 4 >= window.payloads of reverse * 3",
		"window.sizes(20..32) * 2 >= window.sizes(1300..1400) of reverse"
	];
	then = { activity = { name = "file-transfer"; weight = 12; adds = true; flow = false; }; };
},
{
	name = "file-relayed";
	about = "for five seconds large segments one way, at 0.5 to 4 kB/s, and little back";
	source = "section 4.6 of the protocol notes: a file through a relay, about 1 kB/s [seed-ipoque]; 0 to 0.5 bytes back for each [adami]";
	transport = "tcp"; flows = "decided"; on = "window"; window = "5s";
	match = [
		"window.seconds >= 4", "window.bytes in 2500..20000",
		"window.bytes >= window.payloads * 400",
		"window.bytes of reverse * 8 <= window.bytes"
	];
	then = { activity = { name = "file-transfer"; weight = 12; adds = true; }; };
},
{
	name = "file-relayed-received";
	about = "the same, sent by the other end";
	source = "as above";
	transport = "tcp"; flows = "decided"; on = "window"; window = "5s";
	match = [
		"window.seconds of reverse >= 4", "window.bytes of reverse in 2500..20000",
		"window.bytes of reverse >= window.payloads of reverse * 400",
		"window.bytes * 8 <= window.bytes of reverse"
	];
	then = { activity = { name = "file-transfer"; weight = 12; adds = true; flow = false; }; };
},

# ---- traffic for others ----

{
	name = "relays";
	about = "most payloads that it sends came from another flow within 2 ms, with the same size";
	source = "section 4.6 of the protocol notes: measured 66 of 89, median 0.10 ms, in 2015";
	flows = "decided"; on = "window"; window = "5s"; from = "local";
	match = [ "window.forwarded >= 3", "window.forwarded * 5 >= window.payloads * 3" ];
	then = { activity = { name = "relay"; weight = 8; adds = true; }; };
},
{
	name = "inbound";
	about = "a host outside started a flow to it";
	source = "section 15, R16 of the protocol notes";
	flows = "decided"; on = "decision"; from = "any";
	match = [ "inbound == 1" ];
	then = { event = "inbound"; host = "dest"; };
},
# Clients of a supernode do this; a caller's session starts with 28 bytes instead.
{
	name = "client-connects";
	about = "a host outside opened a connection to it";
	source = "section 15, R16 of the protocol notes: inbound TCP from 50 to 300 addresses";
	transport = "tcp"; flows = "decided"; on = "decision"; from = "any";
	match = [ "inbound == 1" ];
	then = { event = "served"; host = "dest"; };
},
{
	name = "client-probes";
	about = "a host outside started with a probe of 18 bytes";
	source = "section 15, R16 of the protocol notes: probes of 18 bytes come in from new addresses";
	transport = "udp"; flows = "decided"; on = "decision"; from = "any";
	match = [ "inbound == 1", "sizes[1] == 18" ];
	then = { event = "served"; host = "dest"; };
},
{
	name = "kept-from-outside";
	about = "the host outside that opened a connection to it keeps it alive";
	source = "section 4.5 and R16 of the protocol notes: 2 bytes each 120.0 s, or 60 s";
	transport = "tcp"; flows = "decided"; from = "orig";
	match = [ "inbound == 1", "size == 2", "position >= 5", "iat >= 50s" ];
	then = { event = "kept"; host = "dest"; };
},

# ---- logins ----

{
	name = "asks-around";
	about = "a flow to a new host that does not start like the flows of an idle client";
	source = "section 3.2 and 3.3 of the protocol notes: first probes of 18 to 32 bytes, or of more than 37";
	transport = "udp"; flows = "decided"; on = "decision"; from = "local";
	match = [ "inbound == 0", "sizes[1] in {4..32, 38..700}" ];
	then = { event = "asks"; };
},
{
	name = "connects";
	about = "a connection to a new host, with a hello";
	source = "section 4.1 to 4.3 of the protocol notes: hellos of 14 and of 48 to 130 bytes";
	transport = "tcp"; flows = "decided"; on = "decision";
	match = [ "inbound == 0", "sizes[1] in {5, 14..130}" ];
	then = { event = "asks"; host = "source"; };
},
{
	name = "dh-login-request";
	about = "after a handshake of three segments, a request of 472 to 494 bytes, or one of 230 and 245";
	source = "section 4.2 of the protocol notes: login servers, measured 7 of 7 in 2016";
	transport = "tcp"; flows = "decided"; from = "orig";
	match = [
		"turn in 3..4", "sizes[1] in 48..111",
		"turn == 3 and size in 472..494 or turn == 4 and size == 245"
	];
	then = { activity = { name = "login-tried"; weight = 12; }; };
},
{
	name = "dh-login-answer";
	about = "an answer of 292 or 325 bytes to the request";
	source = "as above";
	transport = "tcp"; flows = "decided"; from = "reply";
	match = [
		"turn in 2..3", "size in {292, 325}", "sizes[1] in 48..111",
		"at least 1 of (sizes[4] in 472..494; sizes[5] in 472..494; sizes[5] == 245; sizes[6] == 245)"
	];
	then = { activity = { name = "login"; weight = 12; }; host = "dest"; event = "accepted"; };
},
{
	name = "accepted";
	about = "answers to a handshake and to the exchange after it";
	source = "section 4.1 and 4.2 of the protocol notes: eight segments and more in all completed logins, two or three in blocked ones";
	transport = "tcp"; flows = "decided"; from = "local";
	match = [ "inbound == 0", "position in 7..12", "payloads of reverse >= 3", "sizes[1] in {5, 14..130}", "size > 3", "iat <= 10s" ];
	then = { event = "accepted"; activity = "signalling"; };
},

{
	name = "unanswered";
	about = "a connection with a hello repeats its next segment for fifteen seconds, with no answer or one segment of it";
	source = "section 6 of the protocol notes: sent again after 0.14, 0.67, 1.53, 3.1, 5.9, 11.3 and 18.9 s, given up after 20 to 25 s, in 2015";
	transport = "tcp"; flows = "decided"; on = "retransmission"; from = "orig";
	match = [ "inbound == 0", "age >= 15s", "sizes[1] in {5, 14..130}", "payloads of reverse <= 1" ];
	then = { event = "unanswered"; };
},
{
	name = "unheard";
	about = "another datagram to an end that never answered one";
	source = "section 2 and 6 of the protocol notes: again after 2.05 and 6.1 s; in 0.97 in each of five rounds";
	transport = "udp"; flows = "decided"; from = "local";
	match = [ "inbound == 0", "turn >= 2", "payloads of reverse == 0" ];
	then = { event = "unheard"; };
},
{
	name = "heard";
	about = "the first answer to a datagram";
	source = "section 3.2 of the protocol notes";
	transport = "udp"; flows = "decided"; from = "remote";
	match = [ "inbound == 0", "turn == 1" ];
	then = { event = "heard"; host = "dest"; };
},

# ---- the rest ----

{
	name = "exchange";
	about = "the first segments of a connection";
	source = "section 4 of the protocol notes";
	transport = "tcp"; flows = "decided";
	match = [ "position <= 20", "size > 5" ];
	then = { activity = "signalling"; };
},
{
	name = "datagram";
	about = "a datagram whose size is none of an idle client's, 20 and 33 to 37 bytes";
	source = "section 3.3 and 3.5 of the protocol notes";
	transport = "udp"; flows = "decided";
	# media comes faster and is excluded
	match = [ "turn == 1 or iat >= 200ms", "size in {3, 17..19, 21..32, 38..1400}" ];
	then = { activity = "signalling"; };
},
{
	name = "asks-a-node";
	about = "a question to a node, which an idle client asks, too";
	source = "section 3.5 of the protocol notes: 33 to 37 bytes";
	transport = "udp"; flows = "decided"; from = "local";
	match = [ "size in 33..37" ];
	then = { event = "asks-a-node"; };
},
{
	name = "alive-from-here";
	about = "a flow of the host";
	source = "section 3.5 and 4.5 of the protocol notes";
	flows = "decided"; from = "local";
	match = [ "turn == 1 or iat >= 200ms" ];
	then = { activity = "idle"; };
},
{
	name = "alive-from-there";
	about = "a flow of the host with an answer";
	source = "as above";
	flows = "decided"; from = "remote";
	match = [ "turn == 1 or iat >= 200ms" ];
	then = { activity = { name = "idle"; flow = false; }; host = "dest"; };
}

);

hosts = (

{
	name = "login-burst";
	about = "the client asks four new ends in six seconds, then more";
	source = "sections 3.2, 3.3 and 6 of the protocol notes: 12 to 144 in the first ten seconds, 11 in the next fifteen; by TCP batches of three or four each 2 to 6 s";
	events = [ "asks" ]; peers = 4; at_least = 4; within = "6s";
	then = { activity = { name = "login-tried"; weight = 8; adds = true; }; event = "login-burst"; };
},
{
	name = "login-ladder";
	about = "another hello within six seconds to an end that let none through";
	source = "section 6 of the protocol notes: 1.11, 1.60 and 0.8 s later on another port or in another dress; by TCP 5 s after UDP";
	events = [ "asks", "asks" ]; same = [ "peer" ]; different = [ "flow" ];
	after = "0.3s..6s"; within = "6s";
	then = { activity = { name = "login-tried"; weight = 14; }; event = "login-step"; };
},
{
	name = "login-unheard";
	about = "the client asks three ends, and again within a round of the ladder, without an answer";
	source = "section 6 of the protocol notes: UDP, 5 s, TCP to three ports, 6 s, four more rounds in 0.97";
	events = [ "asks", "unheard" ]; same = [ "flow" ]; peers = 3; at_least = 3; within = "40s";
	unless = [ "heard", "accepted" ];
	then = { activity = { name = "login-tried"; weight = 14; }; event = "login-round"; };
},
{
	name = "login-unheard-again";
	about = "and once more within a round";
	source = "as above";
	events = [ "unheard", "unheard" ]; same = [ "flow" ]; peers = 3; at_least = 3; within = "40s";
	unless = [ "heard", "accepted" ];
	then = { activity = { name = "login-tried"; weight = 14; }; event = "login-round-again"; };
},
{
	name = "login-accepted-late";
	about = "after unanswered rounds one of them accepts the client";
	source = "section 6 of the protocol notes: UDP, 5 s, TCP to three ports";
	events = [ "login-round", "accepted" ]; within = "20s";
	then = { activity = { name = "login"; weight = 14; }; };
},
{
	name = "login-accepted-later";
	about = "the same, after several rounds";
	source = "as above";
	events = [ "login-round-again", "accepted" ]; within = "20s";
	then = { activity = { name = "login"; weight = 14; }; };
},
{
	name = "login-accepted";
	about = "and one of them accepts the client";
	source = "section 3.2, 3.3 and 4.2 of the protocol notes";
	events = [ "login-burst", "accepted" ]; within = "20s";
	then = { activity = { name = "login"; weight = 14; }; };
},
{
	name = "login-accepted-first";
	about = "an end accepts the client before it asks others";
	source = "section 3.3 of the protocol notes: TCP to a cached node first in 5 of 6 logins of 2016";
	events = [ "accepted", "login-burst" ]; within = "20s";
	then = { activity = { name = "login"; weight = 14; }; };
},
{
	name = "no-answers";
	about = "sixteen ends or more answered no hello, and none accepted the client";
	source = "section 6 of the protocol notes: 45 supernodes in 2015";
	events = [ "unanswered" ]; peers = 16; at_least = 16; within = "90s"; unless = [ "accepted" ];
	then = { event = "no-answers"; };
},
{
	name = "login-refused";
	about = "and for ten seconds the client asks no new end: it has given up";
	source = "section 6 of the protocol notes: as long as it tries, three or four new ones each 2 to 6 s";
	events = [ "no-answers" ]; within = "10s"; unless = [ "asks" ];
	then = { activity = { name = "login-refused"; weight = 14; }; };
},
{
	name = "signed-in";
	about = "questions to nodes, until half a minute after a login";
	source = "section 3.3 of the protocol notes: requests of 33 to 37 bytes among those of a login";
	events = [ "login-burst", "asks-a-node" ]; within = "30s";
	then = { activity = "signalling"; };
},
{
	name = "mixes";
	about = "the host talks with two others or more at a time";
	source = "section 7 of the protocol notes: the host of a conference mixes [baset]; shape from literature";
	events = [ "talks" ]; peers = 2; at_least = 2; within = "2s";
	then = { activity = { name = "conference"; weight = 8; adds = true; flow = true; }; };
},
{
	name = "fan-in";
	about = "eight others start flows to it in half a minute";
	source = "section 15, R16 of the protocol notes: 0.5 to 5 new addresses a second; shape from literature";
	events = [ "inbound" ]; peers = 8; at_least = 8; within = "30s";
	then = { activity = { name = "supernode"; weight = 14; }; event = "crowd"; };
},
{
	name = "fan-in-kept";
	about = "eight others keep connections with it alive, in a minute";
	source = "section 15, R16 of the protocol notes: 50 to 300 clients, 2 bytes each 120 s or 60 s; shape from literature";
	events = [ "kept" ]; peers = 8; at_least = 8; within = "1min";
	then = { activity = { name = "supernode"; weight = 14; flow = true; }; event = "crowd-kept"; };
},
# Flows of a supernode that belong to its clients.
{
	name = "serves";
	about = "one more host connects to one that has had eight";
	source = "section 15, R16 of the protocol notes; shape from literature";
	events = [ "crowd", "served" ]; within = "1min";
	then = { activity = { name = "supernode"; weight = 14; host = false; flow = true; }; };
},
{
	name = "serves-kept";
	about = "and an earlier host keeps its connection alive";
	source = "section 15, R16 of the protocol notes; shape from literature";
	events = [ "crowd", "kept" ]; within = "1min";
	then = { activity = { name = "supernode"; weight = 14; host = false; flow = true; }; };
},
{
	name = "serves-beside-kept";
	about = "one more host connects to one with eight live connections";
	source = "section 15, R16 of the protocol notes; shape from literature";
	events = [ "crowd-kept", "served" ]; within = "1min";
	then = { activity = { name = "supernode"; weight = 14; host = false; flow = true; }; };
}

);
