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
