package import Columns

/// The looks of a result.
package struct RenderingOptions: Sendable, Hashable {
  package var format: OutputFormat
  /// Columns of the terminal; nil when unknown: nothing is folded or cut.
  package var width: Int?
  /// Rows after which a table at the prompt stops; nil for no end.
  package var maximumRows: Int?
  package var usesColor: Bool
  package var neutralisesFormulas: Bool
  package init(format: OutputFormat) {
    self.format = format
    usesColor = false
    neutralisesFormulas = false
  }
}

/// The formats a result can be written in; each has a file in `Formats` and a line in `writer`.
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case table, csv, tsv, json, ndjson, md

  fileprivate var writer: (ResultTable, RenderingOptions) -> String {
    switch self {
    case .table: writeTable
    case .csv: writeCSV
    case .tsv: writeTSV
    case .json: writeJSON
    case .ndjson: writeNDJSON
    case .md: writeMarkdown
    }
  }
}

/// The text of a result, with a final newline; empty only for a format that writes nothing for no rows.
package func render(_ result: ResultTable, _ options: RenderingOptions) -> String {
  options.format.writer(result, options)
}
