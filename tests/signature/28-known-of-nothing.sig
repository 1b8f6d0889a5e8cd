signatures = (
{
	name = "t"; about = "-"; source = "-";
	relation = [
		"known >= 24"
	];
	then = { event = "e"; };
}
);
