"""What citizens asked to be told of by themselves: rain, daily weather, warnings, earthquakes, bad air."""
