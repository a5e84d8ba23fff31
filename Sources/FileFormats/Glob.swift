import Glibc

/// The files that a pattern such as `exports/2024-*.csv` names, sorted by name; a path without `* ? [` is itself.
///
/// `*` and `?` stand for letters of one name, `[a-z]` and `[!a-z]` for one letter, `**` for any folders. Names that
/// begin with a point must be asked for.
package func expandGlob(_ pattern: String, directory: String) -> [String] {
  let special: Set<Character> = ["*", "?", "["]
  let isAbsolute = pattern.hasPrefix("/")
  let base = isAbsolute ? "/" : directory.isEmpty ? "." : directory
  guard pattern.contains(where: special.contains) else {
    return [isAbsolute || base == "." ? pattern : joined(base, pattern)]
  }
  let parts = pattern.split(separator: "/", omittingEmptySubsequences: true).map { Array($0.unicodeScalars) }
  var found: Set<String> = []
  var visited = 0
  expand(parts[...], in: isAbsolute ? "/" : base == "." ? "" : base, &found, &visited)
  return found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
}

private func joined(_ folder: String, _ name: String) -> String {
  folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
}

private func expand(
  _ parts: ArraySlice<[UnicodeScalar]>, in folder: String, _ found: inout Set<String>, _ visited: inout Int
) {
  visited += 1
  // A pattern over a whole disk ends somewhere.
  guard let part = parts.first, visited < 100_000 else { return }
  let rest = parts.dropFirst()
  if part == ["*", "*"] {
    if rest.isEmpty { return expand([["*"]], in: folder, &found, &visited) }
    expand(rest, in: folder, &found, &visited)
    for (name, isFolder) in entries(folder) where isFolder && !name.hasPrefix(".") {
      expand(parts, in: joined(folder, name), &found, &visited)
    }
    return
  }
  let isPlain = !part.contains { $0 == "*" || $0 == "?" || $0 == "[" }
  if isPlain {
    let path = joined(folder, String(String.UnicodeScalarView(part)))
    if rest.isEmpty {
      if access(path, F_OK) == 0 { found.insert(path) }
    } else {
      expand(rest, in: path, &found, &visited)
    }
    return
  }
  for (name, isFolder) in entries(folder) {
    if name.hasPrefix(".") && part.first != "." { continue }
    guard matches(part, Array(name.unicodeScalars)) else { continue }
    let path = joined(folder, name)
    if rest.isEmpty {
      if !isFolder { found.insert(path) }
    } else if isFolder {
      expand(rest, in: path, &found, &visited)
    }
  }
}

private func entries(_ folder: String) -> [(name: String, isFolder: Bool)] {
  guard let handle = opendir(folder.isEmpty ? "." : folder) else { return [] }
  defer { closedir(handle) }
  var names: [(String, Bool)] = []
  while let entry = readdir(handle) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name == "." || name == ".." { continue }
    var isFolder = entry.pointee.d_type == UInt8(DT_DIR)
    if entry.pointee.d_type == UInt8(DT_UNKNOWN) {
      var status = stat()
      isFolder = stat(joined(folder, name), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
    names.append((name, isFolder))
  }
  return names
}

/// A name fits a pattern; each `*` is tried again only once, so that no pattern takes long.
func matches(_ pattern: [UnicodeScalar], _ name: [UnicodeScalar]) -> Bool {
  var patternIndex = 0
  var nameIndex = 0
  var starIndex: Int?
  var starName = 0
  while nameIndex < name.count {
    if patternIndex < pattern.count, pattern[patternIndex] == "*" {
      starIndex = patternIndex
      starName = nameIndex
      patternIndex += 1
    } else if patternIndex < pattern.count, let next = matchOne(pattern, patternIndex, name[nameIndex]) {
      patternIndex = next
      nameIndex += 1
    } else if let star = starIndex {
      starName += 1
      nameIndex = starName
      patternIndex = star + 1
    } else {
      return false
    }
  }
  while patternIndex < pattern.count && pattern[patternIndex] == "*" { patternIndex += 1 }
  return patternIndex == pattern.count
}

/// The place behind the piece of the pattern that fits one letter.
private func matchOne(_ pattern: [UnicodeScalar], _ index: Int, _ letter: UnicodeScalar) -> Int? {
  switch pattern[index] {
  case "?": return index + 1
  case "[":
    var at = index + 1
    let isNegated = at < pattern.count && (pattern[at] == "!" || pattern[at] == "^")
    if isNegated { at += 1 }
    var isInside = false
    let first = at
    while at < pattern.count && (pattern[at] != "]" || at == first) {
      if at + 2 < pattern.count && pattern[at + 1] == "-" && pattern[at + 2] != "]" {
        if pattern[at].value <= letter.value && letter.value <= pattern[at + 2].value { isInside = true }
        at += 3
      } else {
        if pattern[at] == letter { isInside = true }
        at += 1
      }
    }
    // A bracket that is never closed is itself.
    guard at < pattern.count else { return letter == "[" ? index + 1 : nil }
    return isInside != isNegated ? at + 1 : nil
  default: return pattern[index] == letter ? index + 1 : nil
  }
}
