import Columns
import FoundationEssentials
import Testing

private let zoneFolder = "/usr/share/zoneinfo/"
private let second: Int64 = 1_000_000

private func zone(_ name: String) throws -> Zone? {
  guard let data = FileManager.default.contents(atPath: zoneFolder + name) else { return nil }
  let zone = Zone(name: name, file: Array(data))
  #expect(zone != nil, "\(name) was not read")
  return zone
}

/// A file of version 2 without changes and with a rule.
private func ruled(_ rule: String, offset: Int32) -> [UInt8] {
  func block(_ version: UInt8) -> [UInt8] {
    var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
    for count in [0, 0, 0, 0, 1, 4] { bytes += [0, 0, 0, UInt8(count)] }
    let raw = UInt32(bitPattern: offset)
    bytes += [24, 16, 8, 0].map { UInt8(raw >> UInt32($0) & 0xFF) } + [0, 0] + Array("LMT\0".utf8)
    return bytes
  }
  return block(UInt8(ascii: "2")) + block(UInt8(ascii: "2")) + Array("\n\(rule)\n".utf8)
}

/// Recorded from Python's zoneinfo: random instants and those around changes of the clock, up to the year 9000.
@Test func `clocks show what Python's clocks show, and lead back to the same instant`() throws {
  let path = #filePath.replacing("ZoneTests.swift", with: "Zones/python.csv")
  let text = try String(contentsOfFile: path, encoding: .utf8)
  var zones: [Substring: Zone?] = [:]
  var compared = 0
  for line in text.split(separator: "\n").dropFirst() {
    let cells = line.split(separator: ",")
    let numbers = try cells.dropFirst().map { try #require(Int64($0)) * second }
    if zones[cells[0]] == nil { zones[cells[0]] = .some(try zone(String(cells[0]))) }
    guard let zone = zones[cells[0]] ?? nil else { continue }
    #expect(zone.wall(numbers[0]) == numbers[1], "\(line)")
    #expect(zone.instant(numbers[1]) == numbers[2], "\(line)")
    #expect(zone.instant(numbers[3]) == numbers[4], "\(line)")
    compared += 1
  }
  let hasZones = FileManager.default.fileExists(atPath: zoneFolder + "Europe/Madrid")
  #expect(compared > 1_000 || !hasZones)
}

@Test func `a rule alone is enough, in either half of the world`() throws {
  let north = try #require(Zone(name: "north", file: ruled("CET-1CEST,M3.5.0,M10.5.0/3", offset: 3600)))
  let spring = Calendar.day(year: 2024, month: 3, day: 31) * Calendar.microsecondsPerDay + 3600 * second
  #expect(north.wall(spring - 1) == spring - 1 + 3600 * second)
  #expect(north.wall(spring) == spring + 7200 * second)
  #expect(north.isSkipped(spring + 3600 * second) && !north.isSkipped(spring + 7200 * second))
  #expect(north.changes(from: spring - 1, to: spring + 1) == [spring])
  let south = try #require(
    Zone(name: "south", file: ruled("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", offset: 37_800)))
  let january = Calendar.day(year: 3000, month: 1, day: 15) * Calendar.microsecondsPerDay
  #expect(south.wall(january) - january == 39_600 * second)
  let fixed = try #require(Zone(name: "fixed", file: ruled("<-03>3", offset: -10_800)))
  #expect(fixed.wall(january) - january == -10_800 * second)
}

@Test func `an hour that clocks skip does not exist, half an hour of it does`() throws {
  var calendar = Calendar()
  calendar.zone = Zone(name: "north", file: ruled("CET-1CEST,M3.5.0,M10.5.0/3", offset: 3600))
  let first = Calendar.day(year: 2024, month: 3, day: 31) * 24
  #expect((0..<24).filter { !calendar.exists(.hour, first + $0) } == [2])
  calendar.zone = Zone(name: "half", file: ruled("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", offset: 37_800))
  let october = Calendar.day(year: 2024, month: 10, day: 6) * 24
  #expect((0..<24).allSatisfy { calendar.exists(.hour, october + $0) })
}

@Test func `damaged zone files are refused or read, and never end the program`() {
  let whole = ruled("CET-1CEST,M3.5.0,M10.5.0/3", offset: 3600)
  for count in whole.indices { _ = Zone(name: "cut", file: Array(whole.prefix(count)))?.wall(0) }
  for place in whole.indices {
    for bit in 0..<8 {
      var damaged = whole
      damaged[place] ^= 1 << UInt8(bit)
      let zone = Zone(name: "damaged", file: damaged)
      _ = zone?.wall(1_700_000_000 * second)
      _ = zone?.instant(-62_000_000_000 * second)
    }
  }
  #expect(Zone(name: "empty", file: []) == nil)
  #expect(Zone(name: "text", file: Array("Europe/Madrid".utf8)) == nil)
}
