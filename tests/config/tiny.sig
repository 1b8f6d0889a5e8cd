applications = ( { name = "skype"; family = "voip"; } );
activities = [ "login", "call" ];
