import Columns
import Diagnostics
import Rendering
import Semantics
import StandardLibrary
import Syntax

extension Session {
  /// `learn` lists the lessons, `learn KPI` gives one; at the prompt its questions are asked.
  func learn(_ name: Name?, _ source: SourceText, _ report: (Event) throws -> Void) throws {
    guard let name else {
      try report(.text(lessonList))
      return
    }
    guard let kpi = definitions.candidates(for: name.text).first else {
      let suggestion = nearest(to: name.text, among: definitions.all.map(\.name))
      throw Diagnostic(
        .error, .unknownTopic, "there is no lesson about `\(name.text)`", source: source, at: name.range,
        label: suggestion.map { "did you mean `\($0)`?" }, help: ["`learn` lists the lessons"])
    }
    let maker = try lessonMaker(about: kpi)
    let questions = maker.questions()
    var page = maker.page()
    if !questions.isEmpty { page.add(.heading(phrases.questionsHeading)) }
    guard let readAnswer, !questions.isEmpty else {
      var lines: [(number: String, text: String)] = []
      for (position, question) in questions.enumerated() {
        lines.append(("\(position + 1).", question.text))
        lines.append(("→", phrases.answer(question.shownAnswer(phrases), question.statement)))
      }
      if !lines.isEmpty { page.add(.figures(lines)) }
      page.blocks += maker.series()
      addNext(kpi, maker, to: &page)
      try report(.text(page.text(width: textWidth)))
      return
    }
    page.add(.paragraph(phrases.howToAnswer))
    try report(.text(page.text(width: textWidth)))
    var right = 0
    for (position, question) in questions.enumerated() {
      try report(
        .text(folded(question.text, width: textWidth, indent: "     ", first: "  \(position + 1). ")))
      guard let typed = readAnswer("     > ") else { return }
      let shown = question.shownAnswer(phrases)
      let verdict: String
      if typed.allSatisfy(\.isWhitespace) {
        verdict = phrases.skipped(shown, question.statement)
      } else if isRight(typed, answer: question.answer) {
        right += 1
        verdict = phrases.right + ": " + shown
      } else {
        verdict = phrases.wrong(shown, question.statement)
      }
      try report(.text(folded(verdict, width: textWidth, indent: "     ")))
    }
    var progress = LessonProgress(folder: options.stateFolder)
    progress.record(kpi.name, right: right)
    var end = Page()
    end.add(.paragraph(phrases.rightOf(right, questions.count)))
    end.blocks += maker.series()
    addNext(kpi, maker, to: &end)
    try report(.text(end.text(width: textWidth)))
  }

  /// A lesson as it is told outside the prompt, without its questions, and these.
  package func lesson(about name: String) throws -> (text: String, questions: [LessonQuestion]) {
    guard let kpi = definitions.candidates(for: name).first else { return ("", []) }
    let maker = try lessonMaker(about: kpi)
    return (maker.page().text(width: textWidth), maker.questions())
  }

  private func lessonMaker(about kpi: KnownKPI) throws -> LessonMaker {
    let usesModels = kpi.usesModels(definitions)
    let examples = try Session.onExamples(
      language: language, width: textWidth, definitions: definitions, forModels: usesModels)
    return LessonMaker(session: examples, kpi: kpi, usesModels: usesModels)
  }

  private func addNext(_ kpi: KnownKPI, _ maker: LessonMaker, to page: inout Page) {
    page.add(.heading(phrases.nextLessonHeading))
    if let next = maker.lesson?.next, !next.isEmpty { page.add(.paragraph(phrases.sentence(next))) }
    let done = LessonProgress(folder: options.stateFolder).best
    let inOrder = definitions.all.map(\.name)
    let place = inOrder.firstIndex(of: kpi.name) ?? 0
    let candidates = kpi.definition.nextNames + inOrder[place...].dropFirst() + inOrder[..<place]
    let next = candidates.first { done[$0] == nil } ?? candidates.first
    guard let next, let known = definitions.candidates(for: next).first else { return }
    page.add(.paragraph("`learn \(next)`" + (teachingTexts(of: known).title.map { ": " + $0 } ?? "")))
  }

  /// All lessons by area, with marks at those that were done.
  private var lessonList: String {
    let progress = LessonProgress(folder: options.stateFolder).best
    var areas: [(name: String, kpis: [KnownKPI])] = []
    for kpi in definitions.all {
      let area = kpi.isShipped ? String(kpi.source.name.prefix { $0 != "." }) : phrases.own
      if let position = areas.firstIndex(where: { $0.name == area }) {
        areas[position].kpis.append(kpi)
      } else {
        areas.append((area, [kpi]))
      }
    }
    let width = definitions.all.map { displayWidth(of: $0.name) }.max() ?? 0
    var text = ""
    for area in areas {
      text += (text.isEmpty ? "" : "\n") + phrases.area(area.name) + "\n"
      for kpi in area.kpis {
        let mark = progress[kpi.name].map { $0 == 3 ? "✓" : "\($0)" } ?? " "
        let gap = String(repeating: " ", count: width - displayWidth(of: kpi.name))
        text += folded(
          teachingTexts(of: kpi).title ?? "", width: textWidth,
          indent: String(repeating: " ", count: width + 6), first: "  \(mark) \(kpi.name)\(gap) ")
      }
    }
    let all = definitions.all.map(\.name)
    let done = all.filter { progress[$0] != nil }
    let begin = all.lastIndex { progress[$0] != nil } ?? 0
    let next = (all[begin...] + all[..<begin]).first { progress[$0] == nil } ?? all.first ?? "nps"
    text += "\n" + phrases.progress(done.count, all.count) + " · "
    return text + (done.isEmpty ? phrases.startWith(next) : phrases.goOnWith(next)) + "\n"
  }
}

extension LessonQuestion {
  /// The answer with its unit.
  func shownAnswer(_ phrases: Phrases) -> String {
    if answer == .none { return phrases.unknown }
    let word = phrases.unit(unit?.name, for: answer)
    return sentenceText(of: answer, unit: unit) + (word.isEmpty ? "" : " " + word)
  }
}
