signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"bytes[0] == h'16 03",
		"bytes contains 'GET ",
		"bytes[0] == '"
	];
	then = { event = "e"; };
}
);
