"""Chapter 11, exercise 3: weights as pictures, with zero in the colour of the paper."""

from __future__ import annotations

import numpy as np

from logreg_edu.exercises.format import Exercise, Mistake, Task


def pictures(W, rows, columns):
    return W.T.reshape(-1, rows, columns)


def scaled(P):
    limit = np.abs(P).max()
    return P / limit if limit else P


def tables(rng):
    """Weights of pictures that are not square, and of one that is; one model, or several."""
    yield {"W": np.array([[1.0, -2.0], [3.0, -4.0]]), "rows": 1, "columns": 2}
    yield {"W": np.arange(1.0, 5.0).reshape(4, 1), "rows": 2, "columns": 2}
    for rows, columns, K in ((2, 3, 12), (3, 2, 5), (4, 3, 2), (3, 3, 4)):
        yield {"W": rng.normal(size=(rows * columns, K)), "rows": rows, "columns": columns}
    W = rng.normal(size=(10, 3)).astype(np.float32)
    yield {"W": W, "rows": 2, "columns": 5}


def weights(rng):
    """Of weights: more blue than orange, and the other way; one colour, none; whole numbers."""
    yield {"P": np.array([[[1, -4]]])}
    yield {"P": np.array([[[2.0, -1.0]], [[0.5, 0.0]]])}
    yield {"P": np.array([[[8.0, 2.0], [4.0, 6.0]]])}
    for shape in ((2, 3, 4), (3, 2, 2), (4, 3, 2)):
        yield {"P": rng.normal(size=shape) * rng.choice([0.01, 1, 1000])}
        yield {"P": rng.normal(size=shape) - rng.uniform(1, 2)}
    yield {"P": rng.normal(size=(2, 2, 5)).astype(np.float32)}
    yield {"P": np.zeros((2, 3, 3))}


# Pictures, in other words


def one_column_each(W, rows, columns):
    return np.stack([W[:, k].reshape(rows, columns) for k in range(W.shape[1])])


def models_last(W, rows, columns):
    return np.moveaxis(W.reshape(rows, columns, -1), -1, 0)


def pixel_by_pixel(W, rows, columns):
    drawn = np.empty((W.shape[1], rows, columns))
    for r in range(rows):
        for c in range(columns):
            drawn[:, r, c] = W[r * columns + c]
    return drawn


# Pictures, wrong


def not_transposed(W, rows, columns):
    return W.reshape(-1, rows, columns)


def columns_first(W, rows, columns):
    return np.stack([w.reshape(rows, columns, order="F") for w in W.T])


def on_its_side(W, rows, columns):
    return W.T.reshape(-1, columns, rows)


def mirrored(W, rows, columns):
    return pictures(W, rows, columns).transpose(0, 2, 1)


def upside_down(W, rows, columns):
    return pictures(W, rows, columns)[:, ::-1]


def models_in_the_last_place(W, rows, columns):
    return W.reshape(rows, columns, -1)


def first_alone(W, rows, columns):
    return W[:, 0].reshape(rows, columns)


def first_row_for_first_model(W, rows, columns):
    return np.stack([W[k].reshape(rows, columns) for k in range(W.shape[1])])


def in_rows(W, rows, columns):
    return W.T


def always_ten(W, rows, columns):
    return W.T.reshape(10, rows, columns)


def at_most_ten(W, rows, columns):
    return pictures(W, rows, columns)[:10]


def always_square(W, rows, columns):
    side = int(np.sqrt(len(W)))
    return W.T.reshape(-1, side, side)


def no_axis_for_one(W, rows, columns):
    return np.squeeze(pictures(W, rows, columns))


def in_a_strip(W, rows, columns):
    return W.T.reshape(-1, columns)


PICTURES = [
    Mistake("not transposed", not_transposed).says(
        "The shape is right, the pictures are not: reshape reads W row by row, and a row holds one"
        " pixel of all models. What must a row hold before you cut it into pictures?"
    ),
    Mistake(
        "a row for a model",
        first_row_for_first_model,
        "7: Ten questions, ten models, one matrix product",
    ).says(
        "W[k] is a row: pixel k, as all models weigh it. Where in W are the weights of model k?"
    ),
    Mistake("column by column", columns_first, "1: From a picture to a row").says(
        "You fill the pictures column by column. In which order were the pixels put into a row in"
        " chapter 1?"
    ),
    Mistake("rows and columns exchanged", on_its_side, "1: From a picture to a row").says(
        "Your pictures have as many rows as they should have columns. In 28 x 28 the shape would"
        " not show it: which comes first?"
    ),
    Mistake("mirrored at the diagonal", mirrored, "1: From a picture to a row").says(
        "You have transposed each picture: rows became columns. Which axes must keep their order?"
    ),
    Mistake("upside down", upside_down).says(
        "Your pictures are upside down. Is row 0 of a picture at the top or at the bottom?"
    ),
    Mistake("models last", models_in_the_last_place).says(
        "The pictures are right, but the models are along the last axis. Along which should they"
        " be, so that [k] is a picture?"
    ),
    Mistake("the first model alone", first_alone).says(
        "That is the picture of the first model. And the others?"
    ),
    Mistake("still in rows", in_rows, "1: From a picture to a row").says(
        "Each model has its row of weights now. What turns a row of n numbers into a picture?"
    ),
    Mistake("always ten", always_ten, also=[at_most_ten]).says(
        "You make ten pictures. How many models are there in W?"
    ),
    Mistake("always square", always_square).says(
        "You compute the side of a square. Which sizes have you been given?"
    ),
    Mistake("no axis for one", no_axis_for_one).says(
        "Axes of length 1 are gone from your result. Which shape is asked for, if there is one"
        " model, or one row?"
    ),
    Mistake("one strip", in_a_strip).says(
        "All pictures hang together in one strip. Which axis is missing, the one that counts the"
        " models?"
    ),
]


# The scale, in other words


def by_both_ends(P):
    limit = max(P.max(), -P.min())
    if limit == 0:
        return np.zeros(P.shape)
    return P / limit


def with_interp(P):
    limit = np.linalg.norm(P.ravel(), np.inf) or 1.0
    return np.interp(P, [-limit, limit], [-1, 1])


# The scale, wrong


def from_lowest_to_highest(P):
    return (P - P.min()) / (P.max() - P.min())


def from_lowest_to_highest_about_zero(P):
    return 2 * (P - P.min()) / (P.max() - P.min()) - 1


def zero_at_one_half(P):
    return (scaled(P) + 1) / 2


def each_by_itself(P):
    limits = np.abs(P).max(axis=(1, 2), keepdims=True)
    return P / np.where(limits > 0, limits, 1)


def each_pixel_by_itself(P):
    limits = np.abs(P).max(axis=0)
    return P / np.where(limits > 0, limits, 1)


def by_the_highest(P):
    return P / P.max()


def by_the_size_of_the_highest(P):
    return P / abs(P.max())


def by_the_size_of_the_highest_if_any(P):
    return P / (abs(P.max()) or 1)


def squashed(P):
    return np.tanh(P)


def in_whole_steps(P):
    return P // (np.abs(P).max() or 1)


def type_of_P_kept(P):
    return scaled(P).astype(P.dtype)


def type_of_P_kept_but_for_zeros(P):
    return zero_by_zero(P).astype(P.dtype)


def in_place(P):
    P /= np.abs(P).max()
    return P


def in_place_but_for_zeros(P):
    P /= np.abs(P).max() or 1.0
    return P


def something_added(P, small=1e-3):
    return P / (np.abs(P).max() + small)


def adds_something(f):
    """The strongest weight becomes less than 1, the more so the fainter it is."""
    faint, strong = (np.abs(f(np.array([[[size, -size / 2]]]))).max() for size in (1e-3, 1e3))
    return faint < strong - 1e-9 and np.isclose(strong, 1, rtol=1e-2)


def only_if_above_one(P):
    limit = np.abs(P).max()
    return P / limit if limit > 1 else P


def by_the_first(P):
    return P / (np.abs(P[0]).max() or 1)


def by_a_quantile(P):
    return np.clip(P / (np.quantile(np.abs(P), 0.999) or 1), -1, 1)


def by_the_highest_if_any(P):
    return P / P.max() if P.any() else P


def two_scales(P):
    up, down = P.max(), -P.min()
    return np.where(P > 0, P / (up if up > 0 else 1), P / (down if down > 0 else 1))


def clipped(P):
    return np.clip(P, -1, 1)


def signs(P):
    return np.sign(P)


def sizes(P):
    return np.abs(scaled(P))


def centred(P):
    return scaled(P - P.mean())


def standardised(P):
    return (P - P.mean()) / (P.std() or 1)


def by_the_spread(P):
    return P / (P.std() or 1)


def by_the_sum(P):
    return P / (np.abs(P).sum() or 1)


def by_the_norm(P):
    return P / (np.sqrt((P**2).sum()) or 1)


def zero_by_zero(P):
    return P / np.abs(P).max()


SCALES = [
    Mistake(
        "lowest to highest", from_lowest_to_highest, also=[from_lowest_to_highest_about_zero]
    ).says(
        "You stretch from the lowest weight to the highest, so a weight of 0 gets some colour or"
        " other. A weight of 0 says nothing: which number should it become?"
    ),
    Mistake("zero at one half", zero_at_one_half).says(
        "In your scale a weight of 0 is at 0.5. That would do for some programs. Which range is"
        " asked for, and where is its middle?"
    ),
    Mistake("a scale for each model", each_by_itself).says(
        "Each picture has a scale of its own: one model's faintest weight may look like another's"
        " strongest. What must be the same, so that colours can be compared?"
    ),
    Mistake("a scale for each pixel", each_pixel_by_itself).says(
        "Each pixel has a scale of its own, and so the shapes in the pictures are lost. Over which"
        " axes does your maximum go?"
    ),
    Mistake(
        "by the highest",
        by_the_highest,
        also=[
            by_the_highest_if_any,
            by_the_size_of_the_highest,
            by_the_size_of_the_highest_if_any,
        ],
    ).says(
        "You divide by the highest weight. What if the strongest weight is a negative one? Then"
        " your numbers go below -1, or even change their signs."
    ),
    Mistake("squashed", squashed).says(
        "tanh squeezes strong weights together. Should a weight half as strong as the strongest"
        " look half as strong?"
    ),
    Mistake("whole steps", in_whole_steps).says(
        "`//` leaves whole numbers only. Which division keeps the fractions?"
    ),
    Mistake("by the first model", by_the_first).says(
        "Your scale is that of the first model, and others may go beyond 1. Which is the strongest"
        " weight of all?"
    ),
    Mistake("cut at the top", by_a_quantile).says(
        "You take a quantile and cut off what is above it. The strongest weight of all should"
        " become 1 or -1, and no other."
    ),
    Mistake("only if above 1", only_if_above_one).says(
        "You leave faint pictures as they are. What should the strongest weight of all become?"
    ),
    Mistake("in place", in_place, also=[in_place_but_for_zeros]).says(
        "You write the result into an array that is there already, with `/=` or `out=`. Where it"
        " holds whole numbers, it cannot take the fractions; and whoever called you still needs P."
        " What makes a new array?"
    ),
    Mistake("something added", something_added, sign=adds_something).says(
        "You add something to the strongest weight before you divide, so it does not quite become"
        " 1. How else can you avoid 0 divided by 0?"
    ),
    Mistake(
        "type of P kept",
        type_of_P_kept,
        "1: From a picture to a row",
        also=[type_of_P_kept_but_for_zeros],
    ).says(
        "Where P holds whole numbers, so does your result, and nearly all of it is 0. Which array"
        " has the data type of P?"
    ),
    Mistake("two scales", two_scales).says(
        "You stretch what is for it and what is against it by different factors. Would two pixels"
        " that say the same, one for and one against, look equally strong?"
    ),
    Mistake("clipped", clipped).says(
        "You cut off what lies beyond 1, and leave small weights as faint as they are. What must"
        " all weights be divided by?"
    ),
    Mistake("signs alone", signs).says(
        "You keep the signs and lose how strong the weights are. How should a weight half as strong"
        " as the strongest look?"
    ),
    Mistake("no signs", sizes).says(
        "Your pictures show how strong weights are, not what they say. Where should those that"
        " speak against it be, above 0 or below?"
    ),
    Mistake("zero moved", centred, also=[standardised]).says(
        "You subtract the mean first. Then the neutral colour is that of the mean, and a pixel that"
        " says nothing seems to say something. Which number must stay where it is?"
    ),
    Mistake("by another size", by_the_spread, also=[by_the_sum, by_the_norm]).says(
        "Zero stays, and one factor serves for all. But which weight should come out as 1 or -1,"
        " and so what must you divide by?"
    ),
    Mistake("zero by zero", zero_by_zero, "6: Where to start").says(
        "This is right, except for models before their training: all weights are 0, and your"
        " pictures are NaN. What should a picture of zeros look like?"
    ),
]

EXERCISE = Exercise(
    title="portraits of ten models",
    kind="mend",
    goal="Mend the pictures of the weights: the pixels are scrambled, and 0 has a colour.",
    shapes="pictures:  W (n, K), rows, columns with rows * columns = n  ->  (K, rows, columns)\n"
    "scaled:    P (K, rows, columns)  ->  the same shape, from -1 to 1, where 0 stays 0\n"
    "           and the strongest weight of all becomes 1 or -1; if all are 0, they stay 0",
    minutes=12,
    section="Weights are pictures",
    hints=[
        "Model k is a column of W. A reshape never moves a number: it reads row by row, and cuts."
        " And a scale from the lowest to the highest weight puts 0 anywhere.",
        "Picture k is W[:, k], cut into rows. For the scale: divide by the largest |weight| of all"
        " models, which moves no 0 and needs one number only.",
        "W. ... .reshape(-1, rows, columns)\n\nlimit = ...\nreturn P / ... if limit else P",
        "W.T.reshape(-1, rows, columns)\n\n"
        "limit = np.abs(P).max()\nreturn P / limit if limit else P",
    ],
    further="One wild weight makes all others pale on such a scale. What would you show instead,"
    " and what would you tell the reader about it?",
    tasks=[
        Task(
            "pictures",
            truth=pictures,
            cases=tables,
            others=[one_column_each, models_last, pixel_by_pixel],
            mistakes=PICTURES,
        ),
        Task(
            "scaled",
            truth=scaled,
            cases=weights,
            others=[by_both_ends, with_interp],
            mistakes=SCALES,
        ),
    ],
)
