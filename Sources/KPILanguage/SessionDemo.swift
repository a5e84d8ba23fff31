import CDemoCompany
import Columns
import Diagnostics
import FileFormats
import Semantics
import Syntax

extension Session {
  /// Loads the tables of the built-in company, as `kpi demo` does.
  ///
  /// Their columns are called like the roles, so that nothing has to be detected or decoded before it is asked for.
  package func loadDemo(report: (Event) throws -> Void) throws {
    for var file in UnsafeBufferPointer(start: demo_files, count: demo_file_count) {
      let name = String(cString: file.name)
      // The tables lie in the program; an anonymous file lets one reader serve every source.
      let descriptor = demo_file_open(&file)
      guard descriptor >= 0 else {
        throw Diagnostic(.error, .outOfMemory, "there is no memory for the demo company")
      }
      // It stays open as long as the session, because columns are decoded when they are first asked for.
      let dataset = try Dataset.open(
        paths: ["/proc/self/fd/\(descriptor)"], options: ReadingOptions(), work: work)
      let roles = Set(roles(of: name))
      let bound = dataset.columnNames.filter { roles.contains($0) }
      let schema = TableSchema(
        name: name, kind: name, columns: dataset.columnNames,
        roles: Dictionary(uniqueKeysWithValues: bound.map { ($0, $0) }))
      let table = LoadedTable(
        schema: schema, paths: ["the demo company"], source: .files(dataset),
        bindings: bound.map { RoleBinding(role: $0, column: $0, reason: "named so") })
      try tables.add(table)
    }
    let names = tables.all.map { "\($0.name) (\($0.rowCount.grouped))" }
    let lines = [names.prefix(3), names.dropFirst(3)].map { $0.joined(separator: ", ") }
    try report(
      .talk("the demo company: \(lines[0]),\n  \(lines[1])\ntry: nps where segment = \"pro\" by month"))
  }
}
