generators = (
	{ name = "g"; multiply = 5; add = 3; bits = 8; },
	{ name = "w"; multiply = 69069; add = 17009; },
	{ name = "uneven"; multiply = 69070; add = 17009; }
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
		"run(w, 0..end) >= 3",
		"relations(g, 9..3) >= 3",
		"run(g) >= 3",
		"run(g, 5) >= 3",
		"next(g) == 1"
	];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	relation = [
		"u32[0] follows r by w within 0..5",
		"u32[0] follows r by w within 5..65537",
		"u32[0] follows r by w",
		"u32[0] follows r by uneven within 1..4096",
		"u32[0] follows r by uneven within 1..4097",
		"u32[0] follows narrow by w within 1..5",
		"u8[0] follows r by g within 9..2"
	];
	then = { event = "e"; };
}
);
