extension Dataset {
  /// The same files with some columns read as text, whatever they look like: ids and customers.
  package func readingAsText(_ columns: Set<String>) -> Dataset {
    var options = self.options
    options.textColumns = columns
    return Dataset(self, options: options)
  }
}
