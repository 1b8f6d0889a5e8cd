applications = ( { name = "a"; } );
application = "a";
activities = [ "talk" ];
generators = (
	{ name = "g"; multiply = 5; add = 3; bits = 8; },
	{ name = "w"; multiply = 69069; add = 17009; }
);
registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	transport = "udp"; from = "local"; on = "payload";
	match = [ "size in {3, 17..1400}", "x = bytes[4..14] xor bytes[14..24]", "x[5] ^= 1" ];
	relation = [ "x.run(g, 2..end) >= 4", "u32[3] follows e by w within 1..64", "u16[0] == any narrow of reverse", "since(r) > 1s" ];
	remember = [ "e = u32[3]", "narrow = u16[0]", "r = size" ];
	then = { evidence = { kind = "generator"; weight = 30; adds = true; host = true; flow = true; };
		learn = { endpoint = "dest"; weight = 24; needs = 1; lifetime = "2h"; };
		event = "e"; key = "u16[0]"; host = "source"; activity = "talk"; };
},
{
	name = "u"; about = "-"; source = "-";
	steps = ( { from = "orig"; match = [ "size == 5" ]; },
		{ from = "reply"; gap = true; after = "10ms..2s"; match = [ "size == 6" ]; } );
	then = { event = "f"; };
}
);
hosts = (
{
	name = "pair"; about = "-"; source = "-";
	events = [ "e", "f" ]; same = [ "peer", "key" ]; different = [ "flow" ];
	after = "1s..2s"; within = "1min"; at_least = 3; peers = 2;
	then = { event = "g"; evidence = { kind = "order"; weight = 8; flow = true; }; };
},
{
	name = "raised"; about = "-"; source = "-";
	events = [ "g" ]; within = "1h"; then = { activity = "talk"; };
}
);
