set = "by-size";
