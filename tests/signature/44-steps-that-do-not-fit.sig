registers = (
	{ name = "r"; recent = 8; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-";
	remember = [ "r = size" ];
},
{
	name = "u"; about = "-"; source = "-";
	steps = ( { }, { after = "1s"; } );
	then = { event = "e"; };
}
);
