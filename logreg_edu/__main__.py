"""`python -m logreg_edu` is `logreg-edu`."""

from logreg_edu.app.cli import main

if __name__ == "__main__":
    main()
