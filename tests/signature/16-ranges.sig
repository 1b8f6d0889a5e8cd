signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [
		"size in 20..18",
		"size in {1, 5..4}",
		"x = bytes[14..4]",
		"x = bytes[-4..-8]",
		"x = bytes[0..65]",
		"x = bytes[0..4] xor bytes[4..9]",
		"x = bytes[4..4]"
	];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	steps = ( { }, { after = "2s..1s"; } );
	then = { event = "e"; };
}
);
