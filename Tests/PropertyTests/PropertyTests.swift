import Glibc
import Testing
import TestSupport

/// How many random queries run; `KPI_PROPERTY_CASES` asks for more.
private let caseCount = getenv("KPI_PROPERTY_CASES").flatMap { Int(String(cString: $0)) } ?? 300
/// The first seed; `KPI_PROPERTY_SEED` looks elsewhere.
private let firstSeed = getenv("KPI_PROPERTY_SEED").flatMap { Int(String(cString: $0)) } ?? 1

/// Compares the program with the slow evaluator on random tables and queries.
private func compare(queriesOfEachTable: Int, sizes: [Int], next: (inout RandomQueries) -> String, seed: Int)
{
  var failures = 0
  for round in 0..<max(1, caseCount / queriesOfEachTable / 2) {
    var dice = Dice(seed: seed + round)
    let random = RandomTables(&dice, rows: sizes[round % sizes.count])
    let folder = Folder()
    for table in random.tables { folder.write(RandomTables.csv(table), table.name + ".csv") }
    var evaluator = SlowEvaluator(tables: random.tables, definitions: definitions(RandomQueries.definitions))
    var setup =
      "load \"responses.csv\" as responses\nload \"orders.csv\" as orders\n" + RandomQueries.definitions
    if round % 3 == 1 {
      setup += "\nset now = 2024-03-15\n"
      evaluator.givenNow = SlowCalendar.day(2024, 3, 15) * SlowCalendar.dayLength
    }
    let real = RealSession(folder, setup: setup)
    if !real.problems.isEmpty {
      Issue.record("seed \(seed + round): \(real.problems)")
      failures += 1
    }
    var queries = RandomQueries(dice: dice, hasClock: random.hasClock)
    for _ in 0..<queriesOfEachTable
    where failures < (getenv("KPI_PROPERTY_FAILURES").flatMap { Int(String(cString: $0)) } ?? 5) {
      let text = next(&queries)
      if getenv("KPI_PROPERTY_TRACE") != nil { print("\(seed + round): \(text)") }
      var message: String?
      do {
        guard let tree = query(text) else {
          Issue.record("not a query: \(text)")
          continue
        }
        let expected = try evaluator.answer(tree)
        switch real.run(text) {
        case .failure(let problem): message = problem.text
        case .success(let results):
          message = results.first.map { difference(expected, $0) } ?? "no result"
        }
      } catch is NoBeginning { continue } catch { message = "the slow evaluator: \(error)" }
      if let message {
        failures += 1
        Issue.record(
          "seed \(seed + round), now \(evaluator.givenNow.map { "\($0)" } ?? "of the data"): \(text)\n\(message)"
        )
        if getenv("KPI_PROPERTY_KEEP") != nil {
          for table in random.tables { print(RandomTables.csv(table)) }
        }
      }
    }
  }
}

@Test func `random queries over one table have the answers of the slow evaluator`() {
  compare(queriesOfEachTable: 20, sizes: [12, 3, 40, 1, 25, 8], next: { $0.query() }, seed: firstSeed)
}

@Test func `random queries over two tables have the answers of the slow evaluator`() {
  compare(queriesOfEachTable: 20, sizes: [12, 30, 2], next: { $0.meeting() }, seed: firstSeed + 5000)
}

@Test func `random comparisons over one table have the answers of the slow evaluator`() {
  compare(
    queriesOfEachTable: 20, sizes: [12, 30, 5],
    next: {
      $0.comparesOthers = true
      return $0.query()
    }, seed: firstSeed + 10_000)
}

@Test func `random comparisons over two tables have the answers of the slow evaluator`() {
  compare(
    queriesOfEachTable: 20, sizes: [12, 30, 2],
    next: {
      $0.comparesOthers = true
      return $0.meeting()
    }, seed: firstSeed + 15_000)
}
