applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	steps = ( );
	then = { event = "e"; };
},
{
	name = "u"; about = "-"; source = "-";
	steps = ( { }, { }, { }, { }, { }, { }, { }, { }, { }, { }, { }, { }, { }, { }, { }, { } );
	then = { event = "e"; };
},
{
	name = "v"; about = "-"; source = "-";
	match = [ "size == 1" ]; from = "orig";
	steps = ( { }, { } );
	then = { event = "e"; };
},
{
	name = "w"; about = "-"; source = "-";
	after = "1s"; gap = true;
	then = { event = "e"; };
},
{
	name = "x"; about = "-"; source = "-";
	steps = ( { gap = true; }, { } );
	then = { event = "e"; };
},
{
	name = "y"; about = "-"; source = "-";
	steps = ( { }, 5 );
	then = { event = "e"; };
}
);
