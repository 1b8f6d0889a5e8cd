applications = ( { name = "a"; } );
application = "a";
activities = [ "talk", "a b" ];
signatures = (
{
	name = "t"; about = "-"; source = "-";
	then = { activity = "walk"; };
}
);
