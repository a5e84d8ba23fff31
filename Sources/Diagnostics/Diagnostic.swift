/// Something to tell the user about a text, a file or a result: a fact, in words made where the fact is known.
package struct Diagnostic: Error, Sendable, Hashable {
  package enum Severity: Sendable, Hashable { case error, warning, note }

  package var severity: Severity
  /// What `help CODE` explains.
  package var code: DiagnosticCode
  /// One sentence in the user's words, without a full stop.
  package var message: String
  /// The text that `range` points into; none for a message about no text at all.
  package var source: SourceText?
  package var range: SourceRange?
  /// What stands beside the carets, such as ``did you mean `nps`?``.
  package var label: String?
  /// Lines that tell what to do, each drawn after `= help:`.
  package var help: [String]
  /// The whole statement as it should have been written; waits behind Up at the prompt.
  package var correction: String?

  package init(
    _ severity: Severity = .error, _ code: DiagnosticCode, _ message: String, source: SourceText? = nil,
    at range: SourceRange? = nil, label: String? = nil, help: [String] = [], correction: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.source = source
    self.range = range
    self.label = label
    self.help = help
    self.correction = correction
  }
}

/// Several diagnostics thrown together; at least one is an error.
package struct Diagnostics: Error, Sendable {
  package var all: [Diagnostic]
  package init(_ all: [Diagnostic]) { self.all = all }
}

/// A stable name for one kind of message, with the text that `help CODE` prints.
///
/// Each module declares its codes as static members in a file `DiagnosticCodes.swift` of its own, and lists them in
/// an array beside them: Syntax E001–E099, Semantics E100–E199, FileFormats E200–E249, NativeEngine E250–E299,
/// KPILanguage E300–E349; warnings are W001–W099 of Semantics and engine, W100–W149 of FileFormats.
package struct DiagnosticCode: Sendable, Hashable {
  /// Such as `E012`.
  package let name: String
  /// A paragraph: what happened, why it is refused, what to write instead, with an example.
  package let explanation: String

  package init(_ name: String, _ explanation: String) {
    self.name = name
    self.explanation = explanation
  }

  package static func == (left: Self, right: Self) -> Bool { left.name == right.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
