"""The figures of the chapters, a module a chapter: functions from a theme to a Figure."""
