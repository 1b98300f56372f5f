"""The site: its pages, and the code that draws and checks them."""
