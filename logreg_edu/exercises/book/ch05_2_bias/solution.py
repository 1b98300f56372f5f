"""The slope of the cost in the bias."""


def slope_of_bias(y, y_hat):
    """The slope of the cost in the bias, dJ_db."""
    # What the model says on average, minus how often it is so. It may have either sign.
    return (y_hat - y).mean(axis=0)
