import Diagnostics
import Glibc
import KPILanguage
import TestSupport
import Testing

/// How often intervals hold the truth: samples whose distribution is known, one sample a group, asked as a query.
///
/// Of 2,000 intervals at 95 % between 93 and 97 % hold, but for chance of one in thousands. Intervals that are exact for
/// every truth (counts, ordered values) hold a little more often for most, because counts are whole numbers.
@Suite(.enabled(if: runsSlowTests)) struct IntervalCoverageSlowTests {
  /// - Parameter sample: the rows of one sample, without its number.
  private func coverage(
    of item: String, truth: Double, columns: String, samples: Int = 2_000, seed: UInt64,
    definition: String? = nil, _ sample: (inout Draws) -> [String]
  ) throws -> Double {
    var draws = Draws(seed: seed)
    var text = "sample,\(columns)\n"
    for number in 0..<samples {
      for row in sample(&draws) { text += "s\(number),\(row)\n" }
    }
    let path = "/tmp/kpi-coverage-\(getpid())-\(UInt32.random(in: 0 ... .max)).csv"
    try write(text, to: path)
    defer { unlink(path) }
    let kpi = Conversation(in: "/tmp")
    _ = try kpi.answer("load \"\(path)\" as orders")
    if let definition { _ = try kpi.answer(definition) }
    var held = 0
    let lines = try kpi.answer("\(item) as it by sample with interval").split(separator: "\n").dropFirst()
    #expect(lines.count == samples)
    for line in lines {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      if let low = Double(cells[2]), low <= truth, Double(cells[3]).map({ truth <= $0 }) ?? !cells[2].isEmpty
      {
        held += 1
      }
    }
    return Double(held) / Double(samples)
  }

  private func expectCoverage(
    _ held: Double, _ range: ClosedRange<Double> = 0.93...0.97,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(range.contains(held), "\(held)", sourceLocation: sourceLocation)
  }

  @Test func `shares, by row`() throws {
    expectCoverage(
      try coverage(of: "share(x > 0.4)", truth: 60, columns: "x", seed: 1) { draws in
        (0..<60).map { _ in "\(draws.uniform())" }
      })
  }

  /// Customers differ, so that a customer's answers are alike: by row only four in five intervals would hold.
  @Test func `shares, by customer`() throws {
    expectCoverage(
      try coverage(of: "share(x < 1)", truth: 50, columns: "customer,x", seed: 2) { draws in
        (0..<50).flatMap { customer -> [String] in
          let leaning = draws.uniform()
          return (0..<6).map { _ in "c\(customer),\(draws.uniform() < leaning ? 0 : 1)" }
        }
      })
  }

  @Test func `net shares`() throws {
    expectCoverage(
      try coverage(
        of: "(share(x >= 9) - share(x <= 6))", truth: 20, columns: "x", seed: 3
      ) { draws in
        (0..<80).map { _ in
          let answer = draws.uniform()
          return answer < 0.5 ? "10" : answer < 0.8 ? "3" : "8"
        }
      })
  }

  @Test func `means of a few normal values`() throws {
    expectCoverage(
      try coverage(of: "mean(x)", truth: 20, columns: "x", seed: 4) { draws in
        (0..<12).map { _ in "\(20 + 3 * draws.normal())" }
      })
  }

  @Test func `means of many skewed values`() throws {
    // Half of them are skewed enough to be resampled.
    expectCoverage(
      try coverage(of: "mean(x)", truth: 1, columns: "x", samples: 1_000, seed: 5) { draws in
        (0..<150).map { _ in "\(draws.exponential())" }
      })
  }

  @Test func `means by customer`() throws {
    expectCoverage(
      try coverage(of: "mean(x)", truth: 10, columns: "customer,x", seed: 6) { draws in
        (0..<40).flatMap { customer -> [String] in
          let level = 10 + draws.normal()
          return (0..<5).map { _ in "c\(customer),\(level + 0.5 * draws.normal())" }
        }
      })
  }

  @Test func `ratios by customer`() throws {
    expectCoverage(
      try coverage(of: "(sum(x) / count())", truth: 10, columns: "customer,x", seed: 7) { draws in
        (0..<60).flatMap { customer -> [String] in
          let level = 5 + 5 * draws.exponential()
          return (0..<(1 + Int(4 * draws.uniform()))).map { _ in "c\(customer),\(level + draws.normal())" }
        }
      })
  }

  @Test func `ratios of two KPIs`() throws {
    // Amounts of all customers over the three in four that count: the truth is 3 / 0.75.
    expectCoverage(
      try coverage(
        of: "ratio", truth: 4, columns: "customer,x,y", seed: 8,
        definition: """
          kpi tops from orders is sum(x)
          kpi bottoms from orders per customer is count(given any(y > 0.25))
          kpi ratio is tops / bottoms
          """
      ) { draws in
        (0..<80).map { customer in "c\(customer),\(3 + 2 * draws.normal()),\(draws.uniform())" }
      })
  }

  @Test(arguments: [("median(x)", 0.5, 80), ("pct(x, 90)", 0.9, 150)])
  func `quantiles`(_ item: String, _ part: Double, _ count: Int) throws {
    expectCoverage(
      try coverage(of: item, truth: -log(1 - part), columns: "x", seed: 9) { draws in
        (0..<count).map { _ in "\(draws.exponential())" }
      }, 0.94...0.975)
  }

  /// Half of the spread is between customers: by row only some four in five intervals would hold.
  @Test(arguments: [("median(x)", 0.5, 60), ("pct(x, 75)", 0.75, 80)])
  func `quantiles by customer`(_ item: String, _ part: Double, _ customers: Int) throws {
    let truth = part == 0.5 ? 0 : 0.6744897501960817 * 2.0.squareRoot()
    expectCoverage(
      try coverage(of: item, truth: truth, columns: "customer,x", samples: 1_500, seed: 15) { draws in
        (0..<customers).flatMap { customer -> [String] in
          let level = draws.normal()
          return (0..<(3 + Int(4 * draws.uniform()))).map { _ in "c\(customer),\(level + draws.normal())" }
        }
      }, 0.93...0.975)
  }

  /// Customers leave at a pace of their own: the share that stays is the mean over the paces, 1 and 2 alike.
  private func staysOfCustomers(_ draws: inout Draws) -> [String] {
    (0..<60).flatMap { customer -> [String] in
      let pace = draws.uniform() < 0.5 ? 0.5 : 3.0
      return (0..<4).map { _ in
        let stay = draws.exponential() / pace
        let watched = 4 * draws.uniform()
        return stay <= watched ? "c\(customer),\(stay),\(watched)" : "c\(customer),,\(watched)"
      }
    }
  }

  @Test func `survival by customer`() throws {
    let truth = 100 * (exp(-0.25) + exp(-1.5)) / 2
    expectCoverage(
      try coverage(
        of: "surv(x, y, 0.5)", truth: truth, columns: "customer,x,y", samples: 1_500, seed: 16,
        staysOfCustomers))
  }

  @Test func `counts`() throws {
    expectCoverage(
      try coverage(of: "count(given x = 1)", truth: 40, columns: "x", seed: 10) { draws in
        // A row more, so that a sample without an event is a group too.
        (0..<draws.poisson(40)).map { _ in "1" } + ["0"]
      }, 0.94...0.975)
  }

  private func stays(_ draws: inout Draws, _ count: Int) -> [String] {
    (0..<count).map { _ in
      let stay = draws.exponential()
      let watched = 4 * draws.uniform()
      return stay <= watched ? "\(stay),\(watched)" : ",\(watched)"
    }
  }

  @Test func `survival at a time`() throws {
    expectCoverage(
      try coverage(of: "surv(x, y, 0.5)", truth: 100 * exp(-0.5), columns: "x,y", seed: 11) {
        stays(&$0, 80)
      })
  }

  @Test func `the median of survival`() throws {
    expectCoverage(
      try coverage(of: "surv_median(x, y)", truth: log(2), columns: "x,y", seed: 12) { stays(&$0, 100) })
  }

  @Test func `resampled products`() throws {
    // Amount times number of orders for each customer, with a share on top.
    expectCoverage(
      try coverage(
        of: "(sum(x) / count() * share(y < 0.4))", truth: 400, columns: "customer,x,y", samples: 1_000,
        seed: 13
      ) { draws in
        (0..<80).map { "c\($0),\(10 + 2 * draws.normal()),\(draws.uniform())" }
      })
  }

  /// Medians and means of the same rows: nothing is known of what one says of the other.
  @Test func `parts that may be off at once`() throws {
    expectCoverage(
      try coverage(
        of: "(median(x) + median(y))", truth: 0, columns: "x,y", seed: 14
      ) { draws in
        (0..<80).map { _ in
          let both = draws.normal()
          return "\(both),\(both + 0.1 * draws.normal())"
        }
      }, 0.94...1)
  }
}

/// Random variables with known distributions.
private struct Draws {
  private var numbers: SeededGenerator
  init(seed: UInt64) { numbers = SeededGenerator(seed: seed) }
  /// From zero to below one.
  mutating func uniform() -> Double { Double(numbers.next() >> 11) * 0x1p-53 }
  mutating func exponential() -> Double { -log(1 - uniform()) }
  mutating func normal() -> Double { (2 * exponential()).squareRoot() * cos(2 * .pi * uniform()) }
  mutating func poisson(_ mean: Double) -> Int {
    var time = exponential()
    var events = 0
    while time < mean {
      events += 1
      time += exponential()
    }
    return events
  }
}
