"""What a brief says and how it is printed, from frozen figures. Pure functions."""
