package import Columns
import Diagnostics
package import Functions
import Synchronization

/// All themes that comments are told apart by; what was found in a column is kept for the next query.
package final class ThemeSet: Sendable {
  /// In the order of definition.
  package let themes: [Theme]
  private let state = Mutex(State())

  package init(_ themes: [Theme]) { self.themes = themes }

  private struct State {
    var known: [Key: Known] = [:]
    /// What the running query has asked for.
    var used: [Key] = []
    var finished: [ThemesOfTexts] = []
  }

  private struct Key: Hashable {
    let bytes: ObjectIdentifier
    let first: Int
    let count: Int
    let language: TextLanguage?
  }

  private struct Known {
    /// Keeps the memory that the key speaks of.
    let bytes: Buffer<UInt8>
    let themes: ThemesOfTexts
  }

  /// Runs of texts that are kept; a column of four million different comments has sixty.
  private static let keptRuns = 256

  /// The position of a theme, or nil.
  package func position(of name: String) -> Int? {
    themes.firstIndex { $0.name == name } ?? themes.firstIndex { fold($0.name) == fold(name) }
  }

  /// Whether a text mentions one of some themes, or none of `listed`; unknown for an unknown text.
  ///
  /// - Parameter listed: The themes that a text without a theme mentions none of.
  package func test(_ wanted: [Int], orNoneOf listed: [Int]?, language: TextLanguage?) -> Function {
    let name =
      "theme \(ObjectIdentifier(self).hashValue) \(wanted) \(listed.map { "\($0)" } ?? "") \(language?.rawValue ?? "")"
    return Function(
      name: name, summary: "Whether a text mentions a theme.", parameters: ["text"], examples: [],
      resultType: { $0.count == 1 && ($0[0] == .text || $0[0] == .nothing) ? .bool : nil },
      kernel: { operands, context in
        guard operands[0].type == .text, case .texts(let texts) = operands[0].vector else {
          return .bools(Buffer(repeating: 2, count: context.count))
        }
        let found = try self.themes(of: texts, language: language)
        let isConstant = operands[0].isConstant
        return .bools(
          Buffer(count: context.count) { output in
            for row in 0..<output.count {
              let text = isConstant ? 0 : row
              guard texts.offsets[text] < texts.offsets[text + 1] else {
                output[row] = 2
                continue
              }
              let isFound =
                wanted.contains { found.has($0, text) }
                || listed.map { !$0.contains { found.has($0, text) } } ?? false
              output[row] = isFound ? 1 : 0
            }
          })
      })
  }

  private func themes(of texts: TextBuffer, language: TextLanguage?) throws -> ThemesOfTexts {
    let key = Key(
      bytes: ObjectIdentifier(texts.bytes), first: texts.offsets[0], count: texts.count, language: language)
    let known = state.withLock { state -> ThemesOfTexts? in
      guard let known = state.known[key] else { return nil }
      if !state.used.contains(key) { state.used.append(key) }
      return known.themes
    }
    if let known { return known }
    let found = try ThemeMatcher(themes).themes(of: texts, language: language)
    state.withLock { state in
      if state.known.count >= ThemeSet.keptRuns { state.known.removeAll() }
      state.known[key] = Known(bytes: texts.bytes, themes: found)
      if !state.used.contains(key) { state.used.append(key) }
      if state.finished.count < ThemeSet.keptRuns { state.finished.append(found) }
    }
    return found
  }

  // MARK: What a query has found

  /// Forgets which texts the last query read.
  package func beginQuery() {
    state.withLock { state in
      state.used = []
      state.finished = []
    }
  }

  /// What the texts read since `beginQuery` show.
  package func findings() -> ThemeFindings {
    let runs = state.withLock { state in
      let kept = state.used.compactMap { state.known[$0]?.themes }
      return kept + state.finished.filter { one in !kept.contains { $0 === one } }
    }
    var findings = ThemeFindings(hits: themes.map { Array(repeating: 0, count: $0.patterns.count) })
    for run in runs {
      var pattern = 0
      for theme in themes.indices {
        for place in themes[theme].patterns.indices {
          if run.hits.indices.contains(pattern) { findings.hits[theme][place] += run.hits[pattern] }
          pattern += 1
        }
      }
      findings.languages.add(run.languages)
      findings.vocabulary.formUnion(run.vocabulary)
    }
    findings.isEmpty = runs.isEmpty
    return findings
  }
}

/// What themes have found in the texts of a query, before any condition.
package struct ThemeFindings: Sendable {
  /// Shape `[theme][pattern]`: how often a pattern was found in the different texts.
  package fileprivate(set) var hits: [[Int]]
  package fileprivate(set) var languages = LanguageCounts()
  /// Words without accents, where some pattern was not found.
  package fileprivate(set) var vocabulary: Set<String> = []
  /// No text was read.
  package fileprivate(set) var isEmpty = true
}

extension ThemeSet {
  /// In how many of some texts each theme occurs, and any of them.
  package func counts(of texts: TextBuffer, language: TextLanguage?) throws -> ThemeCounts {
    let found = try ThemeMatcher(themes).themes(of: texts, language: language)
    var counts = ThemeCounts(each: Array(repeating: 0, count: themes.count), languages: found.languages)
    for text in 0..<texts.count where texts.offsets[text] < texts.offsets[text + 1] {
      counts.texts += 1
      if found.hasAny(text) { counts.any += 1 }
      for theme in themes.indices where found.has(theme, text) { counts.each[theme] += 1 }
    }
    return counts
  }
}

/// How many texts mention each theme.
package struct ThemeCounts: Sendable {
  package var texts = 0
  package var any = 0
  package var each: [Int]
  package var languages: LanguageCounts
}
