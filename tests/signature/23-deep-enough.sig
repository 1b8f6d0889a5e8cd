generators = (
	{ name = "g"; multiply = 5; add = 3; bits = 8; },
	{ name = "w"; multiply = 69069; add = 17009; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"(((((((((((((((((((((((((((((((((((((((size == 1)))))))))))))))))))))))))))))))))))))))",
		"not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not not size == 1"
	];
	then = { event = "e"; };
}
);
