import ArgumentParser
import Glibc

/// An amount of memory on the command line: `4GB`, `512M`, `50%` of the machine, or bytes.
struct MemorySize: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let amount = Double(digits), amount > 0 else { return nil }
    let scale: Double
    switch argument.dropFirst(digits.count).lowercased() {
    case "", "b": scale = 1
    case "k", "kb", "kib": scale = 1024
    case "m", "mb", "mib": scale = 1024 * 1024
    case "g", "gb", "gib": scale = 1024 * 1024 * 1024
    case "t", "tb", "tib": scale = 1024 * 1024 * 1024 * 1024
    case "%": scale = Double(MemorySize.machine) / 100
    default: return nil
    }
    guard amount * scale < 1e18 else { return nil }
    bytes = max(Int(amount * scale), 1)
  }

  /// What the machine has.
  private static var machine: Int {
    let (bytes, overflow) = sysconf(Int32(_SC_PHYS_PAGES))
      .multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE)))
    return overflow || bytes <= 0 ? 1 << 32 : bytes
  }

  /// The default, three quarters of the machine.
  static var threeQuarters: MemorySize { MemorySize(bytes: machine / 4 * 3) }
}
