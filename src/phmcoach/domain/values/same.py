"""Whether the data of two files is the same."""


def are_same(left: object, right: object) -> bool:
    """Compare values and their types: for Python, True equals 1 and 120 equals Decimal("120.0")."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(are_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(are_same, left, right))
    return type(left) is type(right) and left == right
