import TestSupport
import Testing

/// A table of six answers, for the tests that need data.
private let survey = """
  cat > survey.csv <<'END'
  responded_at,nps,segment,customer
  2024-01-03,9,pro,a
  2024-01-13,10,pro,b
  2024-02-03,2,free,c
  2024-02-05,7,free,d
  2024-03-03,9,pro,e
  2024-03-09,9,pro,f
  END

  """

/// What the program does with data, from the command line to the answer.
@Suite struct AnswerTests {
  @Test func `several results in csv are separated by an empty line`() {
    let outcome = TestedProgram.run(survey + "kpi survey.csv -c 'nps by month' -c 'nps by segment'")
    #expect(outcome.exitCode == 0)
    expectText(
      outcome.output, "month,nps\n2024-01,100\n2024-02,-50\n2024-03,100\n\nsegment,nps\nfree,-50\npro,100\n")
    #expect(outcome.errors.hasPrefix("survey.csv → responses · 6 rows"))
  }

  @Test func `results in json are one array each on a line, and quiet is quiet`() {
    let outcome = TestedProgram.run(survey + "kpi -q --format json survey.csv -c nps -c 'nps by segment'")
    expectText(
      outcome.output,
      "[{\"nps\":50}]\n[{\"segment\":\"free\",\"nps\":-50},{\"segment\":\"pro\",\"nps\":100}]\n")
    expectText(outcome.errors, "")
  }

  @Test func `statements from standard input see the files of the command line`() {
    let outcome = TestedProgram.run(survey + "printf 'nps\\n  by segment\\n' | kpi -q answers=survey.csv")
    expectText(outcome.output, "segment,nps\nfree,-50\npro,100\n")
  }

  @Test func `a script's parameters come from the command line and its paths from its folder`() {
    let outcome = TestedProgram.run(
      survey + """
        mkdir sub; cat > sub/report.kpi <<'END'
        param wanted = "pro"
        load "../survey.csv"
        nps where segment = $wanted into "out.csv"
        END
        kpi -q sub/report.kpi wanted=free; echo $?; cat sub/out.csv
        """)
    expectText(outcome.output, "0\nnps\n-50\n")
  }

  @Test func `a script stops at its first error and with keep-going runs on`() {
    let script = survey + "printf 'load \"survey.csv\"\\nnsp\\nnps\\n' > report.kpi\n"
    let stopped = TestedProgram.run(script + "kpi -q report.kpi")
    #expect(stopped.exitCode == 1 && stopped.output.isEmpty && stopped.errors.contains(" --> report.kpi:2:1"))
    let finished = TestedProgram.run(script + "kpi -q --keep-going report.kpi")
    #expect(finished.exitCode == 1)
    expectText(finished.output, "nps\n50\n")
  }

  @Test func `an expectation that fails ends with 5`() {
    let outcome = TestedProgram.run(survey + "kpi -q survey.csv -c 'expect nps > 90'")
    #expect(outcome.exitCode == 5 && outcome.output.isEmpty)
  }

  @Test func `output goes to a file whole, in the format of its ending, and only when all went well`() {
    let outcome = TestedProgram.run(
      survey + """
        kpi -q survey.csv -c nps -o result.json; cat result.json
        kpi -q survey.csv -c nps -c nsp -o result.json 2> /dev/null; echo $?; cat result.json; ls
        """)
    expectText(outcome.output, "[{\"nps\":50}]\n1\n[{\"nps\":50}]\nresult.json\nsurvey.csv\n")
  }

  @Test func `a file of into with an unknown ending is an error`() {
    let outcome = TestedProgram.run(survey + "kpi -q survey.csv -c 'nps into \"result.docx\"'; ls")
    expectText(outcome.output, "survey.csv\n")
    #expect(outcome.errors.hasPrefix("error: "))
  }

  @Test func `a full disk ends with 1 and a reader who has left with 0`() {
    let full = TestedProgram.run(survey + "kpi -q survey.csv -c nps > /dev/full")
    #expect(full.exitCode == 1)
    expectText(full.errors, "error: cannot write the output: No space left on device\n")
    let left = TestedProgram.run(survey + "{ sleep 0.3; kpi -q survey.csv -c nps; echo $? >&2; } | true")
    expectText(left.errors, "0\n")
  }

  @Test func `quit ends the statements and last shows the last result again`() {
    let outcome = TestedProgram.run(survey + "kpi -q survey.csv -c nps -c last -c quit -c nps")
    #expect(outcome.exitCode == 0)
    expectText(outcome.output, "nps\n50\nnps\n50\n")
  }

  @Test func `timing is one line for each query on standard error`() {
    let outcome = TestedProgram.run(survey + "kpi -q --timing survey.csv -c 'nps  by month'")
    #expect(outcome.errors.hasPrefix("timing: ") && outcome.errors.hasSuffix(" ms  nps by month\n"))
  }

  @Test func `colour is there only when asked for`() {
    let escape = "\u{1B}["
    #expect(!TestedProgram.run(survey + "kpi survey.csv -c nps --format table").output.contains(escape))
    #expect(
      TestedProgram.run(survey + "kpi survey.csv -c nps --format table --color always").output.contains(
        escape))
    let forced = TestedProgram.run(
      survey + "kpi survey.csv -c nps --format table", environment: ["FORCE_COLOR=1"])
    #expect(forced.output.contains(escape))
    let refused = TestedProgram.run(
      survey + "kpi survey.csv -c nps --format table", environment: ["FORCE_COLOR=1", "NO_COLOR=1"])
    #expect(!refused.output.contains(escape))
  }

  @Test func `the prompt completes values, refines, corrects and saves`() {
    withTemporaryFolder { folder in
      let terminal = TestTerminal(survey + "kpi --no-init -q survey.csv", folder: folder)
      terminal.expect("kpi>")
      terminal.type("nps where segment = \"f\t\r")
      #expect(
        terminal.wait { $0.contains("segment = \"free\"\n") && $0.contains("-50.0") && $0.hasSuffix("kpi>") })
      terminal.type("\u{C}by month\r")
      #expect(terminal.wait { $0.contains("2024-02") && $0.hasSuffix("kpi>") })
      terminal.type("\u{C}nsp\r")
      #expect(terminal.wait { $0.contains("did you mean `nps`?") })
      terminal.type("\u{1B}[A")
      terminal.expect("kpi> nps")
      terminal.type("\u{15}save \"saved.kpi\"\r")
      #expect(terminal.wait { $0.contains("\nkpi> save \"saved.kpi\"\n") && $0.hasSuffix("kpi>") })
      terminal.type("\u{4}")
      #expect(terminal.waitForEnd() == 0)
      expectText(
        readFile(folder + "/saved.kpi"),
        "nps where segment = \"free\"\n\nnps where segment = \"free\" by month\n")
    }
  }

  @Test func `vi keys come from the user's editrc`() {
    withTemporaryFolder { folder in
      writeFile(folder + "/.editrc", "bind -v\n")
      let terminal = TestTerminal(folder: folder)
      terminal.expect("kpi>")
      terminal.type("# one two")
      terminal.expect("kpi> # one two")
      terminal.type("\u{1B}")
      terminal.wait { _ in terminal.screen.cursor == [0, 13] }
      #expect(terminal.screen.cursor == [0, 13])
      terminal.type("bx")
      terminal.expect("kpi> # one wo")
    }
  }
}

/// Files and arguments of strangers.
@Suite struct StrangeInputTests {
  @Test func `a file with nothing but a header answers as no rows do`() {
    let outcome = TestedProgram.run(
      "echo responded_at,nps,segment > a.csv; kpi -q a.csv -c nps -c 'nps by month' -c 'nps by segment'")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    expectText(outcome.output, "nps\n\"\"\n\nmonth,nps\n\nsegment,nps\n")
  }

  @Test func `a file that is no text is refused`() {
    let outcome = TestedProgram.run(
      "head -c 4000 /dev/zero | tr '\\0' '\\1' > a.csv; kpi a.csv -c 'count()'")
    #expect(outcome.exitCode == 1)
    expectText(
      outcome.errors,
      """
      error: the file `a.csv` is not text in rows and columns
        = help: export the table as CSV and load that

      """)
  }

  @Test func `a list of many strange values is answered with ten warnings`() {
    let list = (0..<3000).map { "\"s\($0)\"" }.joined(separator: ",")
    let outcome = TestedProgram.run(
      survey + "kpi -q survey.csv", input: "nps where segment in {\(list)}\n")
    expectText(outcome.output, "nps\n\"\"\n")
    #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("warning: ") } == 10)
  }

  @Test func `a data file is not put in the layout of a script`() {
    let outcome = TestedProgram.run(survey + "kpi format survey.csv; echo $?; head -n 1 survey.csv")
    expectText(outcome.output, "2\nresponded_at,nps,segment,customer\n")
    #expect(outcome.errors.contains("survey.csv is no script"))
  }

  @Test func `a script that runs itself is told so once`() {
    let outcome = TestedProgram.run(
      "echo 'run \"a.kpi\"' > a.kpi; kpi a.kpi")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors.contains("the script `a.kpi` is running already"))
  }

  @Test func `a parameter that the script has not is warned about`() {
    let outcome = TestedProgram.run("echo 'param n = 5\nprint $n' > a.kpi; kpi a.kpi m=7")
    #expect(outcome.exitCode == 0 && outcome.output == "5\n")
    #expect(outcome.errors.contains("the script has no parameter called `m`"))
  }
}
