# All errors of a group are reported in one run, whatever comes first.
applications = (
	{ name = "two words"; family = "a b"; colour = 3; },
	{ family = 5; }
);
activities = (
	{ name = "a b"; lasts = 5; rank = 300; call = 1; sticky = 2; zz = 3; },
	{ name = "talk"; outcome_of = 3; within = "never"; zz = 3; }
);
registers = (
	{ name = "tag"; scope = "planet"; bits = 12; recent = 9; colour = 3; },
	{ name = 5; scope = "planet"; bits = 33; recent = 0; }
);
generators = (
	{ name = "g"; bits = 9; add = -1; nix = 1; },
	{ multiply = 0; add = "1"; bits = 64; }
);
signatures = (
{
	name = "then"; about = "-"; source = "-";
	transport = "sctp"; flows = "some"; from = "me"; on = "off"; gap = 1; after = 5;
	then = { evidence = { weight = 70; host = 3; flow = 3; adds = 3; zz = 3; };
		 event = "a b"; key = "size =="; host = "s"; activity = "x"; zz = 3;
		 learn = { endpoint = "e"; weight = 0; needs = 0; proven_peer = 1;
			   lifetime = "0s"; transports = "all"; zz = 3; };
		 client_info = { approximate = 1; version = ""; platform = [ "x", "y" ]; zz = 3; }; };
},
{
	about = 3;
	match = ( "size ==", "sise == 1", "u8[", 5, "iat > 3", "turn == 1 2", "not" );
	relation = [ "q == 1" ];
	remember = ( "q = 1", 7 );
	zz = 3;
},
{
	name = "steps"; about = "-"; source = "-";
	steps = ( { foo = 1; match = [ "sise == 1" ]; gap = 5; },
		  { foo = 1; from = "me"; match = 7; after = "soon"; },
		  3 );
	then = { activity = { weight = 70; adds = 1; host = 1; flow = 1; zz = 3; }; };
},
{
	name = "steps"; about = "-"; source = "-";
	match = [ "size ==" ];
}
);
hosts = (
{
	events = ( "nix", 3, "a", "b", "c", "d", "e" );
	unless = ( "nix", 3, "a", "b", "c" );
	at_least = 0; peers = 0; keys = 0; key_peers = 0; within = 5; share = 0; share_of = 3;
	each = [ "x" ]; same = "x"; different = 3; zz = 3;
	then = { key = "size"; event = 3; zz = 3; evidence = { kind = "echo"; weight = 70; }; };
}
);
zz = 3;
payload = 1;
set = "a b";
application = 3;
