"""What can go wrong with the record: it cannot be written, its clock runs behind, or it was touched."""


class LogUnavailable(Exception):
    """The record could not be written or read. Nothing was appended, so the act it was for does not happen."""


class ClockBehind(LogUnavailable):
    """The clock is more than a second behind the last entry. Someone must look at the clock before work goes on."""


class Altered(LogUnavailable):
    """What is stored does not fit what was signed before: the record signs and proves nothing until it is looked at."""
