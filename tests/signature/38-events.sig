applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	then = { event = "two words"; };
},
{
	name = "v"; about = "-"; source = "-";
	then = { key = "size"; };
},
{
	name = "w"; about = "-"; source = "-";
	then = { event = "e"; host = "neither"; };
}
);
