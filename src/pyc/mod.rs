//! Marshal, the `.pyc` file, and the rules of the `__pycache__` directory.
