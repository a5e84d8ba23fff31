import FileFormats

extension Session {
  /// The folder for columns that the user's environment names.
  package static var userCacheFolder: String? { ColumnCache.userFolder }

  /// Keeps the columns of large text files that were read, so that the next run need not read them: called when the
  /// last answer has been given, and given up after so many seconds for each table.
  package func keepColumns(within seconds: Double = 3) {
    guard let cache else { return }
    for table in tables.all {
      if let files = table.files { cache.keep(files, within: seconds) }
    }
  }
}
