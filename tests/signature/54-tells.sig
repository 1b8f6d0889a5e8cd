applications = ( { name = "a"; } );
signatures = (
{
	name = "good1"; about = "-"; source = "-"; application = "a";
	match = [ "tls.name ends 'b'", "dns.name like '#.*.b.**'" ];
	then = { client_info = { version = "$2.$1 or so"; platform = [ "$1", "0 = None", "1 = One of them" ]; approximate = true; }; };
},
{
	name = "good2"; about = "-"; source = "-"; application = "a";
	steps = ( { match = [ "tls.name like '*.*.*'" ]; }, { match = [ "size == 5" ]; } );
	then = { client_info = { platform = "fixed"; }; };
},
{
	name = "t0"; about = "-"; source = "-";
	match = [ "size == 5" ];
	then = { client_info = { version = "1"; }; };
},
{
	name = "t1"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { client_info = { }; };
},
{
	name = "t2"; about = "-"; source = "-"; application = "a";
	match = [ "dns.name like '#.*.b.**'" ];
	then = { client_info = { version = "$1.$3"; }; };
},
{
	name = "t3"; about = "-"; source = "-"; application = "a";
	steps = ( { match = [ "tls.name like '*.*.*'" ]; }, { match = [ "size == 5" ]; } );
	then = { client_info = { version = "$1"; }; };
},
{
	name = "t4"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { client_info = { version = "more than twenty-three characters"; platform = 5; }; };
},
{
	name = "t5"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { client_info = { version = [ "1", "2", "3 = ", " = 4", "5 = five" ]; exact = true; }; };
},
{
	name = "t6"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { client_info = { version = ""; platform = [ ]; approximate = 1; }; };
},
{
	name = "t7"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { client_info = { version = ""; platform = [ ]; }; };
},
{
	name = "t8"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { client_info = { version = [ "1", "2", "3 = ", " = 4", "5 = five" ]; }; event = "e"; };
}
);
hosts = (
{
	name = "r"; about = "-"; source = "-"; application = "a"; events = [ "e" ]; within = "5s";
	then = { client_info = { version = "1"; }; };
}
);
