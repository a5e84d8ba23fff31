import CStemmer
import Diagnostics

/// The stemmers of the system's Snowball library; used by one thread at a time.
final class Stemmers {
  private var handles: [TextLanguage: OpaquePointer] = [:]

  deinit {
    for handle in handles.values { sb_stemmer_delete(handle) }
  }

  /// The forms of a word without its ending, all without accents: first that of the word as written, then that of the
  /// word as people write it who leave out the accents.
  func stems(_ text: String, _ folded: String, _ language: TextLanguage) -> [String] {
    // Beyond this length it is no word, and cutting it would only take time.
    guard text.utf8.count <= 60, folded.utf8.count <= 60 else { return [folded] }
    let plain = stem(restoringAccents(folded, language), language)
    guard text != folded else { return [plain] }
    let accented = stem(restoringAccents(text.filter { $0 != "'" }, language), language)
    return accented == plain ? [plain] : [accented, plain]
  }

  /// Spanish cuts `-ción` only with its accent.
  private func restoringAccents(_ word: String, _ language: TextLanguage) -> String {
    guard language == .spanish, word.hasSuffix("cion") || word.hasSuffix("sion") else { return word }
    return word.dropLast(2) + "ón"
  }

  private func stem(_ word: String, _ language: TextLanguage) -> String {
    guard let handle = handle(language) else { return fold(word) }
    let letters = Array(word.utf8)
    guard let result = sb_stemmer_stem(handle, letters, Int32(letters.count)) else { return fold(word) }
    let length = Int(sb_stemmer_length(handle))
    let stem = String(decoding: UnsafeBufferPointer(start: result, count: length), as: UTF8.self)
    let folded = fold(stem)
    return folded.isEmpty ? word : folded
  }

  private func handle(_ language: TextLanguage) -> OpaquePointer? {
    if let known = handles[language] { return known }
    guard let handle = sb_stemmer_new(language.rawValue, "UTF_8") else { return nil }
    handles[language] = handle
    return handle
  }
}
