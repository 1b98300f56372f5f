"""Chapter 14, exercise 4: what the square root of a pooled response does to a linear score."""

from __future__ import annotations

from logreg_edu.exercises.format import Exercise, Mistake, Task

faint, bold = 0.04, 0.64  # mean responses of a cell
RTOL = 1e-6  # who types a number may stop there

TASKS = [
    Task(
        "bold_over_faint",
        truth=bold / faint,
        rtol=RTOL,
        others=[16, 16.0],
        mistakes=[
            Mistake("upside down", faint / bold).says(
                "That is the faint one over the bold one. Which is asked for?"
            ),
            Mistake("the difference", bold - faint, also=[60]).says(
                "You subtract. By which number must 0.04 be multiplied to give 0.64?"
            ),
            Mistake("of the roots", (bold / faint) ** 0.5).says(
                "That is the ratio of the roots. Here no root has been taken yet."
            ),
            Mistake("squared", (bold / faint) ** 2).says(
                "You square the ratio. What is 0.64 / 0.04?"
            ),
            Mistake("decimal point", 1.6, also=[160.0]).says(
                "The decimal point is in another place. What is 64 / 4?"
            ),
        ],
    ),
    Task(
        "bold_over_faint_of_roots",
        truth=bold**0.5 / faint**0.5,
        rtol=RTOL,
        others=[4, 4.0],
        mistakes=[
            Mistake("without the root", bold / faint).says(
                "That is the ratio of the means. What are the roots of 0.64 and 0.04?"
            ),
            Mistake("half of it", bold / faint / 2).says(
                "The root of 16 is not its half. Which number times itself is 16?"
            ),
            Mistake("upside down", faint**0.5 / bold**0.5).says(
                "That is the faint one over the bold one. Which is asked for?"
            ),
            Mistake("the difference", bold**0.5 - faint**0.5).says(
                "You subtract 0.2 from 0.8. How many times as large is it?"
            ),
            Mistake("root of the difference", (bold - faint) ** 0.5).says(
                "That is the root of the difference. What is the root of each, and their ratio?"
            ),
            Mistake("rooted twice", (bold / faint) ** 0.25).says(
                "You take the root twice. What is 0.8 / 0.2?"
            ),
            Mistake("squared", (bold / faint) ** 2).says(
                "You square the ratio. Does a root make large ratios larger or smaller?"
            ),
            Mistake("decimal point", 0.08 / 0.2, also=[0.8 / 0.02]).says(
                "One of your roots is ten times too large or too small. What is 0.2 times 0.2, and"
                " 0.8 times 0.8?"
            ),
        ],
    ),
    Task(
        "faint_contribution",
        truth=2 * faint / bold,
        rtol=RTOL,
        others=[1 / 8, 0.125],
        mistakes=[
            Mistake("the mean alone", faint).says(
                "That is the mean response itself. Which weight makes 2 nats of 0.64?"
            ),
            Mistake("the weight", 2 / bold).says("That is the weight. What is it times 0.04?"),
            Mistake("the weight of 2", 2 * faint).says(
                "You take the weight 2. Then the bold stroke contributes 1.28 nats: which weight"
                " makes 2 of 0.64?"
            ),
            Mistake("half of the bold", 1.0).says(
                "That is half of what the bold one contributes. How many times as large is its"
                " mean?"
            ),
            Mistake("the fraction", faint / bold).says(
                "That is the fraction of the bold one's contribution. How many nats is it?"
            ),
            Mistake("upside down", 2 * bold / faint).says(
                "The faint stroke contributes more than the bold one in your answer. Which ratio"
                " makes it less?"
            ),
            Mistake("of the root", 2 * (faint / bold) ** 0.5).says(
                "That is so with the root. This model sees the mean itself."
            ),
            Mistake("the difference", 2 - bold + faint, also=[2 - (2 / bold) * faint]).says(
                "You subtract. A contribution is feature times weight: what is the weight?"
            ),
            Mistake("equal", 2).says(
                "The same weight is multiplied by a smaller number. Is the product the same?"
            ),
        ],
    ),
    Task(
        "faint_contribution_of_root",
        truth=2 * (faint / bold) ** 0.5,
        rtol=RTOL,
        others=[1 / 2, 0.5],
        mistakes=[
            Mistake("without the root", 2 * faint / bold).says(
                "That is the contribution without the root. What are the two features now?"
            ),
            Mistake("half of the bold", 1.0).says(
                "That is half of what the bold one contributes. How many times as large is its"
                " root?"
            ),
            Mistake("the old weight", 2 / bold * faint**0.5).says(
                "You use the weight of the other model: with it the bold stroke would contribute"
                " 2.5 nats. Which weight makes 2 of 0.8?"
            ),
            Mistake("the weight", 2 / bold**0.5).says("That is the weight. What is it times 0.2?"),
            Mistake("the fraction", (faint / bold) ** 0.5).says(
                "That is the fraction of the bold one's contribution. How many nats is it?"
            ),
            Mistake("the feature", faint**0.5).says(
                "That is the feature. What is it times the weight?"
            ),
            Mistake("root of the contribution", (2 * faint / bold) ** 0.5).says(
                "You take the root of the contribution. The root is in the feature: what is 0.2"
                " times the weight that makes 2 of 0.8?"
            ),
            Mistake("upside down", 2 * (bold / faint) ** 0.5).says(
                "The faint stroke contributes more than the bold one in your answer. Which ratio"
                " makes it less?"
            ),
            Mistake("the weight of 2", 2 * faint**0.5).says(
                "You take the weight 2. Then the bold stroke contributes 1.6 nats: which weight"
                " makes 2 of 0.8?"
            ),
            Mistake("equal", 2).says(
                "The same weight is multiplied by a smaller number. Is the product the same?"
            ),
        ],
    ),
    Task(
        "spread_of_bold_roots",
        truth=0.08 / (2 * bold**0.5),
        rtol=RTOL,
        others=[1 / 20, 0.05],
        mistakes=[
            Mistake("root of the spread", 0.08**0.5, also=[0.28, 0.283]).says(
                "You take the root of the spread. How far does the root of the mean move, if the"
                " mean moves by 0.08?"
            ),
            Mistake("without the half", 0.08 / bold**0.5).says(
                "A factor is missing in your derivative. What is the derivative of u^(1/2)?"
            ),
            Mistake("the derivative", 1 / (2 * bold**0.5)).says(
                "That is the derivative at 0.64. By what is it multiplied?"
            ),
            Mistake("root not taken", 0.08 / (2 * bold)).says(
                "You divide by 2 times the mean. The derivative of the root is 1 / (2 sqrt(u)):"
                " what is sqrt(0.64)?"
            ),
            Mistake("multiplied", 0.08 * 2 * bold**0.5, also=[0.08 * bold**0.5]).says(
                "You multiply by 2 sqrt(u). Is that in the numerator of the derivative?"
            ),
            Mistake("half of it", 0.08 / 2).says(
                "The derivative is not 1/2 everywhere. What is it at 0.64?"
            ),
            Mistake("relative", 0.08 / bold).says(
                "That is the spread as a fraction of the mean. How much does the root vary?"
            ),
            Mistake("not changed", 0.08).says(
                "That is how much the mean varies. By which factor does a small change of u change"
                " sqrt(u)?"
            ),
            Mistake("the mean's derivative", 0.08 * 2 * bold).says(
                "That belongs to the square, not to the root. What is the derivative of sqrt(u)?"
            ),
            Mistake(
                "a difference",
                (bold + 0.08) ** 0.5 - bold**0.5,
                also=[bold**0.5 - (bold - 0.08) ** 0.5, 0.048, 0.049, 0.0485, 0.052],
            ).says(
                "You computed a difference of roots, which is nearly the same. The question asks"
                " for the spread times the derivative: what is that?"
            ),
        ],
    ),
    Task(
        "spread_of_faint_roots",
        truth=0.02 / (2 * faint**0.5),
        rtol=RTOL,
        others=[1 / 20, 0.05],
        mistakes=[
            Mistake("root of the spread", 0.02**0.5, also=[0.14, 0.141]).says(
                "You take the root of the spread. How far does the root of the mean move, if the"
                " mean moves by 0.02?"
            ),
            Mistake("without the half", 0.02 / faint**0.5).says(
                "A factor is missing in your derivative. What is the derivative of u^(1/2)?"
            ),
            Mistake("the derivative", 1 / (2 * faint**0.5)).says(
                "That is the derivative at 0.04. By what is it multiplied?"
            ),
            Mistake("root not taken", 0.02 / (2 * faint)).says(
                "You divide by 2 times the mean. The derivative of the root is 1 / (2 sqrt(u)):"
                " what is sqrt(0.04)?"
            ),
            Mistake("multiplied", 0.02 * 2 * faint**0.5, also=[0.02 * faint**0.5]).says(
                "You multiply by 2 sqrt(u). Is that in the numerator of the derivative?"
            ),
            Mistake("the derivative at 0.64", 0.02 / (2 * bold**0.5)).says(
                "You use the derivative at 0.64. Is the curve of the root as steep at 0.04?"
            ),
            Mistake("half of it", 0.02 / 2).says(
                "The derivative is not 1/2 everywhere. What is it at 0.04?"
            ),
            Mistake("relative", 0.02 / faint).says(
                "That is the spread as a fraction of the mean. How much does the root vary?"
            ),
            Mistake("not changed", 0.02).says(
                "That is how much the mean varies. By which factor does a small change of u change"
                " sqrt(u)?"
            ),
            Mistake(
                "a difference",
                (faint + 0.02) ** 0.5 - faint**0.5,
                also=[faint**0.5 - (faint - 0.02) ** 0.5, 0.045, 0.0449, 0.059, 0.0586],
            ).says(
                "You computed a difference of roots, which is nearly the same. The question asks"
                " for the spread times the derivative: what is that?"
            ),
        ],
    ),
    Task(
        "root_of_the_mean",
        truth=(1 / 4) ** 0.5,
        others=[1 / 2, 0.5],
        mistakes=[
            Mistake("the mean", 1 / 4).says(
                "That is the mean of the four, or of their roots. What is the square root of the"
                " mean?"
            ),
            Mistake("the sum", 1).says(
                "That is the root of the sum, or of the largest. How many pixels count?"
            ),
            Mistake("squared", 1 / 16).says("You square the mean. Which number squared is 1/4?"),
            Mistake("root divided by two", 1 / 8).says(
                "The root of 1/4 is not its half. Which number times itself is 1/4?"
            ),
            Mistake("the number of pixels", 2, also=[4]).says(
                "The mean of numbers from 0 to 1 is not above 1. What is it, and its root?"
            ),
        ],
    ),
    Task(
        "mean_of_the_roots",
        truth=1 / 4,
        others=[1 / 4, 0.25],
        mistakes=[
            Mistake("the root of the mean", 1 / 2).says(
                "That is the root of the mean again. First take the root of each response: what are"
                " they?"
            ),
            Mistake("the sum", 1).says("That is the sum of the roots. What is their mean?"),
            Mistake("squared", 1 / 16).says(
                "You square the mean. What are the roots of 1 and of 0, and their mean?"
            ),
            Mistake("half of each", 1 / 8).says(
                "The root of 1 is not its half. What are the roots of 1 and of 0, and their mean?"
            ),
            Mistake("the number of pixels", 2, also=[4]).says(
                "The mean of numbers from 0 to 1 is not above 1. What are the roots of 1 and of 0?"
            ),
        ],
    ),
]

EXERCISE = Exercise(
    title="why the square root",
    kind="predict",
    goal="Say what the square root of a mean response changes for a linear score.",
    shapes="eight numbers",
    minutes=10,
    section="Rungs 4 and 5: filters that look everywhere",
    hints=[
        "A weight multiplies a feature, so it keeps ratios: if one stroke is far bolder than"
        " another, it also contributes far more. A root makes ratios smaller, and steps near 0"
        " larger.",
        "sqrt(a) / sqrt(b) = sqrt(a / b). Contribution = feature times weight, with the weight 2 /"
        " (the feature of the bold stroke). A small change of u changes sqrt(u) by about that"
        " change times 1 / (2 sqrt(u)).",
        "0.64 / ...; 0.8 / ...; 2 / 0.64 * ...; 2 / 0.8 * ...; 0.08 / (2 * ...); 0.02 / (2 * ...);"
        " (... / 4) ** 0.5; (1 + 0 + 0 + 0) / ...",
        "0.64 / 0.04; 0.8 / 0.2; 2 / 0.64 * 0.04; 2 / 0.8 * 0.2; 0.08 / (2 * 0.8); 0.02 / (2 *"
        " 0.2); (1 / 4) ** 0.5; (1 + 0 + 0 + 0) / 4",
    ],
    further="Four pixels with the response 1/4 each have the same root of the mean as 1, 0, 0, 0."
    " Which of the two orders, root of the mean or mean of the roots, tells the two cells apart?",
    tasks=TASKS,
)
