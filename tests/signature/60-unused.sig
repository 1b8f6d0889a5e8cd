# Declared in vain: no error, but perhaps a mistake.
applications = ( { name = "a"; } );
application = "a";
activities = ( "talk", { name = "asked"; }, "never", { name = "blocked"; outcome_of = "talk"; within = "5s"; },
	{ name = "never-described"; lasts = "5s"; } );
registers = (
	{ name = "both"; },
	{ name = "written"; scope = "endpoint"; },
	{ name = "read"; scope = "host"; },
	{ name = "neither"; },
	{ name = "keyed"; },
	{ name = "copied"; }
);
generators = (
	{ name = "next_one"; multiply = 5; },
	{ name = "runner"; multiply = 5; add = 3; bits = 8; },
	{ name = "related"; multiply = 9; add = 3; bits = 8; },
	{ name = "stepper"; multiply = 69069; add = 1; },
	{ name = "idle"; multiply = 69069; add = 3; }
);
signatures = (
{
	name = "t"; about = "-"; source = "-"; flows = "decided";
	match = [ "u32[0] == next(next_one, u32[4])", "run(runner, 8..end) >= 1",
		  "relations(related, 8..end) >= 2", "not activity('asked')" ];
	relation = [ "u32[4] follows both by stepper within 1..9", "since(read) > 1s" ];
	remember = [ "both = u32[4]", "written = copied", "keyed = 5", "copied = 6" ];
	then = { activity = "talk"; event = "e"; key = "keyed"; };
}
);
