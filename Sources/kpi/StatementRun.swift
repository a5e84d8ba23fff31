import Columns
import Diagnostics
import KPILanguage
import Prompt
import Syntax

/// Texts run one after the other in one session, up to the first that fails.
struct StatementRun {
  let session: Session
  let reporter: Reporter
  let keepsGoing: Bool
  private(set) var exitStatus = ExitStatus.success
  private var hasQuit = false

  init(session: Session, reporter: Reporter, keepsGoing: Bool) {
    self.session = session
    self.reporter = reporter
    self.keepsGoing = keepsGoing
  }

  var goesOn: Bool { !hasQuit && (exitStatus == .success || (keepsGoing && exitStatus.rawValue != 130)) }

  mutating func run(_ source: SourceText, parameters: [String: String] = [:]) throws {
    reporter.progress.start(session.work)
    defer { reporter.progress.stop() }
    session.work.restart()
    do {
      let status = try Signals.running(session.work) {
        try session.run(source, parameters: parameters, keepGoing: keepsGoing, report: report)
      }
      if status != .success && exitStatus == .success { exitStatus = ExitStatus(rawValue: status.rawValue) }
      if Signals.wasInterrupted { exitStatus = ExitStatus(rawValue: Session.Status.interrupted.rawValue) }
    } catch is Quit {
      hasQuit = true
    }
  }

  func report(_ event: Session.Event) throws {
    guard case .command(let command) = event else { return try reporter.report(event) }
    switch command {
    case .quit: throw Quit()
    case .last:
      guard let result = reporter.lastResult else {
        throw CommandFailure("there is no result yet; ask something first")
      }
      try reporter.print(reporter.text(of: result.asTable, maximumRows: nil))
    case .history, .edit, .save: throw CommandFailure("history, edit and save work at the prompt only")
    default: break
    }
  }

  private struct Quit: Error {}
}

/// A command of the prompt cannot do here what it is for.
struct CommandFailure: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
