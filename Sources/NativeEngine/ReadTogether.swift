import Planning

extension Answer {
  /// Lets pipelines that read the same rows into the same groups do so in one pass: `nps, csat by month` reads the
  /// months once. What was found waits in the runs until the groups are asked for.
  func readTogether(_ selected: [Int], _ restrictions: [PipelineRun.Restriction]) throws {
    guard plan.overlap == nil, sources.count > 1 else { return }
    var readers: [SharedRows: [PipelineRun]] = [:]
    for (pipeline, source) in sources.enumerated() where joints[pipeline] == nil && source.readsPlainRows {
      let run = try source.run(in: nil)
      guard run.hasOnlyCodedConditions else { continue }
      let own = source.pipeline
      readers[SharedRows(table: own.table, dimensions: own.dimensions), default: []].append(run)
    }
    for runs in readers.values where runs.count > 1 {
      guard let found = try PipelineRun.accumulated(runs, by: selected, restrictions) else { continue }
      for (run, groups) in zip(runs, found) { run.keepReady(groups, by: selected, restrictions) }
    }
  }

  /// What pipelines must have in common to share a pass.
  private struct SharedRows: Hashable {
    let table: String
    let dimensions: [BoundExpression]
  }
}

extension PipelineSource {
  /// Whether the rows are those of the table as it is, and the groups those of the result.
  fileprivate var readsPlainRows: Bool {
    let isOwn = pipeline.shift.isOwn && pipeline.window == nil && !pipeline.isRest
    return isOwn && keys == nil && !isPerPeriod && !pipeline.hasAges && manyKeysCounted == nil
      && pipeline.steps.allSatisfy { if case .keep = $0 { true } else { false } }
  }
}

extension PipelineRun {
  fileprivate var hasOnlyCodedConditions: Bool {
    mask == nil && conditions.allSatisfy { CodeCondition($0) != nil }
  }
}
