import Diagnostics
import FileFormats
import Functions
import NativeEngine
import Semantics
import Syntax

extension DiagnosticCode {
  static let noSuchFiles = DiagnosticCode(
    "E300",
    "No file of that name or pattern is there. Paths are relative to the working directory, in a script to the script."
  )
  static let badOption = DiagnosticCode(
    "E301",
    """
    An option of `load … with` has a value that it cannot have. The options are delimiter, decimal, encoding, header, \
    date_order and null; every other name is a role, bound to a column, an expression or `none`.
    """)
  static let noSuchColumn = DiagnosticCode(
    "E302", "The file has no such column. The message lists those it has.")
  static let noLastQuery = DiagnosticCode(
    "E303",
    """
    A line that starts with a clause word refines the last query that succeeded, and there is none; in a script such a \
    line continues the statement above when it is indented.
    """)
  static let badSetting = DiagnosticCode(
    "E304",
    """
    The settings are `set now = 2024-07-01`, `set week starts sunday`, `set year starts april`, `set safe_export on`. \
    `show settings` prints them.
    """)
  static let expectationFailed = DiagnosticCode(
    "E305",
    "The condition of `expect` does not hold in every row of its result, so the script ends with exit code 5."
  )
  static let badParameter = DiagnosticCode(
    "E306", "A parameter was given a value of another type than its default has.")
  static let noScript = DiagnosticCode(
    "E307", "The script of `run` could not be read, or scripts run each other in a circle.")
  static let notUnique = DiagnosticCode(
    "E308",
    """
    A link needs a column that is unique in one of the two tables; otherwise a row would meet several rows of the other \
    table and be counted more than once.
    """)
  static let unknownTopic = DiagnosticCode("E309", "`help` alone lists what there is help about.")
  static let badTheme = DiagnosticCode(
    "E311",
    """
    A theme is a name and what to look for: words and phrases in quotes, found in any letter case, with any ending and \
    without regard to accents, or a regular expression between slashes: `theme late = "late", "never arrived", \
    /delay(s|ed)?/`.
    """)
  static let badTerms = DiagnosticCode(
    "E312",
    """
    `terms` compares two groups of comments and `quotes` shows some of one: `terms comment where nps <= 6`, `terms \
    comment by segment`, `quotes comment where nps <= 6 top 3`.
    """)
  static let unusedPattern = DiagnosticCode(
    "W031",
    """
    A pattern of a theme occurs in no comment of the column. It may be misspelt, or written in another language than \
    the comments.
    """)

  /// The codes of this module.
  static let language: [DiagnosticCode] = [
    noSuchFiles, badOption, noSuchColumn, noLastQuery, badSetting, expectationFailed, badParameter, noScript,
    notUnique,
    unknownTopic, badTheme, badTerms, unusedPattern, notAdditive, badComparison, noRows, badTarget,
    badExpectation, severalCurrencies,
  ]
}
