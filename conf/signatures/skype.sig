# Skype of the peer-to-peer years (2004 to 2017), by what its bytes say.
#
# skywarden-signatures(5) defines the language. "source" names where a fact comes
# from: [skopen] github Techlord-RCE/skypeopensource2, [ehlert] Ehlert and Petgang
# 2006, [silver] Biondi and Desclaux 2006, [bonf] Bonfiglio et al. 2007, [baset]
# Baset and Schulzrinne 2004. "Measured" means in captures of 2006, 2015 and 2016.
#
# No signature here needs an address or a port. Two facts decide: all "random" bytes
# of a client come from one weak generator, and answers repeat parts of their request.
# A client listens on the same port number for UDP and TCP, so knowledge about one
# holds for the other (section 3.1 of the protocol notes).

set = "payload";
applications = ( { name = "skype"; family = "voip"; } );
activities = [ "signalling", "login" ];
application = "skype";

generators = (
	# One per process: IVs of datagrams and seeds of streams, whole and big-endian.
	{ name = "lcg"; multiply = 69069; add = 17009; bits = 32; },
	# Its low bytes, one for each draw, make the padding.
	{ name = "pad"; multiply = 0xCD; add = 0x71; bits = 8; }
);

registers = (
	# The last IV that an address and port sent, to any peer.
	{ name = "iv"; scope = "endpoint"; },
	# The last IVs of an address, for NATs that rewrite or share ports.
	{ name = "host_iv"; scope = "host"; recent = 3; },
	# Nonces in the NAKs of an address and port.
	{ name = "nak_nonce"; scope = "endpoint"; recent = 2; },
	# CRC of the last payload datagram: equal when the plain text is equal.
	{ name = "sent_crc"; scope = "endpoint"; },
	# Bytes 4 to 7 of the last session datagrams.
	{ name = "stream"; scope = "endpoint"; recent = 2; },
	# ID, CRC and size of the last payload datagrams of one direction of a flow.
	{ name = "request_id"; scope = "direction"; bits = 16; recent = 3; },
	{ name = "request_crc"; scope = "direction"; },
	{ name = "request_size"; scope = "direction"; bits = 16; },
	# Size of the last datagram that an end outside sent in its own format.
	{ name = "answered"; scope = "flow"; bits = 16; },
	# The size of the last small segment or datagram, for keep-alives: a connection's
	# end has a port of its own, and one session at a time is enough to see them.
	{ name = "beat"; scope = "endpoint"; bits = 16; }
);

signatures = (

# ---- UDP: ID(2) type(1) ... ----

{
	name = "udp-chain";
	about = "the datagram's IV is a few generator steps after the sender's last one";
	source = "S-U1: [skopen] skype_basics.h; measured 3398 of 3398 pairs within 1024 steps, 97 % within 64";
	transport = "udp";
	match = [ "size in 17..1400", "u8[2] == 0x02" ];
	relation = [ "u32[3] follows iv by lcg within 1..64" ];
	remember = [ "iv = u32[3]", "request_id = u16[0]", "request_crc = u32[7]",
		     "request_size = size" ];
	then = {
		evidence = { kind = "generator"; weight = 26; adds = true; };
		learn = { endpoint = "source"; weight = 26; lifetime = "2h"; transports = "both"; };
		event = "udp-chain"; key = "source.port";
	};
},
{
	name = "udp-chain-host";
	about = "the IV follows one that the address sent from another port";
	# Three recent values: 20 bits, less for neighbours behind the same address.
	source = "S-U1 per address: section 16 of the protocol notes; the generator is one per process";
	transport = "udp";
	match = [ "size in 17..1400", "u8[2] == 0x02" ];
	relation = [ "u32[3] follows host_iv by lcg within 1..1024",
		     "not (u32[3] follows iv by lcg within 1..64)",
		     "not (u32[3] == any host_iv)" ];
	remember = [ "host_iv = u32[3]" ];
	then = { evidence = { kind = "generator"; weight = 18; };
		 event = "chain-host"; };
},
{
	name = "udp-chain-far";
	about = "the IV is up to 8192 generator steps after the sender's last one";
	# 19 bits. One direction, or one flow of many, shows a chain with gaps.
	source = "section 1 of the protocol notes: a node draws 20 to 50 a second, 81 of 81 pairs of one flow in 2006 within 6576";
	transport = "udp";
	match = [ "size in 17..1400", "u8[2] == 0x02" ];
	# A field that alternates between two values is no chain.
	relation = [ "u32[3] follows iv by lcg within 65..8192", "not (u32[3] == any host_iv)" ];
	then = {
		evidence = { kind = "generator"; weight = 18; adds = true; };
		learn = { endpoint = "source"; needs = 2; weight = 26; lifetime = "2h"; transports = "both"; };
	};
},
{
	name = "udp-peer";
	about = "an end outside answers a proven port in its own format";
	source = "section 2 of the protocol notes: every node sends type 2";
	transport = "udp";
	from = "remote";
	match = [ "size in 17..1400", "u8[2] == 0x02" ];
	relation = [ "known of dest >= 24" ];
	remember = [ "answered = size" ];
	then = { learn = { endpoint = "source"; weight = 24; lifetime = "2h";
			   proven_peer = true; transports = "both"; }; };
},
{
	name = "udp-peer-before";
	about = "an end outside answered a port in its own format before the port was proven";
	source = "as udp-peer; section 3.8 of the protocol notes: proven at the second datagram, to any peer";
	transport = "udp";
	flows = "decided"; on = "end"; from = "local";
	match = [ "answered >= 17" ];
	relation = [ "known >= 24" ];
	then = { learn = { endpoint = "dest"; weight = 24; lifetime = "2h";
			   proven_peer = true; transports = "both"; }; };
},
{
	name = "udp-same-text";
	about = "the same plain text under another IV";
	source = "section 2 of the protocol notes: retransmits and fan-out carry the same CRC";
	transport = "udp";
	match = [ "size in 17..1400", "u8[2] == 0x02" ];
	relation = [ "u32[7] == sent_crc", "u32[7] != 0", "u32[3] != iv" ];
	remember = [ "sent_crc = u32[7]" ];
	then = { event = "same-text"; key = "u32[7]"; };
},
{
	name = "udp-fragment-chain";
	about = "the fragment's IV is a few generator steps after the sender's last one";
	source = "S-U1 for type F: measured 92 of 92 fragments one step apart";
	transport = "udp";
	match = [ "size in 20..1400", "u8[2] & 0x8f == 0x0f", "u8[6] == 0x02" ];
	relation = [ "u32[7] follows iv by lcg within 1..64" ];
	remember = [ "iv = u32[7]" ];
	then = {
		evidence = { kind = "generator"; weight = 26; adds = true; };
		learn = { endpoint = "source"; weight = 26; lifetime = "2h"; transports = "both"; };
	};
},
{
	name = "udp-fragment-echo";
	about = "a fragment names the request that it answers";
	source = "section 2 of the protocol notes; measured 8 of 8";
	transport = "udp";
	match = [ "size in 20..1400", "u8[2] & 0x8f == 0x0f", "u8[6] == 0x02", "u8[5] & 0x78 == 0" ];
	relation = [ "u16[3] == any request_id of reverse" ];
	then = { evidence = { kind = "echo"; weight = 20; }; };
},
{
	name = "udp-answer";
	about = "an 11-byte ACK or NAK repeats the ID of a recent request";
	source = "S-U2: measured 268 of 268; [silver], [bonf] know type 7";
	transport = "udp";
	match = [ "size == 11", "u8[2] & 0x8f in {5, 7}" ];
	relation = [ "u16[0] == any request_id of reverse" ];
	# Many protocols repeat a request's number: this only supports others.
	then = { evidence = { kind = "echo"; weight = 12; }; event = "udp-answer";
		 learn = { endpoint = "source"; weight = 24; lifetime = "2h";
			   proven_peer = true; transports = "both"; }; };
},
{
	name = "udp-nak";
	about = "a NAK, whose nonce a resend repeats";
	source = "section 2 of the protocol notes";
	transport = "udp";
	match = [ "size == 11", "u8[2] & 0x8f == 7" ];
	remember = [ "nak_nonce = u32[7]" ];
},
{
	name = "udp-resend-nonce";
	about = "a resend repeats the nonce of the NAK";
	source = "S-U3: measured 177 of 177";
	transport = "udp";
	# Not enough alone: an application that repeats a constant does the same.
	match = [ "size in 22..1400", "u8[2] & 0x8f == 0x03", "u8[3] == 0x01" ];
	relation = [ "u32[4] == any nak_nonce of reverse", "u32[4] != 0" ];
	then = { evidence = { kind = "echo"; weight = 22; };
		 learn = { endpoint = "source"; weight = 24; lifetime = "2h";
			   proven_peer = true; transports = "both"; }; };
},
{
	name = "udp-resend";
	# 40 bits of equal fields; other protocols repeat theirs when they resend.
	about = "a resend is five bytes longer than the request and carries its CRC";
	source = "S-U3: measured 177 of 177; [silver]";
	transport = "udp";
	match = [ "size in 22..1400", "u8[2] & 0x8f == 0x03", "u8[3] == 0x01" ];
	relation = [ "size == request_size + 5", "u32[12] == request_crc", "u32[12] != 0" ];
	then = { evidence = { kind = "echo"; weight = 22; }; };
},
{
	name = "udp-keepalive";
	about = "three-byte datagrams of type D, ten seconds apart in one direction";
	source = "S-U4: measured 9.7 to 10.3 s in 11 flows";
	transport = "udp";
	match = [ "size == 3", "u8[2] & 0x8f == 0x0d" ];
	relation = [ "beat == 3", "since(beat) in 9.5s..10.5s" ];
	remember = [ "beat = size" ];
	then = { evidence = { kind = "timing"; weight = 5; }; };
},
{
	name = "udp-stream-both";
	about = "bytes of a session datagram come again in the other direction";
	source = "section 3.6 of the protocol notes: the n-th datagrams of both directions share their keystream; 171 of 460, and none in the same direction";
	transport = "udp";
	match = [ "u8[2] & 0x8f == 0x0d", "size in 16..1400" ];
	relation = [ "u32[4] == any stream of reverse", "not (u32[4] == any stream)", "u32[4] != 0" ];
	remember = [ "stream = u32[4]" ];
	# Others repeat fields, too: this only supports.
	then = { evidence = { kind = "echo"; weight = 16; }; };
},
{
	name = "port-map";
	about = "a client asks the gateway to map a port";
	source = "section 3.1 of the protocol notes, RFC 6886: the sticky port, in the millisecond of the start";
	transport = "udp";
	from = "orig";
	match = [ "size == 12", "dest.port == 5351", "u8[0] == 0", "u8[1] in 1..2", "u16[2] == 0" ];
	then = { event = "port-map"; key = "u16[4]"; };
},
# The search names no port. The HTTP request that may follow writes the port in digits,
# which no expression can read, so rules join the two by time alone.
{
	name = "upnp-search";
	about = "a client searches for a router, by one of the two services that map ports";
	source = "section 3.1 of the protocol notes: both at start, measured 2015, 2016; UPnP IGD 1.0";
	transport = "udp";
	from = "orig";
	match = [ "dest.port == 1900", "bytes[0] == 'M-SEARCH * HTTP/1.1'",
		  "bytes contains 'service:WANIPConnection:' or bytes contains 'service:WANPPPConnection:'" ];
	then = { event = "search"; key = "bytes contains 'service:WANPPPConnection:'"; };
},

# ---- version of the client; a name is no evidence ----

{
	name = "dns-version";
	about = "the client asks for a server whose name has its version and platform";
	source = "measured: 335.0.7.7.3.rstN.r.skype.net of a Mac 7.7.0.335 (2015), 37.0.3.4.2.rstN.r.skype.net of a Linux 4.3.0.37 (2016)";
	transport = "udp";
	from = "orig";
	match = [ "dns.name like '#.#.#.#.#.rst#.r.skype.net'" ];
	then = { client_info = { version = "$4.$3.$2.$1"; platform = [ "$5", "0 = Windows", "2 = Linux", "3 = Mac" ]; }; };
},
{
	name = "http-version";
	about = "the client names its version when it asks for a newer one";
	source = "[baset]; measured: /ui/2/1.2.0.18/en/getlatestversion (2006), /ui/2/4.3.0.37/... (2016)";
	transport = "tcp";
	from = "orig";
	match = [ "http.method == 'GET'", "http.path like '/ui/#/#.#.#.#/**'", "http.host ends 'skype.com'" ];
	then = { client_info = { version = "$2.$3.$4.$5"; platform = [ "$1", "0 = Windows", "2 = Linux", "3 = Mac" ]; }; };
},

# ---- TCP ----

{
	name = "tcp-dh";
	about = "a first payload of 48 bytes and padding, every padding byte of the generator";
	# A listener also answers garbage: an answer counts only after a possible hello.
	source = "S-T1: measured in all handshakes of 2015 and 2016; five padding bytes or more";
	transport = "tcp";
	match = [ "turn == 1", "size in 53..130", "position == 1 or sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) >= 4 or run(pad, 48..end-8) >= 4" ];
	then = {
		evidence = { kind = "generator"; weight = 30; };
		event = "tcp-dh";
		activity = "signalling";
		# section 4.2 of the protocol notes; older streams start differently
		client_info = { version = "5.5+, or Linux 4.x"; approximate = true; };
	};
},
{
	name = "tcp-dh-short";
	about = "the same with only four padding bytes, not enough alone";
	source = "S-T1";
	transport = "tcp";
	match = [ "turn == 1", "size in 52..130", "position == 1 or sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) == 3 or run(pad, 48..end-8) == 3" ];
	then = { evidence = { kind = "generator"; weight = 22; host = false; };
		 event = "tcp-dh"; };
},
# Two or three padding bytes are not enough alone, nor with the sizes of the handshake.
# Three from both ends, or two with the sizes of a login, are enough.
{
	name = "tcp-dh-three";
	about = "the same with only three padding bytes";
	source = "S-T1; section 4.2 of the protocol notes: 0..63 bytes of padding";
	transport = "tcp";
	match = [ "turn == 1", "size in {51, 59}", "position == 1 or sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) == 2 or run(pad, 48..end-8) == 2" ];
	then = { evidence = { kind = "generator"; weight = 15; adds = true; host = false; }; };
},
{
	name = "tcp-dh-two";
	about = "the same with only two padding bytes";
	source = "S-T1; section 4.2 of the protocol notes: 0..63 bytes of padding";
	transport = "tcp";
	match = [ "turn == 1", "size in {50, 58}", "position == 1 or sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) == 1 or run(pad, 48..end-8) == 1" ];
	# One relation: one end alone is too little to count with other evidence. One in 256
	# streams of other applications shows the same, and some have the sizes, too.
	then = { evidence = { kind = "generator"; weight = 5; adds = true; host = false; }; };
},
{
	name = "tcp-dh-listener";
	about = "the answer to a handshake has padding of the generator";
	source = "S-T1, section 4.2 of the protocol notes";
	transport = "tcp";
	from = "reply";
	match = [ "turn == 1", "size in 53..130", "sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) >= 4 or run(pad, 48..end-8) >= 4" ];
	then = { learn = { endpoint = "source"; weight = 26; lifetime = "2h";
			   transports = "both"; }; };
},
{
	name = "tcp-dh-server";
	about = "a proven hello, an answer of the right size, and exactly 8 bytes";
	# For answers that prove too little themselves.
	source = "section 4.2 of the protocol notes: measured 74 of 74 in 2015";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "size in 53..112" ];
		  relation = [ "run(pad, 48..end) >= 4" ]; },
		{ from = "reply"; match = [ "turn == 1", "size in 48..120" ]; },
		{ from = "orig";  match = [ "turn == 2", "size == 8" ]; }
	);
	then = { learn = { endpoint = "dest"; weight = 24; lifetime = "2h";
			   proven_peer = true; transports = "both"; }; };
},
{
	name = "tcp-dh-eight";
	about = "after first payloads of 48 to 119 bytes each way, the client sends exactly 8";
	source = "section 4.2 of the protocol notes: measured 74 of 74 in 2015";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "size in 48..112" ]; },
		{ from = "reply"; match = [ "turn == 1", "size in 48..120" ]; },
		{ from = "orig";  match = [ "turn == 2", "size == 8" ]; }
	);
	then = { evidence = { kind = "size"; weight = 8; host = false; }; };
},
{
	name = "tcp-dh-request";
	about = "after that, a request";
	# The signature above has the worth of the sizes. For a host that other flows have
	# proven, when neither hello shows padding.
	source = "section 4.2 of the protocol notes";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "size in 48..112",
			"at least 1 of (u8[0] & 0x80; u8[1] & 0x80; u8[2] & 0x80; u8[3] & 0x80; u8[4] & 0x80; u8[5] & 0x80; u8[6] & 0x80; u8[7] & 0x80; u8[8] & 0x80; u8[9] & 0x80; u8[10] & 0x80; u8[11] & 0x80)" ]; },
		{ from = "reply"; match = [ "turn == 1", "size in 48..120" ]; },
		{ from = "orig";  match = [ "turn == 2", "size == 8" ]; },
		{ from = "orig";  gap = true; match = [ "turn == 3", "size >= 13" ]; }
	);
	then = { event = "dh-request"; };
},
{
	name = "tcp-dh-answer";
	about = "the request is answered";
	# The host's proof may come between the two events: several threads inspect its
	# flows, which start in the same moment.
	source = "section 4.2 of the protocol notes";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "size in 48..112",
			"at least 1 of (u8[0] & 0x80; u8[1] & 0x80; u8[2] & 0x80; u8[3] & 0x80; u8[4] & 0x80; u8[5] & 0x80; u8[6] & 0x80; u8[7] & 0x80; u8[8] & 0x80; u8[9] & 0x80; u8[10] & 0x80; u8[11] & 0x80)" ]; },
		{ from = "reply"; match = [ "turn == 1", "size in 48..120" ]; },
		{ from = "orig";  match = [ "turn == 2", "size == 8" ]; },
		{ from = "orig";  gap = true; match = [ "turn == 3", "size >= 13" ]; },
		{ from = "reply"; gap = true; match = [ "turn in 2..3", "size != 8" ]; }
	);
	then = { event = "dh-request"; };
},
{
	name = "known-end";
	about = "a flow to an end that payload has proven";
	# A dropped flow shows no payload of its own. Behaviour teaches only 20 bits.
	source = "sections 3.3 and 6 of the protocol notes: a client's cache holds its nodes";
	from = "local"; on = "decision"; flows = "decided";
	relation = [ "known of dest >= 24" ];
	then = { event = "known-end"; };
},
{
	name = "tcp-dh-short-hello";
	about = "a first payload of 48 to 51 bytes that is no text: a public value, padding too short to see";
	source = "section 4.2 of the protocol notes: 0..63 bytes of padding; four in 64 have less than four";
	transport = "tcp";
	from = "orig";
	match = [ "turn == 1", "size in 48..51",
		"at least 1 of (u8[0] & 0x80; u8[1] & 0x80; u8[2] & 0x80; u8[3] & 0x80; u8[4] & 0x80; u8[5] & 0x80; u8[6] & 0x80; u8[7] & 0x80; u8[8] & 0x80; u8[9] & 0x80; u8[10] & 0x80; u8[11] & 0x80)" ];
	then = {
		evidence = { kind = "size"; weight = 6; host = false; };
		event = "dh-short";
	};
},
{
	name = "tcp-old-hello";
	about = "a first payload of 14 bytes that is no text";
	source = "section 4.1 of the protocol notes: the client's first segment in 2006; [ehlert]: T1 = 14";
	transport = "tcp";
	from = "orig";
	match = [ "turn == 1", "size == 14",
		"at least 1 of (u8[0] & 0x80; u8[1] & 0x80; u8[2] & 0x80; u8[3] & 0x80; u8[4] & 0x80; u8[5] & 0x80; u8[6] & 0x80; u8[7] & 0x80; u8[8] & 0x80; u8[9] & 0x80; u8[10] & 0x80; u8[11] & 0x80)" ];
	then = {
		evidence = { kind = "size"; weight = 6; host = false; };
		event = "old-hello";
	};
},
{
	name = "tcp-keystream-twice";
	about = "the keystream of the first payload starts again after its hello, over generator bytes";
	source = "S-T2: noted in [silver]; measured on at least one side of every old-style flow";
	transport = "tcp";
	match = [ "turn == 1", "size >= 21" ];
	relation = [
		"x = bytes[4..13] xor bytes[14..23]",
		"x[5] ^= 0x01",
		"x.relations(pad, 2..9) >= 4 or x.run(pad, 2..end) >= 4"
	];
	then = {
		evidence = { kind = "generator"; weight = 26; };
		event = "tcp-old";
		activity = "signalling";
	};
},
{
	name = "tcp-old-listener";
	about = "the answering side's keystream starts again, too";
	source = "S-T2";
	transport = "tcp";
	from = "reply";
	match = [ "turn == 1", "size >= 21" ];
	relation = [
		"x = bytes[4..13] xor bytes[14..23]",
		"x[5] ^= 0x01",
		"x.relations(pad, 2..9) >= 4 or x.run(pad, 2..end) >= 4"
	];
	then = { learn = { endpoint = "source"; weight = 26; lifetime = "2h";
			   transports = "both"; }; };
},
{
	name = "tcp-fake-tls";
	about = "a fixed SSLv2 hello whose 16-byte challenge is of the generator";
	source = "S-T3: [ehlert] has the hello; measured 45 of 45 challenges";
	transport = "tcp";
	from = "orig";
	match = [
		"turn == 1", "size == 72",
		"bytes[0] == h'80 46 01 03 01 00 2d 00 00 00 10 00 00 05 00 00 04 00 00 0a 00 00 09 00 00 64 00 00 62 00 00 08 00 00 03 00 00 06 01 00 80 07 00 c0 03 00 80 06 00 40 02 00 80 04 00 80'"
	];
	relation = [ "run(pad, 56..end) == 15" ];
	then = {
		evidence = { kind = "generator"; weight = 60; };
		event = "fake-tls";
		activity = "signalling";
	};
},
{
	name = "tcp-fake-tls-answer";
	about = "a ServerHello that is the same for every client, including time and random";
	source = "section 4.3 of the protocol notes: measured 22 of 22; [ehlert]";
	transport = "tcp";
	from = "reply";
	match = [
		"turn == 1", "size >= 79",
		"bytes[0] == h'16 03 01 00 4a 02 00 00 46 03 01 40 1b e4 86 02 ad e0 29 e1 77 74 e5 44 b9 c9 9c b4 31 31 5e 02 dd 77 9d 15 4a 96 09 ba 5d a8 70 20 1c a0 e4 f6 4c 63 51 ae 2f 8e 4e e1 e6 76'"
	];
	then = { evidence = { kind = "constant"; weight = 20; host = false; };
		 learn = { endpoint = "source"; weight = 24; lifetime = "2h";
			   proven_peer = true; }; };
},
{
	name = "login-record";
	about = "a first payload that is one empty TLS record";
	source = "[baset], [ehlert]; measured in 16 of 16 flows of 2006 and 2015";
	transport = "tcp";
	from = "orig";
	match = [ "turn == 1", "size == 5", "bytes[0] == h'16 03 01 00 00'" ];
	then = { evidence = { kind = "constant"; weight = 20; host = false; };
		 event = "login-record"; };
},
{
	name = "login-hello";
	about = "login opens with an empty TLS record each way";
	source = "[baset], [ehlert]; measured 4 of 4 in 2006, 12 of 12 answered ones in 2015";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "size == 5", "bytes[0] == h'16 03 01 00 00'" ]; },
		{ from = "reply"; match = [ "turn == 1", "size >= 5", "bytes[0] == h'17 03 01 00 00'" ]; }
	);
	then = {
		evidence = { kind = "constant"; weight = 40; };
		learn = { endpoint = "source"; weight = 24; lifetime = "2h"; proven_peer = true; };
		event = "login-hello";
		activity = "login";
	};
},
{
	name = "login-request";
	about = "the login request that follows the empty record";
	source = "[baset] (41 03 00 09 80 40 04 08 c0 01), login logs of [skopen] and captures of 2015 (42 cd ef e7 40 d7 2f 1d c0)";
	transport = "tcp";
	from = "orig";
	match = [
		"turn in 1..3", "bytes[0] == h'16 03 01 00'",
		"bytes[0] == h'16 03 01 00 ?? 41 03 00 09 80 40 04 08 c0 01' or bytes[0] == h'16 03 01 00 ?? 42 cd ef e7 40 d7 2f 1d c0'"
	];
	then = {
		evidence = { kind = "constant"; weight = 40; };
		# the answer shows whether the login succeeds
		activity = { name = "login"; host = false; };
	};
},

# ---- TCP through a proxy: the handshake follows the proxy's answer ----

{
	name = "proxy-connect";
	about = "behind CONNECT, a first payload with padding of the generator or a keystream twice";
	source = "S-T1, S-T2; RFC 9110 section 9.3.6";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "bytes[0] == 'CONNECT '" ]; },
		{ from = "reply"; match = [ "turn == 1", "bytes[0] == 'HTTP/1.'", "bytes[8] == ' 200'" ]; },
		{ gap = true; match = [ "turn == 2", "size >= 21" ];
		  relation = [
			"x = bytes[4..13] xor bytes[14..23]",
			"x[5] ^= 0x01",
			"x.relations(pad, 2..9) >= 4 or x.run(pad, 2..end) >= 4 or (size in 53..130 and (run(pad, 48..end) >= 4 or run(pad, 48..end-8) >= 4))"
		  ]; }
	);
	then = { evidence = { kind = "generator"; weight = 26; }; event = "proxy"; activity = "signalling"; };
},
{
	name = "proxy-socks5";
	about = "behind a SOCKS 5 proxy, with or without a password, the same";
	# a password adds one payload in each direction
	source = "S-T1, S-T2; RFC 1928, RFC 1929";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn in 2..3", "size in 10..300", "bytes[0] == h'05 01 00'" ]; },
		{ from = "reply"; match = [ "turn in 2..3", "size in 10..300", "bytes[0] == h'05 00 00'" ]; },
		{ gap = true; match = [ "turn in 3..4", "size >= 21" ];
		  relation = [
			"x = bytes[4..13] xor bytes[14..23]",
			"x[5] ^= 0x01",
			"x.relations(pad, 2..9) >= 4 or x.run(pad, 2..end) >= 4 or (size in 53..130 and (run(pad, 48..end) >= 4 or run(pad, 48..end-8) >= 4))"
		  ]; }
	);
	then = { evidence = { kind = "generator"; weight = 26; }; event = "proxy"; activity = "signalling"; };
},
{
	name = "proxy-socks4";
	about = "behind a SOCKS 4 proxy, the same";
	source = "S-T1, S-T2; the protocol of SOCKS 4 (1992)";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 1", "size in 9..300", "bytes[0] == h'04 01'" ]; },
		{ from = "reply"; match = [ "turn == 1", "size == 8", "bytes[0] == h'00 5a'" ]; },
		{ gap = true; match = [ "turn == 2", "size >= 21" ];
		  relation = [
			"x = bytes[4..13] xor bytes[14..23]",
			"x[5] ^= 0x01",
			"x.relations(pad, 2..9) >= 4 or x.run(pad, 2..end) >= 4 or (size in 53..130 and (run(pad, 48..end) >= 4 or run(pad, 48..end-8) >= 4))"
		  ]; }
	);
	then = { evidence = { kind = "generator"; weight = 26; }; event = "proxy"; activity = "signalling"; };
},

# ---- TCP sizes and times ----
# An application that copies sizes and times must not be detected by this file: with
# the order from host rules they stay below the 24 bits that decide.

{
	name = "tcp-supernode-login";
	about = "3 bytes and 144 bytes from the node, 4 back";
	source = "section 4.2 of the protocol notes: 9 of 9 completed supernode logins of 2015 and 2016";
	transport = "tcp";
	steps = (
		{ from = "reply"; match = [ "turn in 2..8", "size == 3" ]; },
		{ from = "reply"; match = [ "size == 144" ]; },
		{ from = "orig";  match = [ "size == 4" ]; }
	);
	then = { evidence = { kind = "size"; weight = 8; host = false; };
		 event = "supernode-login"; };
},
{
	name = "tcp-event-server";
	about = "8 bytes, 119 or 123, then 303 back, 404, and 10 back";
	source = "section 4.2 of the protocol notes: the event servers of 2016";
	transport = "tcp";
	steps = (
		{ from = "orig";  match = [ "turn == 2", "size == 8" ]; },
		{ from = "orig";  gap = true; match = [ "turn == 3", "size in {119, 123}" ]; },
		{ from = "reply"; gap = true; match = [ "size == 303" ]; },
		{ from = "orig";  gap = true; match = [ "turn == 4", "size == 404" ]; },
		{ from = "reply"; gap = true; match = [ "size == 10" ]; }
	);
	then = { evidence = { kind = "size"; weight = 8; host = false; }; };
},
{
	name = "tcp-beat-node";
	about = "two bytes each 120 seconds";
	source = "section 4.5 of the protocol notes: 246 of them overnight, median 120.0 s";
	transport = "tcp";
	match = [ "size == 2" ];
	relation = [ "beat == 2", "since(beat) in 119.5s..120.5s" ];
	remember = [ "beat = size" ];
	then = { evidence = { kind = "timing"; weight = 5; host = false; }; };
},
{
	name = "tcp-beat-peer";
	about = "four bytes each 30 seconds";
	source = "section 4.5 of the protocol notes";
	transport = "tcp";
	match = [ "size == 4" ];
	relation = [ "beat == 4", "since(beat) in 29.5s..30.5s" ];
	remember = [ "beat = size" ];
	then = { evidence = { kind = "timing"; weight = 5; host = false; }; };
},
{
	name = "tcp-beat-server";
	about = "five bytes each 540 seconds";
	source = "section 4.5 of the protocol notes: 540.2 s";
	transport = "tcp";
	match = [ "size == 5" ];
	relation = [ "beat == 5", "since(beat) in 539s..541s" ];
	remember = [ "beat = size" ];
	then = { evidence = { kind = "timing"; weight = 5; host = false; }; };
}

);

hosts = (

{
	name = "ladder-record";
	about = "the empty TLS record goes to the address that did not answer a handshake a second before";
	source = "section 6 of the protocol notes: 0.8 s after the handshake, measured in 2015";
	events = [ "tcp-dh", "login-record" ];
	same = [ "peer" ];
	different = [ "flow" ];
	after = "0.3s..1.5s";
	within = "2s";
	then = { evidence = { kind = "order"; weight = 8; host = false; flow = true; }; };
},
{
	name = "ladder-tls";
	about = "the fixed hello goes to the address that did not answer a handshake 1.6 seconds before";
	source = "section 6 of the protocol notes: 1.60 to 1.61 s, measured 45 of 45 in 2015";
	events = [ "tcp-dh", "fake-tls" ];
	same = [ "peer" ];
	different = [ "flow" ];
	after = "1.5s..1.8s";
	within = "2s";
	then = { evidence = { kind = "order"; weight = 10; flow = true; }; };
},
# A proven host continues in ways that prove too little themselves. The generator has
# proven all that these rules require in the same minutes, so an application with
# equal sizes and times is not detected.
{
	name = "request-of-proven";
	about = "a host whose datagrams are proven makes such a request";
	source = "section 6 of the protocol notes: UDP and TCP beside each other, for as long as it fails";
	events = [ "udp-chain", "dh-request" ];
	within = "10min";
	then = { evidence = { kind = "order"; weight = 16; host = false; flow = true; }; };
},
{
	name = "request-of-proven-stream";
	about = "a host whose handshakes are proven makes such a request";
	source = "section 6 of the protocol notes: 45 nodes in a minute";
	events = [ "tcp-dh", "dh-request" ];
	different = [ "flow" ];
	within = "10min";
	then = { evidence = { kind = "order"; weight = 16; host = false; flow = true; }; };
},
{
	name = "request-beside-known";
	about = "a host that talks to proven ends makes such a request to another";
	source = "sections 3.3 and 6 of the protocol notes: cached nodes, all in one moment";
	events = [ "known-end", "dh-request" ];
	different = [ "flow" ];
	within = "1min";
	then = { evidence = { kind = "order"; weight = 16; host = false; flow = true; }; };
},
{
	name = "record-of-proven";
	about = "a host whose datagrams are proven opens with an empty TLS record";
	source = "[baset], [ehlert]: UDP first, then the login server";
	events = [ "udp-chain", "login-record" ];
	within = "10min";
	then = { evidence = { kind = "order"; weight = 8; host = false; flow = true; }; };
},
{
	name = "ladder-stream";
	about = "the 14 bytes go to an address that proven datagrams went to before";
	source = "[baset], [ehlert]: UDP, after 5 s TCP to the node's port, 80 and 443";
	events = [ "udp-chain", "old-hello" ];
	same = [ "peer" ];
	within = "1min";
	then = { evidence = { kind = "order"; weight = 18; host = false; flow = true; }; };
},
{
	name = "ladder-short";
	about = "48 bytes or little more go to an address that proven datagrams went to before";
	source = "sections 3.3 and 6 of the protocol notes";
	events = [ "udp-chain", "dh-short" ];
	same = [ "peer" ];
	within = "1min";
	then = { evidence = { kind = "order"; weight = 18; host = false; flow = true; }; };
},
{
	name = "ladder-again";
	about = "48 bytes or little more go to an address that got a proven handshake before";
	source = "section 6 of the protocol notes";
	events = [ "tcp-dh", "dh-short" ];
	same = [ "peer" ];
	different = [ "flow" ];
	within = "10min";
	then = { evidence = { kind = "order"; weight = 18; host = false; flow = true; }; };
},
{
	name = "chain-of-ports";
	about = "the chain of the address continues from port to port";
	source = "S-U1 per address: what a NAT that maps each destination to another port leaves of it";
	events = [ "chain-host", "chain-host" ];
	different = [ "port" ];
	within = "15min";
	then = { evidence = { kind = "order"; weight = 10; flow = true; }; };
},
{
	name = "mapped-port";
	about = "the port that the client asked the gateway to map sends";
	source = "section 3.1 of the protocol notes: measured 2015, 2016";
	events = [ "port-map", "udp-chain" ];
	same = [ "key" ];
	within = "5min";
	then = { evidence = { kind = "order"; weight = 8; flow = true; }; };
},
{
	name = "searched-and-asked";
	about = "the client searches for both services and asks the gateway in one moment";
	source = "section 3.1 of the protocol notes: the same millisecond, 2015 and 2016";
	# keys: the service, then the port
	events = [ "search", "search", "port-map" ];
	different = [ "key" ];
	after = "0s..20ms";
	within = "40ms";
	then = { event = "start"; };
},
{
	name = "mapped-port-searched";
	about = "the port that was mapped that way sends";
	source = "section 3.1 of the protocol notes: measured 2015, 2016";
	events = [ "start", "udp-chain" ];
	same = [ "key" ];
	within = "5min";
	then = { evidence = { kind = "order"; weight = 10; flow = true; }; };
},
{
	name = "fan-out-same-text";
	about = "one plain text to four addresses";
	source = "section 2 of the protocol notes: 346 bytes to 8, 12, 13 peers, 28 bytes to 18 ports";
	events = [ "same-text", "same-text" ];
	same = [ "key" ];
	different = [ "peer" ];
	at_least = 2;
	peers = 2;
	within = "2s";
	then = { evidence = { kind = "fanout"; weight = 5; flow = true; }; };
},
{
	name = "punch-ports";
	about = "one plain text to several ports of one address";
	source = "section 3.7 of the protocol notes: 17 guessed ports in a millisecond, measured 2016";
	events = [ "same-text", "same-text" ];
	same = [ "key", "peer" ];
	different = [ "flow" ];
	at_least = 3;
	within = "1s";
	then = { evidence = { kind = "order"; weight = 5; flow = true; }; };
}

);
