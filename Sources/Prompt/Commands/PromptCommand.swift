import Syntax

/// A statement that the prompt itself answers. `help` and completion read the same declaration.
struct PromptCommand: Sendable {
  let name: String
  /// One line, without a full stop.
  let summary: String
  let run: @Sendable (Conversation, Statement.Kind) throws -> Void

  /// Every command of the prompt.
  static let all: [PromptCommand] = [.last, .edit, .history, .save, .quit]

  /// The command that a statement is.
  static func named(by statement: Statement.Kind) -> PromptCommand? {
    switch statement {
    case .last: .last
    case .edit: .edit
    case .history: .history
    case .save: .save
    case .quit: .quit
    default: nil
    }
  }
}
