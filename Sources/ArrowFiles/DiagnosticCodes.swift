package import Diagnostics

extension DiagnosticCode {
  package static let brokenArrow = DiagnosticCode(
    "E230",
    """
    An Arrow file does not hold together: a part of it points outside the file, or a compressed part cannot be \
    unpacked. A download or a copy was probably cut short. Write or fetch it again, and load it again.
    """)
  package static let unsupportedArrow = DiagnosticCode(
    "E231",
    """
    An Arrow file uses a part of the format that kpi does not read, such as dictionaries that grow from batch to batch \
    or numbers with the high byte first. Write it again with another tool: pyarrow.feather.write_feather(table, \
    "x.arrow").
    """)
  package static let differentArrowTypes = DiagnosticCode(
    "E232",
    """
    Several Arrow files are loaded as one table, and a column has types in them that do not go together, such as text \
    in one and numbers in another. Load the files apart, or write them again with one type.
    """)

  /// The codes of this module.
  package static let arrowFiles: [DiagnosticCode] = [brokenArrow, unsupportedArrow, differentArrowTypes]
}

extension Diagnostic {
  /// An error with the code first, as most are written here.
  init(_ code: DiagnosticCode, _ message: String, help: [String] = []) {
    self.init(.error, code, message, help: help)
  }
}
