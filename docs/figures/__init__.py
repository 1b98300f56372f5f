"""The figures of the chapters, one module per chapter: functions from a theme to a Figure."""
