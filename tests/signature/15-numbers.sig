signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"size == 5m",
		"size == 08x",
		"size == 0x",
		"size == 0xfg",
		"size == 1.5",
		"size == 99999999999999999999",
		"size == 1e3",
		"size == 10.0.0.256",
		"size == 300.1.1.1",
		"u8[0] == 0x1603",
		"u16[0] == 65536",
		"u8[65536] == 1",
		"sizes[0] == 1",
		"sizes[9] == 1",
		"iats[6] == 1s",
		"directions[0] == 1"
	];
	then = { event = "e"; };
}
);
