import Diagnostics
import Prompt
import Syntax

func readScript(_ path: String) throws -> String {
  do {
    return try readWholeFile(path)
  } catch {
    throw UsageError("cannot read the script \(path): \(systemMessage(error.number))")
  }
}

/// A script in the standard layout, or what is wrong with it.
func standardLayout(of script: SourceText) -> (text: String, diagnostics: [Diagnostic]) {
  let parsed = parse(script)
  let isReadable = !parsed.diagnostics.contains { $0.severity == .error }
  return (isReadable ? format(parsed) : script.text, parsed.diagnostics)
}
