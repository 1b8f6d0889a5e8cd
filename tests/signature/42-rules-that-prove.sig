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
	name = "h0"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; then = { evidence = { kind = "generator"; weight = 30; }; };
},
{
	name = "h1"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; then = { evidence = { kind = "order"; weight = 21; }; };
},
{
	name = "h2"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; then = { evidence = { kind = "fanout"; weight = 5; host = false; }; };
},
{
	name = "h3"; about = "-"; source = "-";
	events = [ "e" ]; within = "1s"; then = { learn = { lifetime = "1h"; }; };
}
);
