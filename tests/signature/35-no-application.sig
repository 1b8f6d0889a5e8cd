signatures = (
{
	name = "t"; about = "-"; source = "-";
	match = [ "u32[0] == 1" ];
	then = { evidence = { kind = "constant"; weight = 5; }; };
},
{
	name = "u"; about = "-"; source = "-";
	match = [ "u32[0] == 1" ];
	then = { learn = { lifetime = "1h"; }; };
}
);
