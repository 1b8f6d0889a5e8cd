generators = (
	{ name = "g1"; },
	{ name = "g2"; multiply = 0; },
	{ name = "g3"; multiply = 3; bits = 9; },
	{ name = "u8"; multiply = 3; },
	{ name = "g4"; multiply = 3; add = 4294967296L; },
	{ name = "g"; multiply = 3; },
	{ name = "g"; multiply = 5; }
);
