applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [ "size == 1" ];
},
{
	name = "s"; about = "-"; source = "-";
	then = { event = "e"; };
}
);
hosts = (
{
	name = "u"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s";
}
);
