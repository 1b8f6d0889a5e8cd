applications = ( { name = "a"; } );
application = "a";
signatures = (
{ about = "-"; source = "-"; },
{ name = "t"; source = "-"; },
{ name = "t"; about = "-"; },
{ name = "a name"; about = "-"; source = "-"; },
{
	name = "t"; about = "-"; source = "-";
	then = { event = "e"; };
},
{
	name = "t"; about = "-"; source = "-";
	then = { event = "e"; };
}
);
