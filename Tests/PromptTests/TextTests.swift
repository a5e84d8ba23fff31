import Glibc
import TestSupport
import Testing

@testable import Prompt

@Suite struct CompositionTests {
  @Test func `a letter and a mark become one character`() {
    #expect(Array(composed("e\u{301}n\u{303}c\u{30C}").unicodeScalars) == ["é", "ñ", "č"])
  }

  @Test func `syllables and letters of other scripts too`() {
    #expect(Array(composed("\u{1112}\u{1161}\u{11AB}").unicodeScalars) == ["한"])
    #expect(Array(composed("ι\u{301}").unicodeScalars) == ["ί"])
  }

  @Test func `what has no single character stays`() {
    #expect(composed("x\u{301} 👩‍👧 漢") == "x\u{301} 👩‍👧 漢")
  }
}

@Suite struct PasteTests {
  @Test func `line ends become one kind, control characters go, the end is trimmed`() {
    expectText(pastedText("nps\r\n  by month\rcsat\u{1B}[31m\u{0}\t#\n \n"), "nps\n  by month\ncsat[31m\t#")
  }
}

@Suite struct ProgressTests {
  @Test func `share, rate and time left`() {
    expectText(
      progressText(done: 25_000_000, total: 100_000_000, seconds: 2),
      "25 % · 12.5 M/s · 6 s left · Ctrl-C stops")
    expectText(progressText(done: 0, total: 0, seconds: 3.2), "working · 3 s · Ctrl-C stops")
    expectText(progressText(done: 150, total: 100, seconds: 1), "working · 1 s · Ctrl-C stops")
    // What would reach the right margin is left out, the least important first.
    expectText(progressText(done: 25, total: 100, seconds: 1, width: 37), "25 % · 3 s left · Ctrl-C stops")
    expectText(progressText(done: 25, total: 100, seconds: 1, width: 20), "25 % · 3 s left")
    expectText(progressText(done: 25, total: 100, seconds: 1, width: 8), "25 %")
  }
}

@Suite struct WholeFileTests {
  private func withFolder(_ body: (String) throws -> Void) rethrows {
    var template = Array("/tmp/kpi-file-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer in
      mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
    }
    defer { rmdir(folder) }
    try body(folder)
  }

  @Test func `a file is replaced whole and keeps its rights`() throws {
    try withFolder { folder in
      let path = folder + "/a.csv"
      try writeWholeFile("old", to: path)
      chmod(path, 0o640)
      try writeWholeFile("new", to: path)
      #expect(try readWholeFile(path) == "new")
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
      unlink(path)
    }
  }

  @Test func `a link stays a link`() throws {
    try withFolder { folder in
      try writeWholeFile("old", to: folder + "/real")
      symlink("real", folder + "/link")
      try writeWholeFile("new", to: folder + "/link")
      #expect(try readWholeFile(folder + "/real") == "new")
      var status = stat()
      #expect(lstat(folder + "/link", &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
      unlink(folder + "/link")
      unlink(folder + "/real")
    }
  }

  @Test func `a folder that is not there and a folder in its place are errors`() {
    withFolder { folder in
      #expect(throws: FileFailure.self) { try writeWholeFile("x", to: folder + "/none/a.csv") }
      #expect(throws: FileFailure.self) { try writeWholeFile("x", to: folder) }
    }
  }

  @Test func `a full disk is an error`() {
    #expect(throws: FileFailure.self) { try writeWholeFile("x", to: "/dev/full") }
  }
}
