import Glibc
import TestSupport
import Testing

@testable import Prompt

/// Runs a body with the path of a history file in a folder of its own.
private func withHistory(_ body: (HistoryFile) throws -> Void) rethrows {
  var template = Array("/tmp/kpi-history-XXXXXX".utf8CString)
  let folder = template.withUnsafeMutableBufferPointer { buffer in
    mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
  }
  defer {
    unlink(folder + "/state/kpi/history")
    for part in ["/state/kpi", "/state", ""] { rmdir(folder + part) }
  }
  try body(HistoryFile(path: folder + "/state/kpi/history"))
}

private func mode(of path: String) -> UInt32 {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

@Suite struct HistoryFileTests {
  @Test func `entries come back whole, with newlines and backslashes`() {
    withHistory { file in
      let entries = ["nps", "nps\n  by month", "print \"a\\nb\"", "print 'c:\\new'", "# ñ 漢"]
      for entry in entries { file.append(entry) }
      #expect(file.entries() == entries)
    }
  }

  @Test func `the file and its folder are private`() {
    withHistory { file in
      file.append("nps")
      #expect(mode(of: file.path) == 0o600)
      #expect(mode(of: String(file.path.dropLast("/history".count))) == 0o700)
    }
  }

  @Test func `a file that others could read becomes private`() {
    withHistory { file in
      file.append("nps")
      chmod(file.path, 0o644)
      file.append("csat")
      #expect(mode(of: file.path) == 0o600)
    }
  }

  @Test func `an entry that appears twice is told once, where it was last`() {
    withHistory { file in
      for entry in ["nps", "csat", "nps"] { file.append(entry) }
      #expect(file.entries() == ["csat", "nps"])
    }
  }

  @Test func `two writers lose nothing and mix nothing`() {
    withHistory { file in
      file.append("start")
      let path = file.path
      var threads: [pthread_t] = []
      for writer in 0..<2 {
        final class Task: Sendable {
          let path: String
          let writer: Int
          init(_ path: String, _ writer: Int) { (self.path, self.writer) = (path, writer) }
        }
        var thread = pthread_t()
        let task = Unmanaged.passRetained(Task(path, writer)).toOpaque()
        pthread_create(
          &thread, nil,
          { pointer in
            guard let pointer else { return nil }
            let task = Unmanaged<Task>.fromOpaque(pointer).takeRetainedValue()
            for number in 0..<200 {
              HistoryFile(path: task.path).append("writer \(task.writer)\n  line \(number)")
            }
            return nil
          }, task)
        threads.append(thread)
      }
      for thread in threads { pthread_join(thread, nil) }
      let entries = file.entries()
      #expect(entries.count == 401)
      for writer in 0..<2 {
        let own = entries.filter { $0.hasPrefix("writer \(writer)") }
        #expect(own == (0..<200).map { "writer \(writer)\n  line \($0)" })
      }
    }
  }

  @Test func `a broken file gives what can be read of it`() {
    withHistory { file in
      file.append("nps")
      var bytes = Array("nps\n\u{0}\\\n\\q\n".utf8)
      bytes += [0xFF, 0xFE, 10] + Array("csat".utf8)
      let descriptor = open(file.path, O_WRONLY | O_TRUNC)
      _ = write(descriptor, bytes, bytes.count)
      close(descriptor)
      let entries = file.entries()
      #expect(entries.first == "nps" && entries.last == "csat" && entries.count == 5)
      // The last line has no end; what is appended is not glued to it.
      file.append("ces")
      #expect(file.entries().suffix(2) == ["csat", "ces"])
    }
  }

  @Test func `a folder or a pipe in its place is left alone`() {
    withHistory { file in
      file.append("nps")
      unlink(file.path)
      mkfifo(file.path, 0o600)
      file.append("csat")
      #expect(file.entries().isEmpty)
      unlink(file.path)
      mkdir(file.path, 0o700)
      file.append("csat")
      #expect(file.entries().isEmpty)
      rmdir(file.path)
    }
  }

  @Test func `secrets of a connection are not kept`() {
    expectText(
      withoutSecrets("connect \"postgres://ana:s3cret@host/db?sslmode=on&password=x&a=b\" as live"),
      "connect \"postgres://ana@host/db?sslmode=on&password=&a=b\" as live")
    expectText(withoutSecrets("print \"https://example.org/a:b@c\""), "print \"https://example.org/a:b@c\"")
  }
}

@Suite struct HistoryBrowserTests {
  @Test func `up goes through the entries that begin with what was typed`() {
    var browser = HistoryBrowser(entries: ["nps by month", "csat", "nps by year"])
    #expect(browser.previous(from: "nps") == "nps by year")
    #expect(browser.previous(from: "nps by year") == "nps by month")
    #expect(browser.previous(from: "nps by month") == nil)
    #expect(browser.next(from: "nps by month") == "nps by year")
    #expect(browser.next(from: "nps by year") == "nps")
    #expect(browser.next(from: "nps") == nil)
  }

  @Test func `an entry that was changed begins a new walk`() {
    var browser = HistoryBrowser(entries: ["csat by year", "csat", "nps"])
    #expect(browser.previous(from: "") == "nps")
    #expect(browser.previous(from: "csat") == "csat by year")
  }

  @Test func `a correction waits behind up until it is used`() {
    var browser = HistoryBrowser(entries: ["nsp"])
    browser.offer("nps")
    #expect(browser.previous(from: "") == "nps")
    #expect(browser.previous(from: "nps") == "nsp")
    browser.clearOffers()
    browser.restart()
    #expect(browser.previous(from: "") == "nsp")
  }
}

@Suite struct HistorySearchTests {
  private let entries = ["csat by month", "nps by month", "load \"survey.csv\"", "nps by channel"]

  @Test func `letters in their order find entries, runs and word beginnings first`() {
    #expect(searchHistory(entries, for: "nbm", limit: 5) == ["nps by month"])
    #expect(searchHistory(entries, for: "nps", limit: 5) == ["nps by channel", "nps by month"])
    #expect(searchHistory(entries, for: "survey", limit: 5) == ["load \"survey.csv\""])
    #expect(searchHistory(entries, for: "xyz", limit: 5) == [])
  }

  @Test func `without letters the newest come first`() {
    #expect(searchHistory(entries, for: " ", limit: 2) == ["nps by channel", "load \"survey.csv\""])
  }

  @Test func `accents do not matter`() {
    #expect(searchHistory(["where region = \"Córdoba\""], for: "cordoba", limit: 5).count == 1)
  }
}
