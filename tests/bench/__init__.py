"""`make bench`: the figures that the project promises, as tables with ratios, side by side in one run."""
