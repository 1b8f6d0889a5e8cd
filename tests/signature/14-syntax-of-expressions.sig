signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"",
		"size ==",
		"size == 1 2",
		"size == == 2",
		"(size == 1",
		"size == 1)",
		"1 +",
		"u8[",
		"u8[]",
		"u8[0",
		"u8 == 1",
		"size === 1",
		"size = 18",
		"! size == 1",
		"size == 1 && turn == 1",
		"size in",
		"size in {}",
		"size in {1,",
		"bytes[0]",
		"bytes[0] > h'00'",
		"bytes contains 5",
		"not",
		"sizes == 1",
		"x = 5",
		"source == 1"
	];
	then = { event = "e"; };
}
);
