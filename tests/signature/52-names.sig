applications = ( { name = "a"; } );
activities = [ "x" ];
application = "a";
signatures = (
{
	name = "good1"; about = "-"; source = "-"; transport = "tcp";
	match = [ "tls.name ends 'example.org'" ];
	then = { evidence = { kind = "name"; weight = 24; }; activity = "x"; };
},
{
	name = "good2"; about = "-"; source = "-"; transport = "tcp";
	match = [ "tls.certificate == '*.example.org' or tls.certificate like '*.*.example.org'" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "good3"; about = "-"; source = "-"; transport = "tcp";
	match = [ "http.method == 'GET'", "http.host == 'a.b'", "http.path like '/ui/#/#.#/*.html**'", "http.agent starts 'A b'" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "good4"; about = "-"; source = "-"; transport = "udp";
	match = [ "not dns.name starts 'a' and dns.name ends '.b'" ];
	then = { event = "asked"; };
},
{
	name = "good5"; about = "-"; source = "-"; transport = "udp";
	match = [ "tlv(20, 2, 2, 4, 0x8070) in 1..16", "tlv.size(20, 2, 2, 4, 0x8070) == 4", "tlv(0, 1, 1, 1, 255) >= 0" ];
	then = { evidence = { kind = "constant"; weight = 24; }; };
},
{
	name = "good6"; about = "-"; source = "-"; transport = "tcp";
	match = [ "tls.name ends { 'example.org', 'b.example' }" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{ name = "t15"; about = "-"; source = "-"; match = [ "tls.name like { 'a', 'b' }" ]; then = { event = "e"; }; },
{ name = "t16"; about = "-"; source = "-"; match = [ "tls.name ends { 'a' 'b' }" ]; then = { event = "e"; }; },
{ name = "t17"; about = "-"; source = "-"; match = [ "tls.name == { }" ]; then = { event = "e"; }; },
{ name = "t0"; about = "-"; source = "-"; match = [ "tls.name" ]; then = { event = "e"; }; },
{ name = "t1"; about = "-"; source = "-"; match = [ "tls.name != 'a'" ]; then = { event = "e"; }; },
{ name = "t2"; about = "-"; source = "-"; match = [ "tls.name == 5" ]; then = { event = "e"; }; },
{ name = "t3"; about = "-"; source = "-"; match = [ "tls.name == h'41'" ]; then = { event = "e"; }; },
{ name = "t4"; about = "-"; source = "-"; match = [ "tls.name like '**.a'" ]; then = { event = "e"; }; },
{ name = "t5"; about = "-"; source = "-"; match = [ "tls.name like 'a***'" ]; then = { event = "e"; }; },
{ name = "t6"; about = "-"; source = "-"; match = [ "tls.name like '*#.a'" ]; then = { event = "e"; }; },
{ name = "t7"; about = "-"; source = "-"; match = [ "tls.name like '#.#.#.#.#.#.#.#.#'" ]; then = { event = "e"; }; },
{ name = "t8"; about = "-"; source = "-"; match = [ "tls.name in 'a'" ]; then = { event = "e"; }; },
{ name = "t9"; about = "-"; source = "-"; match = [ "tls.names == 'a'" ]; then = { event = "e"; }; },
{ name = "t10"; about = "-"; source = "-"; match = [ "tlv(20, 3, 2, 4, 1) == 0" ]; then = { event = "e"; }; },
{ name = "t11"; about = "-"; source = "-"; match = [ "tlv(20, 1, 2, 4, 256) == 0" ]; then = { event = "e"; }; },
{ name = "t12"; about = "-"; source = "-"; match = [ "tlv(20, 1, 2, 3, 1) == 0" ]; then = { event = "e"; }; },
{ name = "t13"; about = "-"; source = "-"; match = [ "tlv(5000, 1, 2, 4, 1) == 0" ]; then = { event = "e"; }; },
{ name = "t14"; about = "-"; source = "-"; match = [ "tlv(5, 1, 2, 4) == 0" ]; then = { event = "e"; }; }
);
