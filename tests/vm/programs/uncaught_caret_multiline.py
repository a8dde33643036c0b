def compute(
    first,
    second,
):
    return (
        first
        + second
        / 0
    )
total = compute(
    1,
    second=2,
)
