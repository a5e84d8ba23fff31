import Columns

/// One JSON object a line; nothing at all for no rows.
func writeNDJSON(_ result: ResultTable, _ options: RenderingOptions) -> String {
  jsonObjects(result).map { $0 + "\n" }.joined()
}
