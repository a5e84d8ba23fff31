import Diagnostics
import Syntax
import TestSupport
import Testing

/// Reads a text, lays it out and draws its diagnostics; gives back their codes.
@discardableResult
private func codes(_ text: String) -> [String] {
  let parsed = parse(SourceText(text))
  #expect(!format(parsed).isEmpty || parsed.statements.isEmpty)
  #expect(!draw(Array(parsed.diagnostics.prefix(3)), usesColor: false).contains("\u{1B}"))
  return parsed.diagnostics.map(\.code.name)
}

private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

@Test func `a hundred thousand brackets are an error and no crash`() {
  #expect(codes(times(100_000, "(")) == ["E016"])
  #expect(codes("nps where x = " + times(100_000, "(") + "1" + times(100_000, ")")) == ["E016"])
  #expect(codes(times(10_000, "f(")) == ["E016"])
  #expect(codes("nps where x in " + times(10_000, "{")).count <= 10)
  #expect(codes(times(10_000, "(x in (")) == ["E016"])
  #expect(codes(times(10_000, ")")).count <= 10)
  #expect(codes("kpi x is " + times(10_000, "(a where ")).contains("E016"))
}

@Test func `thousands of signs and words before a value are an error and no crash`() {
  #expect(codes("nps where " + times(5_000, "not ") + "x") == ["E016"])
  #expect(codes("x " + times(5_000, "- ") + "1") == ["E016"])
  #expect(codes("x = " + times(5_000, "+")).count <= 10)
  #expect(codes(times(5_000, "running ") + "x") == ["E016"])
  #expect(codes("nps by " + times(5_000, "month of ") + "x") == ["E016"])
  #expect(codes("nps where x " + times(5_000, "is ")).count <= 10)
  #expect(codes("nps where x " + times(5_000, "is < ")).count <= 10)
  #expect(codes("nps where x " + times(5_000, "not in ")).count <= 10)
  #expect(codes("nps where x " + times(5_000, "between ")).count <= 10)
  #expect(codes("nps " + times(5_000, "for 2024 ")).count <= 10)
  #expect(codes("nps where x" + times(5_000, "@a")) == ["E016"])
}

@Test func `a chain of too many operators is an error and no crash`() {
  #expect(codes("x where " + times(5_000, "a = 1 or ") + "b") == ["E016"])
  #expect(codes("x" + times(5_000, " + x")) == ["E016"])
  #expect(codes("x" + times(400, " + x")) == [])
  #expect(codes("x where a in {" + times(5_000, "1, ") + "2}") == [])
  #expect(codes("x where " + times(80, "(") + "1" + times(80, ")")) == [])
}

@Test func `brackets that could be sets or formulas are read once`() {
  #expect(codes("y where " + times(60, "x in (") + "1" + times(60, ") + 1")) == [])
  #expect(codes("y where " + times(60, "x in (") + "1" + times(60, ")..2")) == [])
  #expect(codes(times(5_000, "where x without by ")).contains("E011") == true)
}

@Test func `nesting and chains together stay within the limit of height`() {
  let chain = times(200, " + x")
  #expect(codes("((x" + chain + ")" + chain + ")" + chain) == ["E016"])
  #expect(codes("(x" + chain + ")" + chain) == [])
}

@Test func `long texts of any kind are read in linear time`() {
  #expect(codes("nps where x = \"" + times(100_000, "a") + "\"") == [])
  #expect(codes("nps where x = \"" + times(100_000, "a")) == ["E002"])
  #expect(codes(times(10_000, "nps; ")) == [])
  #expect(codes(times(10_000, "nps\n")) == [])
  #expect(codes(times(5_000, "# c\n")) == [])
  #expect(codes(times(10_000, "nps,\n") + "nps") == [])
  #expect(codes("nps by a" + times(10_000, ", a")) == [])
  #expect(codes(times(10_000, "\\\" ")).count <= 10)
  #expect(codes("x = " + times(10_000, "\"a\n ")).count <= 10)
  #expect(codes(times(4_000, "`a ")).count <= 10)
  #expect(codes("x where a = " + times(40_000, "9")) == ["E005"])
  #expect(codes("x where a = 1" + times(40_000, "0") + "e5") == ["E005"])
  #expect(codes(times(40_000, "é")).count <= 10)
  #expect(codes(times(40_000, "§")).count <= 10)
  #expect(codes(times(6_000, "(a\n")).count <= 6_000)
  #expect(codes("help " + times(5_000, "x ")) == [])
  #expect(codes("kpi x is 1" + times(4_000, " note \"a\"")) == [])
}

@Test(arguments: [
  "", " ", "\n", "\n\n", ";", ";;;", "#", "#!", "\u{FEFF}", "\u{FEFF}nps", "\r\n", "\r", "\t", "kpi", "kpi>",
  "kpi> ",
  "kpi> nps", "\u{0}", "\u{FFFD}", "nps \u{0} x", "'", "\"", "`", "``", "$", "/", "\\", "@", "..", ".", "-",
  "+", "not",
  "where", "by", "and", "without", "load", "set", "set =", "show", "describe", "help", "learn", "print",
  "theme", "theme x =",
  "theme x = /", "is", "in", "x in", "x in {", "x in {}", "x in ()", "x between", "x between 1",
  "x between 1 and", "count(",
  "count(*", "f(,)", "f(a b)", "()", "(nps where)", "x.", "x..", "1..", "1.", "9223372036854775808",
  "-9223372036854775808", "2024-", "2024-99", "0000-01", "9999-12-31T23:59:59.999999", "2024-03-31T", "1e",
  "1e+", "1e999",
  "99999999999999999999999999999999999d", "1e300y", "5%%", "5%x", "\"\\", "\"\\u{", "\"\\u{}\"",
  "\"\\u{110000}\"", "\"\\u{FFFFFFFFFF}\"",
  "top", "top 0", "top -1", "top 99999999999999999999", "nps top 5 5", "sql", "sql for", "sql nps for",
  "select", "select *",
  "select from", "select * from t", "last last", "link a", "link a.b =", "kpi x is", "kpi x is is", "kpi is",
  "kpi is is is", "bands",
  "kpi x is 1 bands", "kpi x is 1 bands a <", "kpi x is 1 bands a < 1", "kpi x is 1 bands a < 1 <", "vs",
  "nps vs", "nps vs where",
  "nps rolling", "nps rolling 3", "nps during last", "nps during 2024..", "nps with", "nps sort", "nps into",
  "nps into a/b.csv",
])
func `a fragment is read without harm`(text: String) {
  #expect(codes(text).count <= 10)
}
