"""The errors that the command line reports: one clear line each, exit status 1."""

from __future__ import annotations


class AppError(Exception):
    """Base class of the errors that are reported in one line, without a traceback."""


class DataError(AppError):
    """A data file is missing, broken or not what it claims to be; the message names the file."""


class ModelFileError(AppError):
    """A model file is missing, broken or of another version; the message names the file."""


class ImageError(AppError):
    """No single digit can be read in a picture; the message names the file."""


class DownloadError(AppError):
    """No mirror could deliver the data; the message says what each of them answered."""


class ExerciseError(AppError):
    """An exercise or the folder of exercises is missing; the message says what to do."""
