import Columns
import Diagnostics
import Planning
import Semantics
import Syntax

extension Query {
  /// Whether the answer goes into a file that holds nothing but a picture.
  var isForPicture: Bool {
    clauses.contains { clause in
      guard case .into(let path) = clause.kind else { return false }
      let ending = path.split(separator: ".").last?.lowercased()
      return ending == "svg" || ending == "png"
    }
  }

  /// The query with what a picture shows and nobody has to ask for: intervals, and every dimension as a dimension.
  func asPicture(in source: SourceText) -> Query {
    var query = self
    var extras: [Extra] = [.interval]
    var range: SourceRange?
    var dimensions: [Dimension] = []
    for clause in clauses {
      switch clause.kind {
      case .with(let given): extras += given.filter { $0 != .interval }
      case .pivot(let dimension): dimensions.append(dimension)
      default: break
      }
      range = clause.range
    }
    query.clauses.removeAll { clause in
      switch clause.kind {
      case .with, .pivot: true
      default: false
      }
    }
    if !dimensions.isEmpty {
      if let place = query.clauses.firstIndex(where: { if case .by = $0.kind { true } else { false } }),
        case .by(let known) = query.clauses[place].kind
      {
        let texts = Set(known.map { source[$0.range] })
        query.clauses[place].kind = .by(known + dimensions.filter { !texts.contains(source[$0.range]) })
      } else {
        query.clauses.append(Clause(.by(dimensions), range: dimensions[0].range))
      }
    }
    guard let range = range ?? items.first?.expression.range else { return query }
    query.clauses.append(Clause(.with(extras), range: range))
    return query
  }
}

extension Session {
  /// What a picture says about the query that it answers.
  func question(of query: Query, _ bound: BoundQuery, _ source: SourceText) -> ResultTable.Question {
    let items = query.items.map { item in
      source[item.expression.range] + (item.alias.map { " as " + source[$0.range] } ?? "")
    }
    let clauses = query.clauses.compactMap { clause -> String? in
      if case .into = clause.kind { return nil }
      return String(source[clause.range])
    }
    var titles: [String: String] = [:]
    // What is no KPI is called as it was written; its header has `_` where files want no brackets.
    let headers = bound.plan.items.filter { !$0.isExtra }.map(\.name)
    if headers.count == query.items.count {
      for (header, item) in zip(headers, query.items) where item.alias == nil {
        titles[header] = source[item.expression.range].oneLine
      }
    }
    for item in query.items where item.alias == nil {
      let name: Name
      switch item.expression {
      case .name(let written): name = written
      case .call(let call): name = call.name
      default: continue
      }
      guard let kpi = definitions.candidates(for: name.text).first, let title = teachingTexts(of: kpi).title
      else {
        continue
      }
      titles[kpi.name] = title
    }
    return ResultTable.Question(
      text: ([items.joined(separator: ", ")] + clauses).joined(separator: " ").oneLine,
      tables: bound.columns.keys.sorted(), titles: titles)
  }
}
