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
	name = "h1"; about = "-"; source = "-";
	within = "1s"; then = { event = "a1"; };
},
{
	name = "h2"; about = "-"; source = "-";
	events = [ ]; within = "1s"; then = { event = "a2"; };
},
{
	name = "h3"; about = "-"; source = "-";
	events = [ "e", "e", "e", "e", "e", "e", "e" ]; within = "1s"; then = { event = "a3"; };
},
{
	name = "h4"; about = "-"; source = "-";
	events = [ "e" ]; then = { event = "a4"; };
},
{
	name = "h5"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; at_least = 129; then = { event = "a5"; };
},
{
	name = "h6"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; at_least = 0; then = { event = "a6"; };
},
{
	name = "h7"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; peers = 4; then = { event = "a7"; };
},
{
	name = "h8"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; same = [ "peer" ]; after = "1s"; then = { event = "a8"; };
},
{
	name = "h9"; about = "-"; source = "-";
	events = [ "e", "e" ]; within = "1s"; same = [ "address" ]; then = { event = "a9"; };
},
{
	name = "h10"; about = "-"; source = "-";
	events = ( "e", 5 ); within = "1s"; then = { event = "a10"; key = "size"; };
}
);
