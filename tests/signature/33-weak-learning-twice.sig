applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "u"; about = "-"; source = "-";
	match = [ "u16[0] == 1" ];
	then = { learn = { weight = 40; needs = 2; lifetime = "1h"; }; };
}
);
