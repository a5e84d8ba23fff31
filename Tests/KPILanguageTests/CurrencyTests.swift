import KPILanguage
import TestSupport
import Testing

@Suite struct CurrencyTests {
  private let orders = """
    id,customer,ordered_at,amount,Moneda
    1,a,2024-01-05,10,EUR
    2,b,2024-01-06,30,EUR
    3,a,2024-02-05,99,USD
    4,c,2024-02-06,101,USD
    5,c,2024-02-07,20,EUR

    """

  private func ask(_ statements: String...) throws -> String {
    try withFiles(["o.csv": orders]) { folder in
      let conversation = Conversation(in: folder)
      try conversation.ask("load \"o.csv\" as orders")
      return try statements.map { try conversation.ask($0) }.joined(separator: "\n")
    }
  }

  @Test func `euros and dollars are not added`() throws {
    expectText(
      try ask("aov"),
      """
      error: aov would add amounts in 2 currencies: EUR (3), USD (2)
       --> <prompt>:1:1
        |
      1 | aov
        | ^^^
        = help: choose one: aov where Moneda = "EUR"
        = help: or see each: aov by Moneda
      """)
  }

  @Test(arguments: [
    ("aov where Moneda = \"EUR\"", "aov\n20"), ("aov where currency = \"USD\"", "aov\n100"),
    ("aov where customer = \"b\"", "aov\n30"), ("aov where amount > 90", "aov\n100"),
    ("aov by Moneda", "Moneda,aov\nEUR,20\nUSD,100"), ("orders_placed", "orders_placed\n5"),
    ("aov during 2024-01", "aov\n20"), ("sum(amount) during 2024-01", "sum_amount\n40"),
    ("sum(amount) where Moneda = \"EUR\"", "sum_amount\n60"), ("count(amount)", "count_amount\n5"),
    ("sum(amount) by Moneda", "Moneda,sum_amount\nEUR,60\nUSD,200"),
    ("(aov where Moneda = \"USD\") - (aov where Moneda = \"EUR\") as gap", "gap\n80"),
  ])
  func `one currency at a time is answered`(query: String, answer: String) throws {
    let heard = try ask(query)
    #expect(heard.hasPrefix(answer + "\n") || heard == answer, "\(heard)")
  }

  @Test(arguments: [
    "sum(amount)", "mean(amount) during 2024-02", "median(amount)", "aov during 2024-01 vs 2024-02",
    "sum(amount) during 2024-01 vs 2024-02", "aov by month rolling 2 months", "sum(amount * 2) / count()",
  ])
  func `amounts of several currencies are refused in any formula and comparison`(query: String) throws {
    #expect(try ask(query).contains("in 2 currencies: EUR (3), USD (2)"), "\(query)")
  }

  @Test func `a total over currencies is refused too`() throws {
    #expect(try ask("aov by Moneda with total").hasPrefix("error: aov would add amounts in 2 currencies"))
  }

  @Test func `a column that is declared to be no currency is none`() throws {
    let heard = try withFiles(["o.csv": orders]) { folder in
      try Conversation(in: folder).ask("load \"o.csv\" as orders with currency = none", "aov")
    }
    #expect(heard.contains("aov\n52"))
  }
}

@Suite struct LoadedRowTests {
  @Test func `per makes one row of the lines of an order and adds their amounts`() throws {
    let lines = """
      order_id,customer,ordered_at,price,quantity,coupon
      1,a,2024-01-05,10,2,
      1,a,2024-01-05,5,1,SPRING
      2,b,2024-01-06,3,4,
      3,,2024-01-07,1,1,

      """
    try withFiles(["l.csv": lines]) { folder in
      let conversation = Conversation(in: folder)
      try conversation.ask(
        "load \"l.csv\" as orders per order_id with amount = price * quantity where price > 1")
      expectText(
        try conversation.answer("count(), sum(amount), sum(quantity) from orders"),
        "count,sum_amount,sum_quantity\n2,37,7\n")
      expectText(
        try conversation.answer("count() as n from orders by coupon"), "coupon,n\nSPRING,1\n,1\n")
      #expect(
        try conversation.ask("load \"l.csv\" as orders per nothing").contains("no column called `nothing`"))
    }
  }

  @Test func `formulas are neutralised only when asked`() throws {
    let session = Conversation().session
    #expect(!session.neutralisesFormulas)
    let conversation = Conversation()
    #expect(try conversation.ask("set safe_export on") == "safe export is on")
    #expect(conversation.session.neutralisesFormulas)
    #expect(try conversation.ask("set safe_export maybe").contains("is on or off"))
    #expect(try conversation.ask("set safe_export = off") == "safe export is off")
    #expect(!conversation.session.neutralisesFormulas)
  }

  @Test func `a comment of signs alone is none`() throws {
    let answers =
      "responded_at,nps,comment\n2024-01-01,9,-\n2024-01-02,9,N/A\n2024-01-03,1,…\n2024-01-04,1,👍\n2024-01-05,5,ok\n2024-01-06,5,\n"
    try withFiles(["r.csv": answers]) { folder in
      let conversation = Conversation(in: folder)
      try conversation.ask("load \"r.csv\" as responses")
      expectText(try conversation.answer("count(given filled(comment)) as n from responses"), "n\n2\n")
    }
  }
}
