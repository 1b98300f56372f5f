"""The formats in which people have digits, one module per family."""
