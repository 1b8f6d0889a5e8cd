applications = ( { name = "a"; } );
application = "a";
signatures = (
{
	name = "t0"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { weight = 5; }; };
},
{
	name = "t1"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "luck"; weight = 5; }; };
},
{
	name = "t2"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "constant"; weight = 0; }; };
},
{
	name = "t3"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "constant"; weight = 65; }; };
},
{
	name = "t4"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "constant"; }; };
},
{
	name = "t5"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "size"; weight = 21; }; };
},
{
	name = "t6"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "port"; weight = 5; }; };
},
{
	name = "t7"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "name"; weight = 24; }; };
},
{
	name = "t8"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "constant"; weight = 5; host = false; flow = false; }; };
},
{
	name = "t9"; about = "-"; source = "-";
	match = [ "u32[0] == 1", "u32[4] == 1", "u32[8] == 1" ];
	then = { evidence = { kind = "constant"; weight = 5; adds = 1; }; };
}
);
