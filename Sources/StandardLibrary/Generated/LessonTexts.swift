// swift-format-ignore-file
// Written by scripts/embed-library from the files in Sources/StandardLibrary/Lessons; edit those instead.

extension StandardLibrary {
  static let lessonTexts: [(name: String, text: String)] = [
  ]
}
