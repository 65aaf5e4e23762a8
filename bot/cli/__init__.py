"""What each command of the command line does. Each gives an exit code."""

DONE, FAILED, WRONG, REFUSED = 0, 1, 2, 3
