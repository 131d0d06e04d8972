"""Long runs of damaged input, by hand: `make fuzz`. Short ones of the same are among the ordinary tests."""
