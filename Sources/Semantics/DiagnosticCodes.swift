package import Diagnostics

extension DiagnosticCode {
  static let unknownName = DiagnosticCode(
    "E100",
    """
    A name was found nowhere. In a query, a name on its own is a KPI (`show kpis` lists them); inside an aggregate, in \
    `where` and in `by` it is first a column of the table (`describe TABLE` lists them), then a role, then a column of \
    a linked table. Names match exactly first, then without regard to case, accents and punctuation. Names with spaces \
    or signs stand in backticks: `by `Seat Type``.
    """)
  static let ambiguousName = DiagnosticCode(
    "E101",
    """
    A name fits several things equally well. Write the one you mean exactly as it is called, in backticks if it has \
    spaces, or with its table: `accounts.segment`.
    """)
  static let wrongType = DiagnosticCode(
    "E102",
    """
    An operation does not work on values of this type: a text cannot be added, a number is no condition. Types are \
    number, text, bool, date, time, duration and period; `describe TABLE` shows those of the columns.
    """)
  static let unknownFunction = DiagnosticCode(
    "E103",
    """
    There is no function, aggregate or KPI of that name. `help functions` lists the functions; common SQL names such as \
    `avg` are accepted.
    """)
  static let wrongArguments = DiagnosticCode(
    "E104",
    "A function was given too few, too many or the wrong kind of arguments. `help NAME` shows how it is used."
  )
  static let noTable = DiagnosticCode(
    "E105",
    """
    No loaded table can answer this. A KPI is computed from the table that its definition names, or else from the only \
    loaded table that has all the roles it needs. Load one (`load "file.csv"`), choose one (`from TABLE`), or say which \
    column plays a role: `load "file.csv" with ordered_at = "Order Date"`.
    """)
  static let severalTables = DiagnosticCode(
    "E106", "Several loaded tables could answer this. Choose one: `nps from survey_2024`.")
  static let missingRole = DiagnosticCode(
    "E107",
    """
    The definition needs a column that the table does not have. If the column is there under another name, load the \
    file again and say so: `load "file.csv" as orders with ordered_at = "Order Date"`. A role may also be an \
    expression (`amount = Quantity * UnitPrice`) or `none` for something that never happens (`cancelled_at = none`).
    """)
  static let notAvailable = DiagnosticCode(
    "E108",
    "This is part of the language, but this version does not do it yet. The changelog says what each version does."
  )
  static let noTime = DiagnosticCode(
    "E109",
    """
    A calendar dimension or a period needs to know when a row happened. KPIs say so with `when`; a bare aggregate \
    takes the date of the table's kind, or its only date column. Otherwise name the column: `by month of created_at`.
    """)
  static let aggregateMisplaced = DiagnosticCode(
    "E110",
    """
    An aggregate such as `count()` or `mean(x)` turns many rows into one value, so it cannot stand in `where`, in `by` or \
    inside another aggregate. Aggregates inside aggregates need `per KEY` in a definition.
    """)
  static let needsAggregate = DiagnosticCode(
    "E111",
    """
    An item of a query is one value for each group, so a column must stand inside an aggregate: `mean(amount)`, \
    `share(amount > 100)`, `count()`. To group by it, write `by` and its name.
    """)
  static let definitionLoop = DiagnosticCode(
    "E112", "A definition uses itself, directly or through others, so it has no value.")
  static let duplicateClause = DiagnosticCode(
    "E113", "Each clause may stand once in a query. Join conditions with `and`, dimensions with a comma.")
  static let duplicateHeader = DiagnosticCode(
    "E114",
    "Two columns of the result would have the same name. Name one of them with `as`: `nps as nps_all`.")
  static let badPeriod = DiagnosticCode(
    "E115",
    """
    A period is a stretch of the calendar: `2024`, `2024-Q1`, `2024-03`, `2024-W07`, `2024-03-31`, \
    `2024-01..2024-06`, `last 90 days`, `last 3 months`, `this month`, `previous quarter`, `year to date`.
    """)
  static let unitMismatch = DiagnosticCode(
    "E116",
    """
    `5%` is the number 5 in the unit percent. It may be compared with or added to a percentage; to take a part of \
    something multiply by 0.05.
    """)
  static let badSort = DiagnosticCode(
    "E117", "`sort` takes an item, a dimension or an extra (`n`) of the same query.")
  static let badClause = DiagnosticCode(
    "E118", "A clause does not fit this query; the message says which one and what to write.")
  static let badDefinition = DiagnosticCode(
    "E119",
    """
    A definition cannot work as it is written. The parts of a definition are `from`, `span`, `when`, `keep`, `mature`, \
    `let`, `per`, `age` in any order, then `is` with the formula, then `unit`, `better`, `needs`, `bands`, `aka`, \
    `params`, `note`, `trap`, `next`.
    """)
  static let unknownParameter = DiagnosticCode(
    "E120",
    "A name after `$` was not given a value. Write `param NAME = VALUE` first, or pass NAME=VALUE on the command line."
  )
  static let monthNumber = DiagnosticCode(
    "E121",
    """
    `month of x` is a period such as 2024-03, so it is not a number from 1 to 12. The number is `month of year of x`; \
    likewise `quarter of year of x`, `week of year of x`, `day of month of x`, `hour of day of x`.
    """)
  package static let severalCandidates = DiagnosticCode(
    "E122",
    "Two columns fit a role equally well, and guessing could give a wrong number. Say which: `with nps = \"Score\"`."
  )

  static let noBusinessHours = DiagnosticCode(
    "E140",
    """
    `business_hours` counts the hours in which somebody works, and nobody has said which these are. `set business \
    hours mon-fri 09:00-18:00` says it; lengths of time are otherwise those of the calendar.
    """)

  package static let valueTypo = DiagnosticCode(
    "W001",
    "A condition compares with a text that no row has, so nothing can match. The nearest values are shown with their counts."
  )
  static let hiddenName = DiagnosticCode(
    "W002",
    "A name could mean two things, and the rules chose one. Backticks or `TABLE.COLUMN` choose the other.")
  static let tablesEndApart = DiagnosticCode(
    "W003",
    """
    The tables that a query reads end more than seven days apart, so the newest period lacks rows of one of them. \
    `set now = DATE` fixes one cut-off for all.
    """)
  static let percentAsFraction = DiagnosticCode(
    "W004", "Percentages are numbers from 0 to 100 here: one half is `50` or `50%`, not 0.5.")
  static let distinctTimes = DiagnosticCode(
    "W005", "`distinct` of a time counts moments. To count days, write `distinct(day of x)`.")
  package static let repeatedRows = DiagnosticCode(
    "W006",
    """
    The row id of the table repeats, so its rows are parts (order lines, messages) of the thing that the KPI counts. \
    Load with `per COLUMN` to make one row of each id.
    """)
  static let droppedUnknown = DiagnosticCode(
    "W007",
    "More than a few rows were left out of a share because the condition is unknown for them. `x is true` counts unknown as no."
  )

  static let noCondition = DiagnosticCode(
    "W008",
    """
    A column stands where a condition is expected, and beside yes and no it holds another value, such as `No internet \
    service`. Rows with that value are left out. To count them, compare: `share(backup = "Yes")`.
    """)

  /// The codes of this module, for `help`.
  package static let semantics: [DiagnosticCode] = [
    unknownName, ambiguousName, wrongType, unknownFunction, wrongArguments, noTable, severalTables,
    missingRole,
    notAvailable, noTime, aggregateMisplaced, needsAggregate, definitionLoop, duplicateClause,
    duplicateHeader,
    badPeriod, unitMismatch, badSort, badClause, badDefinition, unknownParameter, monthNumber,
    severalCandidates, noBusinessHours,
    valueTypo, hiddenName, tablesEndApart, percentAsFraction, distinctTimes, repeatedRows, droppedUnknown,
    noCondition,
  ]
}
