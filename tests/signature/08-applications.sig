applications = ( { }, { name = "two words"; }, { name = "a"; family = "x"; },
	{ name = "a"; family = "y"; } );
application = "b";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	application = "c";
	then = { event = "e"; };
}
);
