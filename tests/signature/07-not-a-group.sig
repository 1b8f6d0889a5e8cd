applications = ( "a" );
registers = ( 5 );
generators = ( ( ) );
signatures = ( "t" );
hosts = ( 3 );
