applications = ( { name = "a"; } );
signatures = (
{
	name = "good1"; about = "-"; source = "-"; application = "a";
	match = [ "tls.name ends 'b'", "dns.name like '#.*.b.**'" ];
	then = { tells = { version = "$2.$1 or so"; platform = [ "$1", "0 = None", "1 = One of them" ]; rough = true; }; };
},
{
	name = "good2"; about = "-"; source = "-"; application = "a";
	steps = ( { match = [ "tls.name like '*.*.*'" ]; }, { match = [ "size == 5" ]; } );
	then = { tells = { platform = "fixed"; }; };
},
{
	name = "t0"; about = "-"; source = "-";
	match = [ "size == 5" ];
	then = { tells = { version = "1"; }; };
},
{
	name = "t1"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { tells = { }; };
},
{
	name = "t2"; about = "-"; source = "-"; application = "a";
	match = [ "dns.name like '#.*.b.**'" ];
	then = { tells = { version = "$1.$3"; }; };
},
{
	name = "t3"; about = "-"; source = "-"; application = "a";
	steps = ( { match = [ "tls.name like '*.*.*'" ]; }, { match = [ "size == 5" ]; } );
	then = { tells = { version = "$1"; }; };
},
{
	name = "t4"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { tells = { version = "more than twenty-three characters"; platform = 5; }; };
},
{
	name = "t5"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { tells = { version = [ "1", "2", "3 = ", " = 4", "5 = five" ]; exact = true; }; };
},
{
	name = "t6"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { tells = { version = ""; platform = [ ]; rough = 1; }; };
},
{
	name = "t7"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { tells = { version = ""; platform = [ ]; }; };
},
{
	name = "t8"; about = "-"; source = "-"; application = "a";
	match = [ "size == 5" ];
	then = { tells = { version = [ "1", "2", "3 = ", " = 4", "5 = five" ]; }; event = "e"; };
}
);
hosts = (
{
	name = "r"; about = "-"; source = "-"; application = "a"; events = [ "e" ]; within = "5s";
	then = { tells = { version = "1"; }; };
}
);
