"""The use cases, one function a verb: a context and keyword arguments in, a result value out.

Nothing here prints or asks. This is the Python interface of the product.
"""
