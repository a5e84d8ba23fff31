import Glibc
import Prompt
import Syntax

/// What the arguments without options mean: a script with its parameters, or data files to load.
struct Input {
  private(set) var script: String?
  private(set) var parameters: [String: String] = [:]
  private(set) var loadStatements: [String] = []

  /// The folder that paths are relative to: that of the script, else the working directory.
  var directory: String {
    guard let script, let slash = script.lastIndex(of: "/") else { return "." }
    return slash == script.startIndex ? "/" : String(script[..<slash])
  }

  init(arguments: [String], takesData: Bool) throws {
    guard let first = arguments.first else { return }
    if isScript(first) {
      script = first
      for argument in arguments.dropFirst() { try addParameter(argument) }
    } else if takesData {
      for argument in arguments { try addData(argument) }
    } else {
      throw UsageError("kpi demo takes a script or -c, not \(first)")
    }
  }

  private mutating func addParameter(_ argument: String) throws {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      throw UsageError("after a script come its parameters, NAME=VALUE, not \(argument)")
    }
    parameters[String(argument[..<equals])] = String(argument[equals...].dropFirst())
  }

  private mutating func addData(_ argument: String) throws {
    if isScript(argument) { throw UsageError("a script comes first, and without data files") }
    if !exists(argument), let equals = argument.firstIndex(of: "="), equals != argument.startIndex {
      let path = String(argument[equals...].dropFirst())
      loadStatements.append("load \(quoted(path)) as \(name(argument[..<equals]))")
    } else if !exists(argument) && !argument.contains(where: { "./*".contains($0) }) {
      throw UsageError("there is no file \(argument); a statement goes after -c: kpi -c '\(argument)'")
    } else {
      loadStatements.append("load \(quoted(argument))")
    }
  }

  /// A name of the language, in backticks where it has to be.
  private func name(_ text: Substring) -> String {
    let isPlain =
      text.first?.isNumber == false && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    return isPlain ? String(text) : "`\(text.filter { $0 != "`" })`"
  }
}

private func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Whether a file is a script: by its ending, or by a first line such as `#!/usr/bin/env kpi`.
func isScript(_ path: String) -> Bool {
  if path.lowercased().hasSuffix(".kpi") { return true }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return false }
  defer { close(descriptor) }
  var start = [UInt8](repeating: 0, count: 256)
  let count = read(descriptor, &start, start.count)
  guard count > 2, start[0] == UInt8(ascii: "#"), start[1] == UInt8(ascii: "!") else { return false }
  let line = String(decoding: start[..<count].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  return line.split(whereSeparator: { $0 == "/" || $0.isWhitespace }).contains("kpi")
}
