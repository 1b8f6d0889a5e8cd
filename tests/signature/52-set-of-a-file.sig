# The name of the set that a file's signatures are of.
set = "two words";
