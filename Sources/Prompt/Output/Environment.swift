import CLibEdit
import Glibc
import Rendering

/// What the environment says about terminals and folders.
package enum Environment {
  package static subscript(name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Columns of the terminal: `COLUMNS`, else what the terminal says; nil when the output goes elsewhere.
  package static func width(of stream: OutputStream) -> Int? {
    if let text = self["COLUMNS"], let columns = Int(text), columns > 0 { return min(columns, 100_000) }
    return terminalSize(of: stream)?.columns
  }

  static func terminalSize(of stream: OutputStream) -> (columns: Int, rows: Int)? {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard kpi_terminal_size(stream.descriptor, &columns, &rows) == 1 else { return nil }
    return (Int(columns), Int(rows))
  }

  /// Whether text on a stream should be coloured when the user did not say.
  package static func usesColor(on stream: OutputStream) -> Bool {
    if self["NO_COLOR"] != nil { return false }
    if let force = self["FORCE_COLOR"] { return force != "0" }
    return stream.isTerminal && hasCapableTerminal
  }

  /// How many colours the terminal shows, where it shows any.
  static var colourDepth: ColourDepth {
    if let depth = self["COLORTERM"]?.lowercased(), depth == "truecolor" || depth == "24bit" { return .all }
    guard let terminal = self["TERM"] else { return .sixteen }
    if terminal.contains("256color") { return .twoHundredFiftySix }
    return terminal.hasSuffix("-direct") ? .all : .sixteen
  }

  /// Whether text has to do with ASCII: the locale is not one of UTF-8, or the terminal is a teletype.
  static var isASCII: Bool {
    if self["TERM"] == "dumb" { return true }
    // Without any locale nothing is known, and what reads a pipe nearly always reads UTF-8.
    guard let locale = self["LC_ALL"] ?? self["LC_CTYPE"] ?? self["LANG"] else { return false }
    let name = locale.lowercased().filter { $0 != "-" }
    return !name.hasSuffix("utf8") && !name.contains("utf8@")
  }

  /// False for `TERM=dumb` and without `TERM`: such a terminal cannot move its cursor.
  package static var hasCapableTerminal: Bool {
    guard let terminal = self["TERM"] else { return false }
    return terminal != "dumb"
  }

  /// Whether the terminal breaks its rows anew when its width changes; xterm cuts them.
  static var reflows: Bool { self["XTERM_VERSION"] == nil && self["TERM"] != "linux" }

  /// The locale of messages, such as `es_ES.UTF-8`.
  package static var locale: String? { self["LC_ALL"] ?? self["LC_MESSAGES"] ?? self["LANG"] }

  /// Where the prompt keeps its history, and `learn` its progress: `$XDG_STATE_HOME/kpi` or `~/.local/state/kpi`.
  package static var stateFolder: String? { folder("XDG_STATE_HOME", otherwise: ".local/state") }
  /// Where `init.kpi` is: `$XDG_CONFIG_HOME/kpi` or `~/.config/kpi`.
  package static var configurationFolder: String? { folder("XDG_CONFIG_HOME", otherwise: ".config") }

  private static func folder(_ variable: String, otherwise: String) -> String? {
    // The XDG rules say that a relative path is to be ignored.
    if let folder = self[variable], folder.hasPrefix("/") { return folder + "/kpi" }
    guard let home = self["HOME"] else { return nil }
    return "\(home)/\(otherwise)/kpi"
  }
}
