import ArgumentParser
import Glibc
import Prompt
import Rendering

/// The program: which subcommand is meant, and what it ends with.
enum Program {
  /// Runs the program with its arguments, its own name left out.
  static func run(_ arguments: [String]) -> ExitStatus {
    Signals.install()
    let word = firstWord(of: arguments)
    let subcommand = word.flatMap { Subcommand(rawValue: arguments[$0]) }
    var rest = arguments
    if let word, subcommand != nil { rest.remove(at: word) }
    do {
      if let text = try CommandTree.answer(arguments) {
        try OutputStream.standardOutput.write(text)
        return .success
      }
      if asks(rest, for: ["--help", "-h"]) || subcommand == .help {
        try OutputStream.standardOutput.write(usagePage)
        return .success
      }
      if asks(rest, for: ["--version"]) {
        try OutputStream.standardOutput.write("kpi \(version)\n")
        return .success
      }
      switch subcommand {
      case .demo: return try parse(RunCommand.self, rest).run(onDemo: true)
      case .check: return try parse(CheckCommand.self, rest).run()
      case .format: return try parse(FormatCommand.self, rest).run()
      case .docs: return try parse(DocsCommand.self, rest).run()
      case .help, nil: return try parse(RunCommand.self, rest).run(onDemo: false)
      }
    } catch {
      return report(error)
    }
  }

  private enum Subcommand: String {
    case demo, check, format, docs, help
  }

  /// The position of the first argument that is no option and no option's value.
  private static func firstWord(of arguments: [String]) -> Int? {
    var index = 0
    while index < arguments.count {
      let argument = arguments[index]
      if argument == "--" { return nil }
      if !argument.hasPrefix("-") || argument == "-" { return index }
      index += OutputOptions.namesWithValues.contains(argument) ? 2 : 1
    }
    return nil
  }

  private static func asks(_ arguments: [String], for names: [String]) -> Bool {
    var isValue = false
    for argument in arguments {
      if argument == "--" { return false }
      if !isValue && names.contains(argument) { return true }
      isValue = !isValue && OutputOptions.namesWithValues.contains(argument)
    }
    return false
  }

  private static func parse<Command: ParsableArguments>(
    _ command: Command.Type, _ arguments: [String]
  ) throws -> Command {
    do {
      return try Command.parse(arguments)
    } catch {
      throw UsageError(oneSentence(Command.message(for: error)))
    }
  }

  /// The parser's message in the form of ours: one line, no full stop.
  private static func oneSentence(_ message: String) -> String {
    let lines = message.split(separator: "\n").map { line in
      String(line.drop { $0 == " " || $0 == "-" })
    }
    guard let first = lines.first else { return "the arguments make no sense" }
    let sentence = first.last == "." ? String(first.dropLast()) : first
    let list = lines.dropFirst().joined(separator: ", ")
    let start = sentence.prefix(1).lowercased() + sentence.dropFirst()
    return list.isEmpty ? start : "\(start.last == ":" ? start : start + ":") \(list)"
  }

  private static func report(_ error: any Error) -> ExitStatus {
    let complaint: String
    let status: ExitStatus
    switch error {
    case let usage as UsageError:
      (complaint, status) = ("\(usage.message)\n  = help: kpi --help shows what can be written", .usage)
    case OutputFailure.closedPipe:
      // The reader has what it wanted (`kpi … | head`).
      return .success
    case OutputFailure.failed(let number):
      (complaint, status) = ("cannot write the output: \(systemMessage(number))", .failure)
    case let failure as FileFailure:
      (complaint, status) = ("cannot write \(failure.path): \(systemMessage(failure.number))", .failure)
    case let ending as UnknownEnding:
      (complaint, status) = (ending.message, .failure)
    case let failure as PictureFailure:
      (complaint, status) = (failure.message, .failure)
    case let failure as CommandFailure:
      (complaint, status) = (failure.message, .failure)
    default:
      (complaint, status) = ("\(error)", .failure)
    }
    try? OutputStream.standardError.write("error: \(complaint)\n")
    return status
  }
}

/// What the program ends with (`kpi --help` lists the numbers).
struct ExitStatus: Equatable {
  let rawValue: Int32

  static let success = ExitStatus(rawValue: 0)
  static let failure = ExitStatus(rawValue: 1)
  static let usage = ExitStatus(rawValue: 2)
}

/// The command line makes no sense.
struct UsageError: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
