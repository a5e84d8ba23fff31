import Columns

/// The question behind a column of scores; it decides which scales are possible.
enum ScoreQuestion: Sendable, Hashable {
  case recommendation, satisfaction, effort

  /// The KPI that reads the scores.
  var kpi: String {
    switch self {
    case .recommendation: "nps"
    case .satisfaction: "csat"
    case .effort: "ces"
    }
  }
}

/// The scale on which people answered, as far as the values show it.
enum ScoreScale: Sendable, Hashable {
  case zeroToTen, oneToSeven, oneToFive
  /// 0 to 5, where a 0 mostly means that nothing was rated.
  case oneToFiveWithZero
  /// 0, 1 and 2: bad, neutral, good.
  case zeroToTwo
  /// The values are not known, or not whole numbers from 0 to 10.
  case unclear

  init(_ facts: ColumnFacts) {
    guard facts.type == .number, let (lowest, highest) = facts.range, lowest >= 0, highest <= 10,
      facts.holdsWholeNumbers
    else {
      self = .unclear
      return
    }
    switch highest {
    case 8...: self = .zeroToTen
    case 6...7: self = lowest >= 1 ? .oneToSeven : .zeroToTen
    case 3...5: self = lowest >= 1 ? .oneToFive : .oneToFiveWithZero
    case 2: self = lowest == 0 ? .zeroToTwo : .oneToFive
    default: self = .unclear
    }
  }

  var text: String {
    switch self {
    case .zeroToTen: "0–10"
    case .oneToSeven: "1–7"
    case .oneToFive: "1–5"
    case .oneToFiveWithZero: "0–5"
    case .zeroToTwo: "0–2"
    case .unclear: "unclear"
    }
  }
}

extension ColumnFacts {
  /// The smallest and the largest number; from the examples where the column has not been read as a whole.
  var range: (lowest: Double, highest: Double)? {
    if let lowest = minimum.number, let highest = maximum.number { return (lowest, highest) }
    let numbers = examples.compactMap { Double($0) }.filter(\.isFinite)
    guard let lowest = numbers.min(), let highest = numbers.max(), numbers.count == examples.count else {
      return nil
    }
    return (lowest, highest)
  }
}

/// What to tell people about the scale of a column that was bound to a score; nil when the KPI reads it as it is.
func scaleNote(_ facts: ColumnFacts, question: ScoreQuestion, column: String) -> String? {
  let scale = ScoreScale(facts)
  switch (question, scale) {
  case (.satisfaction, .zeroToTen):
    return
      "\(column) holds 0–10, csat counts 4 and 5 of 1–5: write csat(lowest = 0, highest = 10, top = 8) for this scale"
  case (.satisfaction, .oneToSeven):
    return
      "\(column) holds 1–7, csat counts 4 and 5 of 1–5: write csat(lowest = 1, highest = 7, top = 6) for this scale"
  case (.satisfaction, .zeroToTwo):
    return
      "\(column) holds 0–2, csat counts 4 and 5 of 1–5: write csat(lowest = 0, highest = 2, top = 2) for this scale"
  case (.satisfaction, .oneToFiveWithZero):
    return "\(column) holds 0–5: a 0 is taken as not rated, only 1–5 counts"
  case (.effort, .oneToFive), (.effort, .oneToFiveWithZero):
    return
      "\(column) holds nothing above 5, ces counts 5 to 7 of 1–7: write ces(highest = 5, top = 4) if people answered on 1–5"
  case (.effort, .zeroToTen):
    return
      "\(column) holds 0–10, ces counts 5 to 7 of 1–7: write ces(lowest = 0, highest = 10, top = 7) for this scale"
  case (.recommendation, .oneToFive), (.recommendation, .oneToFiveWithZero), (.recommendation, .oneToSeven):
    return
      "\(column) holds nothing above \(scale == .oneToSeven ? "7" : "5"): nps takes it as 0–10; on a shorter scale there is no nps"
  default:
    return nil
  }
}
