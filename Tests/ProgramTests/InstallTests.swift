import TestSupport
import Testing

@Suite struct InstallTests {
  /// Installs into a folder `prefix` of the test's own, then runs a command.
  private func install(_ command: String) -> TestedProgram.Outcome {
    TestedProgram.run("\"$ROOT/scripts/install\" --prefix prefix --program \"$KPI\" 2> log; \(command)")
  }

  @Test func `the program, its manual and its completions go into the prefix and out again`() {
    let outcome = install(
      """
      find prefix -type f | sort
      prefix/bin/kpi --version
      "$ROOT/scripts/install" --prefix "$PWD/prefix" --uninstall
      find prefix -type f
      """)
    #expect(outcome.exitCode == 0)
    expectText(
      outcome.output.split(separator: "\n").prefix(5).joined(separator: "\n"),
      """
      prefix/bin/kpi
      prefix/share/bash-completion/completions/kpi
      prefix/share/fish/vendor_completions.d/kpi.fish
      prefix/share/man/man1/kpi.1
      prefix/share/zsh/site-functions/_kpi
      """)
    #expect(outcome.output.split(separator: "\n").count == 6)
  }

  /// What bash proposes at the end of a line.
  private func completions(of line: String) -> [String] {
    let outcome = install(
      #"""
      echo 'param segment = "pro"' > report.kpi
      touch survey.csv picture.png
      mkdir exports
      cat > ask.bash <<'END'
      source prefix/share/bash-completion/completions/kpi
      COMP_LINE=$1; COMP_POINT=${#COMP_LINE}
      eval "COMP_WORDS=($1)"; [[ $1 == *" " ]] && COMP_WORDS+=("")
      COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
      _kpi kpi "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\n' "${COMPREPLY[@]}"
      END
      unset -f kpi
      PATH="$PWD/prefix/bin:$PATH" bash --norc --noprofile ask.bash '\#(line)'
      """#)
    return outcome.output.split(separator: "\n").map(String.init).sorted()
  }

  @Test(
    .enabled(if: TestedProgram.run("command -v bash").exitCode == 0),
    arguments: [
      ("kpi d", ["demo", "docs"]), ("kpi s", ["survey.csv"]), ("kpi ex", ["exports/"]),
      ("kpi report.kpi ", ["segment="]), ("kpi check r", ["report.kpi"]),
      ("kpi --format m", ["md"]), ("kpi --color ", ["always", "auto", "never"]),
      ("kpi demo -c nps_", ["nps_latest"]), ("kpi --thr", ["--threads"]),
    ])
  func `bash completes commands, files, parameters, options and KPIs`(line: String, wanted: [String]) {
    #expect(completions(of: line) == wanted)
  }

  /// What Tab makes of a line in a shell that people use, at its own prompt.
  private func pressingTab(after line: String, in shell: String, _ preparation: String) -> String {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(
        """
        "$ROOT/scripts/install" --prefix "$PWD/prefix" --program "$KPI" 2> log
        export PATH="$PWD/prefix/bin:$PATH" PS1='> '; unset -f kpi
        touch survey.csv; echo 'param segment = "pro"' > report.kpi
        exec \(shell)
        """, folder: folder)
      terminal.settle()
      terminal.type(preparation + "\r")
      terminal.wait { $0.hasSuffix("ready\n>") }
      terminal.settle()
      terminal.type(line)
      terminal.settle()
      terminal.type("\t")
      // The candidates come from a program that the shell starts.
      terminal.wait { $0.contains("> " + line) && !$0.hasSuffix("> " + line) }
      for _ in 0..<10 { terminal.settle() }
      return terminal.screen.text.split(separator: "ready\n").last.map(String.init) ?? ""
    }
  }

  @Test(
    .enabled(if: TestedProgram.run("command -v zsh").exitCode == 0),
    arguments: [
      ("kpi su", "> kpi survey.csv"), ("kpi --format m", "> kpi --format md"),
      ("kpi --thr", "> kpi --threads"),
      ("kpi report.kpi s", "> kpi report.kpi segment="), ("kpi demo -c nps_", "> kpi demo -c nps_latest"),
      ("kpi check r", "> kpi check report.kpi"), ("kpi -q demo --thr", "> kpi -q demo --threads"),
    ])
  func `zsh completes them too`(line: String, wanted: String) {
    let screen = pressingTab(
      after: line, in: "zsh -f -i",
      "fpath=($PWD/prefix/share/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; clear; echo ready"
    )
    #expect(screen.hasPrefix(wanted), "\(screen)")
  }

  @Test(
    .enabled(if: TestedProgram.run("command -v fish").exitCode == 0),
    arguments: [
      ("kpi su", "> kpi survey.csv"), ("kpi --format m", "> kpi --format md"),
      ("kpi --thr", "> kpi --threads"),
      ("kpi demo -c nps_", "> kpi demo -c nps_latest"), ("kpi check r", "> kpi check report.kpi"),
    ])
  func `fish completes them too`(line: String, wanted: String) {
    let screen = pressingTab(
      after: line, in: "fish --no-config -i",
      "source prefix/share/fish/vendor_completions.d/kpi.fish; function fish_prompt; echo -n '> '; end; clear; echo ready"
    )
    // Only the line itself: this terminal does not know all that fish sends.
    #expect(screen.contains(wanted.dropFirst(2)), "\(screen)")
  }

  @Test func `every option of the help is completed`() {
    let help = TestedProgram.run("kpi --help").output
    let options = Set(help.matches(of: /--[a-z][a-z-]+/).map { String($0.output) })
    #expect(options.count > 12)
    for shell in ["bash", "zsh", "fish"] {
      let script = TestedProgram.run("kpi --generate-completion-script \(shell)").output
      for option in options.sorted() {
        #expect(script.contains(option.dropFirst(2)), "\(option) in \(shell)")
      }
    }
    let outcome = TestedProgram.run("kpi --generate-completion-script tcsh")
    #expect(outcome.exitCode == 2 && outcome.errors.contains("bash, fish, zsh"))
  }

  @Test func `the manual page has every line of the help`() {
    let page = TestedProgram.run("kpi --generate-manual").output
    #expect(page.contains(".TH KPI 1"))
    for section in ["NAME", "SYNOPSIS", "EXAMPLES", "OPTIONS", "EXIT STATUS", "FILES", "ENVIRONMENT"] {
      #expect(page.contains("\n.SH \(section)\n"))
    }
    #expect(page.contains(".B \\-\\-keep\\-going\na script goes on after an error"))
    #expect(!page.split(separator: "\n").contains { $0.hasPrefix("'") })
  }

  @Test(.enabled(if: TestedProgram.run("command -v man").exitCode == 0), arguments: [60, 120])
  func `the manual page is laid out for a width`(width: Int) {
    let outcome = TestedProgram.run(
      "kpi --generate-manual > kpi.1; MANWIDTH=\(width) MANPAGER=cat man --warnings -l ./kpi.1 | col -bx",
      environment: ["LC_ALL=C.UTF-8"])
    expectText(outcome.errors, "")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.contains { $0.contains("FILE.csv") })
    // Only examples, which are typed as they stand, may be wider.
    #expect(lines.allSatisfy { $0.count <= width || $0.contains("    kpi ") })
  }

  @Test(.enabled(if: TestedProgram.run("command -v groff").exitCode == 0))
  func `groff finds nothing wrong with the manual page`() {
    let outcome = TestedProgram.run("kpi --generate-manual | groff -man -ww -z -Tutf8")
    #expect(outcome.exitCode == 0)
    expectText(outcome.errors, "")
  }
}

@Suite struct FirstMinutesTests {
  private let survey =
    "{ echo responded_at,nps,channel; for m in 01 02 03 04; do for d in 01 02 03 04 05 06 07 08 09; do "
    + "echo 2024-$m-$d,1$d,web | sed s/,10*/,/; echo 2024-$m-$d,3,shop; done; done; } > survey.csv; "

  @Test func `a file at the prompt is followed by queries worth trying, the first behind Up`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(survey + "kpi --no-init survey.csv", folder: folder)
      #expect(terminal.wait { $0.contains("try: nps by month") && $0.contains("nps by channel") })
      terminal.wait { $0.contains("kpi>") }
      terminal.type("\u{1B}[A")
      #expect(terminal.wait { $0.contains("kpi> nps by month") })
      #expect(terminal.screen.text.contains("`learn nps` teaches it"))
      terminal.type("\u{15}\u{04}")
      _ = terminal.waitForEnd()
      // Offered once: the second prompt of the same user says nothing of it.
      let second = TestTerminal("kpi --no-init survey.csv", folder: folder)
      #expect(second.wait { $0.contains("try: nps by month") && $0.contains("kpi>") })
      #expect(!second.screen.text.contains("learn nps"))
      second.type("\u{04}")
    }
  }

  @Test func `nothing is proposed to scripts, pipes and the quiet`() {
    for command in ["kpi survey.csv -c 'nps'", "echo nps | kpi survey.csv", "kpi -q survey.csv -c nps"] {
      let outcome = TestedProgram.run(survey + command)
      #expect(outcome.exitCode == 0 && !outcome.errors.contains("try:") && !outcome.output.contains("try:"))
    }
  }

  @Test func `the prompt without anything says in three lines what to do`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal("kpi --no-init", folder: folder)
      #expect(terminal.wait { $0.contains("kpi>") })
      let lines = terminal.screen.text.split(separator: "\n").prefix { !$0.hasPrefix("kpi>") }
      #expect(lines.count == 3 && lines.first?.contains("load \"survey.csv\"") == true)
      terminal.type("\u{04}")
    }
  }
}
