applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "all"; about = "-"; source = "-";
	match = [ "u32[0] == 1" ];
	then = { learn = { endpoint = "source"; weight = 30; lifetime = "1h";
			   proven_peer = true; transports = "both"; }; };
},
{
	name = "which"; about = "-"; source = "-";
	match = [ "u32[0] == 2" ];
	then = { learn = { endpoint = "source"; lifetime = "1h"; transports = "tcp"; }; };
},
{
	name = "how"; about = "-"; source = "-";
	match = [ "u32[0] == 3" ];
	then = { learn = { endpoint = "source"; lifetime = "1h"; proven_peer = "yes"; }; };
}
);
