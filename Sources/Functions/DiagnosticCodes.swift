package import Diagnostics

extension DiagnosticCode {
  package static let badPattern = DiagnosticCode(
    "E270",
    """
    The text after `~` is a regular expression, and this one cannot be read: a bracket that is not closed, or a `*` with \
    nothing before it to repeat. Signs with a meaning of their own stand for themselves after a backslash: \
    `comment ~ "5\\\\*"`. To search for a text as it stands, write `comment contains "5*"`.
    """)

  package static let refusedPattern = DiagnosticCode(
    "E271",
    """
    Look-around such as `(?=…)` and back-references such as `\\1` are refused, because most databases do not know them and a \
    query must mean the same everywhere. Most of them are two conditions: instead of `~ "refund(?!ed)"` write \
    `comment ~ "refund" and not comment ~ "refunded"`.
    """)

  package static let slowPattern = DiagnosticCode(
    "E272",
    """
    The pattern took millions of steps on one text and was stopped. That comes from a repetition inside a repetition, such as \
    `(a+)+`, which can be cut up in countless ways. Repeat one thing only: `a+`.
    """)

  /// The codes of this module, for `help`.
  package static let functionCodes: [DiagnosticCode] = [.badPattern, .refusedPattern, .slowPattern]
}
