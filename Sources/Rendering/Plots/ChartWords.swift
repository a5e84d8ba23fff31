import Columns

extension Chart {
  /// Titles, what the marks mean, and the paragraph for readers who do not see.
  mutating func addWords(_ result: ResultTable, _ omissions: [String]) {
    let values = result.columns.filter { $0.role == .value }
    let names = values.map { visible(result.question?.titles[$0.name] ?? $0.name) }
    let dimensions = result.columns.filter { $0.role == .dimension }.map {
      visible($0.name.split(separator: "_").joined(separator: " "))
    }
    let isPivoted = values.contains(where: \.isPivoted)
    var subject = isPivoted ? visible(result.question?.text ?? "") : Chart.list(names)
    if result.isSpanish { subject = subject.split(separator: " and ").joined(separator: " y ") }
    if !dimensions.isEmpty, !isPivoted {
      let listed = Chart.list(dimensions)
      subject +=
        result.isSpanish
        ? " por " + listed.split(separator: " and ").joined(separator: " y ") : " by " + listed
    }
    title = subject.isEmpty ? visible(result.question?.text ?? "result") : subject
    isSpanish = result.isSpanish
    subtitle = Chart.words(subtitleParts.map(spoken))
    footnotes = omissions + marks(result) + result.notes.map { visible($0) }
    source = Chart.source(of: result)
    footnotes = footnotes.map(spoken)
    description = describe()
  }

  private static func list(_ names: [String]) -> String {
    if names.count > 4 { return names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more" }
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  static func words(_ parts: [String]) -> String { parts.joined(separator: " · ") }
  /// A sentence in the language of the result.
  func spoken(_ sentence: String) -> String { isSpanish ? inSpanish(sentence) : sentence }

  static let intervalWords = "with 95 % interval"

  var subtitleParts: [String] {
    var parts: [String] = []
    let units = Set(panels.map(\.unit))
    if units.count == 1, let name = units.first?.name { parts.append(name) }
    let counts = panels.flatMap { panel in
      panel.series.filter { $0.role == .data }.flatMap { $0.points.compactMap { $0?.n } }
    }
    if let smallest = counts.min(), let largest = counts.max() {
      let low = NumberText.grouped(NumberText.rounded(smallest, places: 0) ?? "")
      let high = NumberText.grouped(NumberText.rounded(largest, places: 0) ?? "")
      parts.append(low == high ? "n \(low)" : "n \(low) to \(high)")
    }
    if panels.contains(where: \.hasIntervals) { parts.append(Chart.intervalWords) }
    return parts
  }

  private func marks(_ result: ResultTable) -> [String] {
    var lines: [String] = []
    let points = panels.flatMap { $0.series.flatMap { $0.points.compactMap { $0 } } }
    if points.contains(where: \.isLow) {
      let limits = Set(result.columns.compactMap { $0.role == .value ? $0.needs : nil }).sorted()
      let text = limits.map { NumberText.grouped(String($0)) }.joined(separator: " or ")
      let mark = panels.contains { $0.form == .lines } ? "○" : "*"
      lines.append("\(mark) n below \(text): read with care")
    }
    if points.contains(where: \.isPartial) {
      let mark = panels.contains { $0.form == .lines } ? "dashed:" : "…"
      lines.append(
        "\(mark) the period is not over" + (result.now.map { " at " + DateText.instant($0) } ?? ""))
    }
    return lines
  }

  private static func source(of result: ResultTable) -> [String] {
    var lines: [String] = []
    if let question = result.question {
      lines.append(visible(question.text))
      let tables = question.tables.map { visible($0) }.joined(separator: ", ")
      let until = result.now.map { "data to \(DateText.instant($0))" }
      let facts = [tables.isEmpty ? nil : tables, until].compactMap { $0 }
      if !facts.isEmpty { lines.append(facts.joined(separator: " · ")) }
    } else if let now = result.now {
      lines.append("data to \(DateText.instant(now))")
    }
    return lines
  }

  private func describe() -> String {
    if panels.allSatisfy(\.isEmpty) { return "\(title). There is nothing to show." }
    var sentences = [title + "."]
    for panel in panels.prefix(12) {
      let form =
        switch panel.form {
        case .lines: "Line chart"
        case .bars: "Bar chart"
        case .heat: "Heat grid"
        }
      let name = panel.title.isEmpty ? "" : " of \(panel.title)"
      sentences.append(
        "\(form)\(name), \(NumberText.grouped(String(panel.places.count))) \(panel.axisName) places.")
      for series in panel.series.prefix(panel.form == .heat ? 0 : 8) {
        let known = zip(panel.places, series.points).compactMap { place, point in
          point.map { (place.label, $0) }
        }
        guard let lowest = known.min(by: { $0.1.value < $1.1.value }),
          let highest = known.max(by: { $0.1.value < $1.1.value }), let last = known.last
        else { continue }
        let subject = series.label.isEmpty ? "" : "\(series.label): "
        var sentence =
          "\(subject)lowest \(lowest.1.text) (\(lowest.0)), highest \(highest.1.text) (\(highest.0))"
        if panel.form == .lines { sentence += ", last \(last.1.text) (\(last.0))" }
        sentences.append(sentence + ".")
      }
    }
    return sentences.joined(separator: " ")
  }
}
