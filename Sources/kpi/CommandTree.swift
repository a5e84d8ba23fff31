import ArgumentParser
import Diagnostics
import KPILanguage
import Prompt
import Syntax

/// The command line as a tree of commands: what shells complete with is generated from these declarations, which are
/// those that the program parses its arguments with.
struct CommandTree: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kpi", abstract: "Asks files for customer KPIs.", version: version,
    subcommands: [Demo.self, Check.self, Format.self, Docs.self])

  @OptionGroup var run: RunCommand

  struct Demo: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The built-in company.")
    @OptionGroup var run: RunCommand
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Say what is wrong in scripts.")
    @OptionGroup var check: CheckCommand
  }

  struct Format: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Rewrite scripts in the standard layout.")
    @OptionGroup var format: FormatCommand
  }

  struct Docs: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A handbook of all definitions.")
    @OptionGroup var docs: DocsCommand
  }

  /// What the shell or `scripts/install` asks for with an option of no use to people; nil for all other arguments.
  static func answer(_ arguments: [String]) throws -> String? {
    switch arguments.first {
    case "--generate-manual" where arguments.count == 1: return manualPage
    case "--generate-completion-script":
      let shells = CompletionShell.allCases.map(\.rawValue).sorted()
      guard arguments.count == 2, let shell = CompletionShell(rawValue: arguments[1]) else {
        throw UsageError("--generate-completion-script takes one of \(shells.joined(separator: ", "))")
      }
      return shell == .zsh ? dispatching(completionScript(for: shell)) : completionScript(for: shell)
    case "---completion":
      // Answered by the parser with an error that holds the candidates.
      do {
        _ = try parseAsRoot(arguments)
        return ""
      } catch {
        let candidates = message(for: error)
        return candidates.isEmpty ? "" : candidates + "\n"
      }
    default: return nil
    }
  }
}

extension CommandTree {
  /// The script for zsh with the commands told apart before the arguments are described: `_arguments` refuses two rest
  /// arguments, the program's own and those of a command.
  private static func dispatching(_ script: String) -> String {
    let commands = configuration.subcommands.map { $0._commandName } + ["help"]
    let states = ["        '(-): :->command'\n", "        '(-)*:: :->arg'\n"]
    var script = script
    for state in states { script = script.replacing(state, with: "", maxReplacements: 1) }
    return script.replacing(
      "    local -i ret=1\n",
      with: """
            local -i place
            for (( place = 2; place < CURRENT; place++ )); do
                case "${words[place]}" in
                \(commands.joined(separator: "|")))
                    shift $(( place - 1 )) words
                    (( CURRENT -= place - 1 ))
                    "_kpi_${words[1]}"
                    return
                    ;;
                esac
            done

            local -i ret=1

        """, maxReplacements: 1)
  }
}

/// What shells propose for the values of options.
enum Candidates {
  /// The beginnings of statements: every KPI by its name, then the verbs.
  static let statements = CompletionKind.custom { _, _, _ in
    let session = Session(Session.Options())
    return session.knownKPIs.map(\.name) + ["describe", "explain", "help", "learn", "plot", "show kpis"]
  }

  static let settings = CompletionKind.list(
    ["now=", "zone=", "safe_export=on"])

  static let scripts = CompletionKind.file(extensions: ["kpi"])

  /// Commands, and files that can be loaded or run; after a script the parameters that it has.
  static let inputs = CompletionKind.custom { words, index, _ in
    let before = words.prefix(max(index, 0)).dropFirst()
    let current = words.indices.contains(index) ? words[index] : ""
    let commands = CommandTree.configuration.subcommands.map { $0._commandName }
    let command = before.first { commands.contains($0) }
    let takesScriptsOnly = command.map { ["check", "format", "demo", "docs"].contains($0) } ?? false
    if command == nil || command == "demo",
      let script = before.last(where: { $0.lowercased().hasSuffix(".kpi") })
    {
      return parameters(of: script)
    }
    let files = files(beginningWith: current, endings: takesScriptsOnly ? [".kpi"] : dataEndings + [".kpi"])
    let isFirst = before.allSatisfy { $0.hasPrefix("-") }
    return files + (isFirst ? commands.filter { $0.hasPrefix(current) } : [])
  }

  private static func parameters(of script: String) -> [String] {
    guard let text = try? readScript(script) else { return [] }
    return parse(SourceText(text, name: script)).statements.compactMap { statement in
      if case .param(let name, _) = statement.kind { name.text + "=" } else { nil }
    }
  }

  private static let dataEndings = [".csv", ".tsv", ".tab", ".txt", ".gz", ".arrow"]

  private static func files(beginningWith typed: String, endings: [String]) -> [String] {
    filesOnDisk(beginningWith: typed, in: ".").filter { file in
      file.isFolder || endings.contains { file.path.lowercased().hasSuffix($0) }
    }.map(\.path)
  }
}
