extension Session {
  /// Loads the tables of the built-in company, as `kpi demo` does.
  package func loadDemo(report: (Event) throws -> Void) rethrows {}
}
