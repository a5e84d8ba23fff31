package import Columns

/// The looks of a result.
package struct RenderingOptions: Sendable, Hashable {
  package var format: OutputFormat
  /// Columns of the terminal; nil when unknown: nothing is folded or cut.
  package var width: Int?
  /// Rows after which a table at the prompt stops; nil for no end.
  package var maximumRows: Int?
  package var usesColor: Bool
  /// A course over time is drawn beside or below its numbers where there is room: on a screen, not in files.
  package var showsTrend = false
  package var neutralisesFormulas: Bool
  /// What the terminal can show of a picture.
  package var look = PictureLook()
  package init(format: OutputFormat) {
    self.format = format
    usesColor = false
    neutralisesFormulas = false
  }
}

/// The formats a result can be written in; each has a file in `Formats` and a line in `writer`.
package enum OutputFormat: String, Sendable, Hashable, CaseIterable {
  case table, csv, tsv, json, ndjson, md, html, svg
  /// The bytes of a picture: `render` gives the drawing, and `rasterised` turns that into them.
  case png
  /// A table for other programs: `render` gives the same as csv, and `arrowFile` the bytes.
  case arrow

  /// One document holds one result, so that several cannot follow each other in a file.
  package var isPicture: Bool { self == .svg || self == .png }

  /// Bytes that only a file can hold.
  package var isBinary: Bool { self == .png || self == .arrow }

  fileprivate var writer: (ResultTable, RenderingOptions) -> String {
    switch self {
    case .table: writeTable
    case .csv, .arrow: writeCSV
    case .tsv: writeTSV
    case .json: writeJSON
    case .ndjson: writeNDJSON
    case .md: writeMarkdown
    case .html: writeHTML
    case .svg, .png: writeSVG
    }
  }
}

/// The text of a result, with a final newline; empty only for a format that writes nothing for no rows.
package func render(_ result: ResultTable, _ options: RenderingOptions) -> String {
  guard result.isPlot, options.format == .table || options.format == .md else {
    return options.format.writer(result, options)
  }
  var look = options.look
  if options.format == .md { look = PictureLook(height: look.height) }
  let picture = plot(result, width: options.width ?? 80, look: look)
  return options.format == .md ? "```text\n\(picture)```\n" : picture
}
