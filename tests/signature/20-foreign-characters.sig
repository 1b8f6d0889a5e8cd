signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"size == 1 # comment",
		"size § 3",
		"size == $x",
		"~u8[0] == 1"
	];
	then = { event = "e"; };
}
);
