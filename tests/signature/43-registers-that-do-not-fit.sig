registers = (
	{ name = "f0"; },
	{ name = "f1"; },
	{ name = "f2"; },
	{ name = "f3"; },
	{ name = "f4"; },
	{ name = "f5"; },
	{ name = "f6"; },
	{ name = "f7"; },
	{ name = "f8"; },
	{ name = "f9"; },
	{ name = "wide"; scope = "direction"; recent = 8; },
	{ name = "e"; scope = "endpoint"; recent = 6; },
	{ name = "e2"; scope = "endpoint"; recent = 3; },
	{ name = "h"; scope = "host"; recent = 8; },
	{ name = "h2"; scope = "host"; },
	{ name = "unused"; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	remember = [ "f0 = size", "f1 = size", "f2 = size", "f3 = size", "f4 = size", "f5 = size", "f6 = size", "f7 = size", "f8 = size", "f9 = size", "wide = size", "e = size", "e2 = size", "h = size", "h2 = size" ];
}
);
