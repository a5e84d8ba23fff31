package import Columns

/// The looks of a result.
package struct RenderingOptions: Sendable, Hashable {
  package var format: OutputFormat
  /// Columns of the terminal; nil when unknown: nothing is folded.
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

package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case table, csv, tsv, json, ndjson, md
}

/// The text of a result, with a final newline.
package func render(_ result: ResultTable, _ options: RenderingOptions) -> String { "" }
