import Columns
import Diagnostics
import Functions
import NativeEngine
import Planning
import Semantics

extension Session {
  /// Warns where a condition names a value that no row has, with the nearest values and their counts.
  func valueWarnings(_ checks: [ValueCheck], _ read: [String: Table]) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    var seen: Set<[String]> = []
    for check in checks.sorted(by: { $0.range.start < $1.range.start }) {
      // Not the check itself, whose text of the whole statement would be hashed each time.
      let key = [check.table, check.column, check.text, "\(check.range.start)"]
      guard seen.insert(key).inserted else { continue }
      // A long list of strange values says the same many times, and looking for near ones takes its time.
      if warnings.count == 10 { break }
      guard let column = read[check.table]?.columns[check.column], !column.contains(text: check.text) else {
        continue
      }
      let counts = NativeEngine.valueCounts(of: column, limit: 100_000)
      let texts = counts.compactMap { value, count -> (String, Int)? in
        if case .text(let text) = value { return (text, count) }
        return nil
      }
      func described(_ text: String, _ count: Int) -> String {
        "\"\(text)\" (\(count.grouped) row\(count == 1 ? "" : "s"))"
      }
      let near = nearest(to: check.text, among: texts.map(\.0)).flatMap { name in texts.first { $0.0 == name }
      }
      let written = check.column.isPlainName ? check.column : "`\(check.column)`"
      var help: [String] = []
      if near == nil, !texts.isEmpty {
        help = [
          "the most frequent values are "
            + texts.prefix(5).map { described($0.0, $0.1) }.joined(separator: ", ")
        ]
      }
      warnings.append(
        Diagnostic(
          .warning, .valueTypo, "no row has \(written) = \"\(check.text)\"", source: check.source,
          at: check.range,
          label: near.map { "did you mean \(described($0.0, $0.1))?" }, help: help))
    }
    return warnings
  }

  /// Warns where a KPI counts rows of a table whose row id repeats (language, 13.9).
  func rowWarnings(_ plan: Plan) -> [Diagnostic] {
    var warnings: [Diagnostic] = []
    for pipeline in plan.pipelines {
      guard let table = tables.table(named: pipeline.table), table.repeatsRows,
        let id = table.schema.roles["id"],
        pipeline.keys == nil,
        pipeline.aggregates.contains(where: { $0.function == .count && $0.arguments.isEmpty })
      else { continue }
      let written = id.isPlainName ? id : "`\(id)`"
      let warning = Diagnostic(
        .warning, .repeatedRows,
        "`\(id)` repeats in \(table.name), so this counts lines rather than \(table.schema.kind ?? "things")",
        help: ["`distinct(\(written))` counts them, or load with `per \(written)`"])
      if !warnings.contains(warning) { warnings.append(warning) }
    }
    return warnings
  }
}

extension Column {
  /// Whether some row may have exactly this text.
  fileprivate func contains(text: String) -> Bool {
    guard type == .text, case .coded(_, .texts(let domain)) = storage else { return true }
    let wanted = Array(text.utf8)
    for entry in 1..<max(domain.count, 1) where domain.utf8(entry).elementsEqual(wanted) { return true }
    return false
  }
}
