/// One group on one side of a comparison: the group's parts of the numerator and of the denominator.
package struct WeightedGroup: Sendable, Equatable {
  /// What stands above the line; 0 for a group that is not there.
  package var total: Double
  /// What stands below it, not negative; 0 for a group that is not there.
  package var base: Double

  package init(total: Double, base: Double) {
    self.total = total
    self.base = base
  }

  package static func + (left: WeightedGroup, right: WeightedGroup) -> WeightedGroup {
    WeightedGroup(total: left.total + right.total, base: left.base + right.base)
  }
}

/// What one group adds to the change of a whole.
package struct ChangeEffect: Sendable, Equatable {
  /// The group's own change, at its mean weight.
  package var within = 0.0
  /// The change of the group's weight, at the distance of its mean value from that of the whole.
  package var mix = 0.0
  package var total: Double { within + mix }

  package init(within: Double = 0, mix: Double = 0) {
    self.within = within
    self.mix = mix
  }

  package static func + (left: ChangeEffect, right: ChangeEffect) -> ChangeEffect {
    ChangeEffect(within: left.within + right.within, mix: left.mix + right.mix)
  }

  package func scaled(by factor: Double) -> ChangeEffect {
    ChangeEffect(within: within * factor, mix: mix * factor)
  }
}

/// Splits the change of a weighted mean R = Σ w·r into what each group adds, without a residual.
///
/// With w̄ and r̄ the means of both sides, a group adds w̄·Δr within itself and (r̄ − R̄)·Δw by its weight. Summed up
/// the first is Σ w̄·Δr and the second Σ r̄·Δw, because the weights of each side add up to one; and w̄·Δr + r̄·Δw is
/// w₁r₁ − w₀r₀. A group that is on one side only has no change of its own: all it adds is mix, which then is
/// w₁r₁ − w₀r₀ − R̄·Δw.
///
/// - Parameters: `before` and `after` have one entry for each group, in the same order.
/// - Returns: Nil where a side has no base at all: it has no value either.
package func changeEffects(before: [WeightedGroup], after: [WeightedGroup]) -> [ChangeEffect]? {
  precondition(before.count == after.count)
  let old = before.reduce(WeightedGroup(total: 0, base: 0), +)
  let new = after.reduce(WeightedGroup(total: 0, base: 0), +)
  guard old.base > 0, new.base > 0 else { return nil }
  let middle = (old.total / old.base + new.total / new.base) / 2
  return zip(before, after).map { first, second in
    let oldWeight = first.base / old.base
    let newWeight = second.base / new.base
    let change = newWeight - oldWeight
    guard first.base > 0, second.base > 0 else {
      return ChangeEffect(mix: second.total / new.base - first.total / old.base - middle * change)
    }
    let oldValue = first.total / first.base
    let newValue = second.total / second.base
    return ChangeEffect(
      within: (oldWeight + newWeight) / 2 * (newValue - oldValue),
      mix: ((oldValue + newValue) / 2 - middle) * change)
  }
}
