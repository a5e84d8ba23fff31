/// What the shipped definition of a KPI says to people, in another language than its own English.
package struct Translation: Sendable, Hashable {
  package let title: String
  package let note: String
  package let trap: String
}

extension StandardLibrary {
  /// The words of a KPI in a language; nil for English, which stands in the definition itself.
  package static func translation(of kpi: String, in language: String) -> Translation? {
    language == "es" ? spanish[kpi] : nil
  }

}
