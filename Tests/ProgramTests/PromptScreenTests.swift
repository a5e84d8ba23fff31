import Glibc
import TestSupport
import Testing

/// Sessions at the prompt: keys, and the screens that they give at three widths, the cursor as a `█`.
///
/// Each file of `Recorded` is one session; its cases follow each other in one program, on a cleared screen each.
@Suite struct PromptScreenTests {
  @Test(arguments: ["completion", "editing", "help", "results", "history"])
  func `the screens of a session`(name: String) throws {
    try withTemporaryFolder { folder in
      let terminals = [40, 80, 120].map { columns in
        let own = "\(folder)/\(columns)"
        mkdir(own, 0o700)
        writeFile(own + "/survey.csv", "customer,score,comment\nA,9,\"good, fast\"\nB,3,slow\n")
        writeFile(own + "/notes.txt", "nothing to see\n")
        return (columns, TestTerminal("kpi demo --no-init -q", columns: columns, rows: 20, folder: own))
      }
      for (_, terminal) in terminals { terminal.expect("kpi>") }
      try checkRecorded("\(TestedProgram.root)/Tests/ProgramTests/Recorded/\(name).txt") { keys in
        terminals.map { columns, terminal in
          terminal.press("<C-c><C-l>")
          terminal.press(keys)
          return "· \(columns) columns\n\(terminal.screen.textWithCursor)"
        }
        .joined(separator: "\n")
      }
    }
  }
}

@Suite struct PromptTerminalTests {
  @Test func `a narrower terminal shows the input once, where it began`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(columns: 60, folder: folder)
      terminal.expect("kpi>")
      terminal.press("# first<Enter># " + String(repeating: "0123456789", count: 4))
      terminal.resize(columns: 24, rows: 24)
      terminal.settle()
      expectText(
        terminal.screen.textWithCursor,
        "kpi> # first\nkpi> # 01234567890123456\n78901234567890123456789█")
      terminal.resize(columns: 60, rows: 24)
      terminal.settle()
      expectText(
        terminal.screen.textWithCursor, "kpi> # first\nkpi> # 0123456789012345678901234567890123456789█")
    }
  }

  @Test func `control Z gives the terminal back and the line comes again`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(
        "set -m; stty -a > before; \"$KPI\" -q; stty -a > between; cmp before between && echo same; fg",
        folder: folder)
      terminal.expect("kpi>")
      terminal.type("# kept")
      terminal.expect("kpi> # kept")
      terminal.type("\u{1A}")
      #expect(terminal.wait { $0.contains("same") && $0.hasSuffix("kpi> # kept") })
      terminal.type("!\r")
      terminal.expect("kpi> # kept!\nkpi>")
    }
  }

  @Test func `vi's keys come from editrc`() {
    withTemporaryFolder { folder in
      writeFile(folder + "/.editrc", "bind -v\n")
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.press("# one two")
      terminal.type("\u{1B}")
      terminal.settle()
      terminal.press("0wx")
      expectText(terminal.screen.textWithCursor, "kpi> # █ne two")
      terminal.press("A!<Enter>")
      terminal.type("\u{1B}")
      terminal.settle()
      terminal.press("k")
      #expect(terminal.screen.text.hasSuffix("kpi> # ne two!\nkpi> # ne two!"))
    }
  }

  @Test func `a locale of bytes takes typed letters of UTF-8`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder, environment: ["LC_ALL=C"])
      terminal.expect("kpi>")
      terminal.press("# año 漢字<Enter>")
      terminal.expect("kpi> # año 漢字\nkpi>")
      #expect(readFile(folder + "/.local/state/kpi/history") == "# año 漢字\n")
    }
  }

  @Test func `without colours there is no ghost, and the bar says what waits`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal("kpi demo --no-init -q", folder: folder, environment: ["NO_COLOR=1"])
      terminal.expect("kpi>")
      terminal.press("nsp by month<Enter>")
      #expect(terminal.screen.text.hasSuffix("kpi>\n  Up brings: nps by month"))
      terminal.press("np")
      #expect(terminal.screen.text.hasSuffix("kpi> np\n  where COLUMN") == false)
      #expect(terminal.screen.textWithCursor.contains("kpi> np█"))
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV])
  func `a killed prompt loses nothing that was entered`(number: Int32) {
    withTemporaryFolder { folder in
      let terminal = TestTerminal("ulimit -c 0; kpi --no-init -q", folder: folder)
      terminal.expect("kpi>")
      terminal.press("# entered<Enter># and\\this<Enter>")
      terminal.press("# not entered")
      terminal.signal(number)
      #expect(terminal.waitForEnd() == 128 + number)
      #expect(readFile(folder + "/.local/state/kpi/history") == "# entered\n# and\\\\this\n")
      let next = TestTerminal(folder: folder)
      next.expect("kpi>")
      next.press("<Up><Up>")
      next.expect("kpi> # entered")
    }
  }

  @Test func `what another open prompt enters is behind Up and in the search at once`() {
    withTemporaryFolder { folder in
      let first = TestTerminal(folder: folder)
      let second = TestTerminal(folder: folder)
      first.expect("kpi>")
      second.expect("kpi>")
      first.press("# first<Enter>")
      second.press("<Up>")
      second.expect("kpi> # first")
      second.press("<C-c># second<Enter>")
      first.press("# third<Enter>")
      // Each sees both, in the order in which they were entered.
      second.press("<Up>")
      second.expect("kpi> # third")
      second.press("<Up>")
      second.expect("kpi> # second")
      second.press("<C-c># fourth<Enter>")
      first.press("<C-r>four")
      first.expect("search: four\n› # fourth")
      first.press("<Enter>!<Enter>history<Enter>")
      first.expect("# first\n# second\n# third\n# fourth\n# fourth!\nhistory\nkpi>")
    }
  }

  @Test func `two prompts that enter at the same time lose nothing and mix nothing`() {
    withTemporaryFolder { folder in
      let terminals = [TestTerminal(folder: folder), TestTerminal(folder: folder)]
      for terminal in terminals { terminal.expect("kpi>") }
      // Typed ahead, so that both write at once.
      let filling = String(repeating: "x", count: 200)
      for number in 0..<40 {
        for (name, terminal) in zip(["a", "b"], terminals) {
          terminal.type("# \(name) \(number) \(filling)\r")
        }
      }
      for terminal in terminals {
        terminal.settle()
        terminal.type("\u{4}")
        #expect(terminal.waitForEnd() == 0)
      }
      let lines = readFile(folder + "/.local/state/kpi/history").split(separator: "\n").map(String.init)
      #expect(lines.count == 80)
      for name in ["a", "b"] {
        #expect(lines.filter { $0.hasPrefix("# \(name) ") } == (0..<40).map { "# \(name) \($0) \(filling)" })
      }
    }
  }

  @Test func `a history that cannot be written is said once and the prompt goes on`() {
    withTemporaryFolder { folder in
      mkdir(folder + "/state", 0o700)
      symlink("/dev/full", folder + "/state/kpi")
      let terminal = TestTerminal(
        "kpi --no-init", folder: folder, environment: ["XDG_STATE_HOME=\(folder)/state"])
      #expect(terminal.wait { $0.hasSuffix("kpi>") })
      terminal.press("print 1<Enter>print 2<Enter><Up>")
      #expect(terminal.screen.text.ranges(of: "the history is not kept").count == 1)
      #expect(terminal.screen.text.hasSuffix("2\nkpi> print 2"))
    }
  }

  @Test func `two prompts keep each other's history`() {
    withTemporaryFolder { folder in
      let first = TestTerminal(folder: folder)
      let second = TestTerminal(folder: folder)
      first.expect("kpi>")
      second.expect("kpi>")
      first.press("# first<Enter>")
      second.press("# second<Enter>")
      first.press("# third<Enter>")
      for terminal in [first, second] {
        terminal.type("\u{4}")
        #expect(terminal.waitForEnd() == 0)
      }
      #expect(readFile(folder + "/.local/state/kpi/history") == "# first\n# second\n# third\n")
      let next = TestTerminal(folder: folder)
      next.expect("kpi>")
      next.press("<Up><Up>")
      next.expect("kpi> # second")
    }
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGABRT, SIGILL])
  func `the terminal is as before after every end that allows it`(number: Int32) {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(
        "ulimit -c 0; trap : TERM HUP QUIT; stty -a > before; sh -c 'echo $$ > id; exec \"$KPI\" -q'; stty -a > after; "
          + "cmp before after && echo same",
        folder: folder)
      terminal.expect("kpi>")
      terminal.press("nps by")
      kill(pid_t(readFile(folder + "/id").filter(\.isNumber)) ?? getpid(), number)
      #expect(terminal.wait { $0.hasSuffix("same") })
    }
  }

  @Test func `control C drops the line and the session lives on`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("nps")
      #expect(terminal.wait { $0.contains("kpi> nps\n") })
      terminal.type("\u{3}")
      #expect(terminal.wait { $0.contains("nps^C\nkpi>") })
      terminal.press("print 1 + 1<Enter>")
      #expect(terminal.wait { $0.hasSuffix("2\nkpi>") })
    }
  }

  @Test(arguments: [40, 80, 120])
  func `control C stops a long query, and nothing of the session is lost`(columns: Int) {
    withTemporaryFolder { folder in
      let terminal = TestTerminal("kpi demo --no-init", columns: columns, folder: folder)
      terminal.expect("kpi>")
      terminal.press("let best = 9<Enter>nps where segment = \"pro\"<Enter><C-l>")
      terminal.type("csat by day rolling 1000 days with interval\r")
      // It has run for half a second when this appears, and takes seconds more.
      #expect(terminal.wait { $0.contains("Ctrl-C stops") })
      terminal.type("\u{3}")
      terminal.settle()
      let query =
        columns == 40
        ? "csat by day rolling 1000 days with\ninterval" : "csat by day rolling 1000 days with interval"
      expectText(terminal.screen.textWithCursor, "kpi> \(query)\nstopped\nkpi> █")
      // The line is behind Up, the value and the last query are there, the data answer.
      terminal.press("<Up>")
      #expect(terminal.screen.textWithCursor.contains("kpi> \(query)█"))
      terminal.press("<C-c><C-l>print $best<Enter>by segment<Enter>")
      #expect(terminal.screen.text.hasPrefix("kpi> print $best\n9\nkpi> by segment\n"))
      #expect(terminal.screen.text.contains("\npro "))
    }
  }

  @Test func `the text can be changed in an editor of one's own`() {
    withTemporaryFolder { folder in
      writeFile(folder + "/change.sh", "sed -i s/one/two/ \"$1\"\n")
      let terminal = TestTerminal(folder: folder, environment: ["EDITOR=sh \(folder)/change.sh"])
      terminal.expect("kpi>")
      terminal.press("# one")
      terminal.type("\u{18}\u{5}")
      #expect(terminal.wait { $0.hasSuffix("kpi> # two") })
    }
  }
}

/// Keys as a cat would press them.
@Suite struct RandomKeySlowTests {
  @Test(.enabled(if: runsSlowTests), arguments: [UInt64(1), 2, 3, 4, 5])
  func `two thousand random keys leave a prompt that works and a screen as it should be`(seed: UInt64) {
    withTemporaryFolder { folder in
      let terminal = TestTerminal("kpi demo --no-init -q", columns: 60, rows: 20, folder: folder)
      terminal.expect("kpi>")
      var generator = SeededGenerator(seed: seed)
      let pieces =
        Array("abcnps =\"'()`{}.,;#$1234567890").map(String.init) + [
          "nps ", "by ", "where ", "during ", "é", "漢", "\u{301}", "👍🏽", "\t", "\t", "\r", "\u{1B}\r",
          "\u{1B}[A",
          "\u{1B}[B", "\u{1B}[C", "\u{1B}[D", "\u{1B}[H", "\u{1B}[F", "\u{7F}", "\u{7F}", "\u{1}", "\u{5}",
          "\u{B}",
          "\u{12}", "\u{15}", "\u{17}", "\u{19}", "\u{1B}", "\u{1B}b", "\u{1B}f", "\u{1B}[3~", "\u{7}",
          "\u{1B}[200~",
          "\u{1B}[201~", "\u{3}", "\u{14}", "\u{1B}[1;5D", "\u{1B}[99~", "\u{0}", "\u{1F}",
        ]
      for round in 0..<20 {
        for _ in 0..<100 {
          terminal.type(pieces[Int(generator.next() % UInt64(pieces.count))])
          if generator.next() % 16 == 0 { terminal.settle() }
        }
        // Whatever mode the keys led to ends with these.
        terminal.type("\u{1B}[201~")
        terminal.settle()
        terminal.press("<C-c><C-c>")
        #expect(terminal.exitCode == nil, "the program ended in round \(round)")
        terminal.press("<C-l>")
        expectText(terminal.screen.textWithCursor, "kpi> █")
        terminal.press("# alive \(round)")
        expectText(terminal.screen.textWithCursor, "kpi> # alive \(round)█")
        terminal.press("<C-c><C-l>")
      }
    }
  }
}
