"""What goes out: the one sender."""
