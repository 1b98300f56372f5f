"""Exercises to do alone: small tasks, and a check that says which mistake was made.

`format` is what the writer of an exercise fills in, `book/` holds the exercises, `catalogue` finds
them, `judge` decides about what an answer defines, `answer` runs it first, `runner` and `child` do
so in a process of its own, `workbook` is the learner's folder, `session` what is done in it,
`watching` checks on every save, `screen` is what is shown, and `cli` the command line.
"""
