import ArgumentParser
import Glibc
import KPILanguage
import Prompt
import Rendering
import Syntax

/// The options that every way to start the program has.
struct OutputOptions: ParsableArguments {
  @Option(help: "The looks of results.") var format: OutputFormat?
  @Option(
    name: [.long, .customShort("o")], help: "Where data goes, instead of standard output.",
    completion: .file())
  var output: String?
  @Option(name: .customLong("set"), help: "A setting, as after `set`.", completion: Candidates.settings)
  var settings: [String] = []
  @Option(help: "Colours.") var color = ColorChoice.auto
  @Flag(help: "Pictures on the terminal are made of ASCII alone.") var ascii = false
  @Option(help: "Processor threads.") var threads: Int?
  @Option(help: "Memory that data may take, such as 4GB or 50%.") var memory: MemorySize?
  @Flag(help: "Use no cache of columns.") var noCache = false
  @Option(help: "The folder for the cache of columns.", completion: .directory) var cache: String?
  @Flag(name: .shortAndLong, help: "Only data, warnings and errors.") var quiet = false
  @Flag(help: "How long each statement took.") var timing = false
  @Flag(help: "Do not run init.kpi.") var noInit = false
  @Flag(help: "Go on after an error.") var keepGoing = false

  /// The options whose value is the argument after them.
  static let namesWithValues: Set<String> = [
    "-c", "--format", "-o", "--output", "--set", "--color", "--threads", "--memory", "--cache",
  ]

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes a number from 1 to 1024")
    }
    for setting in settings where !setting.contains("=") {
      throw ValidationError("--set takes NAME=VALUE, such as --set now=2024-07-01")
    }
  }

  /// The options of the session that these are.
  func sessionOptions(directory: String) -> Session.Options {
    var options = Session.Options()
    options.directory = directory
    options.threads = threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    options.cacheFolder = noCache ? nil : cache ?? Session.userCacheFolder
    options.memoryLimit = (memory ?? MemorySize.threeQuarters).bytes
    options.language = SpokenLanguage(locale: Environment.locale)
    options.width = { Environment.width(of: .standardOutput) }
    options.stateFolder = Environment.stateFolder
    return options
  }

  /// The options of the reporter that these are.
  var reporterOptions: Reporter.Options {
    var options = Reporter.Options()
    options.format = format
    options.outputPath = output
    options.color =
      switch color {
      case .auto: nil
      case .always: true
      case .never: false
      }
    options.isASCII = ascii
    options.isQuiet = quiet
    options.showsTiming = timing
    return options
  }

  /// The `set` statements of `--set`.
  var settingStatements: [String] {
    settings.map { setting in
      let equals = setting.firstIndex(of: "=") ?? setting.endIndex
      let value = String(setting[equals...].dropFirst())
      return "set \(setting[..<equals]) = \(isPlainValue(value) ? value : quoted(value))"
    }
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

extension OutputFormat: ExpressibleByArgument {}

/// Whether a value may stand in a statement without quotes: a number, a period, a word.
private func isPlainValue(_ value: String) -> Bool {
  !value.isEmpty
    && value.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_-.:".unicodeScalars.contains(scalar)
    }
}
