import Glibc
import Testing

/// The whole of a shop's invoices: 305 files, 542 thousand rows.
@Suite(.enabled(if: realData != nil && getenv("KPI_SLOW_TESTS") != nil)) struct InvoiceSlowTests {
  private func invoices() throws -> Conversation {
    let conversation = Conversation(in: try #require(realData))
    _ = try conversation.answer(
      "load \"online_retail_uci/by-day/*.csv\" with amount = Quantity * UnitPrice")
    return conversation
  }

  @Test func `customers of each first month who bought again`() throws {
    let kpi = Conversation(in: try #require(realData))
    _ = try kpi.answer(
      """
      load "online_retail_uci/by-day/*.csv" as lines with ordered_at = InvoiceDate, customer = CustomerID
        where not (InvoiceNo starts with "C")
      """)
    _ = try kpi.answer("kpi repeaters from lines per customer is share(distinct(InvoiceNo) >= 2)")
    _ = try kpi.answer("kpi invoices_each from lines per customer is mean(distinct(InvoiceNo))")
    expectTable(
      try kpi.answer("repeaters, invoices_each with n"),
      """
      repeaters|repeaters_n|invoices_each|invoices_each_n
      65.5681|4339|4.272|4339
      """)
    _ = try kpi.answer(
      "kpi returned from lines per customer age month since first(ordered_at) is count(given any(ordered_at in age))"
    )
    _ = try kpi.answer("set now = 2012-01-01")
    expectTable(
      try kpi.answer(
        "returned where CustomerID is known by cohort month, age pivot age during 2010-12..2011-02"),
      """
      cohort_month|0|1|2|3|4|5|6|7|8|9|10|11|12
      2010-12|885|324|286|340|321|352|321|309|313|350|331|445|235
      2011-01|417|92|111|96|134|120|103|101|125|136|152|49|
      2011-02|380|71|71|108|103|94|96|106|94|116|26||
      """)
  }

  @Test func `the numbers of the invoices`() throws {
    let kpi = try invoices()
    expectTable(
      try kpi.answer(
        """
        count() as n_rows, distinct(InvoiceNo) as invoices, distinct(CustomerID) as customers,
          count(given CustomerID is none) as rows_without_customer, min(InvoiceDate) as min_d, max(InvoiceDate) as max_d,
          sum(amount) as net_value
        """),
      """
      n_rows|invoices|customers|rows_without_customer|min_d|max_d|net_value
      541909|25900|4372|135080|2010-12-01T08:26|2011-12-09T12:50|9747747.93
      """)
    expectTable(
      try kpi.answer(
        """
        distinct(InvoiceNo) as invoices, distinct(InvoiceNo given InvoiceNo starts with "C") as cancelled,
          100 * distinct(InvoiceNo given InvoiceNo starts with "C") / distinct(InvoiceNo) as pct
          by month with total
        """),
      """
      month|invoices|cancelled|pct
      2010-12|2025|326|16.0988
      2011-01|1476|260|17.6152
      2011-02|1393|219|15.7215
      2011-03|1983|318|16.0363
      2011-04|1744|240|13.7615
      2011-05|2162|314|14.5236
      2011-06|2012|329|16.3519
      2011-07|1927|270|14.0114
      2011-08|1737|278|16.0046
      2011-09|2327|333|14.3103
      2011-10|2637|362|13.7277
      2011-11|3462|441|12.7383
      2011-12|1015|146|14.3842
      total|25900|3836|14.8108
      """)
    expectTable(
      try kpi.answer(
        """
        sum(amount given Quantity > 0) as gross, -sum(amount given Quantity < 0) as returned,
          -100 * sum(amount given Quantity < 0) / sum(amount given Quantity > 0) as value_pct,
          -100 * sum(Quantity given Quantity < 0) / sum(Quantity given Quantity > 0) as unit_pct,
          -100 * sum(amount given InvoiceNo starts with "C") / sum(amount given Quantity > 0) as value_pct_c_only
        """),
      """
      gross|returned|value_pct|unit_pct|value_pct_c_only
      10644560.42|896812.49|8.4251|8.5591|8.4251
      """)
    expectTable(
      try kpi.answer(
        """
        distinct(customer) as customers, sum(amount) as net, sum(amount) / distinct(customer) as clv
          where customer is known by Country top 10 sort customers desc, Country
        """),
      """
      Country|customers|net|clv
      United Kingdom|3950|6767873.39|1713.3857
      Germany|95|221698.21|2333.6654
      France|87|196712.84|2261.0671
      Spain|31|54774.58|1766.9219
      Belgium|25|40910.96|1636.4384
      Switzerland|21|55739.4|2654.2571
      Portugal|19|29059.81|1529.4637
      Italy|15|16890.51|1126.034
      Finland|12|22326.74|1860.5617
      Austria|11|10154.32|923.12
      """)
    expectTable(
      try kpi.answer(
        """
        -sum(Quantity) as units, min(Description) as d where InvoiceNo starts with "C" and Quantity < 0
          by StockCode top 10 sort units desc
        """),
      """
      StockCode|units|d
      23843|80995|PAPER CRAFT , LITTLE BIRDIE
      23166|74494|MEDIUM CERAMIC TOP STORAGE JAR
      84347|9376|ROTATING SILVER ANGELS T-LIGHT HLDR
      M|4066|Manual
      21108|3150|FAIRY CAKE FLANNEL ASSORTED COLOUR
      20971|2617|PINK BLUE FELT CRAFT TRINKET BOX
      85123A|2578|WHITE HANGING HEART T-LIGHT HOLDER
      21175|2030|GIN + TONIC DIET METAL SIGN
      22920|1527|HERB MARKER BASIL
      22273|1447|FELTCRAFT DOLL MOLLY
      """)
  }

  @Test func `lines that stand twice, and days between orders`() throws {
    let kpi = Conversation(in: try #require(realData))
    _ = try kpi.answer("load \"online_retail_uci/by-day/*.csv\" as lines")
    _ = try kpi.answer(
      """
      kpi repeated from lines
        per InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country
        is sum(count() - 1)
      """)
    for (name, formula) in [
      ("median_days", "median(days(d - before))"), ("mean_days", "mean(days(d - before))"),
    ] {
      _ = try kpi.answer(
        """
        kpi \(name) from lines
          keep not (InvoiceNo starts with "C")
          per CustomerID, day of InvoiceDate as d
          let before = prev(d by CustomerID)
          keep before is known
          is \(formula)
        """)
    }
    expectTable(
      try kpi.answer("repeated, median_days, mean_days with n"),
      """
      repeated|median_days|median_days_n|mean_days|mean_days_n
      5268|28|12427|45.6496|12427
      """)
  }

  @Test func `one row of each invoice`() throws {
    let kpi = Conversation(in: try #require(realData))
    _ = try kpi.answer(
      "load \"online_retail_uci/by-day/*.csv\" per InvoiceNo with amount = Quantity * UnitPrice")
    expectTable(
      try kpi.answer("orders_placed, sum(amount) as net_value from orders"),
      """
      orders_placed|net_value
      25900|9747747.93
      """)
  }
}
