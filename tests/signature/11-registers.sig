registers = (
	{ name = "r"; bits = 8; },
	{ name = "r"; scope = "world"; },
	{ name = "r"; recent = 9; },
	{ bits = 32; },
	{ name = "a.b"; },
	{ name = "size"; },
	{ name = "within"; },
	{ name = "twice"; },
	{ name = "twice"; }
);
