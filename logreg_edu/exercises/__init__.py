"""Exercises for learners on their own: small tasks, and a check that says which mistake was made.

`format` is what the writer of an exercise fills in, `book/` holds the exercises, `catalogue` finds
them, `judge` decides about an answer, `runner` and `child` run the learner's file apart from
ourselves, `workbook` is the learner's folder, and `cli` the command line.
"""
