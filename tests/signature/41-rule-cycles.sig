applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	then = { event = "e"; };
}
);
hosts = (
{
	name = "own"; about = "-"; source = "-";
	events = [ "own" ]; within = "1s"; then = { event = "own"; };
},
{
	name = "one"; about = "-"; source = "-";
	events = [ "later" ]; within = "1s"; then = { event = "first"; };
},
{
	name = "two"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; then = { event = "later"; };
},
{
	name = "three"; about = "-"; source = "-";
	events = [ "later" ]; within = "1s"; then = { event = "e"; };
},
{
	name = "four"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; then = { event = "later"; };
}
);
