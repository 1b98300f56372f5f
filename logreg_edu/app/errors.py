"""The errors a person meets at the command line: one clear line each, exit status 1."""

from __future__ import annotations


class AppError(Exception):
    """Base of all errors that the command line reports in one line, without a traceback."""


class DataError(AppError):
    """A data file that is missing, broken or not what it claims; the message names the file."""


class ModelFileError(AppError):
    """A model file that is missing, broken or of another version; the message names the file."""


class ImageError(AppError):
    """A picture in which no single digit can be read; the message names the file."""


class DownloadError(AppError):
    """Data that no mirror could deliver; the message says what each of them answered."""


class ExerciseError(AppError):
    """An exercise, or the folder of a learner's exercises, that is not there; says what to do."""
