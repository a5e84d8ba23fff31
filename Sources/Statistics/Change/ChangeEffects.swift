/// One group on one side of a comparison: what its value is, and how much of the whole stands behind it.
package struct WeightedGroup: Sendable, Equatable {
  /// The group's part of the denominator, not negative; 0 for a group that is not there.
  package var base: Double
  /// The group's numerator divided by its denominator; of no account where the base is 0.
  package var value: Double

  package init(base: Double, value: Double) {
    self.base = base
    self.value = value
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
/// w₁r₁ − w₀r₀. A group that is on one side only has no change of its own: all it adds is mix.
///
/// - Parameters: `before` and `after` have one entry for each group, in the same order.
/// - Returns: Nil where a side has no base at all: it has no value either.
package func changeEffects(before: [WeightedGroup], after: [WeightedGroup]) -> [ChangeEffect]? {
  precondition(before.count == after.count)
  let baseBefore = before.reduce(0) { $0 + $1.base }
  let baseAfter = after.reduce(0) { $0 + $1.base }
  guard baseBefore > 0, baseAfter > 0 else { return nil }
  func whole(_ groups: [WeightedGroup], _ base: Double) -> Double {
    groups.reduce(0) { $0 + ($1.base > 0 ? $1.base / base * $1.value : 0) }
  }
  let middle = (whole(before, baseBefore) + whole(after, baseAfter)) / 2
  return zip(before, after).map { old, new in
    let oldWeight = old.base / baseBefore
    let newWeight = new.base / baseAfter
    switch (old.base > 0, new.base > 0) {
    case (false, false): return ChangeEffect()
    case (true, false): return ChangeEffect(mix: (old.value - middle) * -oldWeight)
    case (false, true): return ChangeEffect(mix: (new.value - middle) * newWeight)
    case (true, true):
      return ChangeEffect(
        within: (oldWeight + newWeight) / 2 * (new.value - old.value),
        mix: ((old.value + new.value) / 2 - middle) * (newWeight - oldWeight))
    }
  }
}
