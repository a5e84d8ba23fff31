package import Comments
package import Diagnostics
package import Syntax

/// A KPI definition with the text it stands in, so that messages can point into it.
package struct KnownKPI: Sendable {
  package let name: String
  package let isShipped: Bool
  private let place: Place

  private enum Place: Sendable {
    case here(KPIDefinition, SourceText, SourceRange)
    case shipped(ShippedDefinition)
  }

  package init(definition: KPIDefinition, source: SourceText, range: SourceRange, isShipped: Bool) {
    name = definition.name.text
    self.isShipped = isShipped
    place = .here(definition, source, range)
  }

  init(_ shipped: ShippedDefinition) {
    name = shipped.name
    isShipped = true
    place = .shipped(shipped)
  }

  package var definition: KPIDefinition {
    switch place {
    case .here(let definition, _, _): definition
    case .shipped(let shipped): shipped.definition
    }
  }

  package var source: SourceText {
    switch place {
    case .here(_, let source, _): source
    case .shipped(let shipped): shipped.source
    }
  }

  /// Comments above the definition and inside it are in `source` at this range.
  package var range: SourceRange {
    switch place {
    case .here(_, _, let range): range
    case .shipped(let shipped): shipped.range
    }
  }
}

/// A theme with the text it stands in.
package struct KnownTheme: Sendable {
  package let theme: Theme
  package let source: SourceText
  package let range: SourceRange

  package init(theme: Theme, source: SourceText, range: SourceRange) {
    self.theme = theme
    self.source = source
    self.range = range
  }
}

/// All definitions of a session: the shipped ones, and on top of them the user's.
package struct Definitions: Sendable {
  private var shipped: [String: KnownKPI] = [:]
  private var own: [String: KnownKPI] = [:]
  /// Names in the order of definition, shipped ones first.
  private var order: [String] = []
  /// Folded name or alias to exact names, best first.
  private var folded: [String: [String]] = [:]
  private var aliases: [String: [String]] = [:]
  package private(set) var dimensions:
    [String: (table: String?, expression: Expression, source: SourceText)] = [:]

  /// All themes, shipped ones first; what they found in the loaded columns is kept with them.
  package private(set) var themeSet = ThemeSet([])
  private var shippedThemes: [Theme] = []
  private var ownThemes: [KnownTheme] = []

  package init() {}

  /// The user's own themes, in the order of definition.
  package var ownThemeDefinitions: [KnownTheme] { ownThemes }

  /// Adds a theme; one of the same name goes.
  package mutating func addTheme(_ theme: KnownTheme) {
    if theme.theme.isShipped {
      shippedThemes.append(theme.theme)
    } else if let position = ownThemes.firstIndex(where: { $0.theme.name == theme.theme.name }) {
      ownThemes[position] = theme
    } else {
      ownThemes.append(theme)
    }
    collectThemes()
  }

  private mutating func forgetTheme(_ name: String) -> Bool {
    guard let position = ownThemes.firstIndex(where: { $0.theme.name == name }) else { return false }
    ownThemes.remove(at: position)
    collectThemes()
    return true
  }

  private mutating func collectThemes() {
    let own = ownThemes.map(\.theme)
    themeSet = ThemeSet(shippedThemes.filter { shipped in !own.contains { $0.name == shipped.name } } + own)
  }

  package func isShippedTheme(_ name: String) -> Bool { shippedThemes.contains { $0.name == name } }

  package mutating func add(_ kpi: KnownKPI) {
    let akas = kpi.definition.metadata.flatMap { item -> [String] in
      if case .aka(let names) = item.kind { names } else { [] }
    }
    add(kpi, aliases: akas)
  }

  /// Adds a shipped definition without parsing it.
  package mutating func add(_ definition: ShippedDefinition) {
    add(KnownKPI(definition), aliases: definition.aliases)
  }

  private mutating func add(_ kpi: KnownKPI, aliases names: [String]) {
    if shipped[kpi.name] == nil && own[kpi.name] == nil { order.append(kpi.name) }
    if kpi.isShipped { shipped[kpi.name] = kpi } else { own[kpi.name] = kpi }
    folded[fold(kpi.name), default: []].appendUnique(kpi.name)
    for name in names { aliases[fold(name), default: []].appendUnique(kpi.name) }
  }

  /// Further names that mean the first of several KPIs that the loaded tables can answer.
  package mutating func addAliases(_ names: [String], of kpis: [String]) {
    for name in names { aliases[fold(name)] = kpis }
  }

  package mutating func addDimension(
    _ name: String, table: String?, expression: Expression, source: SourceText
  ) {
    dimensions[name] = (table, expression, source)
  }

  /// Takes back the user's definition of a name; a shipped one of that name is there again.
  package mutating func forget(_ name: String) -> Bool {
    if dimensions.removeValue(forKey: name) != nil { return true }
    if own[name] == nil, forgetTheme(name) { return true }
    guard own.removeValue(forKey: name) != nil else { return false }
    if shipped[name] == nil {
      order.removeAll { $0 == name }
      folded[fold(name)]?.removeAll { $0 == name }
    }
    return true
  }

  package func isShipped(_ name: String) -> Bool { shipped[name] != nil }
  package func isOwn(_ name: String) -> Bool { own[name] != nil }

  /// All KPIs, in the order of definition.
  package var all: [KnownKPI] { order.compactMap { own[$0] ?? shipped[$0] } }

  /// KPIs that a written name may mean: exact, folded, then aliases. More than one is for the caller to settle.
  package func candidates(for name: String) -> [KnownKPI] {
    if let kpi = own[name] ?? shipped[name] { return [kpi] }
    let key = fold(name)
    if let names = folded[key], !names.isEmpty { return names.compactMap { own[$0] ?? shipped[$0] } }
    return (aliases[key] ?? []).compactMap { own[$0] ?? shipped[$0] }
  }
}

extension Array where Element == String {
  fileprivate mutating func appendUnique(_ name: String) {
    if !contains(name) { append(name) }
  }
}
