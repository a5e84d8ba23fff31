package import Columns
package import Planning
package struct MeasuredFacts { package var filledCount = 0, distinctCount = 0; package var minimum = Value.none, maximum = Value.none; package var isWhole = false; package var examples: [String] = [] }
package func facts(of column: Column) -> MeasuredFacts { MeasuredFacts() }
package func range(of column: Column, before: Int64) -> (minimum: Value, maximum: Value) { (.none, .none) }
package func valueCounts(of column: Column, limit: Int) -> [(Value, Int)] { [] }
package func evaluate(_ e: BoundExpression, on t: Table, calendar: Calendar, work: Work) throws -> Column { fatalError() }
package func collapse(_ t: Table, by: String, summing: Set<String>, work: Work) throws -> Table { t }
package func filter(_ t: Table, by: Column) -> Table { t }
