# Traffic that Skype since 2017, Skype for Business and Teams have in common, so that it
# does not show which of them runs: calls by STUN and TURN with Microsoft's own
# attributes, and a few shared services.
#
# skywarden-signatures(5) defines the language. [ms-ice2], [ms-turn]: Microsoft's open
# specifications of these names; [ndpi]: nDPI. "Measured" means in captures of a Skype
# conference of 2017 and of a Teams call.

applications = ( { name = "skype-teams"; family = "voip"; } );
activities = ( { name = "call"; lasts = "10s"; rank = 8; call = true; } );
set = "payload";
application = "skype-teams";

registers = (
	# Set when the flow had a STUN message of this family.
	{ name = "ours"; scope = "flow"; bits = 16; }
);

signatures = (

# ---- STUN: type(2) length(2) cookie(4) transaction(12), then attributes ----

{
	name = "stun-check";
	about = "a STUN connectivity check with the candidate and the implementation version of Microsoft's ICE";
	source = "[ms-ice2]: 0x8054, 0x8070; measured 4 of 4 at the start of a call";
	transport = "udp";
	match = [
		"u32[4] == 0x2112a442", "u16[0] == 0x0001", "size == u16[2] + 20",
		# CANDIDATE-IDENTIFIER, IMPLEMENTATION-VERSION, PRIORITY, FINGERPRINT
		"tlv.size(20, 2, 2, 4, 0x8054) in 1..64",
		"tlv.size(20, 2, 2, 4, 0x8070) == 4", "tlv(20, 2, 2, 4, 0x8070) in 1..31",
		"tlv.size(20, 2, 2, 4, 0x0024) == 4",
		"tlv.size(20, 2, 2, 4, 0x8028) == 4"
	];
	remember = [ "ours = 1" ];
	then = { evidence = { kind = "constant"; weight = 40; }; activity = "call"; };
},
{
	name = "stun-version";
	about = "a signed STUN message with a fingerprint and the implementation version of Microsoft's ICE";
	source = "[ms-ice2]: 0x8070; measured in 18 of 18 messages, also where only answers are seen";
	transport = "udp";
	match = [
		"u32[4] == 0x2112a442", "u16[0] in {0x0001, 0x0101, 0x0111}", "size == u16[2] + 20",
		"tlv.size(20, 2, 2, 4, 0x8070) == 4", "tlv(20, 2, 2, 4, 0x8070) in 1..31",
		"tlv.size(20, 2, 2, 4, 0x0008) in {20, 32}",
		"tlv.size(20, 2, 2, 4, 0x8028) == 4"
	];
	remember = [ "ours = 1" ];
	then = { evidence = { kind = "constant"; weight = 28; }; activity = "call"; };
},

# ---- TURN of the draft that Microsoft kept: a cookie as the first attribute ----

{
	name = "turn-request";
	about = "a TURN message with the protocol version of Microsoft's servers";
	source = "[ms-turn]: 0x8008; section 8 of the protocol notes: Allocate with 000f 8008 0006 0010 8006 8055 0015";
	transport = "udp";
	match = [
		"u32[20] == 0x000f0004", "u32[24] == 0x72c64bc6", "size == u16[2] + 20",
		"tlv.size(20, 2, 2, 4, 0x8008) == 4", "tlv(20, 2, 2, 4, 0x8008) in 1..31",
		"tlv.size(20, 2, 2, 4, 0x0006) >= 0 or tlv.size(20, 2, 2, 4, 0x8055) >= 0 or tlv.size(20, 2, 2, 4, 0x8006) >= 0"
	];
	remember = [ "ours = 1" ];
	then = { evidence = { kind = "constant"; weight = 40; }; };
},
{
	name = "turn-sequence";
	about = "a TURN message with the sequence number of Microsoft's servers";
	source = "[ms-turn]: 0x8050 of 24 bytes; section 8 of the protocol notes";
	transport = "udp";
	match = [
		"u32[20] == 0x000f0004", "u32[24] == 0x72c64bc6", "size == u16[2] + 20",
		"tlv.size(20, 2, 2, 4, 0x8050) == 24"
	];
	remember = [ "ours = 1" ];
	then = { evidence = { kind = "constant"; weight = 30; }; };
},

{
	name = "turn-framed";
	about = "a TURN message with the protocol version of Microsoft's servers, framed for TCP";
	source = "[ms-turn] 2.1.4: type 2, zero, length; no capture has it";
	transport = "tcp";
	match = [
		"u16[0] == 0x0200", "u32[24] == 0x000f0004", "u32[28] == 0x72c64bc6", "size == u16[2] + 4", "size == u16[6] + 24",
		"tlv.size(24, 2, 2, 4, 0x8008) == 4", "tlv(24, 2, 2, 4, 0x8008) in 1..31"
	];
	then = { evidence = { kind = "constant"; weight = 40; }; };
},
{
	name = "turn-multiplexed";
	about = "a TURN message of Microsoft's servers, framed for multiplexing";
	source = "[ms-turn] 2.2.3: ff10, length, session of 8 bytes; no capture has it";
	transport = "udp";
	match = [
		"u16[0] == 0xff10", "u32[32] == 0x000f0004", "u32[36] == 0x72c64bc6", "size == u16[2] + 4", "size == u16[14] + 32",
		"tlv.size(32, 2, 2, 4, 0x8008) == 4 or tlv.size(32, 2, 2, 4, 0x8095) >= 4 or tlv.size(32, 2, 2, 4, 0x8050) == 24"
	];
	remember = [ "ours = 1" ];
	then = { evidence = { kind = "constant"; weight = 40; }; };
},

# ---- media in flows whose STUN identified them ----

{
	name = "media";
	about = "RTP in a flow that had such STUN";
	source = "measured: payload type 104 each 20 ms beside the checks";
	transport = "udp";
	match = [ "u8[0] == 0x80", "u8[1] & 0x7f in 96..127", "size in 24..1400", "ours == 1" ];
	then = { activity = "call"; };
},
{
	name = "media-extended";
	about = "RTP with an extension in a flow that had such STUN";
	source = "measured: 90 68 ... be de";
	transport = "udp";
	match = [ "u8[0] == 0x90", "u8[1] & 0x7f in 96..127", "size in 24..1400", "ours == 1" ];
	then = { activity = "call"; };
},

# ---- names of services that both use ----

{
	name = "tls-name";
	about = "a TLS session asks for a service that Skype and Teams share";
	source = "measured: api.asm.skype.com in a Skype capture of 2015, eu-api.asm.skype.com in one of Teams; Microsoft's lists of addresses; [ndpi]: lync.com, skypeforbusiness";
	transport = "tcp";
	from = "orig";
	match = [ "tls.name ends { 'asm.skype.com', 'flightproxy.skype.com', 'skypeforbusiness.com', 'lync.com' }" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "tls-certificate";
	about = "a TLS server shows a certificate of a service that Skype and Teams share";
	source = "as tls-name";
	transport = "tcp";
	from = "reply";
	match = [ "tls.certificate ends { 'asm.skype.com', 'flightproxy.skype.com', 'skypeforbusiness.com', 'lync.com' }" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "http-host";
	about = "an HTTP request to a service that Skype and Teams share, or through a proxy to one";
	source = "as tls-name";
	transport = "tcp";
	from = "orig";
	match = [
		"u8[0] in {0x43, 0x47, 0x48, 0x50}", # CONNECT, GET, HEAD, POST and PUT
		"http.host ends { 'asm.skype.com', 'flightproxy.skype.com', 'skypeforbusiness.com', 'lync.com' }"
	];
	then = { evidence = { kind = "name"; weight = 24; }; };
}
);
