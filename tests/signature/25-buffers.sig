registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"x = bytes[0..4]",
		"y = bytes[4..8]",
		"z = bytes[8..12]",
		"r = bytes[0..4]",
		"end = bytes[0..4]",
		"averyveryverylongname = bytes[0..4]",
		"x[0] = 256",
		"x[0] + 1 == 1",
		"w[0] ^= 1"
	];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	steps = ( { match = [ "x = bytes[0..4]" ]; },
		{ match = [ "x.u8[0] == 1" ]; } );
	then = { event = "e"; };
},
{
	name = "v"; about = "-"; source = "-";
	relation = [ "x = bytes[0..4]" ]; remember = [ "r = x.u8[0]" ];
}
);
