applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t0"; about = "-"; source = "-";
	match = [ "tls.name == 'example.org'" ];
	then = { evidence = { kind = "name"; weight = 24; host = true; }; };
},
{
	name = "t1"; about = "-"; source = "-";
	match = [ "tls.name == 'example.org'" ];
	then = { evidence = { kind = "constant"; weight = 24; host = false; }; };
},
{
	name = "t2"; about = "-"; source = "-";
	match = [ "size == 5 or dns.name == 'example.org'" ];
	then = { evidence = { kind = "name"; weight = 4; }; };
},
{
	name = "t3"; about = "-"; source = "-";
	match = [ "http.host == 'example.org'" ];
	then = { learn = { weight = 20; lifetime = "1h"; }; };
},
{
	name = "t4"; about = "-"; source = "-";
	match = [ "u32[0] == 1" ];
	then = { evidence = { kind = "name"; weight = 24; };
		 learn = { weight = 20; lifetime = "1h"; }; };
},
{
	name = "t5"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "http.host == 'a.b'" ];
	then = { evidence = { kind = "name"; weight = 25; }; };
},
{
	name = "t6"; about = "-"; source = "-";
	match = [ "http.host == 'a.b'" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "t7"; about = "-"; source = "-";
	match = [ "tlv(20, 2, 2, 4, 1) >= 0" ];
	then = { evidence = { kind = "constant"; weight = 24; }; };
},
{
	name = "raises"; about = "-"; source = "-";
	match = [ "dns.name == 'example.org'" ];
	then = { event = "asked"; };
},
{
	name = "raises-too"; about = "-"; source = "-";
	match = [ "u32[0] == 1" ];
	then = { event = "sent"; };
}
);
hosts = (
{
	name = "r0"; about = "-"; source = "-"; events = [ "asked", "sent" ]; within = "9s";
	then = { evidence = { kind = "order"; weight = 8; }; };
},
{
	name = "r1"; about = "-"; source = "-"; events = [ "asked", "sent" ]; within = "9s";
	then = { event = "both"; };
},
{
	name = "r2"; about = "-"; source = "-"; events = [ "both", "sent" ]; within = "9s";
	then = { evidence = { kind = "order"; weight = 8; host = false; flow = true; }; };
},
{
	name = "r3"; about = "-"; source = "-"; events = [ "both" ]; within = "9s";
	then = { learn = { weight = 8; lifetime = "1h"; }; };
},
{
	name = "r4"; about = "-"; source = "-"; events = [ "sent" ]; within = "9s";
	then = { evidence = { kind = "order"; weight = 8; }; };
}
);
