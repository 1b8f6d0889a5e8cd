applications = ( { name = "a"; } );
application = "a";
registers = { };
activities = "talk";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = "size == 1";
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	match = [ 5 ];
	then = [ ];
},
{
	name = "v"; about = "-"; source = "-";
	steps = [ 1 ];
	then = { event = "e"; };
},
{
	name = "w"; about = "-"; source = "-";
	from = 3; on = "never"; gap = 1; transport = "sctp";
	then = { event = "e"; };
}
);
