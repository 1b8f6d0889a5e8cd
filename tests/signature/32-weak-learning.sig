applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [ "u16[0] == 1" ];
	then = { learn = { weight = 24; lifetime = "1h"; }; };
}
);
