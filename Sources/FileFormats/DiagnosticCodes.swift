package import Diagnostics

extension DiagnosticCode {
  package static let noSuchFile = DiagnosticCode(
    "E200",
    """
    There is no file of that name. Paths are relative to the folder that kpi was started in, inside a script to the \
    folder of the script: load "exports/answers.csv" as responses.
    """)
  package static let unreadableFile = DiagnosticCode(
    "E201",
    """
    The file is there but could not be read: you may lack the permission, or the disk reported an error. Look at it \
    with `ls -l FILE` and load it again.
    """)
  package static let notAFile = DiagnosticCode(
    "E202",
    """
    The path is a folder. Load the files in it with a pattern: load "exports/*.csv".
    """)
  package static let emptyFile = DiagnosticCode(
    "E203",
    """
    The file has no text in it, so it has no columns. Check that the export was finished.
    """)
  package static let brokenCompression = DiagnosticCode(
    "E204",
    """
    A `.gz` or `.zst` file ended too early or its content does not agree with its checksum: a download or a copy was \
    probably cut short. Try `gzip -t FILE` or `zstd -t FILE`, fetch it again, and load it again.
    """)
  package static let foreignFormat = DiagnosticCode(
    "E205",
    """
    The file is not text with rows and columns. Export it as CSV (from a spreadsheet: save as CSV; from a `.zip` \
    archive: unpack it first) and load that.
    """)
  package static let fileChanged = DiagnosticCode(
    "E206",
    """
    The file is not the one that was opened: its size, its time or its place on the disk changed while it was in use. \
    An answer from a half-written file would be wrong, so nothing was read. Load it again once it is complete.
    """)
  package static let tooManyColumns = DiagnosticCode(
    "E207",
    """
    A row has more cells than kpi reads as columns (65,536). The line ends or the delimiter are probably not what they \
    seem: try `with delimiter = ";"`.
    """)
  package static let lineTooLong = DiagnosticCode(
    "E208",
    """
    One row is longer than 256 MB. This is hardly a table: the line ends may be missing, or a quote is never closed.
    """)
  package static let outOfMemory = DiagnosticCode(
    "E209",
    """
    The columns need more memory than is allowed. Load fewer columns or rows, or allow more with `--memory 8G`.
    """)
  package static let unclearDateOrder = DiagnosticCode(
    "E210",
    """
    Dates such as 03/04/2024 can be read in two ways, and no value in the file is above 12 and decides. Say which it \
    is: load "FILE" with date_order = "dmy" (day first) or "mdy" (month first).
    """)
  package static let unknownOption = DiagnosticCode(
    "E211",
    """
    A reading option has a value that is not known. delimiter is one character, decimal is "." or ",", encoding is \
    "utf-8", "utf-16" or "windows-1252", header is a number of rows (0 for none), date_order is "dmy", "mdy" or "ymd".
    """)
  package static let noSuchColumn = DiagnosticCode(
    "E212",
    """
    The files have no column of exactly that name. `describe TABLE` lists them.
    """)

  package static let unclosedQuote = DiagnosticCode(
    "W100",
    """
    A cell begins with a quote that is never closed. Quotes from there on were read as text.
    """)
  package static let brokenText = DiagnosticCode(
    "W101",
    """
    Some bytes are not text in the encoding of the file. Each was read as the sign U+FFFD. If there are many, name the \
    encoding: load "FILE" with encoding = "windows-1252".
    """)
  package static let raggedRows = DiagnosticCode(
    "W102",
    """
    Some rows have more or fewer cells than there are columns. Cells that are missing are unknown, cells beyond the \
    last column were left out. A quote or a delimiter inside a text is the usual cause.
    """)
  package static let differentColumns = DiagnosticCode(
    "W103",
    """
    The files do not all have the same columns. Columns are matched by name; where a file lacks one, its rows are \
    unknown there.
    """)
  package static let longQuotedCell = DiagnosticCode(
    "W104",
    """
    A quoted cell runs over a thousand lines or more. Its closing quote is probably missing, and the rows within it \
    were read as one text. Correct the line that the message names and load the file again.
    """)

  /// The codes of this module.
  package static let fileFormats: [DiagnosticCode] = [
    noSuchFile, unreadableFile, notAFile, emptyFile, brokenCompression, foreignFormat, fileChanged,
    tooManyColumns,
    lineTooLong, outOfMemory, unclearDateOrder, unknownOption, noSuchColumn, unclosedQuote, brokenText,
    raggedRows,
    differentColumns, longQuotedCell,
  ]
}
