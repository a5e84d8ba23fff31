import KPILanguage
import TestSupport
import Testing

/// Models of buying, fitted by a query to real purchases: the numbers are those that were published for these data.
@Suite(.enabled(if: realData != nil)) struct BuyingModelTests {
  /// The purchases of a tenth of the customers, watched until the end of September 1997.
  private func purchases() throws -> Conversation {
    let kpi = Conversation(in: try #require(realData))
    _ = try kpi.answer(
      """
      load "cdnow/CDNOW_sample.txt" as orders
        with customer = column_2, ordered_at = column_3, amount = column_5, cancelled_at = none
      """)
    _ = try kpi.answer("set now = 1997-10-01")
    return kpi
  }

  @Test func `the fit is the published one`() throws {
    // r 0.243, α 4.414, a 0.793, b 2.426 and p 6.25, q 3.74, γ 15.44: Fader, Hardie and Lee, 2005.
    let heard = try purchases().ask("clv_model")
    #expect(
      heard.contains(
        "buying model (BG/NBD) of 2,357 customers, times in weeks: r 0.243, α 4.414, a 0.793, b 2.426"),
      "\(heard)")
    #expect(
      heard.contains(
        "spending model (Gamma-Gamma) of 946 customers who bought again: p 6.25, q 3.744, γ 15.44"),
      "\(heard)")
  }

  @Test func `a customer of two repeat purchases is forecast as published`() throws {
    expectTable(
      try purchases().answer(
        "expected_purchases(horizon = 39w), alive, expected_order_value by customer where customer = \"0001\""
      ),
      """
      column_2|expected_purchases|alive|expected_order_value
      0001|1.226|0.727|24.65
      """)
  }

  @Test func `the summary file gives the same fit as the purchases`() throws {
    let kpi = Conversation(in: try #require(realData))
    _ = try kpi.answer("load \"cdnow/cdnow_customers_summary.csv\" as base")
    _ = try kpi.answer(
      "kpi chance from base per ID is mean(probability_alive(first(frequency), first(recency), first(T)))")
    let heard = try kpi.ask("chance")
    #expect(heard.contains("r 0.243, α 4.414, a 0.793, b 2.426"), "\(heard)")
    expectTable(try kpi.answer("chance by ID limit 1"), "ID|chance\n1|0.727")
  }

  @Test func `values are what an independent program computes`() throws {
    // Computed with scipy 1.17: maximum likelihood of both models by L-BFGS, the expected purchases by the
    // hypergeometric function, twelve steps to a year, a discount of a tenth.
    expectTable(
      try purchases().answer("clv_model, clv_model(discount = 0) as plain, expected_purchases"),
      """
      clv_model|plain|expected_purchases
      30.7016|32.1906|0.8884
      """)
  }

  @Test func `a group is judged by the models of the whole base, and a condition gives what a group gives`()
    throws
  {
    let kpi = try purchases()
    expectTable(
      try kpi.answer("clv_model, alive by month with n"),
      """
      month|clv_model|clv_model_n|alive|alive_n
      1997-01|30.1261|781|0.804390|781
      1997-02|32.3623|857|0.810553|857
      1997-03|29.3474|719|0.826711|719
      """)
    expectTable(
      try kpi.answer("clv_model, alive during 1997-02 with n"),
      "clv_model|clv_model_n|alive|alive_n\n32.3623|857|0.810553|857")
    expectTable(
      try kpi.answer("alive where customer in {\"0001\", \"0002\"} by customer"),
      "column_2|alive\n0001|0.7266\n0002|0.2124")
  }

  @Test func `a customer's own forecast serves other definitions`() throws {
    let kpi = try purchases()
    _ = try kpi.answer("kpi lost from orders per customer is share(alive < 0.5) unit percent")
    _ = try kpi.answer("kpi lost_value from orders per customer is sum(sum(amount) given alive < 0.5)")
    let answer = try kpi.answer("lost, lost_value with n")
    let share = answer.split(separator: "\n").last?.split(separator: ",").first.flatMap { Double($0) } ?? .nan
    #expect(share > 15 && share < 25, "\(answer)")
  }

  @Test func `too few who bought again are a reason to refuse`() throws {
    let kpi = try purchases()
    _ = try kpi.answer("set now = 1997-01-02")
    expectText(
      try kpi.ask("alive"),
      """
      error: the buying model (BG/NBD) cannot be fitted: none of the 18 customers has bought again
        = help: it needs at least 10 who did; `clv_cohort` needs no model
      """)
  }
}

/// What definitions may not say of a model, and what they are told.
@Suite struct ForecastMessageTests {
  @Test(arguments: [
    (
      "kpi odd from orders per customer is mean(expected_orders(count()))",
      "`expected_orders` does not take these arguments"
    ),
    (
      "kpi odd from orders per customer is mean(probability_alive(count(), 1d, 3))",
      "needs two lengths of time of the same kind, and these are a duration and a number"
    ),
    (
      "kpi odd from orders per customer is mean(expected_orders(count(), 1d, 3d, 12))",
      "the horizon of `expected_orders` is a duration such as `12mo`, above zero"
    ),
    (
      "kpi odd from orders per customer is mean(lifetime_value(count(), 1d, 3d, sum(amount), 1y, 0 - 1))",
      "the discount is a number from 0 on"
    ),
  ])
  func `a forecast that cannot be`(_ definition: String, _ message: String) throws {
    let kpi = Conversation()
    try kpi.session.loadDemo { _ in }
    let heard = try kpi.ask(definition, "odd")
    #expect(heard.contains(message), "\(heard)")
  }
}
