import FoundationEssentials
import Glibc

/// The files of this project, as the house rules see them.
enum Project {
  /// The folder that holds `Package.swift`.
  static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

  /// Paths from the root of everything that is kept, sorted; new files count before they are committed.
  static let files: [String] = {
    let listed = lines(of: "git -C '\(root)' ls-files --cached --others --exclude-standard 2>/dev/null")
    let found = listed.isEmpty ? filesOnDisk(in: "") : listed
    return Set(found).filter { FileManager.default.fileExists(atPath: root + "/" + $0) }.sorted()
  }()

  /// What git knows at the top level, or nothing outside a git checkout.
  static let topLevel: [String] = {
    let listed = lines(of: "git -C '\(root)' ls-files --cached 2>/dev/null")
    return Set(listed.map { String($0.prefix { $0 != "/" }) }).sorted()
  }()

  /// Those whose lines people read and write: not data, not texts written by a script.
  static let handwritten = files.filter { path in
    let name = path.split(separator: "/").last ?? ""
    let isText =
      [".swift", ".c", ".h", ".kpi", ".md", ".modulemap"].contains { path.hasSuffix($0) }
      || !name.contains(".") && path.hasPrefix("scripts/") || path == ".ci/run"
    return isText && !path.contains("/Generated/")
  }

  static func text(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root + "/" + path)
  }

  /// The names of the folders in a folder, sorted.
  static func folders(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + path).filter { name in
      !name.hasPrefix(".") && isFolder(path + "/" + name)
    }.sorted()
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(root + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func filesOnDisk(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []
    return names.flatMap { name -> [String] in
      let path = folder.isEmpty ? name : folder + "/" + name
      if name == ".git" || name == ".swiftpm" || name.hasPrefix(".build") { return [] }
      return isFolder(path) ? filesOnDisk(in: path) : [path]
    }
  }

  private static func lines(of command: String) -> [String] {
    guard let pipe = popen(command, "r") else { return [] }
    defer { pclose(pipe) }
    var bytes: [UInt8] = []
    var next = fgetc(pipe)
    while next != EOF {
      bytes.append(UInt8(truncatingIfNeeded: next))
      next = fgetc(pipe)
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
