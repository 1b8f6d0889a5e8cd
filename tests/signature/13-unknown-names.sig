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
	match = [
		"sise == 1",
		"x.u8[0] == 1",
		"q == 1",
		"u8[0] == next(h, 1)",
		"run(h, 0..end) > 3"
	];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	relation = [
		"u32[0] follows q by w within 1..2",
		"u32[0] follows r by h within 1..2",
		"since(q) > 1s",
		"size == any q"
	];
	then = { event = "e"; };
},
{
	name = "v"; about = "-"; source = "-";
	remember = [ "q = size", "size = r" ];
}
);
