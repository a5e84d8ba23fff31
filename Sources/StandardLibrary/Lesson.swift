/// What `learn` tells about one KPI or a family of them, in one language.
package struct Lesson: Sendable, Hashable {
  /// The KPI that the lesson is about, then its variants.
  package let kpis: [String]
  /// The question that the KPI answers; nil where nobody wrote one.
  package let answers: String?
  package let explanation: String
  /// The KPI worked out by hand on the example tables.
  package let example: String?
  package let trap: String
  /// What to look at afterwards.
  package let next: String
}

extension StandardLibrary {
  /// The languages that lessons are written in.
  package static let lessonLanguages = ["en", "es"]

  /// The lessons of a language, in the order of the definitions; none for a language without lessons.
  package static func lessons(in language: String) -> [Lesson] {
    lessonTexts.filter { $0.name.hasPrefix(language + "/") }.flatMap { readLessons($0.text) }
  }

  /// The lesson that treats a KPI, in the language or else in English; nil for a KPI that is not shipped.
  package static func lesson(about kpi: String, in language: String) -> Lesson? {
    lessons(in: language).first { $0.kpis.contains(kpi) } ?? lessons(in: "en").first { $0.kpis.contains(kpi) }
  }

  /// The seven small tables that the examples and lessons are computed on, as CSV; `now` is 2024-04-01 for them.
  package static var exampleTables: [(name: String, text: String)] {
    exampleTexts.filter { $0.name != "purchases" }
  }

  /// Orders of thirty customers, enough to fit the models of buying to; drawn from these models with a seed.
  package static var purchases: String { exampleTexts.first { $0.name == "purchases" }?.text ?? "" }
}

/// Reads a file of lessons: a `## name, name` line begins one, a bold word at the start of a paragraph says what the
/// paragraph is, and lines of a paragraph are joined.
private func readLessons(_ text: String) -> [Lesson] {
  var lessons: [Lesson] = []
  var kpis: [String] = []
  var parts: [String: String] = [:]
  func finish() {
    if !kpis.isEmpty {
      lessons.append(
        Lesson(
          kpis: kpis, answers: parts["Answers"] ?? parts["Responde"], explanation: parts[""] ?? "",
          example: parts["Example"],
          trap: parts["Trap"] ?? parts["Trampa"] ?? "", next: parts["Next"] ?? parts["Después"] ?? ""))
    }
    parts = [:]
  }
  for paragraph in paragraphs(of: text) {
    if paragraph.hasPrefix("## ") {
      finish()
      kpis = paragraph.dropFirst(3).split(separator: ", ").map(String.init)
    } else if paragraph.hasPrefix("**"), let end = paragraph.dropFirst(2).firstRange(of: "** ") {
      parts[String(paragraph[..<end.lowerBound].dropFirst(2))] = String(paragraph[end.upperBound...])
    } else {
      parts["", default: ""] += (parts[""] == nil ? "" : "\n\n") + paragraph
    }
  }
  finish()
  return lessons
}

private func paragraphs(of text: String) -> [String] {
  var paragraphs: [String] = []
  var lines: [Substring] = []
  for line in (text + "\n").split(separator: "\n", omittingEmptySubsequences: false) {
    if !line.isEmpty {
      lines.append(line)
    } else if !lines.isEmpty {
      paragraphs.append(lines.joined(separator: " "))
      lines = []
    }
  }
  return paragraphs
}
