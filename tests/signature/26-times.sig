registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	relation = [
		"since(r) > 10",
		"since(r) in 1..2s",
		"iat.mean in {20, 30ms}",
		"age < 3"
	];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	steps = ( { }, { after = "5"; }, { after = "soon"; }, { after = "1s..2"; } );
	then = { event = "e"; };
},
{
	name = "v"; about = "-"; source = "-";
	then = { learn = { lifetime = "0s"; }; };
}
);
hosts = (
{
	name = "w"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s..2s"; then = { event = "f"; };
},
{
	name = "x"; about = "-"; source = "-";
	events = [ "e" ]; within = "10"; then = { event = "g"; };
}
);
