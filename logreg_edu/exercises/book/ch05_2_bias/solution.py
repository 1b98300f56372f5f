"""The slope of the cost in the bias."""


def slope_of_bias(y, y_hat):
    """The slope of the cost in the bias, dJ_db."""
    # The mean prediction minus the fraction of yes. It may have either sign.
    return (y_hat - y).mean(axis=0)
