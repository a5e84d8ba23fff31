import FoundationEssentials

/// Runs a body with a folder of its own that holds these files, and removes it afterwards.
func withFiles<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "kpi-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, text) in files {
    try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
  }
  return try body(folder.path)
}
