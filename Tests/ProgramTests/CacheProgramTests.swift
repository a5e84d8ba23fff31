import TestSupport
import Testing

/// The cache of columns between whole programs: whatever happens to it, the answer stays and nothing is left behind.
@Suite struct `The cache between programs` {
  /// Writes a file that is just worth a cache, and makes the functions that ask it.
  private static let setting = """
    awk 'BEGIN { srand(5); print "id,customer,responded_at,nps,segment"
      for (row = 0; row < 230000; row++)
        printf "%d,C%d,2024-%02d-%02d 10:00:00,%d,%s\\n", row, row % 5000, 1 + row % 12, 1 + row % 28,
          int(rand() * 11), row % 3 ? "pro" : "free" }' > responses.csv
    ask() { "$KPI" --quiet --threads 2 "$@" -c 'nps, count() by segment' responses.csv; }
    left() { ls -A cache 2>/dev/null | grep -vc '^[0-9a-f]*[.]arrow$'; }
    sleep 0.2
    ask --no-cache > expected
    same() { cmp -s expected "$1" && echo "$2: the same" || echo "$2: $(cat "$1")"; }

    """

  private func expect(_ commands: String, _ expected: String) {
    let outcome = TestedProgram.run(Self.setting + commands)
    expectText(outcome.output + outcome.errors, expected)
  }

  @Test func `several programs read and write it at once`() {
    expect(
      """
      for turn in 1 2 3 4; do ask --cache "$FOLDER/cache" > "out$turn" & done
      wait
      for turn in 1 2 3 4; do same "out$turn" "program $turn"; done
      ask --cache "$FOLDER/cache" > out5; same out5 afterwards
      ls cache | wc -l; left
      """,
      """
      program 1: the same
      program 2: the same
      program 3: the same
      program 4: the same
      afterwards: the same
      1
      0

      """)
  }

  @Test func `a program that is killed leaves nothing that could be believed`() {
    expect(
      """
      for wait in 0.3 0.9 1.5; do
        ask --cache "$FOLDER/cache" > /dev/null & pid=$!
        sleep "$wait"; kill -9 $pid 2> /dev/null; wait $pid 2> /dev/null
        ask --cache "$FOLDER/cache" > out; same out "killed after $wait s"
      done
      """,
      """
      killed after 0.3 s: the same
      killed after 0.9 s: the same
      killed after 1.5 s: the same

      """)
  }

  @Test func `where it cannot be written the answer comes all the same`() {
    expect(
      """
      (ulimit -f 200; ask --cache "$FOLDER/cache" > out); echo "ends with $?"; same out "no room"
      ls -A cache | wc -l
      ask --cache /proc/nothing > out; same out "no folder"
      : > file; ask --cache "$FOLDER/file" > out; same out "a file in its place"
      """,
      """
      ends with 0
      no room: the same
      0
      no folder: the same
      a file in its place: the same

      """)
  }
}
