import Diagnostics
import Syntax
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Test func `scratch`() {
  guard let path = getenv("KPI_SCRATCH") else { return }
  guard let file = fopen(path, "r") else { return }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    bytes += buffer[..<count]
  }
  let text = String(decoding: bytes, as: UTF8.self)
  let parsed = parse(SourceText(text))
  for d in parsed.diagnostics {
    print(d.code.name, d.message, d.range.map { "\($0.start)..\($0.end) [\(SourceText(text)[$0])]" } ?? "", d.label ?? "", d.help, d.correction ?? "")
  }
  print(parsed.statements.count, "statements", parsed.isIncomplete)
  let formatted = format(parsed)
  print(formatted)
  let again = parse(SourceText(formatted))
  print(again.diagnostics.map(\.message), "idempotent", format(again) == formatted, "same", dump(again) == dump(parsed))
  if getenv("KPI_DUMP") != nil { print(dump(parsed)) }
}
