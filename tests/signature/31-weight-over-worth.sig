applications = ( { name = "a"; } );
application = "a";
generators = (
	{ name = "g"; multiply = 5; add = 3; bits = 8; },
	{ name = "w"; multiply = 69069; add = 17009; },
	{ name = "flat"; multiply = 5; bits = 8; }
);
registers = (
	{ name = "r"; },
	{ name = "narrow"; bits = 16; },
	{ name = "e"; scope = "endpoint"; }
);
signatures = (
{
	name = "t0"; about = "-"; source = "-";
	match = [ "u8[0] == 1" ];
	then = { evidence = { kind = "constant"; weight = 12; }; };
},
{
	name = "t1"; about = "-"; source = "-";
	match = [ "size >= 1", "size < 65536", "size != 7" ];
	then = { evidence = { kind = "constant"; weight = 2; }; };
},
{
	name = "t2"; about = "-"; source = "-";
	match = [ "u8[0] != 1", "u8[1] >= 0", "u32[4]" ];
	then = { evidence = { kind = "constant"; weight = 10; }; };
},
{
	name = "t3"; about = "-"; source = "-";
	match = [ "size == 5", "size <= 5", "size in 5..5" ];
	then = { evidence = { kind = "constant"; weight = 9; }; };
},
{
	name = "t4"; about = "-"; source = "-";
	match = [ "not u32[0] == 1" ];
	then = { evidence = { kind = "constant"; weight = 9; }; };
},
{
	name = "t5"; about = "-"; source = "-";
	match = [ "u32[0] == 1 or u8[0] == 2" ];
	then = { evidence = { kind = "constant"; weight = 12; }; };
},
{
	name = "t6"; about = "-"; source = "-";
	match = [ "u8[0] & 0x0f == 3", "u8[1] >> 7 == 0", "u8[2] | 0xff == 0xff" ];
	then = { evidence = { kind = "constant"; weight = 18; }; };
},
{
	name = "t7"; about = "-"; source = "-";
	relation = [ "u32[0] follows e by w within 1..64" ];
	then = { evidence = { kind = "constant"; weight = 28; }; };
},
{
	name = "t8"; about = "-"; source = "-";
	relation = [ "u16[0] == any narrow", "known == 0" ];
	then = { evidence = { kind = "constant"; weight = 18; }; };
},
{
	name = "t9"; about = "-"; source = "-";
	match = [ "relations(g, 0..end) >= 4" ];
	then = { evidence = { kind = "constant"; weight = 12; }; };
},
{
	name = "t10"; about = "-"; source = "-";
	match = [ "bytes contains h'11 ?? ?? 22'" ];
	then = { evidence = { kind = "constant"; weight = 20; }; };
},
{
	name = "t11"; about = "-"; source = "-";
	match = [ "bytes[0] == h'16 ?? 0? 01'" ];
	then = { evidence = { kind = "constant"; weight = 33; }; };
},
{
	name = "t12"; about = "-"; source = "-";
	match = [ "at least 2 of (u8[0] == 1; u8[1] == 1; u8[2] == 1; u8[3] == 1)" ];
	then = { evidence = { kind = "constant"; weight = 20; }; };
},
{
	name = "t13"; about = "-"; source = "-";
	relation = [ "known >= 1" ];
	then = { evidence = { kind = "constant"; weight = 20; }; };
},
{
	name = "t14"; about = "-"; source = "-";
	match = [ "run(flat, 0..end) >= 9" ];
	then = { evidence = { kind = "constant"; weight = 12; }; };
}
);
