# One where a list of them belongs is refused, and known.
applications = { name = "quail"; };
application = "quail";
activities = "talk";
registers = { name = "tag"; };
generators = { name = "g"; multiply = 5; };
signatures = {
	name = "t"; about = "-"; source = "-";
	match = [ "u32[0] == next(g, tag)" ];
	remember = [ "tag = u32[0]" ];
	then = { activity = "talk"; event = "e"; };
};
hosts = {
	name = "h"; about = "-"; source = "-"; events = [ "e" ]; within = "5s";
	then = { evidence = { kind = "size"; weight = 3; }; };
};
