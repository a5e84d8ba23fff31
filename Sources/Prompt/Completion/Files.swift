import Glibc

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
    found.append(
      PathCandidate(
        path: typedFolder + name + (isFolder ? "/" : ""), isFolder: isFolder,
        summary: isFolder ? "folder" : sizeText(Int(status.st_size))))
  }
  return found.sorted { ($0.isFolder ? 0 : 1, $0.path) < ($1.isFolder ? 0 : 1, $1.path) }
}

private func sizeText(_ bytes: Int) -> String {
  for (size, unit) in [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")] where bytes >= size {
    return "\(bytes / size) \(unit)"
  }
  return "\(bytes) bytes"
}
