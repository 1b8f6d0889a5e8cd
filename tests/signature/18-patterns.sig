signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"bytes[0] == h''",
		"bytes[0] == h'1'",
		"bytes[0] == h'1 6'",
		"bytes[0] == h'0g'",
		"bytes[0] == h'0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'",
		"bytes[0] == ''",
		"bytes[0] == 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'"
	];
	then = { event = "e"; };
}
);
