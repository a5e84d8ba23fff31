import Glibc
import TestSupport
import Testing

/// What wrong statements are answered with: the cases stand in `Recorded/messages.txt`.
@Suite struct MessagesTests {
  private static let survey = """
    responded_at,nps,segment,customer
    2024-01-03,9,pro,a
    2024-01-13,10,pro,b
    2024-02-03,2,free,c
    2024-03-09,9,pro,d

    """

  @Test func `a wrong statement is answered in the user's words with what to do next`() throws {
    var template = Array("/tmp/kpi-messages-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer in
      mkdtemp(buffer.baseAddress!).map { String(cString: $0) } ?? "/tmp"
    }
    defer {
      unlink(folder + "/survey.csv")
      rmdir(folder)
    }
    let file = fopen(folder + "/survey.csv", "w")
    fputs(Self.survey, file)
    if let file { fclose(file) }

    let here = "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/")
    try checkRecorded(here + "/Recorded/messages.txt") { statement in
      let conversation = Conversation(in: folder)
      try conversation.ask("load \"survey.csv\"")
      let answer = try conversation.ask(statement)
      return answer.isEmpty ? "nothing" : answer.replacing(folder, with: "FOLDER")
    }
  }
}
