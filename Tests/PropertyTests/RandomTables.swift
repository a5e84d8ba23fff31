import Glibc
import TestSupport

/// Random choices with a seed.
struct Dice {
  var generator: SeededGenerator
  init(seed: Int) { generator = SeededGenerator(seed: UInt64(seed)) }

  mutating func roll(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
  /// True in one of `sides` cases.
  mutating func oneIn(_ sides: Int) -> Bool { roll(1...sides) == 1 }
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[roll(0...choices.count - 1)] }
}

/// Random tables: unknown cells, repeats, ties, and dates at the edges of months, years and February.
struct RandomTables {
  var tables: [SlowTable]
  /// Whether the times have a time of day.
  var hasClock: Bool

  init(_ dice: inout Dice, rows: Int) {
    hasClock = dice.oneIn(2)
    let clock = hasClock
    let unknown = dice.pick([3, 5, 20, 1000])
    let segments = dice.pick([["pro", "free"], ["basic", "free", "pro"], ["a", "b", "c", "d", "e"]])
    func some(_ value: SlowValue, _ row: Int, _ dice: inout Dice) -> SlowValue {
      row > 0 && dice.oneIn(unknown) ? .none : value
    }
    func moment(_ dice: inout Dice) -> SlowValue {
      let edges = [
        (2023, 12, 31), (2024, 1, 1), (2024, 1, 31), (2024, 2, 1), (2024, 2, 28), (2024, 2, 29), (2024, 3, 1),
        (2024, 3, 31), (2024, 6, 30), (2023, 2, 28), (2023, 12, 1),
      ]
      let day: Int
      if dice.oneIn(2) {
        let edge = dice.pick(edges)
        day = SlowCalendar.day(edge.0, edge.1, edge.2)
      } else {
        day = SlowCalendar.day(2023, 10, 1) + dice.roll(0...290)
      }
      if !clock { return .day(day) }
      let minute = dice.oneIn(3) ? dice.pick([0, 1439]) : dice.roll(0...1439)
      return .instant(day * SlowCalendar.dayLength + minute * 60_000_000)
    }
    func date(_ dice: inout Dice) -> SlowValue { .day(SlowCalendar.dayOf(moment(&dice).instant ?? 0)) }

    var responses = SlowTable(
      name: "responses", timeColumn: "responded_at", eventColumns: ["responded_at"], rows: [])
    for row in 0..<rows {
      responses.rows.append([
        "id": .text("R\(row)"),
        "customer": some(.text("C\(dice.roll(1...max(2, rows / 3)))"), row, &dice),
        "responded_at": some(moment(&dice), row, &dice),
        "nps": some(.number(Double(row == 0 ? 10 : dice.roll(0...11))), row, &dice),
        "csat": some(.number(Double(row == 0 ? 5 : dice.roll(1...5))), row, &dice),
        "amount": some(.number(Double(dice.roll(-500...9999)) / 100), row, &dice),
        "minutes": some(.number(Double(dice.roll(0...3))), row, &dice),
        "flag": some(.bool(dice.oneIn(2)), row, &dice),
        "segment": some(.text(dice.pick(segments)), row, &dice),
        "city": some(.text(dice.pick(["york", "lyon", "new york", "paris"])), row, &dice),
        "seen": some(date(&dice), row, &dice),
      ])
    }
    var orders = SlowTable(
      name: "orders", timeColumn: "ordered_at", eventColumns: ["ordered_at", "cancelled_at"], rows: [])
    for row in 0..<rows {
      orders.rows.append([
        "id": .text("O\(row)"),
        "customer": some(.text("C\(dice.roll(1...max(2, rows / 3)))"), row, &dice),
        "ordered_at": some(moment(&dice), row, &dice),
        "cancelled_at": some(date(&dice), row, &dice),
        "amount": some(.number(Double(dice.roll(0...5000)) / 100), row, &dice),
        "segment": some(.text(dice.pick(segments)), row, &dice),
      ])
    }
    tables = [responses, orders]
  }

  static let columns = [
    "responses": [
      "id", "customer", "responded_at", "nps", "csat", "amount", "minutes", "flag", "segment", "city", "seen",
    ],
    "orders": ["id", "customer", "ordered_at", "cancelled_at", "amount", "segment"],
  ]

  /// A table as a CSV file.
  static func csv(_ table: SlowTable, rows: [[String: SlowValue]]? = nil) -> String {
    let columns = columns[table.name] ?? []
    let lines = (rows ?? table.rows).map { row in
      columns.map { cell(row[$0] ?? .none) }.joined(separator: ",")
    }
    return ([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private static func cell(_ value: SlowValue) -> String {
    guard case .instant(let instant) = value else { return value.label }
    let day = SlowCalendar.dayOf(instant)
    let minute = (instant - day * SlowCalendar.dayLength) / 60_000_000
    return SlowCalendar.text(day) + " " + SlowCalendar.padded(minute / 60) + ":"
      + SlowCalendar.padded(minute % 60)
  }
}

/// A temporary folder that is removed at the end.
final class Folder {
  let path: String

  init() {
    var template = Array("/tmp/kpi-property-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? ""
  }

  func write(_ text: String, _ name: String) {
    guard let file = fopen(path + "/" + name, "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  deinit {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      unlink(path + "/" + name)
    }
    closedir(folder)
    rmdir(path)
  }
}
