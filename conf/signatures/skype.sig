# Skype of the peer-to-peer years (2004 to 2017), by what its bytes say.
#
# skywarden-signatures(5) defines the language. "source" names where a fact comes
# from: [skopen] github Techlord-RCE/skypeopensource2, [ehlert] Ehlert and Petgang
# 2006, [silver] Biondi and Desclaux 2006, [bonf] Bonfiglio et al. 2007, [baset]
# Baset and Schulzrinne 2004. "Measured" means in captures of 2006, 2015 and 2016.
#
# No signature here knows an address or a port. What decides is that all "random"
# bytes of a client come from one weak generator, and that answers repeat what
# they answer.

applications = ( { name = "skype"; family = "voip"; } );
activities = [ "signalling", "login", "call" ];
application = "skype";

generators = (
	# One per process: IVs of datagrams and seeds of streams, whole and big-endian.
	{ name = "lcg"; multiply = 69069; add = 17009; bits = 32; },
	# Its low bytes, drawn one at a time, are the padding.
	{ name = "pad"; multiply = 0xCD; add = 0x71; bits = 8; }
);

registers = (
	# The last IV that an address and port sent, to whomever.
	{ name = "iv"; scope = "endpoint"; },
	# Of the payload datagrams that one direction of a flow carried last.
	{ name = "request_id"; scope = "direction"; bits = 16; recent = 3; },
	{ name = "request_crc"; scope = "direction"; },
	{ name = "request_size"; scope = "direction"; bits = 16; },
	# When the last keep-alive of a direction was seen.
	{ name = "keepalive"; scope = "direction"; bits = 16; }
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
		learn = { endpoint = "source"; needs = 2; weight = 30; lifetime = "2h"; };
		event = "udp-chain";
		activity = "signalling";
	};
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
		learn = { endpoint = "source"; needs = 2; weight = 30; lifetime = "2h"; };
		activity = "signalling";
	};
},
{
	name = "udp-answer";
	about = "an 11-byte ACK or NAK repeats the ID of a recent request";
	source = "S-U2: measured 268 of 268; [silver], [bonf] know type 7";
	transport = "udp";
	match = [ "size == 11", "u8[2] & 0x8f in {5, 7}" ];
	relation = [ "u16[0] == any request_id of reverse" ];
	# Many protocols repeat a request's number: this only supports others.
	then = { evidence = { kind = "echo"; weight = 12; }; event = "udp-answer"; };
},
{
	name = "udp-resend";
	about = "a resend is five bytes longer than the request and carries its CRC";
	source = "S-U3: measured 177 of 177; [silver]";
	transport = "udp";
	match = [ "size in 22..1400", "u8[2] & 0x8f == 0x03", "u8[3] == 0x01" ];
	relation = [ "size == request_size + 5", "u32[12] == request_crc", "u32[12] != 0" ];
	then = { evidence = { kind = "echo"; weight = 40; }; };
},
{
	name = "udp-keepalive";
	about = "three-byte datagrams of type D, ten seconds apart in one direction";
	source = "S-U4: measured 9.7 to 10.3 s in 11 flows";
	transport = "udp";
	match = [ "size == 3", "u8[2] & 0x8f == 0x0d" ];
	relation = [ "since(keepalive) in 9.5s..10.5s" ];
	remember = [ "keepalive = size" ];
	then = { evidence = { kind = "timing"; weight = 8; }; };
},

# ---- TCP ----

{
	name = "tcp-dh";
	about = "a first payload of 48 bytes and padding, every padding byte of the generator";
	# A listener answers garbage, too: an answer counts only to what could be a hello.
	source = "S-T1: measured in all handshakes of 2015 and 2016; five padding bytes or more";
	transport = "tcp";
	match = [ "turn == 1", "size in 53..130", "position == 1 or sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) >= 4 or run(pad, 48..end-8) >= 4" ];
	then = {
		evidence = { kind = "generator"; weight = 30; };
		# Not enough alone; for hellos that show too little themselves.
		learn = { endpoint = "dest"; needs = 2; weight = 20; lifetime = "2h"; };
		event = "tcp-dh";
		activity = "signalling";
	};
},
{
	name = "tcp-dh-short";
	about = "the same with only four padding bytes, which is not enough alone";
	source = "S-T1";
	transport = "tcp";
	match = [ "turn == 1", "size in 52..130", "position == 1 or sizes[1] in 48..111" ];
	relation = [ "run(pad, 48..end) == 3 or run(pad, 48..end-8) == 3" ];
	then = { evidence = { kind = "generator"; weight = 22; host = false; };
		 event = "tcp-dh"; };
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
	then = { evidence = { kind = "size"; weight = 10; host = false; }; };
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
	about = "a ServerHello that is the same for everybody, time and random included";
	source = "section 4.3 of the protocol notes: measured 22 of 22; [ehlert]";
	transport = "tcp";
	from = "reply";
	match = [
		"turn == 1", "size >= 79",
		"bytes[0] == h'16 03 01 00 4a 02 00 00 46 03 01 40 1b e4 86 02 ad e0 29 e1 77 74 e5 44 b9 c9 9c b4 31 31 5e 02 dd 77 9d 15 4a 96 09 ba 5d a8 70 20 1c a0 e4 f6 4c 63 51 ae 2f 8e 4e e1 e6 76'"
	];
	then = { evidence = { kind = "constant"; weight = 20; host = false; }; };
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
		"turn in 1..3",
		"bytes[0] == h'16 03 01 00 ?? 41 03 00 09 80 40 04 08 c0 01' or bytes[0] == h'16 03 01 00 ?? 42 cd ef e7 40 d7 2f 1d c0'"
	];
	then = {
		evidence = { kind = "constant"; weight = 40; };
		activity = "login";
	};
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
}

);
