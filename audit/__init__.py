"""What tries to break the library and its tests: `make trust`, `make fuzz`, `make mutants`.

- `trust`: sweeps of bad input, thousands of cases, and how often something goes wrong.
- `fuzz`: a fuzzer that looks for files which the readers do not expect.
- `mutants`: changes of the chapters, one place at a time, which the chapters' tests must notice.

Each takes minutes to hours, so none belongs to the tests of the library. `make audit` runs a short
part of each, and `audit/tests`, which show that they find what is broken on purpose.
"""
