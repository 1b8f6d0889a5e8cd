applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "v"; about = "-"; source = "-";
	then = { learn = { endpoint = "peer"; lifetime = "1h"; }; };
},
{
	name = "w"; about = "-"; source = "-";
	then = { learn = { needs = 256; lifetime = "1h"; }; };
},
{
	name = "x"; about = "-"; source = "-";
	then = { learn = { weight = 24; }; };
}
);
