signatures = (
{
	name = "s0"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s1"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s2"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s3"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s4"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s5"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s6"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s7"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s8"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s9"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s10"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s11"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s12"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s13"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s14"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s15"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s16"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s17"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s18"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s19"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s20"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s21"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s22"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s23"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s24"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s25"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s26"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s27"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s28"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s29"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s30"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s31"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s32"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s33"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s34"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s35"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s36"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s37"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s38"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s39"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s40"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s41"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s42"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s43"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s44"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s45"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s46"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s47"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s48"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s49"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s50"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s51"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s52"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s53"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s54"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s55"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s56"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s57"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s58"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s59"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s60"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s61"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s62"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s63"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s64"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s65"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s66"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s67"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s68"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s69"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s70"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s71"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s72"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s73"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s74"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s75"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s76"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s77"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s78"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s79"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s80"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s81"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s82"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s83"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s84"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s85"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s86"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s87"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s88"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s89"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s90"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s91"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s92"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s93"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s94"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s95"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s96"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s97"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s98"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s99"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s100"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s101"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s102"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s103"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s104"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s105"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s106"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s107"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s108"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s109"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s110"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s111"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s112"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s113"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s114"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s115"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s116"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s117"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s118"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s119"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s120"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s121"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s122"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s123"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s124"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s125"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s126"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s127"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s128"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s129"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s130"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s131"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s132"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s133"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s134"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s135"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s136"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s137"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s138"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s139"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s140"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s141"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s142"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s143"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s144"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s145"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s146"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s147"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s148"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s149"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s150"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s151"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s152"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s153"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s154"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s155"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s156"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s157"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s158"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s159"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s160"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s161"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s162"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s163"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s164"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s165"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s166"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s167"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s168"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s169"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s170"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s171"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s172"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s173"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s174"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s175"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s176"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s177"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s178"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s179"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s180"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s181"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s182"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s183"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s184"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s185"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s186"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s187"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s188"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s189"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s190"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s191"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s192"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s193"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s194"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s195"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s196"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s197"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s198"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s199"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s200"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s201"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s202"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s203"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s204"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s205"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s206"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s207"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s208"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s209"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s210"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s211"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s212"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s213"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s214"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s215"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s216"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s217"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s218"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s219"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s220"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s221"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s222"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s223"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s224"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s225"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s226"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s227"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s228"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s229"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s230"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s231"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s232"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s233"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s234"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s235"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s236"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s237"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s238"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s239"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s240"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s241"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s242"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s243"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s244"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s245"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s246"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s247"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s248"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s249"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s250"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s251"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s252"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s253"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s254"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s255"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
},
{
	name = "s256"; about = "-"; source = "-";
	match = [ "size in 5..9" ];
	then = { event = "e"; };
}
);
