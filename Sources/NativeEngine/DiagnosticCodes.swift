package import Diagnostics

extension DiagnosticCode {
  package static let tooManyRows = DiagnosticCode(
    "E250",
    """
    A table may have at most four billion rows on one machine. Load the part that the query needs: \
    `load "big.csv" where responded_at >= 2024-01`.
    """)

  package static let missingColumn = DiagnosticCode(
    "E251",
    """
    The query uses a column that was not read with the table. That is a mistake in the program, not in the query; loading \
    the file again may help.
    """)

  package static let missingTable = DiagnosticCode(
    "E252",
    """
    The query reads a table that is not loaded any more. Load it again, or name another one with `from`.
    """)

  package static let tooManyPeriods = DiagnosticCode(
    "E253",
    """
    A calendar shows every period between the first and the last, also empty ones, for each combination of the other \
    dimensions. Here that would be more than a million rows. Use a larger grain (`by month` instead of `by hour`), a shorter \
    time (`during 2024`), or fewer dimensions.
    """)

  package static let tooManyGroups = DiagnosticCode(
    "E254",
    """
    The dimensions have so many values that their combinations cannot be counted. Use fewer dimensions, or coarser ones such \
    as `month of ordered_at`.
    """)

  package static let memoryLimit = DiagnosticCode(
    "E255",
    """
    The result would take more memory than the program may use. Use fewer dimensions or coarser ones, or allow more with \
    `--memory 8G`.
    """)

  package static let tooManyAges = DiagnosticCode(
    "E256",
    """
    A KPI with `age` follows each customer through every period since the first one, and all rows of a customer are looked \
    at for each of them. Here that would be too many. Use a larger unit after `age` (`month` instead of `day`), or ask for \
    fewer customers, for example with `where`.
    """)

  package static let unknownArgument = DiagnosticCode(
    "W050",
    """
    Every value that the aggregate was to use is unknown, so that a sum or count is 0 and everything else is none. Often a \
    column was read with the wrong form (`describe TABLE` lists the cells that did not fit), or a condition leaves only rows \
    without the value.
    """)

  package static let noModel = DiagnosticCode(
    "E258",
    """
    Expected purchases and values come from models that are fitted to the whole base: how often customers buy and when they \
    stay away (BG/NBD), what a purchase is worth (Gamma-Gamma). Too few customers who bought again decide on nothing. Load \
    more customers or a longer time, or use `clv_cohort` or `clv_to_date`, which need no model.
    """)

  /// The codes of this module, for `help`.
  package static let engineCodes: [DiagnosticCode] = [
    .tooManyRows, .missingColumn, .missingTable, .tooManyPeriods, .tooManyGroups, .memoryLimit,
    .tooManyAges, .noModel, .unknownArgument,
  ]
}
