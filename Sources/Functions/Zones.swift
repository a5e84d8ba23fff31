import Columns

extension Function {
  /// What `set zone` puts round each column of instants.
  package static let inZone = Function(
    name: "in zone",
    summary: "What a clock of the zone that is set shows at an instant in UTC.",
    parameters: ["instant"],
    examples: [
      Example("in zone(2024-07-01T10:00)", "2024-07-01T10:00"), Example("in zone(none)", "none"),
    ],
    resultType: { $0.count == 1 && $0[0].fits(.time) ? .time : nil },
    kernel: { operands, context in
      guard let zone = context.calendar.zone else {
        return whole(spread(operands[0].wholes, count: context.count))
      }
      return whole(walls(of: operands[0].wholes, in: zone, context.count))
    })

  /// The other way: for lengths of time between an instant and a reading of the clock.
  package static let fromZone = Function(
    name: "from zone",
    summary: "The instant in UTC at which a clock of the zone that is set shows a time.",
    parameters: ["time"],
    examples: [Example("from zone(2024-07-01T10:00)", "2024-07-01T10:00")],
    resultType: { $0.count == 1 && $0[0].fits(.time) ? .time : nil },
    kernel: { operands, context in
      guard let zone = context.calendar.zone else {
        return whole(spread(operands[0].wholes, count: context.count))
      }
      return whole(moments(of: operands[0].wholes, in: zone, context.count))
    })
}

/// Wall times of instants. Neighbouring rows mostly lie between the same two changes of the clock.
func walls(of run: IntegerRun, in zone: Zone, _ count: Int) -> Buffer<Int64> {
  var stretch = Zone.Stretch.none
  return mapWholes(run, count) { instant in
    if !stretch.contains(instant) { stretch = zone.stretch(at: instant) }
    return instant &+ stretch.offset
  }
}

/// Instants of wall times.
func moments(of run: IntegerRun, in zone: Zone, _ count: Int) -> Buffer<Int64> {
  var stretch = Zone.Stretch.none
  return mapWholes(run, count) { wall in
    if !stretch.contains(wall) { stretch = zone.stretch(atWall: wall) }
    return wall &- stretch.offset
  }
}
