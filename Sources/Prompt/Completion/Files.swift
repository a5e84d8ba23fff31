import Glibc
import Rendering

/// The files and folders whose paths begin with a text, folders first, each by its name.
///
/// - Parameter folder: What a relative path is relative to.
package func filesOnDisk(beginningWith typed: String, in folder: String) -> [PathCandidate] {
  var typed = typed
  if typed == "~" { typed = "~/" }
  let slash = typed.lastIndex(of: "/")
  let typedFolder = slash.map { String(typed[...$0]) } ?? ""
  let wanted = slash.map { String(typed[typed.index(after: $0)...]) } ?? typed
  var place = typedFolder
  if place.hasPrefix("~/"), let home = Environment["HOME"] { place = home + place.dropFirst() }
  if !place.hasPrefix("/") { place = folder + "/" + place }
  guard let directory = opendir(place.isEmpty ? "." : place) else { return [] }
  defer { closedir(directory) }
  var found: [PathCandidate] = []
  var lookedInto = 0
  while let entry = readdir(directory), found.count < 2000 {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard name != ".", name != "..", name.hasPrefix(wanted), !name.hasPrefix(".") || wanted.hasPrefix(".")
    else {
      continue
    }
    // Names with control characters or quotes cannot be written as a plain text.
    guard name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0 != "\"" && $0 != "\\" }) else { continue }
    var status = stat()
    guard stat(place + "/" + name, &status) == 0 else { continue }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    // Looking into a file costs as much as a page of the list; of hundreds of files nobody reads the headers.
    let headers =
      status.st_mode & S_IFMT == S_IFREG && lookedInto < 60 ? headersOfData(place + "/" + name) : nil
    if headers != nil { lookedInto += 1 }
    found.append(
      PathCandidate(
        path: typedFolder + name + (isFolder ? "/" : ""), isFolder: isFolder,
        summary: isFolder
          ? "folder" : [memorySize(Int(status.st_size)), headers].compactMap { $0 }.joined(separator: " · ")))
  }
  return found.sorted { ($0.isFolder ? 0 : 1, $0.path) < ($1.isFolder ? 0 : 1, $1.path) }
}

/// The first headers of a file that looks like a table, such as `customer, score, comment …`; nil for others.
private func headersOfData(_ path: String) -> String? {
  let ending = path.split(separator: ".").last?.lowercased() ?? ""
  guard ["csv", "tsv", "tab", "txt", "ssv", "psv"].contains(ending) else { return nil }
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var block = [UInt8](repeating: 0, count: 2048)
  let count = read(descriptor, &block, block.count)
  guard count > 0 else { return nil }
  let text = String(decoding: block[..<count], as: UTF8.self)
  guard let line = text.split(whereSeparator: \.isNewline).first else { return nil }
  let separators: [Character] = ["\t", ";", ",", "|"]
  guard
    let separator = separators.max(by: { left, right in
      line.count { $0 == left } < line.count { $0 == right }
    }), line.contains(separator)
  else { return nil }
  let names = line.split(separator: separator, omittingEmptySubsequences: false).map { cell in
    cell.filter { $0 != "\"" && $0 != "\u{FEFF}" }
  }
  return names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " …" : "")
}
