import Columns
import Diagnostics
import Glibc
import KPILanguage
import Rendering
import Syntax
import TestSupport
import Testing

/// A session in a test: statements go in, and what a user would read comes out as plain text.
struct Conversation {
  let session: Session

  /// A session whose paths are relative to a folder.
  init(in directory: String = ".", isPrompt: Bool = false, threads: Int = 2) {
    var options = Session.Options()
    options.directory = directory
    options.isPrompt = isPrompt
    options.threads = threads
    session = Session(options)
  }

  /// Runs statements one after the other.
  ///
  /// - Returns: Everything that was said, in order: results as csv, talk, texts, and diagnostics as they are drawn.
  @discardableResult
  func ask(_ statements: String...) throws -> String {
    try heard(statements).joined(separator: "\n")
  }

  /// Runs one statement that must work.
  ///
  /// - Returns: Its result as csv, without the warnings and the talk around it.
  func answer(_ statement: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    var answers: [String] = []
    var errors: [String] = []
    let status = try session.run(SourceText(statement)) { event in
      switch event {
      case .result(let result, _): answers.append(csv(result))
      case .diagnostics(let diagnostics):
        errors += diagnostics.filter { $0.severity == .error }.map { draw($0, usesColor: false) }
      default: break
      }
    }
    if status != .success {
      Issue.record("\(statement)\n\(errors.joined(separator: "\n"))", sourceLocation: sourceLocation)
    }
    return answers.joined(separator: "\n")
  }

  private func heard(_ statements: [String]) throws -> [String] {
    var texts: [String] = []
    for statement in statements {
      _ = try session.run(SourceText(statement)) { event in
        switch event {
        case .result(let result, _):
          texts += result.diagnostics.map { draw($0, usesColor: false) }
          texts.append(csv(result))
          texts += result.notes
        case .text(let text), .talk(let text): texts.append(text)
        case .diagnostics(let diagnostics): texts += diagnostics.map { draw($0, usesColor: false) }
        case .timing, .command: break
        }
      }
    }
    return texts.map { $0.hasSuffix("\n") ? String($0.dropLast()) : $0 }
  }

  private func csv(_ result: ResultTable) -> String { render(result, RenderingOptions(format: .csv)) }
}

/// Compares a csv result with a table written as in the oracles: a line for each row, `|` between cells.
///
/// A number must agree to as many decimals as the expected text has.
func expectTable(_ actual: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
  let actualRows = actual.split(whereSeparator: \.isNewline).map { cells(of: $0) }
  let expectedRows = expected.split(whereSeparator: \.isNewline).map { line in
    line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
  }
  let agree =
    actualRows.count == expectedRows.count
    && zip(actualRows, expectedRows).allSatisfy { row, wanted in
      row.count == wanted.count && zip(row, wanted).allSatisfy { isNear($0, $1) }
    }
  if !agree { Issue.record("expected:\n\(expected)\n\ngot:\n\(actual)", sourceLocation: sourceLocation) }
}

/// Whether a cell says the same as the expected one, rounded as that one is.
private func isNear(_ cell: String, _ wanted: String) -> Bool {
  if cell == wanted { return true }
  guard let number = Double(cell), let wantedNumber = Double(wanted) else { return false }
  let decimals = wanted.firstIndex(of: ".").map { wanted.distance(from: $0, to: wanted.endIndex) - 1 } ?? 0
  return abs(number - wantedNumber) <= 0.500_001 * pow(10, -Double(decimals))
}

/// The cells of a csv line, which has no newline inside quotes.
private func cells(of line: Substring) -> [String] {
  var cells = [""]
  var isQuoted = false
  for character in line {
    switch character {
    case "\"": isQuoted.toggle()
    case "," where !isQuoted: cells.append("")
    default: cells[cells.count - 1].append(character)
    }
  }
  return cells
}

/// The folder of real files with answers beside them, where there is one.
let realData: String? = {
  let parts = #filePath.split(separator: "/").dropLast(3)
  let folder = "/" + parts.dropLast().joined(separator: "/") + "/shared/data"
  return access(folder, R_OK) == 0 ? folder : nil
}()
