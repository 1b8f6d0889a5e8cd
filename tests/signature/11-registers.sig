registers = (
	{ name = "r1"; bits = 8; },
	{ name = "r2"; scope = "world"; },
	{ name = "r3"; recent = 9; },
	{ bits = 32; },
	{ name = "a.b"; },
	{ name = "size"; },
	{ name = "within"; },
	{ name = "twice"; },
	{ name = "twice"; }
);
