generators = (
	{ name = "g"; multiply = 5; add = 3; bits = 8; },
	{ name = "w"; multiply = 69069; add = 17009; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"(((((((((((((((((((((((((((((((((((((((((size == 1)))))))))))))))))))))))))))))))))))))))))",
		"not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not size == 1",
		"next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, next(g, 1",
		"at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (at least 1 of (size"
	];
	then = { event = "e"; };
}
);
