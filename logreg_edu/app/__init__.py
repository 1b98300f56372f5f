"""What a person runs: the command line, readers of files, named data sets, figures, video."""
