import Diagnostics
import Syntax
import TestSupport
import Testing

/// Lays a text out, and checks that doing it twice changes nothing more and the meaning stays.
private func expectFormat(
  _ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let parsed = parse(SourceText(text))
  expectText(draw(parsed.diagnostics, usesColor: false), "", sourceLocation: sourceLocation)
  let formatted = format(parsed)
  expectText(formatted, expected, sourceLocation: sourceLocation)
  let again = parse(SourceText(formatted))
  expectText(format(again), formatted, sourceLocation: sourceLocation)
  expectText(dump(again), dump(parsed), sourceLocation: sourceLocation)
}

@Test func `operators and spaces get their standard spelling`() {
  expectFormat(
    "nps   WHERE a==1&&b<>'x'||not(c>=3) BY Month",
    "nps where a = 1 and b != \"x\" or not (c >= 3) by month\n")
  expectFormat("x where a in (1,2) and b between 1 and 5", "x where a in {1, 2} and b in 1..5\n")
  expectFormat("count( distinct x ),f( a,b )", "distinct(x), f(a, b)\n")
  expectFormat("x where a in b+1..c*2", "x where a in b + 1 .. c * 2\n")
  expectFormat("x where a not contains 'b'", "x where a not contains \"b\"\n")
  expectFormat("x rolling 90d during last 1 days", "x rolling 90 days during last 1 day\n")
}

@Test func `backticks stay only where they are needed`() {
  expectFormat("`nps` by `Seat Type`, `month`, `país`", "nps by `Seat Type`, `month`, país\n")
  expectFormat("`load` where `none` = `x`", "`load` where `none` = x\n")
  expectFormat(
    "learn `a b`; forget `c d`; unload `e`; describe `f g`.h",
    "learn `a b`\nforget `c d`\nunload e\ndescribe `f g`.h\n")
  expectFormat("nps as \"a b\", csat as 'c'", "nps as `a b`, csat as c\n")
}

@Test func `a long query has one clause a line`() {
  expectFormat(
    "nps, csat where segment = \"pro\" and country in {\"ES\", \"FR\"} by month since 2024-01 vs last year with n",
    """
    nps, csat
      where segment = "pro" and country in {"ES", "FR"}
      by month
      since 2024-01
      vs last year
      with n

    """)
}

@Test func `a short query has one line`() {
  expectFormat("nps\n  where a = 1\n  by month\n", "nps where a = 1 by month\n")
}

@Test func `a long condition is cut before its loosest operators`() {
  expectFormat(
    "nps where alpha_column = \"first value\" and beta_column = \"second value\" or gamma_column = \"third value\" and delta = 1",
    """
    nps
      where alpha_column = "first value" and beta_column = "second value"
          or gamma_column = "third value" and delta = 1

    """)
}

@Test func `comments stay with what they belong to`() {
  expectFormat(
    """
    #!/usr/bin/env kpi
    # Report


    # the main one
    nps # all of them
      # only these
      where a = 1   # one
      by month
      # the end
    csat   # other
    # last
    """,
    """
    #!/usr/bin/env kpi
    # Report

    # the main one
    nps  # all of them
      # only these
      where a = 1  # one
      by month
      # the end
    csat  # other
    # last

    """)
}

@Test func `comments within a clause stand behind it`() {
  expectFormat("nps\n  where a = 1 and # c\n  b = 2 # d\n", "nps where a = 1 and b = 2  # c\n  # d\n")
}

@Test func `metadata stand behind the formula, unit and direction on one line`() {
  expectFormat(
    "kpi x \"X\" unit percent from t better up is share(a) needs 5 aka `y z`, w",
    """
    kpi x "X"
      from   t
      is     share(a)
      unit percent   better up   needs 5
      aka    `y z`, w

    """)
}

@Test func `statements on one line get lines of their own`() {
  expectFormat("load \"a.csv\"; nps;; csat", "load \"a.csv\"\nnps\ncsat\n")
}

@Test func `a statement that ends like an open one keeps its semicolon`() {
  expectFormat("nps by contains; csat", "nps by contains;\ncsat\n")
}

@Test func `a text with errors comes back as it was`() {
  let text = "nps   wher x\ncsat\n"
  #expect(format(parse(SourceText(text))) == text)
}

@Test func `nothing is laid out as nothing`() {
  expectFormat("", "")
  expectFormat("\n\n", "")
  expectFormat("# only\n", "# only\n")
}
