import Columns
import Diagnostics
import Functions
import Planning
import Syntax

/// The names that a definition gives to ranges of its value.
struct NamedBands {
  let names: [Name]
  let limits: [Syntax.Expression]
  /// Two for each limit: how the band before it compares with it, and it with the band after.
  let operators: [BinaryOperator]
}

extension KPIDefinition {
  var bands: NamedBands? {
    for item in metadata {
      if case .bands(let names, let limits, let operators) = item.kind, names.count == limits.count + 1,
        operators.count == 2 * limits.count
      {
        return NamedBands(names: names, limits: limits, operators: operators)
      }
    }
    return nil
  }
}

extension Binder {
  /// The KPI of `band(KPI)`, whose bands are its definition's own; nil where `band` is used otherwise.
  func bandedKPI(_ call: Call) -> (kpi: KnownKPI, arguments: [Argument])? {
    guard call.name.text.lowercased() == "band", call.arguments.count == 1, call.arguments[0].label == nil
    else { return nil }
    let name: Name
    var arguments: [Argument] = []
    switch call.arguments[0].value.unwrapped {
    case .name(let written): name = written
    case .call(let inner):
      name = inner.name
      arguments = inner.arguments
    default: return nil
    }
    guard let kpi = choose(definitions.candidates(for: name.text), for: name) else { return nil }
    return (kpi, arguments)
  }

  /// `band(KPI)` as an item: the name of the band that the value lies in.
  func bindBandItem(
    _ kpi: KnownKPI, _ arguments: [Argument], _ call: Call, _ context: ItemContext
  ) -> BoundItem {
    guard let bands = bands(of: kpi, call) else { return .broken }
    var item = bindKPI(kpi, arguments: arguments, at: call.range, context)
    guard !item.value.isNothing else { return item }
    let names = bands.names.map { Typed(.constant(.text($0.text), .text)) }
    item.value = choice(item.value, bands, names, kpi)
    item.uncertainty = nil
    return item
  }

  /// `band(KPI)` as a dimension: the band of the row's customer.
  func bindBandDimension(
    _ kpi: KnownKPI, _ arguments: [Argument], _ call: Call, _ header: String, _ draft: PipelineDraft
  ) -> (BoundExpression, PlanDimension?) {
    let broken = (Typed.broken.expression, PlanDimension?.none)
    guard let bands = bands(of: kpi, call) else { return broken }
    guard !clauses.needsTime else {
      report(
        .noTime,
        "`band(\(kpi.name))` is the customer's band at one moment, so it cannot stand beside a calendar",
        at: call.range, help: ["ask for one period, such as `during 2024-06`"])
      return broken
    }
    let table = draft.scope.table
    let value: Typed
    if draft.keys != nil {
      value = bindLookUp(kpi, arguments, call.range, draft.scope)
    } else {
      guard let column = table.roles["customer"] else {
        report(
          .missingRole, "\(table.name) has no `customer` whose \(kpi.name) could be looked up", at: call.range
        )
        return broken
      }
      let outer = saveForLookUp()
      clauses.filters = []
      keepTable(for: kpi, beside: table)
      // By its role: the column may be called otherwise in the table that the KPI is computed from.
      let customer = Name("customer", range: call.range)
      clauses.dimensions = [Dimension(.expression(.name(customer)), alias: nil, range: call.range)]
      let item = bindKPI(kpi, arguments: arguments, at: call.range, ItemContext())
      let lookup = Lookup(
        pipelines: pipelines, item: item.value.expression, key: .column(column, type(of: column, in: table)))
      restore(outer)
      value = item.value.isNothing ? .broken : draft.addLookUp(lookup, item.value)
    }
    guard !value.isNothing else { return broken }
    let places = bands.names.indices.map { Typed(.constant(.integer(Int64($0)), .number)) }
    return (
      choice(value, bands, places, kpi).expression,
      PlanDimension(name: header, type: .number, labels: bands.names.map(\.text))
    )
  }

  private func bands(of kpi: KnownKPI, _ call: Call) -> NamedBands? {
    if let bands = kpi.definition.bands { return bands }
    report(
      .wrongArguments, "\(kpi.name) has no bands of its own", at: call.range,
      help: ["give its definition some: bands red < 40 <= yellow < 70 <= green"])
    return nil
  }

  /// The result of the band that a value lies in; unknown where the value is.
  private func choice(_ value: Typed, _ bands: NamedBands, _ results: [Typed], _ kpi: KnownKPI) -> Typed {
    guard let last = results.last else { return .broken }
    var plain = value
    plain.unit = nil
    let chosen = bands.limits.indices.reversed().reduce(last) { later, index in
      let limit = within(kpi.source) { bindConstant(bands.limits[index]) }
      let isInside = apply(bands.operators[2 * index].rawValue, [plain, limit], nil)
      return apply("if", [isInside, results[index], later], nil)
    }
    return apply("if", [apply("is known", [plain], nil), chosen, Typed(.constant(.none, .nothing))], nil)
  }
}
