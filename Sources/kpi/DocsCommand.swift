import ArgumentParser
import Diagnostics
import Glibc
import KPILanguage
import Prompt

/// `kpi docs [SCRIPT …] [--output FOLDER]`: a handbook of all definitions, shipped ones and those of scripts.
struct DocsCommand: ParsableArguments {
  @OptionGroup var options: OutputOptions
  @Argument(help: "Scripts whose definitions belong to the handbook.", completion: Candidates.scripts)
  var scripts: [String] = []

  func run() throws -> ExitStatus {
    let reporter = Reporter(options.reporterOptions)
    let session = Session(options.sessionOptions(directory: "."))
    for script in scripts {
      let diagnostics = session.addDefinitions(of: SourceText(try readScript(script), name: script))
      reporter.show(diagnostics)
      if diagnostics.contains(where: { $0.severity == .error }) { return .failure }
    }
    let folder = options.output ?? "kpi-handbook"
    if let complaint = HandbookFolder.complaint(about: folder) { throw UsageError(complaint) }
    reporter.progress.start(session.work)
    defer { reporter.progress.stop() }
    do {
      let files = try Signals.running(session.work) { try session.handbook() }
      try HandbookFolder.write(files, to: folder)
      reporter.progress.stop()
      reporter.say("\(files.count) files → \(folder); open \(folder)/index.html")
    } catch let several as Diagnostics {
      reporter.show(several.all)
      return .failure
    } catch  where Signals.wasInterrupted {
      return ExitStatus(rawValue: Session.Status.interrupted.rawValue)
    }
    return .success
  }
}

/// The folder of a handbook, which appears whole or not at all.
enum HandbookFolder {
  /// The first lines of the page by which a handbook is known.
  private static let mark = "<!-- handbook written by kpi docs -->"

  /// Why nothing may be written there: it holds something else than a handbook.
  static func complaint(about folder: String) -> String? {
    var status = stat()
    guard stat(folder, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return "\(folder) is no folder; give another one with --output"
    }
    let entries = names(in: folder)
    if entries.isEmpty { return nil }
    let isHandbook =
      Set(entries).isSubset(of: ["index.html", "en", "es"])
      && ((try? readWholeFile(folder + "/index.html"))?.prefix(200).contains(mark) ?? false)
    return isHandbook ? nil : "\(folder) holds other files; give a new folder with --output"
  }

  /// Writes into a folder beside it, which takes the name at the end; an older handbook goes.
  static func write(_ files: [(path: String, text: String)], to folder: String) throws {
    var folder = folder
    while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let fresh = "\(folder).\(getpid()).new"
    let old = "\(folder).\(getpid()).old"
    do {
      try make(fresh)
      for file in files {
        if let slash = file.path.lastIndex(of: "/") {
          let inner = "\(fresh)/\(file.path[..<slash])"
          if access(inner, F_OK) != 0 { try make(inner) }
        }
        try writeWholeFile(file.text, to: "\(fresh)/\(file.path)")
      }
      let exists = access(folder, F_OK) == 0
      if exists, rename(folder, old) != 0 { throw FileFailure(path: folder, number: errno) }
      if rename(fresh, folder) != 0 {
        let failure = FileFailure(path: folder, number: errno)
        if exists { rename(old, folder) }
        throw failure
      }
      if exists { remove(old) }
    } catch {
      remove(fresh)
      throw error
    }
  }

  private static func make(_ folder: String) throws {
    if mkdir(folder, 0o777) != 0 { throw FileFailure(path: folder, number: errno) }
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Takes a folder that this program made away, with the files of one more level.
  private static func remove(_ folder: String) {
    for name in names(in: folder) {
      let path = "\(folder)/\(name)"
      if unlink(path) != 0 {
        for inner in names(in: path) { unlink("\(path)/\(inner)") }
        rmdir(path)
      }
    }
    rmdir(folder)
  }
}
