import Columns
import TestSupport
import Testing

/// Cases that the random queries found, in a few rows each.
private func session(_ definitions: String = "") -> (real: RealSession, folder: Folder) {
  let folder = Folder()
  folder.write(
    """
    id,customer,responded_at,nps,segment
    R1,C1,2024-01-05,10,pro
    R2,C1,2024-02-10,6,free
    R3,C2,2024-02-11,9,pro
    R4,C2,,3,pro

    """, "responses.csv")
  return (RealSession(folder, setup: "load \"responses.csv\" as responses\n" + definitions), folder)
}

private func values(_ session: (real: RealSession, folder: Folder), _ query: String) -> [[Value]] {
  switch session.real.run(query) {
  case .success(let tables): return tables.first?.rows.map(\.values) ?? []
  case .failure(let problem):
    Issue.record("\(query): \(problem.text)")
    return []
  }
}

private let latest = """
  kpi latest from responses when responded_at let newer = next(responded_at by customer) keep newer is none is sum(nps)
  """

@Test func `the latest answer is the latest of its group`() {
  let session = session(latest)
  #expect(values(session, "latest") == [[.integer(15)]])
  #expect(values(session, "latest where segment = \"pro\"") == [[.integer(19)]])
  #expect(
    values(session, "latest by segment with total")
      == [[.text("free"), .integer(6)], [.text("pro"), .integer(19)], [.text("total"), .integer(15)]])
  #expect(values(session, "latest by month").map { $0[1] } == [.integer(10), .integer(15)])
}

@Test func `from may name the table that a definition reads anyway`() {
  let session = session(latest)
  #expect(values(session, "latest from responses") == [[.integer(15)]])
  #expect(values(session, "latest, count() as rows from responses") == [[.integer(15), .integer(4)]])
}

@Test func `setting now to where the data end changes no count`() {
  let session = session()
  #expect(values(session, "count() as rows from responses") == [[.integer(4)]])
  #expect(values(session, "set now = 2024-02-12; count() as rows from responses") == [[.integer(4)]])
  #expect(values(session, "set now = 2024-02-11; count() as rows from responses") == [[.integer(3)]])
}
