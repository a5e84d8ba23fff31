package import Diagnostics

extension DiagnosticCode {
  package static let unreadableCharacter = DiagnosticCode(
    "E001",
    """
    A character stands where the language has none. Names are letters of any script, digits and `_`; any \
    other name stands in backticks: `Response Date`. Text stands in straight quotes: "pro". Formulas use + \
    - * / % and the comparisons = != < <= > >= ~.
    """)
  package static let unclosedText = DiagnosticCode(
    "E002",
    """
    A text, a name in backticks or a pattern was opened and never closed. Write the same quote at its end. \
    A quote inside the text is doubled, or a backslash stands before it, as in 'it\\'s'.
    """)
  package static let unclosedBracket = DiagnosticCode(
    "E003",
    """
    A bracket was opened and not closed again in the same statement. Every ( needs a ), every { a }. For \
    example: (nps where plan = "pro") - nps
    """)
  package static let strayBracket = DiagnosticCode(
    "E004",
    "A closing bracket has no opening one before it in the same statement. Remove it, or add the other one.")
  package static let badNumber = DiagnosticCode(
    "E005",
    """
    A number cannot be read. Numbers are 12, 1_000, 3.5 and 1e6, with a point for decimals and without \
    separators other than `_`. `5%` is five percent; the remainder of a division is written with spaces: \
    17 % 5.
    """)
  package static let badPeriod = DiagnosticCode(
    "E006",
    """
    A date or a period is not on the calendar, or not complete. They are written without spaces: 2024, \
    2024-Q1, 2024-03, 2024-W07, 2024-03-31, 2024-03-31T14:05. Four digits and a minus without spaces \
    always begin a date; to subtract, write spaces: 2024 - 5.
    """)
  package static let badDuration = DiagnosticCode(
    "E007",
    """
    A duration is a number and a unit: 10s, 15min, 4h, 30d, 2w, 6mo, 1q, 1y, or spelled out: 90 days. `5m` \
    is refused because it could mean minutes or months.
    """)
  package static let missingOperand = DiagnosticCode(
    "E008",
    """
    Something is missing: an operator, a comma or a word of the language needs a value behind it. For \
    example `nps where segment =` needs what the segment should equal: nps where segment = "pro"
    """)
  package static let unexpected = DiagnosticCode(
    "E009",
    """
    This does not fit here. A query is what to compute, and then clauses in any order: nps, csat where \
    segment = "pro" by month since 2024-01. Several items, dimensions or extras are separated by commas; \
    conditions by `and` or `or`; text stands in quotes.
    """)
  package static let misspeltClause = DiagnosticCode(
    "E010",
    """
    A word looks like a clause but is none. The clauses of a query are where, by, during, since, until, \
    rolling, vs, cumulative, with, sort, top, bottom, limit, pivot, from and into. A column of that name \
    stands in backticks.
    """)
  package static let repeatedClause = DiagnosticCode(
    "E011",
    """
    Each clause stands once in a query. Join two conditions with `and` (where plan = "pro" and country = \
    "ES"), and several dimensions or extras with commas (by month, channel).
    """)
  package static let unknownWord = DiagnosticCode(
    "E012",
    """
    One of a few words is expected here, and this is another one. `with` takes n, interval, ledger, total, \
    others, share, target and partial; `better` takes up or down; `rolling`, `last`, `this` and `previous` \
    take a unit of the calendar such as months.
    """)
  package static let sqlQuery = DiagnosticCode(
    "E013",
    """
    This is SQL. Here a query begins with what to compute: `select avg(score) from t where x = 1 group by \
    month` is mean(score) from t where x = 1 by month. A KPI already knows its table and its formula: nps \
    by month.
    """)
  package static let sqlClause = DiagnosticCode(
    "E014",
    """
    This clause is SQL. `group by` is `by`, `order by` is `sort`, `join` is a `link` between two tables \
    that is made once and then used by itself, and `having` is not needed for the usual questions: `top \
    10` keeps the largest groups.
    """)
  package static let sqlOperator = DiagnosticCode(
    "E015",
    """
    This operator is SQL. `count(*)` is count(), `x is null` is x is none, `x like "%text%"` is x contains \
    "text", `case when a then b else c end` is if(a, b, c).
    """)
  package static let tooDeep = DiagnosticCode(
    "E016",
    """
    A formula may nest 100 brackets deep and chain 500 operators. Name parts of it with `let`, or compare \
    with many values at once: country in {"ES", "FR", "PT"}.
    """)
  package static let chainedComparison = DiagnosticCode(
    "E017",
    """
    Comparisons stand between two values. A range is written `x in 1..5` (both ends included) or `x > 1 \
    and x <= 5`.
    """)
  package static let nameExpected = DiagnosticCode(
    "E018",
    """
    A name is expected: letters of any script, digits and `_`, not beginning with a digit. Anything else \
    stands in backticks: `Response Date`.
    """)
  package static let periodExpected = DiagnosticCode(
    "E019",
    """
    A period is expected: 2024, 2024-Q1, 2024-03, 2024-W07, 2024-03-31, 2024-01..2024-06, today, \
    yesterday, this month, last month, last 90 days, previous quarter, year to date.
    """)
  package static let incompleteDefinition = DiagnosticCode(
    "E020",
    """
    A definition needs a name and a formula behind `is`: kpi promoters from responses when responded_at is \
    share(nps >= 9). Clauses (from, span, when, keep, mature, let, per, age) stand before `is`; unit, \
    better, needs, bands, aka, params, note, trap and next stand behind the formula.
    """)
  package static let countExpected = DiagnosticCode(
    "E021", "A whole number is expected here, such as `top 5`, `limit 100`, `rolling 3 months` or `needs 30`."
  )
  package static let textExpected = DiagnosticCode(
    "E022", "Paths, addresses and titles stand in quotes: load \"survey.csv\" as responses")
  package static let misplacedGiven = DiagnosticCode(
    "E023",
    """
    `given` restricts one aggregate and stands last inside its brackets: sum(amount given cancelled_at is \
    known). To restrict a whole item write (nps where plan = "pro").
    """)
  package static let badEscape = DiagnosticCode(
    "E024",
    """
    `\\u{…}` takes the hexadecimal number of a character: "\\u{20AC}" is the sign of the euro. Other \
    escapes are \\" \\' \\\\ \\n and \\t; any other backslash stays as it is written.
    """)

  /// Every code of this module, in the order of their names.
  package static let syntax: [DiagnosticCode] = [
    .unreadableCharacter, .unclosedText, .unclosedBracket, .strayBracket, .badNumber, .badPeriod,
    .badDuration,
    .missingOperand, .unexpected, .misspeltClause, .repeatedClause, .unknownWord, .sqlQuery, .sqlClause,
    .sqlOperator,
    .tooDeep, .chainedComparison, .nameExpected, .periodExpected, .incompleteDefinition, .countExpected,
    .textExpected, .misplacedGiven, .badEscape,
  ]
}
