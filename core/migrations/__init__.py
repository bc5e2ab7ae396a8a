"""Schema changes, run by `sobat migrate` and at every start. Add first, remove a release later."""
