applications = ( { name = "a"; } );
application = "a";
registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"e == u32[0]"
	];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	match = [
		"known >= 24"
	];
	then = { event = "e"; };
},
{
	name = "v"; about = "-"; source = "-";
	match = [
		"since(e of reverse) > 1s"
	];
	then = { event = "e"; };
}
);
