import CPCRE2
import Diagnostics

/// A pattern compiled to machine code: UTF-8, any letter case, without look-around and back-references.
///
/// Used by one thread at a time.
package final class RegularExpression {
  private let code: OpaquePointer
  private let match: OpaquePointer
  private let context: OpaquePointer
  private let stack: OpaquePointer?
  private let pattern: String

  /// Steps that one text may take; enough for honest patterns, a tenth of a second for the others.
  private static let matchLimit: UInt32 = 5_000_000

  package init(_ pattern: String) throws {
    self.pattern = pattern
    let bytes = Array(pattern.utf8)
    if let refusal = refusedConstruct(bytes) {
      throw Diagnostic(
        .error, .refusedPattern, "patterns have no \(refusal.name), because not every database knows them",
        source: SourceText(pattern, name: "<pattern>"), at: refusal.range,
        help: ["write two conditions: `comment ~ \"refund\" and not comment ~ \"partial\"`"])
    }
    var error: Int32 = 0
    var offset = 0
    let options = PCRE2_UTF | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C | PCRE2_MATCH_INVALID_UTF
    guard
      let code = pcre2_compile_8(bytes, bytes.count, UInt32(options), &error, &offset, nil),
      let match = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil)
    else {
      throw Diagnostic(
        .error, .badPattern, "the pattern cannot be read: \(RegularExpression.message(error))",
        source: SourceText(pattern, name: "<pattern>"),
        at: SourceRange(min(offset, max(bytes.count - 1, 0)), min(offset + 1, bytes.count)),
        help: ["to search for the text as it stands, write `contains`"])
    }
    self.code = code
    self.match = match
    self.context = context
    pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    stack = pcre2_jit_stack_create_8(32 * 1024, 1024 * 1024, nil)
    if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
    pcre2_set_match_limit_8(context, RegularExpression.matchLimit)
    pcre2_set_heap_limit_8(context, 64 * 1024)
  }

  deinit {
    if let stack { pcre2_jit_stack_free_8(stack) }
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(match)
    pcre2_code_free_8(code)
  }

  /// Whether the pattern occurs in a text.
  package func matches(_ text: UnsafeBufferPointer<UInt8>) throws -> Bool {
    let result = pcre2_match_8(code, text.baseAddress, text.count, 0, 0, match, context)
    if result >= 0 { return true }
    if result == PCRE2_ERROR_NOMATCH { return false }
    let beginning = String(decoding: text.prefix(40), as: UTF8.self)
    throw Diagnostic(
      .error, .slowPattern,
      "the pattern `\(pattern)` takes too long on the text that begins \"\(beginning)\"",
      help: ["repeat one thing only: write `a+` instead of `(a+)+`"])
  }

  private static func message(_ error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = pcre2_get_error_message_8(error, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer.prefix(Int(count)), as: UTF8.self) : "unknown mistake \(error)"
  }
}

/// The first look-around, back-reference, recursion or control verb in a pattern.
private func refusedConstruct(_ bytes: [UInt8]) -> (name: String, range: SourceRange)? {
  func has(_ text: String, at index: Int) -> Bool { bytes[index...].starts(with: text.utf8) }
  var index = 0
  var isInClass = false
  while index < bytes.count {
    switch bytes[index] {
    case UInt8(ascii: "\\"):
      if has("\\Q", at: index) {
        while index < bytes.count, !has("\\E", at: index) { index += 1 }
      } else if index + 1 < bytes.count, !isInClass {
        let next = bytes[index + 1]
        if (0x31...0x39).contains(next) || next == UInt8(ascii: "k") || next == UInt8(ascii: "g") {
          return ("back-references", SourceRange(index, index + 2))
        }
        if next == UInt8(ascii: "K") { return ("look-around", SourceRange(index, index + 2)) }
      }
      index += 1
    case UInt8(ascii: "["):
      if !isInClass {
        isInClass = true
        // A bracket that comes first in a class is an ordinary character.
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "^") { index += 1 }
        if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "]") { index += 1 }
      } else if has("[:", at: index) {
        // A named class such as [:alpha:] holds a bracket of its own.
        var end = index + 2
        while end < bytes.count, bytes[end] >= 0x61 && bytes[end] <= 0x7A || bytes[end] == UInt8(ascii: "^") {
          end += 1
        }
        if end < bytes.count, has(":]", at: end) { index = end + 1 }
      }
    case UInt8(ascii: "]"): isInClass = false
    case UInt8(ascii: "(") where !isInClass:
      for start in [
        "(?=", "(?!", "(?<=", "(?<!", "(*pla", "(*nla", "(*plb", "(*nlb", "(*napla", "(*naplb", "(*positive",
        "(*negative",
      ]
      where has(start, at: index) {
        return ("look-around", SourceRange(index, index + start.utf8.count))
      }
      for start in ["(?P=", "(?P>", "(?R", "(?&", "(?(", "(?+", "(?C", "(*"] where has(start, at: index) {
        return (
          start == "(?P=" ? "back-references" : "recursion, conditions or verbs",
          SourceRange(index, index + start.utf8.count)
        )
      }
      if has("(?", at: index), index + 2 < bytes.count,
        (0x30...0x39).contains(bytes[index + 2])
          || (bytes[index + 2] == UInt8(ascii: "-") && index + 3 < bytes.count
            && (0x30...0x39).contains(bytes[index + 3]))
      {
        return ("recursion, conditions or verbs", SourceRange(index, index + 3))
      }
    default: break
    }
    index += 1
  }
  return nil
}
