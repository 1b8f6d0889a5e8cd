applications = ( { name = "a"; } );
application = "a";
colour = "red";
generators = ( { name = "g"; multiply = 5; mod = 7; } );
registers = ( { name = "r"; size = 3; } );
signatures = (
{
	name = "t"; about = "-"; source = "-";
	mach = [ "size == 1" ];
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	then = { evidence = { kind = "size"; wieght = 3; }; even = "x"; };
},
{
	name = "v"; about = "-"; source = "-";
	steps = ( { mach = [ ]; } );
	then = { event = "e"; };
}
);
hosts = (
{
	name = "w"; about = "-"; source = "-";
	events = [ "e" ]; witin = "1s"; then = { event = "e"; };
}
);
