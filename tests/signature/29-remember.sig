registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	remember = [ "r = ", "= 5", "r == 5", "r = 5; r = 6" ];
},
{
	name = "u"; about = "-"; source = "-";
	remember = [ "r = u8[0]", "e = 1", "r = u8[1]" ];
},
{
	name = "v"; about = "-"; source = "-";
	remember = [ 7 ];
}
);
