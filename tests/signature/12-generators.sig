generators = (
	{ name = "g"; },
	{ name = "g"; multiply = 0; },
	{ name = "g"; multiply = 3; bits = 9; },
	{ name = "u8"; multiply = 3; },
	{ name = "g"; multiply = 3; add = 4294967296L; },
	{ name = "g"; multiply = 3; },
	{ name = "g"; multiply = 5; }
);
