import Columns
import Diagnostics
import Glibc
import Rendering
import Semantics
import Syntax

/// Where Linux keeps the rules of all time zones.
private let zoneFolder = "/usr/share/zoneinfo"

extension Session {
  /// `set zone "Europe/Madrid"`: instants are read from the clocks of the zone from here on.
  func setZone(
    _ written: String, _ range: SourceRange, _ source: SourceText, _ report: (Event) throws -> Void
  ) throws {
    guard !written.isEmpty else {
      throw Diagnostic(
        .error, .badSetting, "`set zone` needs the name of a zone", source: source, at: range,
        help: ["set zone \"Europe/Madrid\""])
    }
    if ["utc", "z", "none", "default", "auto"].contains(written.lowercased()) {
      settings.calendar.zone = nil
      try report(.talk("times with an offset are shown in UTC"))
      return
    }
    let zone = try zone(named: written, at: range, source)
    settings.calendar.zone = zone
    try report(.talk("times with an offset are shown on the clocks of \(zone.name)"))
  }

  /// The zone of a name, in any letter case, or an error with the names that are near.
  func zone(named written: String, at range: SourceRange, _ source: SourceText) throws -> Zone {
    if let zone = readZone(written) { return zone }
    let names = zoneNames()
    let key = written.lowercased().map { $0 == " " ? "_" : $0 }
    if let name = names.first(where: { $0.lowercased() == String(key) }), let zone = readZone(name) {
      return zone
    }
    guard !names.isEmpty else {
      throw Diagnostic(
        .error, .badSetting, "this machine has no time zone data in \(zoneFolder)", source: source, at: range,
        help: ["install them with the package `tzdata`"])
    }
    // People know their city, not the part of the world that the name begins with.
    let cities = names.filter {
      fold($0.split(separator: "/").last.map(String.init) ?? $0) == fold(String(key))
    }
    let near =
      cities.first ?? nearest(to: written, among: names)
      ?? nearest(to: written, among: names.compactMap { $0.split(separator: "/").last.map(String.init) })
      .flatMap {
        city in names.first { $0.hasSuffix("/" + city) }
      }
    throw Diagnostic(
      .error, .badSetting, "there is no time zone called `\(visible(written))`", source: source, at: range,
      label: near.map { "did you mean `\($0)`?" },
      help: [
        near.map { "set zone \"\($0)\"" } ?? "zones are called by part of the world and city: Europe/Madrid"
      ])
  }

  private func readZone(_ name: String) -> Zone? {
    // The name becomes a path, so it may not lead out of the folder.
    guard !name.isEmpty, name.utf8.count < 100,
      name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({ part in
        part.first?.isASCII == true && part.first?.isLetter == true
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-+".contains($0)) }
      })
    else { return nil }
    var status = stat()
    let path = zoneFolder + "/" + name
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 1_000_000,
      let bytes = readWholeFile(path)
    else { return nil }
    return Zone(name: name, file: Array(bytes))
  }

  /// The names of all zones, in the order of the alphabet.
  package func zoneNames() -> [String] {
    var found: [String] = []
    func visit(_ folder: String, _ depth: Int) {
      guard depth < 4, let directory = opendir(zoneFolder + "/" + folder) else { return }
      defer { closedir(directory) }
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        // Copies with leap seconds, lists and the machine's own zone are no names for people.
        guard name.first?.isUppercase == true, !name.contains(".") else { continue }
        let path = folder.isEmpty ? name : folder + "/" + name
        var status = stat()
        guard stat(zoneFolder + "/" + path, &status) == 0 else { continue }
        if status.st_mode & S_IFMT == S_IFDIR { visit(path, depth + 1) } else { found.append(path) }
      }
    }
    visit("", 0)
    return found.sorted()
  }

  /// A value of a column as results show it: instants on the clock of the zone.
  func shown(_ value: Value, _ column: String, _ table: LoadedTable) -> Value {
    guard case .time(let time) = value, let zone = settings.calendar.zone, table.holdsInstants(column) else {
      return value
    }
    return .time(zone.wall(time))
  }
}
