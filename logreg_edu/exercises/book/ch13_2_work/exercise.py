"""Chapter 13, exercise 2: what a step of Newton's method brings, and what it costs."""

from __future__ import annotations

from logreg_edu.exercises.format import Exercise, Mistake, Task

m, n = 1000, 100  # examples, parameters

TASKS = [
    Task(
        "after_one_step",
        truth=10 - 6 * (10 - 2) / 6,
        others=[2, 2.0],
        mistakes=[
            Mistake("the gradient alone", 10 - 6 * (10 - 2)).says(
                "You subtract the gradient, 48, itself. By which number does Newton's step divide"
                " it?"
            ),
            Mistake("uphill", 10 + 8).says(
                "The step has the right length, and goes uphill. Which sign does it have?"
            ),
            Mistake("the cost", 1).says("That is the lowest cost. At which w is it?"),
            Mistake("the half of the second derivative", 10 - 6 * (10 - 2) / 3).says(
                "The factor before the square is not the second derivative. Differentiate"
                " 3 (w - 2)^2 twice."
            ),
            Mistake("half of the way", 6).says(
                "That is half of the way from w = 10 to the minimum. Newton's step divides the"
                " derivative by the second derivative: what are the two at w = 10?"
            ),
            Mistake("the step", 8, also=[-8]).says(
                "That is how long the step is. Where does it lead, from w = 10?"
            ),
        ],
    ),
    Task(
        "steps_to_the_last_digit",
        truth=len([1e-2, 1e-4, 1e-8]),  # before 1e-16
        others=[3, 3.0],
        mistakes=[
            Mistake("one digit per step", 14, also=[13, 15]).says(
                "That would be one more digit per step, as with a good linear rate. What happens to"
                " the number of digits in Newton's step?"
            ),
            Mistake("one or two", 2, also=[1]).says(
                "After two steps the error is 1e-8. Is that 1e-16?"
            ),
            Mistake("one too many", 4).says(
                "Write down the errors: 1e-2, then after one step 1e-4. Go on, and count steps, not"
                " errors."
            ),
            Mistake("the ratio of the digits", 8, also=[7]).says(
                "You need eight times as many digits. How often must a number be doubled to become"
                " eight times as large?"
            ),
        ],
    ),
    Task(
        "multiplications_for_H",
        truth=m * n**2,
        others=[10_000_000, 1e7],
        mistakes=[
            Mistake("one product with a vector", m * n).says(
                "That is the product of the matrix with one vector. H has a product for each pair"
                " of columns: how many pairs are there?"
            ),
            Mistake("without the examples", n**2).says(
                "That is how many entries H has. Each of them is a sum: over what?"
            ),
            Mistake("the pixels cubed", n**3).says(
                "n^3 is the order of the work to solve with H. How many products does one entry of"
                " H need, and how many entries are there?"
            ),
            Mistake("the examples squared", m**2 * n).says(
                "H has a row and a column for each parameter, not for each example. Which of the"
                " two numbers is squared?"
            ),
            Mistake("additions counted", 2 * m * n**2).says(
                "You have counted the additions, too. How many of these are multiplications?"
            ),
            Mistake("the ones counted twice", m * (n + 1) ** 2, also=[m * (n - 1) ** 2]).says(
                "The column of ones is among the 100 columns. How many rows and columns does H"
                " have?"
            ),
            Mistake("half", m * n**2 / 2, also=[m * n * (n + 1) / 2]).says(
                "Since H is symmetric, half would do. Here every entry is computed."
            ),
        ],
    ),
    Task(
        "evaluations_for_H",
        truth=m * n**2 / (2 * m * n),
        others=[50, 50.0],
        mistakes=[
            Mistake("backward alone", n).says(
                "You count only the backward pass. The scores take a product, too."
            ),
            Mistake("multiplied", 2 * n).says(
                "An evaluation has two products with the matrix. So how many evaluations"
                " does the work of H pay for: more, or fewer, than with one product?"
            ),
            Mistake("upside down", 2 * m * n / (m * n**2)).says(
                "You divided the evaluation by H. Which of the two is more work?"
            ),
            Mistake("half", n / 4).says(
                "Half of H would do, but every entry is computed. What is 10,000,000 over 200,000?"
            ),
            Mistake("as many as examples", m, also=[m / 2, 2 * m]).says(
                "Both have the factor m, so it cancels. What is left?"
            ),
        ],
    ),
    Task(
        "counts_for",
        truth=1 / 0.25,
        others=[4, 4.0],
        mistakes=[
            Mistake("the probability", 0.25).says(
                "Of four such examples, one is drawn. For how many must it count, so that nothing"
                " is lost on average?"
            ),
            Mistake("another power", 2, also=[16]).says(
                "The probability times the count must be 1. What is that with your number?"
            ),
            Mistake("once", 1).says(
                "Then the three of four that are not drawn would be missing from the sum."
            ),
            Mistake("what is not drawn", 0.75, also=[3, 4 / 3]).says(
                "It must make up for those that are not drawn, and count for itself: E[...] is the"
                " probability times its count. When is that 1?"
            ),
        ],
    ),
    Task(
        "curvature_from_a_step",
        truth=2 / 0.5,
        others=[4, 4.0],
        mistakes=[
            Mistake("the inverse", 0.5 / 2).says(
                "That is an estimate of the inverse, G: it maps t to s. Which number maps s to t?"
            ),
            Mistake("the product", 0.5 * 2).says(
                "The product of step and change is s t. What must s be multiplied by to give t?"
            ),
            Mistake("divided twice", 2 / 0.5**2).says(
                "You divide by s twice. A change of the derivative is divided by the length of the"
                " step once."
            ),
            Mistake("the change alone", 2).says(
                "That is how much the derivative has changed, in a step of 0.5. And in one of 1?"
            ),
            Mistake("wrong sign", -2 / 0.5).says(
                "Step and change have the same sign. Which sign does the curvature have?"
            ),
            Mistake("the difference", 2 - 0.5).says(
                "Curvature is by how much the derivative changes per unit of distance. Which of the"
                " two is divided by the other?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="what a step brings, and what it costs",
    kind="predict",
    goal="Say what Newton's method gains with each step, and how much work it is.",
    shapes="six numbers",
    minutes=10,
    section="What one step costs",
    hints=[
        "A parabola is its own parabola: one step is enough. Near a minimum the error is squared."
        " An entry of H is a sum over the examples.",
        "Newton: w - J'(w) / J''(w). The errors are 1e-2, 1e-4, ... H has n n entries, and each"
        " takes m products; an evaluation takes about 2 m n in all. The probability of an example"
        " times its count is 1. And H s = t.",
        "10 - 6 * (10 - 2) / ...; how often is -2 doubled to reach -16; 1000 * ...; ... / (2 * 1000"
        " * 100); 1 / ...; 2 / ...",
        "10 - 6 * (10 - 2) / 6; 3; 1000 * 100**2; 1000 * 100**2 / (2 * 1000 * 100); 1 / 0.25;"
        " 2 / 0.5",
    ],
    further="With ten times as many examples, which of these numbers change, and what does that say"
    " for drawing a sample?",
    tasks=TASKS,
)
