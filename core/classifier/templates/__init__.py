"""What travels in a bundle besides the model and the code that reads it: words for people, and ways to deploy it.

These files run from an unpacked bundle, beside the folder `portable`; nothing here is imported by the app.
"""
