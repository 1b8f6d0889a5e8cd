registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	then = { event = "e"; key = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	then = { event = "e"; key = "size =="; };
}
);
