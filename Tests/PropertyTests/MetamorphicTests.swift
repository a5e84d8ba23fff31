import Columns
import Diagnostics
import Glibc
import KPILanguage
import Rendering
import Syntax
import TestSupport
import Testing

/// Queries of all kinds for the properties that need no second evaluator.
private let queries = [
  "count() as rows, mean(amount) as amount, median(minutes) as minutes from responses by segment with n, share, total",
  "score, happy, latest by month, segment with n, total",
  "quick, since_last by segment top 2 with others, total",
  "answers, placed, answers_per_order by segment, quarter with total",
  "first(amount) as earliest, last(amount) as newest, distinct(customer) as people from responses by city",
  "stddev(amount) as spread, pct(amount, 90) as high, sum(amount / 3) as third from responses by month, flag with total",
  "share(nps >= 9 given flag) as fans from responses where amount > 20 by week since 2023-12 with n",
  "basket, cancel_rate where segment is known by month with n, total",
]

/// The answers of a session to some queries, as text.
private func answers(_ folder: Folder, load: String, threads: Int = 2, _ queries: [String]) -> [String] {
  let real = RealSession(folder, threads: threads, setup: load + "\n" + RandomQueries.definitions)
  #expect(real.problems.isEmpty, "\(real.problems)")
  return queries.map { query in
    switch real.run(query) {
    case .success(let tables): tables.map { render($0, RenderingOptions(format: .csv)) }.joined()
    case .failure(let problem): "error: \(problem.text)"
    }
  }
}

private let loadBoth = "load \"responses.csv\" as responses\nload \"orders.csv\" as orders"

/// Compares answers query by query; an error on either side is a difference.
private func expectSame(
  _ left: [String], _ right: [String], _ queries: [String], seed: Int,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (query, pair) in zip(queries, zip(left, right)) {
    #expect(!pair.0.hasPrefix("error"), "seed \(seed): \(query)", sourceLocation: sourceLocation)
    if pair.0 != pair.1 {
      Issue.record(
        "seed \(seed): \(query)\n\(pair.0)\nand\n\(pair.1)", sourceLocation: sourceLocation)
    }
  }
}

private func write(_ random: RandomTables, _ folder: Folder) {
  for table in random.tables { folder.write(RandomTables.csv(table), table.name + ".csv") }
}

@Test(arguments: 1...4) func `the number of threads changes no byte`(seed: Int) {
  var dice = Dice(seed: seed)
  let folder = Folder()
  write(RandomTables(&dice, rows: seed == 4 ? 9_000 : 200), folder)
  let one = answers(folder, load: loadBoth, threads: 1, queries)
  expectSame(one, answers(folder, load: loadBoth, threads: 2, queries), queries, seed: seed)
  expectSame(one, answers(folder, load: loadBoth, threads: 7, queries), queries, seed: seed)
}

@Test(arguments: 1...4) func `the order of rows changes nothing that has no ties`(seed: Int) {
  var dice = Dice(seed: seed)
  var random = RandomTables(&dice, rows: 60)
  let ordered = Folder()
  write(random, ordered)
  for place in random.tables.indices { random.tables[place].rows.shuffle(using: &dice.generator) }
  let shuffled = Folder()
  write(random, shuffled)
  // Ties in `first`, `last` and `next` go by the row.
  let free = queries.filter { !$0.contains("first(") && !$0.contains("latest") && !$0.contains("since_last") }
  #expect(free.count == 5)
  expectSame(
    answers(ordered, load: loadBoth, free), answers(shuffled, load: loadBoth, free), free, seed: seed)
}

@Test(arguments: 1...4) func `a table in several files is the same table`(seed: Int) {
  var dice = Dice(seed: seed)
  let random = RandomTables(&dice, rows: 61)
  let whole = Folder()
  write(random, whole)
  let parts = Folder()
  for table in random.tables {
    let cut = dice.roll(5...20)
    parts.write(RandomTables.csv(table, rows: Array(table.rows[..<cut])), table.name + "1.csv")
    parts.write(RandomTables.csv(table, rows: Array(table.rows[cut..<40])), table.name + "2.csv")
    parts.write(RandomTables.csv(table, rows: Array(table.rows[40...])), table.name + "3.csv")
  }
  let expected = answers(whole, load: loadBoth, queries)
  let glob = "load \"responses*.csv\" as responses\nload \"orders*.csv\" as orders"
  expectSame(expected, answers(parts, load: glob, queries), queries, seed: seed)
  // Files are read in the order of their names, however written.
  let list =
    "load \"responses3.csv\", \"responses1.csv\", \"responses2.csv\" as responses\n"
    + "load \"orders2.csv\", \"orders3.csv\", \"orders1.csv\" as orders"
  expectSame(expected, answers(parts, load: list, queries), queries, seed: seed)
}

@Test(arguments: 1...12) func `a formatted query has the same answer`(seed: Int) {
  var dice = Dice(seed: seed)
  let random = RandomTables(&dice, rows: 20)
  let folder = Folder()
  write(random, folder)
  var generated = RandomQueries(dice: dice, hasClock: random.hasClock)
  let plain = (0..<10).map { _ in generated.query() }
  let formatted = plain.map { format(parse(SourceText($0))) }
  expectSame(
    answers(folder, load: loadBoth, plain), answers(folder, load: loadBoth, formatted), plain, seed: seed)
}

/// Rows of the only result of a query: the labels of its dimensions, then its values.
private func rows(_ real: RealSession, _ query: String) -> [(
  key: [String], row: ResultRow, table: ResultTable
)] {
  switch real.run(query) {
  case .failure(let problem):
    Issue.record("\(query): \(problem.text)")
    return []
  case .success(let tables):
    guard let table = tables.first else {
      Issue.record("\(query): no result")
      return []
    }
    let dimensions = table.columns.indices.filter { table.columns[$0].role == .dimension }
    return table.rows.map { row in
      (dimensions.map { SlowValue(row.values[$0], table.calendar)?.label ?? "?" }, row, table)
    }
  }
}

private func session(_ seed: Int, _ folder: Folder) -> RealSession {
  var dice = Dice(seed: seed)
  write(RandomTables(&dice, rows: 50), folder)
  let real = RealSession(folder, setup: loadBoth + "\n" + RandomQueries.definitions)
  #expect(real.problems.isEmpty, "\(real.problems)")
  return real
}

/// Whether the last values of two rows are the same to the last bit, however stored.
private func isSame(_ left: ResultRow?, _ right: ResultRow?) -> Bool {
  guard let left = left?.values.last, let right = right?.values.last else { return false }
  return SlowValue(left, Calendar()) == SlowValue(right, Calendar())
}

private let singleKPIs = RandomQueries.responseKPIs + RandomQueries.orderKPIs

@Test(arguments: 1...6) func `a group has the value that where gives for it`(seed: Int) {
  let folder = Folder()
  let real = session(seed, folder)
  var compared = 0
  for kpi in singleKPIs {
    for (key, row, _) in rows(real, "\(kpi) by segment") where row.kind == .group {
      let condition = key[0].isEmpty ? "segment is none" : "segment = \"\(key[0])\""
      let alone = rows(real, "\(kpi) where \(condition)")
      #expect(isSame(alone.first?.row, row), "seed \(seed): \(kpi) where \(condition)")
      compared += 1
    }
    for (key, row, _) in rows(real, "\(kpi) by month") where row.kind == .group {
      let alone = rows(real, "\(kpi) during \(key[0])")
      #expect(isSame(alone.first?.row, row), "seed \(seed): \(kpi) during \(key[0])")
      compared += 1
    }
  }
  #expect(compared > 50)
}

@Test(arguments: 1...6) func `the total is the answer without groups`(seed: Int) {
  let folder = Folder()
  let real = session(seed, folder)
  for kpi in singleKPIs {
    let alone = rows(real, kpi).first?.row
    for dimensions in ["segment", "segment, weekday", "month", "quarter, segment"] {
      let total = rows(real, "\(kpi) by \(dimensions) with total").last
      #expect(total?.row.kind == .total && isSame(total?.row, alone), "seed \(seed): \(kpi) by \(dimensions)")
    }
  }
}

@Test(arguments: 1...6) func `counts of groups add up and shares make a hundred`(seed: Int) {
  let folder = Folder()
  let real = session(seed, folder)
  for kpi in ["answers", "placed", "cancelled"] {
    for dimensions in ["segment", "segment, weekday", "month", "month of year"] {
      let all = rows(real, "\(kpi) by \(dimensions) with total")
      let groups = all.filter { $0.row.kind == .group }.compactMap { $0.row.values.last?.number }
      #expect(
        groups.reduce(0, +) == all.last?.row.values.last?.number, "seed \(seed): \(kpi) by \(dimensions)")
    }
    let shares = rows(real, "\(kpi) by segment, weekday with share").compactMap { $0.row.values.last?.number }
    #expect(abs(shares.reduce(0, +) - 100) < 1e-9, "seed \(seed): \(kpi)")
    let kept = rows(real, "\(kpi) by customer top 2 with share, others").compactMap {
      $0.row.values.last?.number
    }
    #expect(abs(kept.reduce(0, +) - 100) < 1e-9, "seed \(seed): \(kpi) of the top two")
  }
}

@Test func `a table without rows answers nothing and does not fail`() {
  let folder = Folder()
  var dice = Dice(seed: 1)
  write(RandomTables(&dice, rows: 0), folder)
  let real = RealSession(folder, setup: loadBoth)
  let counted = rows(real, "count() as rows from responses")
  #expect(counted.map { $0.row.values } == [[.integer(0)]])
  #expect(rows(real, "count() as rows from responses by segment").isEmpty)
}
