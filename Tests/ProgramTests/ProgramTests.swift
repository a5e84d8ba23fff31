import Glibc
import TestSupport
import Testing

@Suite struct ProgramTests {
  @Test func `help is one page on standard output`() {
    let outcome = TestedProgram.run("kpi --help")
    #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
    #expect(outcome.output.contains("kpi demo -c 'nps by month'"))
    let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 50 && lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `the version is one line`() {
    let outcome = TestedProgram.run("kpi --version")
    #expect(outcome.exitCode == 0 && outcome.output.hasPrefix("kpi ") && outcome.output.hasSuffix("\n"))
  }

  @Test(arguments: [
    "kpi --nonsense", "kpi --format pdf", "kpi --threads 0", "kpi --threads many", "kpi --memory lots",
    "kpi --set now",
    "kpi nps", "kpi check", "kpi format", "kpi check nothing.kpi", "kpi nothing.kpi", "kpi -c",
    "touch a.kpi; kpi a.kpi b.csv", "touch a.kpi; kpi a.kpi -c nps", "kpi demo data.csv",
    "mkdir full; touch full/mine; kpi docs --output full", "touch file; kpi docs --output file",
  ])
  func `a command line that makes no sense ends with 2`(command: String) {
    let outcome = TestedProgram.run(command)
    #expect(outcome.exitCode == 2, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains("kpi --help"))
  }

  @Test func `explanations are in the language of the environment, folded to its width`() {
    let spanish = TestedProgram.run(
      "kpi demo -q -c 'explain nps'", environment: ["LC_ALL=es_ES.UTF-8", "COLUMNS=60"])
    #expect(spanish.output.contains("La fórmula") && spanish.errors.isEmpty)
    #expect(spanish.output.split(separator: "\n").allSatisfy { $0.count <= 60 })
    let english = TestedProgram.run("kpi demo -q -c 'explain nps'", environment: ["LANG=de_DE.UTF-8"])
    #expect(english.output.contains("The formula"))
  }

  @Test func `a word that is no file is answered with the line to write`() {
    expectText(
      TestedProgram.run("kpi nps").errors,
      """
      error: there is no file nps; a statement goes after -c: kpi -c 'nps'
        = help: kpi --help shows what can be written

      """)
  }

  @Test func `a value that is none is answered with those that are`() {
    expectText(
      TestedProgram.run("kpi --format pdf -c 'print 1'").errors,
      """
      error: the value 'pdf' is invalid for '--format <format>'. Please provide one of the following: table, csv, tsv, json, ndjson, md, html, svg, png, arrow
        = help: kpi --help shows what can be written

      """)
  }

  @Test func `a full disk is an error, a reader who has left is none`() {
    let full = TestedProgram.run("kpi --help > /dev/full")
    #expect(full.exitCode == 1)
    expectText(full.errors, "error: cannot write the output: No space left on device\n")
    let left = TestedProgram.run("{ sleep 0.3; kpi --help; echo $? >&2; } | true")
    expectText(left.errors, "0\n")
  }

  @Test func `an output file that cannot be written is an error`() {
    let outcome = TestedProgram.run("kpi --output none/result.csv -c '# nothing'")
    #expect(outcome.exitCode == 1)
    expectText(outcome.errors, "error: cannot write none/result.csv: No such file or directory\n")
  }

  @Test func `an output file stays as it was when a statement fails`() {
    let outcome = TestedProgram.run(
      "echo before > result.csv; kpi --output result.csv -c 'load \"nothing.csv\"' 2> /dev/null; cat result.csv; ls"
    )
    expectText(outcome.output, "before\nresult.csv\n")
  }

  @Test func `a syntax error ends with 1 and shows the place`() {
    let outcome = TestedProgram.run("kpi -c 'nps where ('")
    #expect(outcome.exitCode == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: ") && outcome.errors.contains(" --> <command>:1:"))
  }

  @Test func `statements come from standard input when it is no terminal`() {
    let outcome = TestedProgram.run("kpi", input: "# nothing to do\nnps where (\n")
    #expect(outcome.exitCode == 1 && outcome.errors.contains(" --> <stdin>:2:"))
  }

  @Test func `check says what is wrong in each script and format rewrites`() {
    let outcome = TestedProgram.run(
      """
      printf 'show   tables\\n' > good.kpi; printf 'nps where (\\n' > bad.kpi
      kpi check good.kpi bad.kpi; echo $?
      kpi format --check good.kpi; echo $?
      kpi -q format good.kpi; echo $?
      kpi format --check good.kpi; echo $?
      cat good.kpi
      """)
    expectText(outcome.output, "1\n1\n0\n0\nshow tables\n")
    #expect(outcome.errors.contains(" --> bad.kpi:1:") && !outcome.errors.contains("--> good.kpi"))
  }

  @Test func `a first line with the program's name makes a script of any file`() {
    let outcome = TestedProgram.run(
      "printf '#!/usr/bin/env kpi\\nnps where (\\n' > report; kpi report month=3")
    #expect(outcome.exitCode == 1 && outcome.errors.contains(" --> report:2:"))
  }

  @Test func `an interruption of a waiting program ends it with 130`() {
    let outcome = TestedProgram.run(
      "mkfifo pipe; sleep 2 > pipe & timeout --preserve-status -s INT 1 \"$KPI\" < pipe; echo $?")
    expectText(outcome.output, "130\n")
  }
}

@Suite struct PromptProgramTests {
  @Test(arguments: [40, 80, 120])
  func `typing shows on the screen and wraps at its width`(columns: Int) {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(columns: columns, folder: folder)
      terminal.expect("kpi>")
      let text = "# " + String(repeating: "0123456789", count: 13)
      terminal.type(text)
      let all = Array("kpi> " + text)
      let rows = stride(from: 0, to: all.count, by: columns).map {
        String(all[$0..<min($0 + columns, all.count)])
      }
      terminal.expect(rows.joined(separator: "\n"))
      expectText(terminal.screen.text, rows.joined(separator: "\n"))
      #expect(terminal.screen.cursor == [all.count / columns, all.count % columns])
    }
  }

  @Test func `control C drops the line and control D leaves`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("nps by")
      #expect(terminal.wait { $0.contains("kpi> nps by\n  by month · COLUMN") })
      terminal.type("\u{3}")
      terminal.expect("kpi> nps by^C\nkpi>")
      terminal.type("\u{4}")
      #expect(terminal.waitForEnd() == 0)
    }
  }

  @Test func `keys move and delete, also in letters of two bytes and two cells`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("# año 漢字x\u{7F}\u{1B}[D!\u{1}\u{1B}[3~\u{5}.")
      terminal.expect("kpi>  año 漢!字.")
      #expect(terminal.screen.cursor == [0, 16])
    }
  }

  @Test func `several lines are edited as one input and come back whole`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("# one\u{1B}\r# two")
      terminal.expect("kpi> # one\n       # two")
      terminal.type("\u{1B}[A")
      terminal.wait { _ in terminal.screen.cursor == [0, 10] }
      #expect(terminal.screen.cursor == [0, 10])
      terminal.type("\r")
      terminal.expect("# two\nkpi>")
      terminal.type("\u{1B}[A")
      terminal.expect("kpi> # one\n       # two\nkpi> # one\n       # two")
      terminal.type("\u{3}")
      terminal.expect("^C\nkpi>")
      terminal.type("\u{4}")
      #expect(terminal.waitForEnd() == 0)
      #expect(readFile(folder + "/.local/state/kpi/history") == "# one\\n  # two\n")
    }
  }

  @Test func `enter adds a line while a bracket is open`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("nps where (\r")
      terminal.wait { _ in terminal.screen.cursor[0] == 1 }
      #expect(terminal.screen.cursor == [1, 7])
      #expect(
        terminal.wait { $0.hasPrefix("kpi> nps where (\n\n  ") && $0.hasSuffix("Enter adds a line") })
    }
  }

  @Test func `a paste of several lines is one input`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("\u{1B}[200~# one\r\n  # two\u{1B}[201~")
      terminal.expect("kpi> # one\n       # two")
    }
  }

  @Test func `tab completes a word and lists several`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(columns: 60, folder: folder)
      terminal.expect("kpi>")
      terminal.type("descr\t")
      terminal.expect("kpi> describe\n  describe TABLE · KPI · COLUMN")
      #expect(terminal.screen.cursor == [0, 14])
      terminal.type("\u{15}set \t")
      #expect(terminal.wait { $0.contains("week starts") && $0.contains("the first day of the week") })
      #expect(terminal.screen.cursor == [0, 9])
      terminal.type("q")
      #expect(terminal.wait { $0.hasPrefix("kpi> set q\n  set SETTING VALUE") && !$0.contains("first day") })
    }
  }

  @Test func `control R finds an entry by some of its letters`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("# first\r")
      terminal.expect("first\nkpi>")
      terminal.type("# second\r")
      terminal.expect("second\nkpi>")
      terminal.type("\u{12}frt")
      #expect(terminal.wait { $0.contains("search: frt\n› # first") })
      terminal.type("\r")
      terminal.expect("kpi> # first")
    }
  }

  @Test func `a termination leaves the terminal as it was`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(
        "trap : QUIT; stty -a > before; \"$KPI\" -q; stty -a > after; cmp before after && echo same",
        folder: folder)
      terminal.expect("kpi>")
      terminal.type("nps\u{4}")
      #expect(terminal.wait { $0.contains("kpi> nps") })
      terminal.type("\u{1C}")
      #expect(terminal.wait { $0.contains("same") })
    }
  }

  @Test func `a terminal that cannot move its cursor gets plain lines`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal("TERM=dumb kpi -q", folder: folder)
      terminal.expect("kpi>")
      terminal.type("# one\n")
      terminal.expect("kpi> # one\nkpi>")
      terminal.type("\u{4}")
      #expect(terminal.waitForEnd() == 0)
    }
  }
}
