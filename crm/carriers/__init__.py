"""What can be offered to an investor: land, workshops, buildings, incubators, platforms."""
