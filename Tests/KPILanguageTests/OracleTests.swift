import Testing

/// Real files, loaded as they are, give the numbers that another engine computed from them.
///
/// The expected tables are those written beside the files; a number counts as equal when it rounds to the one there.
@Suite(.enabled(if: realData != nil)) struct OracleTests {
  private func conversation(_ loads: String...) throws -> Conversation {
    let conversation = Conversation(in: try #require(realData))
    for load in loads { _ = try conversation.answer(load) }
    return conversation
  }

  // MARK: Reviews of airport lounges and aeroplane seats

  @Test(arguments: [("lounge", "2264|2259|34|2200|-95.8831"), ("seat", "1258|1257|151|865|-56.8019")])
  func `the nps of reviews`(_ file: String, _ expected: String) throws {
    let kpi = try conversation("load \"skytrax_lounge_seat/\(file).csv\"")
    expectTable(
      try kpi.answer(
        """
        count() as n_rows, count(nps) as n, count(given nps >= 9) as promoters, count(given nps <= 6) as detractors, nps
        """), "n_rows|n|promoters|detractors|nps\n\(expected)")
  }

  @Test func `the nps of lounges by year`() throws {
    let kpi = try conversation("load \"skytrax_lounge_seat/lounge.csv\"")
    expectTable(
      try kpi.answer("nps by year with n"),
      """
      year|nps|nps_n
      2006|-100.0|7
      2007|-100.0|40
      2008|-100.0|101
      2009|-100.0|171
      2010|-100.0|174
      2011|-100.0|248
      2012|-100.0|330
      2013|-100.0|416
      2014|-100.0|409
      2015|-74.3802|363
      """)
  }

  @Test func `the nps of the most reviewed airlines`() throws {
    let kpi = try conversation("load \"skytrax_lounge_seat/lounge.csv\"")
    expectTable(
      try kpi.answer("count(nps) as n, nps by airline_name top 10 sort n desc, airline_name"),
      """
      airline_name|n|nps
      british-airways|241|-97.5104
      united-airlines|133|-98.4962
      emirates|131|-92.3664
      qantas-airways|116|-95.6897
      lufthansa|99|-93.9394
      qatar-airways|79|-93.6709
      thai-airways|79|-100.0
      american-airlines|73|-91.7808
      malaysia-airlines|73|-100.0
      singapore-airlines|67|-97.0149
      """)
  }

  @Test func `the share of recommended lounges by type, unknown types included`() throws {
    let kpi = try conversation("load \"skytrax_lounge_seat/lounge.csv\"")
    expectTable(
      try kpi.answer("count() as n, share(recommended) as pct by lounge_type sort n desc"),
      """
      lounge_type|n|pct
      Business Class|1700|37.3529
      |300|29.3333
      First Class|232|32.3276
      Frequent Flyer|29|55.1724
      Other|3|66.6667
      """)
  }

  @Test func `satisfaction with a zero that means missing, and with one that counts`() throws {
    let kpi = try conversation("load \"skytrax_lounge_seat/lounge.csv\"")
    expectTable(
      try kpi.answer(
        """
        count() as n_rows, count(given staff_service_rating = 0) as zeros,
          count(given staff_service_rating is none) as nulls,
          share(staff_service_rating >= 4 given staff_service_rating > 0) as csat_zero_missing,
          share(staff_service_rating >= 4) as csat_zero_counts
        """),
      """
      n_rows|zeros|nulls|csat_zero_missing|csat_zero_counts
      2264|24|9|49.8879|49.357
      """)
  }

  @Test func `reviews that contradict themselves`() throws {
    let kpi = try conversation("load \"skytrax_lounge_seat/lounge.csv\"")
    expectTable(
      try kpi.answer(
        """
        count(given nps >= 9 and not recommended) as promoter_not_recommend,
          count(given nps <= 4 and recommended) as low_but_recommend
        """),
      """
      promoter_not_recommend|low_but_recommend
      0|485
      """)
  }

  // MARK: Customers of a telephone company

  private func telephoneCustomers() throws -> Conversation {
    try conversation("load \"telco_ibm/Telco-Customer-Churn.csv\"")
  }

  @Test func `customers still there after months, by Kaplan and Meier`() throws {
    expectTable(
      try telephoneCustomers().answer(
        """
        surv(if(Churn, tenure), tenure, 12) as m12, surv(if(Churn, tenure), tenure, 24) as m24,
          surv(if(Churn, tenure), tenure, 36) as m36, surv(if(Churn, tenure), tenure, 48) as m48,
          surv(if(Churn, tenure), tenure, 60) as m60 where tenure > 0
        """),
      """
      m12|m24|m36|m48|m60
      84.32|78.8736|74.8545|70.884|66.4404
      """)
  }

  @Test func `the share of customers who left`() throws {
    expectTable(
      try telephoneCustomers().answer("count() as n, count(given Churn) as churned, share(Churn) as pct"),
      """
      n|churned|pct
      7043|1869|26.537
      """)
  }

  @Test func `the share of customers who left by contract`() throws {
    expectTable(
      try telephoneCustomers().answer(
        "count() as n, count(given Churn = \"Yes\") as churned, share(Churn) as pct by Contract"),
      """
      Contract|n|churned|pct
      Month-to-month|3875|1655|42.7097
      One year|1473|166|11.2695
      Two year|1695|48|2.8319
      """)
  }

  @Test func `the share of customers who left by band of months`() throws {
    expectTable(
      try telephoneCustomers().answer(
        "count() as n, share(Churn) as pct by band(tenure, 0, 13, 25, 49, 61) as months"),
      """
      months|n|pct
      0..<13|2186|47.4382
      13..<25|1024|28.7109
      25..<49|1594|20.389
      49..<61|832|14.4231
      ≥61|1407|6.6098
      """)
  }

  @Test func `the revenue of customers who left`() throws {
    expectTable(
      try telephoneCustomers().answer(
        """
        sum(MonthlyCharges) as mrr, sum(MonthlyCharges given Churn) as lost,
          100 * sum(MonthlyCharges given Churn) / sum(MonthlyCharges) as pct
        """),
      """
      mrr|lost|pct
      456116.60|139130.85|30.5034
      """)
  }

  @Test func `the share of customers who left by contract and internet service`() throws {
    expectTable(
      try telephoneCustomers().answer("count() as n, share(Churn) as pct by Contract, InternetService"),
      """
      Contract|InternetService|n|pct
      Month-to-month|DSL|1223|32.2159
      Month-to-month|Fiber optic|2128|54.6053
      Month-to-month|No|524|18.8931
      One year|DSL|570|9.2982
      One year|Fiber optic|539|19.295
      One year|No|364|2.4725
      Two year|DSL|628|1.9108
      Two year|Fiber optic|429|7.2261
      Two year|No|638|0.7837
      """)
  }

  @Test func `the value of customers so far, with a blank as unknown and as nothing`() throws {
    expectTable(
      try telephoneCustomers().answer(
        """
        count() as n, count(given TotalCharges is none) as blank_total, mean(TotalCharges) as mean_clv,
          median(TotalCharges) as median_clv, mean(coalesce(TotalCharges, 0)) as mean_clv_blank_as_zero
        """),
      """
      n|blank_total|mean_clv|median_clv|mean_clv_blank_as_zero
      7043|11|2283.3004|1397.47|2279.7343
      """)
  }

  // MARK: Requests to a city about animals

  private func animalRequests() throws -> Conversation {
    try conversation("load \"nyc311_animals/311_Animals_short.csv\"")
  }

  @Test func `hours to close by agency, with the median of all rows in the total`() throws {
    expectTable(
      try animalRequests().answer(
        """
        count() as n, count(solved_at) as closed_n, median(hours(solved_at - created_at)) as med_h,
          mean(hours(solved_at - created_at)) as mean_h, count(given solved_at < created_at) as negative
          by Agency with total
        """),
      """
      Agency|n|closed_n|med_h|mean_h|negative
      DOHMH|549|411|0.0|15.4414|0
      DPR|921|884|1.4333|14.0554|0
      DSNY|1695|1603|43.7833|60.0055|0
      NYPD|1804|1794|2.1|4.5609|0
      total|4969|4692|4.4833|26.2452|0
      """)
  }

  @Test func `requests by type of complaint`() throws {
    expectTable(
      try animalRequests().answer(
        """
        count() as n, share(`Closed Date` is known) as closed_pct, resolution_time as med_h,
          mean(hours(`Closed Date` - `Created Date`)) as mean_h
          by `Complaint Type` sort n desc
        """),
      """
      Complaint Type|n|closed_pct|med_h|mean_h
      Animal-Abuse|1804|99.4457|2.1|4.5609
      Dead Animal|1695|94.5723|43.7833|60.0055
      Animal in a Park|921|95.9826|1.4333|14.0554
      Unsanitary Animal Pvt Property|404|87.6238|0.0|17.9277
      Illegal Animal Kept as Pet|72|43.0556|0.0|0.0
      Animal Facility - No Permit|24|41.6667|0.0|0.0
      Illegal Animal Sold|22|45.4545|0.0|0.0
      Pet Shop|20|20.0|0.0|0.0
      Unsanitary Animal Facility|7|28.5714|0.0|0.0
      """)
  }

  @Test func `requests and closed requests by month`() throws {
    expectTable(
      try animalRequests().answer(
        "contacts as n, count(solved_at) as closed_n, share(solved_at is known) as closed_pct by month"),
      """
      month|n|closed_n|closed_pct
      2025-01|2038|2010|98.6261
      2025-02|1884|1818|96.4968
      2025-03|1047|864|82.5215
      """)
  }

  @Test func `requests by borough`() throws {
    expectTable(
      try animalRequests().answer(
        "count() as n, median(hours(solved_at - created_at)) as med_h by Borough sort n desc"),
      """
      Borough|n|med_h
      BROOKLYN|1654|4.35
      QUEENS|1193|9.7833
      MANHATTAN|953|1.6333
      BRONX|705|6.3333
      STATEN ISLAND|463|20.575
      Unspecified|1|37.5167
      """)
  }

  @Test func `the status agrees with the closing date`() throws {
    expectTable(
      try animalRequests().answer("count() as n, count(`closed date`) as with_closed_date by status"),
      """
      Status|n|with_closed_date
      Closed|4692|4692
      In Progress|277|0
      """)
  }

  @Test func `the share closed within a day`() throws {
    expectTable(
      try animalRequests().answer(
        """
        share(solved_at is known and solved_at - created_at <= 24h) as of_all,
          share(solved_at <= created_at + 24h) as of_closed
        """),
      """
      of_all|of_closed
      66.9149|70.8653
      """)
  }

  // MARK: Complaints about banks

  private func bankComplaints() throws -> Conversation {
    try conversation("load \"cfpb/consumer_complaints_2013_2017.csv\"")
  }

  @Test func `timely and disputed complaints`() throws {
    expectTable(
      try bankComplaints().answer(
        """
        count() as n, share(`Timely response?`) as timely_pct, count(`Consumer disputed?`) as with_dispute_info,
          share(`Consumer disputed?`) as disputed_pct, min(`Date received`) as first, max(`Date received`) as last
        """),
      """
      n|timely_pct|with_dispute_info|disputed_pct|first|last
      3186|97.081|3129|19.0157|2013-06-04|2017-02-23
      """)
  }

  @Test func `complaints by product`() throws {
    expectTable(
      try bankComplaints().answer(
        """
        count() as n, share(`Timely response?` = "Yes") as timely_pct, share(`Consumer disputed?` = "Yes") as disputed_pct
          by Product sort n desc
        """),
      """
      Product|n|timely_pct|disputed_pct
      Mortgage|921|98.5885|22.4176
      Credit reporting|638|100.0|16.1137
      Debt collection|625|91.2|19.598
      Bank account or service|383|97.1279|16.273
      Credit card|339|100.0|17.4556
      Consumer Loan|159|93.7107|16.2338
      Student loan|44|97.7273|31.7073
      Payday loan|28|89.2857|15.3846
      Money transfers|27|100.0|18.5185
      Prepaid card|18|100.0|16.6667
      Other financial service|4|100.0|25.0
      """)
  }

  @Test func `the companies with most complaints`() throws {
    expectTable(
      try bankComplaints().answer(
        "count() as n, share(`Consumer disputed?`) as disputed_pct by Company top 10 sort n desc, Company"),
      """
      Company|n|disputed_pct
      Equifax|228|20.7048
      Wells Fargo & Company|220|20.3704
      Bank of America|217|20.7373
      Experian|210|10.0478
      JPMorgan Chase & Co.|176|21.0227
      TransUnion Intermediate Holdings, Inc.|163|14.375
      Citibank|147|21.2329
      Nationstar Mortgage|89|25.8427
      Ocwen|89|19.3182
      Capital One|78|23.3766
      """)
  }

  @Test func `days until a complaint is sent on`() throws {
    expectTable(
      try bankComplaints().answer(
        """
        median(days(`Date sent to company` - `Date received`)) as med_d,
          mean(days(`Date sent to company` - `Date received`)) as mean_d,
          max(days(`Date sent to company` - `Date received`)) as max_d,
          share(`Date received` = `Date sent to company`) as same_day_pct
        """),
      """
      med_d|mean_d|max_d|same_day_pct
      0.0|3.1645|292|55.022
      """)
  }

  @Test func `narratives with newlines and quotes`() throws {
    let kpi = try conversation("load \"cfpb/consumer_complaints_narratives.csv\"")
    expectTable(
      try kpi.answer(
        """
        count() as n, count(comment) as with_text, count(given comment contains "\\n") as with_newline,
          count(given comment contains "XXXX") as redacted, max(length(comment)) as longest
        """),
      """
      n|with_text|with_newline|redacted|longest
      3947|3947|1169|3255|4058
      """)
  }

  @Test func `themes of narratives`() throws {
    let kpi = try conversation("load \"cfpb/consumer_complaints_narratives.csv\"")
    expectTable(
      try kpi.answer(
        """
        count(given comment contains "credit report") as a, count(given comment contains "phone") as b,
          count(given comment contains "interest") as c, count(given comment contains "fraud") as d,
          count(given comment ~ "foreclos") as e, count(given comment ~ "harass") as f,
          count(given comment ~ "refund") as g, count(given comment ~ "late fee") as h
        """),
      """
      a|b|c|d|e|f|g|h
      941|792|487|428|240|184|182|139
      """)
  }

  @Test func `narratives by product`() throws {
    let kpi = try conversation("load \"cfpb/consumer_complaints_narratives.csv\"")
    expectTable(
      try kpi.answer("count() as c by product sort c desc"),
      """
      Product|c
      Debt collection|969
      Mortgage|800
      Credit reporting|758
      Credit card|457
      Bank account or service|363
      Student loan|254
      Consumer Loan|226
      Payday loan|42
      Money transfers|36
      Prepaid card|35
      Other financial service|7
      """)
  }

  // MARK: A survey of a French garden centre

  private func gardenSurvey() throws -> Conversation {
    try conversation("load \"nps_jardinerie_fr/nps.csv\" with null = \"NA\"")
  }

  @Test(arguments: ["nps_jardinerie_fr/nps.csv", "nps_jardinerie_fr/derived/nps_utf8.csv"])
  func `the nps of the garden centre in both encodings`(_ file: String) throws {
    let kpi = try conversation("load \"\(file)\"")
    expectTable(
      try kpi.answer(
        """
        count() as n_rows, count(nps) as n, count(given nps >= 9) as promoters, count(given nps in 7..8) as passives,
          count(given nps <= 6) as detractors, nps, mean(nps) as mean_score
        """),
      """
      n_rows|n|promoters|passives|detractors|nps|mean_score
      13954|13612|8465|3953|1194|53.4161|8.703
      """)
  }

  @Test func `the nps by a number, unknown last`() throws {
    expectTable(
      try gardenSurvey().answer("count(nps) as n, nps by t"),
      """
      t|n|nps
      0|2976|53.0914
      1|2361|50.6989
      2|1633|51.929
      3|1327|53.9563
      4|892|53.139
      5|810|54.1975
      6|794|56.927
      7|510|58.6275
      8|550|56.5455
      9|500|55.8
      10|342|56.1404
      11|261|49.8084
      12|171|57.3099
      13|393|51.145
      14|68|61.7647
      15|1|0.0
      16|3|66.6667
      17|2|50.0
      |18|55.5556
      """)
  }

  @Test func `satisfaction from 0 to 10`() throws {
    expectTable(
      try gardenSurvey().answer(
        """
        count(satisfaction) as n, share(satisfaction >= 8) as csat_8_10, csat(lowest = 0, highest = 10, top = 8),
          mean(satisfaction) as mean_s
        """),
      """
      n|csat_8_10|csat|mean_s
      13893|77.7874|77.7874|8.3494
      """)
  }

  @Test func `comments by class of the score`() throws {
    expectTable(
      try gardenSurvey().answer(
        """
        count() as n, count(explication) as with_comment, comment_rate, mean(CaTicket) as mean_basket
          by if(nps >= 9, "promoter", if(nps >= 7, "passive", if(nps <= 6, "detractor"))) as class
        """),
      """
      class|n|with_comment|comment_rate|mean_basket
      detractor|1194|622|52.0938|64.3213
      passive|3953|1067|26.9922|76.3002
      promoter|8465|2113|24.9616|76.1816
      |342|37|10.8187|68.9156
      """)
  }

  @Test(arguments: [
    ("prix", "604|7.5633|5.6667"), ("cher", "415|7.6522|13.5266"), ("conseil", "396|8.6735|52.8061"),
    ("caisse", "299|8.0507|31.4189"), ("accueil", "286|9.186|70.5263"), ("carte", "263|7.6231|15.3846"),
    ("choix", "219|8.2963|35.1852"), ("fid", "171|7.8393|26.1905"), ("attente", "136|8.1852|31.8519"),
    ("parking", "24|8.3913|47.8261"),
  ])
  func `the nps of comments on a theme`(_ stem: String, _ expected: String) throws {
    expectTable(
      try gardenSurvey().answer(
        "count() as n_comments, mean(nps) as mean_score, nps where explication contains \"\(stem)\""),
      "n_comments|mean_score|nps\n\(expected)")
  }

  @Test func `two encodings in one file: what one of them reads is counted`() throws {
    expectTable(
      try gardenSurvey().answer(
        """
        count(given explication ~ "\\u{e9}") as latin1_e_acute, count(given explication contains "\\u{201a}") as cp850_e_acute,
          count(given explication ~ "\\u{e9}" and explication contains "\\u{201a}") as both_kinds, count(explication) as comments
        """),
      """
      latin1_e_acute|cp850_e_acute|both_kinds|comments
      1862|1379|833|3839
      """)
  }

  @Test func `the nps by frequency of visits`() throws {
    expectTable(
      try gardenSurvey().answer("count(nps) as n, nps by band(NbPassageKS, 1, 2, 5, 10) as visits"),
      """
      visits|n|nps
      1..<2|1245|47.6305
      2..<5|3939|47.9817
      5..<10|4379|52.1809
      ≥10|4049|61.8177
      """)
  }

  // MARK: Purchases of compact discs

  @Test func `the shape of the purchases`() throws {
    let kpi = try conversation("load \"cdnow/CDNOW_master.txt\"")
    expectTable(
      try kpi.answer(
        """
        count() as n_rows, distinct(customer) as customers, sum(number_of_cds) as cds, sum(dollar_value) as value,
          min(date) as min_d, max(date) as max_d, count(given dollar_value = 0) as zero_value_rows
        """),
      """
      n_rows|customers|cds|value|min_d|max_d|zero_value_rows
      69659|23570|167881|2500315.63|1997-01-01|1998-06-30|80
      """)
  }

  @Test func `buyers and revenue by month`() throws {
    let kpi = try conversation("load \"cdnow/CDNOW_master.txt\"")
    expectTable(
      try kpi.answer(
        "distinct(customer) as buyers, orders_placed as n_rows, sum(amount) as revenue by month"),
      """
      month|buyers|n_rows|revenue
      1997-01|7846|8928|299060.17
      1997-02|9633|11272|379590.03
      1997-03|9524|11598|393155.27
      1997-04|2822|3781|142824.49
      1997-05|2214|2895|107933.30
      1997-06|2339|3054|108395.87
      1997-07|2180|2942|122078.88
      1997-08|1772|2320|88367.69
      1997-09|1739|2296|81948.80
      1997-10|1839|2562|89780.77
      1997-11|2028|2750|115448.64
      1997-12|1864|2504|95577.35
      1998-01|1537|2032|76756.78
      1998-02|1551|2026|77096.96
      1998-03|2060|2793|108970.15
      1998-04|1437|1878|66231.52
      1998-05|1488|1985|70989.66
      1998-06|1506|2043|76109.30
      """)
  }

  @Test func `customers who came back, their value, and those who lapsed`() throws {
    let kpi = try conversation("load \"cdnow/CDNOW_master.txt\"")
    _ = try kpi.answer("kpi repeaters from orders per customer is share(distinct(day of ordered_at) >= 2)")
    _ = try kpi.answer("kpi value from orders per customer is mean(sum(amount))")
    _ = try kpi.answer("kpi lapsed from orders per customer is share(last(ordered_at) < 1998-01-01)")
    expectTable(
      try kpi.answer("repeaters, value, lapsed with n"),
      """
      repeaters|repeaters_n|value|value_n|lapsed|lapsed_n
      48.8587|23570|106.0804|23570|77.1998|23570
      """)
  }

  @Test func `customers of each first month who bought again`() throws {
    let kpi = try conversation("load \"cdnow/CDNOW_master.txt\"")
    _ = try kpi.answer(
      "kpi returned from orders per customer age month since first(ordered_at) is count(given any(ordered_at in age))"
    )
    expectTable(
      try kpi.answer("returned by cohort month, age pivot age"),
      """
      cohort_month|0|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17
      1997-01|7846|1157|964|810|679|736|720|582|559|594|673|634|528|511|664|472|497|498
      1997-02|8476|1312|980|783|847|786|626|619|666|721|661|545|568|718|545|548|551|
      1997-03|7248|1032|752|756|674|564|561|579|634|569|464|472|678|420|443|457||
      """)
  }

  @Test func `repeat transactions of the sample in its first 39 weeks`() throws {
    let kpi = try conversation(
      "load \"cdnow/CDNOW_sample.txt\" with customer = column_2, ordered_at = column_3, amount = column_5")
    _ = try kpi.answer(
      "kpi repeats from orders keep ordered_at < 1997-10-01 per customer is sum(distinct(day of ordered_at) - 1)"
    )
    expectTable(
      try kpi.answer("count() as n_rows, distinct(customer) as customers, repeats from orders"),
      """
      n_rows|customers|repeats
      6919|2357|2457
      """)
  }

  @Test func `the value of customers so far, its middle and its most`() throws {
    let kpi = try conversation("load \"cdnow/CDNOW_master.txt\"")
    _ = try kpi.answer("kpi value from orders per customer is mean(sum(amount))")
    _ = try kpi.answer("kpi value_median from orders per customer is median(sum(amount))")
    _ = try kpi.answer("kpi value_most from orders per customer is max(sum(amount))")
    expectTable(
      try kpi.answer("value, value_median, value_most"),
      """
      value|value_median|value_most
      106.0804|43.39|13990.93
      """)
  }

  @Test func `a file without a header`() throws {
    let kpi = try conversation("load \"cdnow/CDNOW_sample.txt\"")
    expectTable(
      try kpi.answer("count() as n_rows, distinct(column_2) as customers"),
      """
      n_rows|customers
      6919|2357
      """)
  }

  // MARK: Files that are hard to read

  @Test(arguments: [
    "callcenter_utf16le_bom.tsv", "callcenter_excel_report_preamble_footer.csv", "callcenter_cr_only.csv",
    "callcenter.csv.gz",
  ])
  func `the calls have the same handle time in all clothes`(_ file: String) throws {
    let kpi = try conversation("load \"awkward/\(file)\"")
    expectTable(
      try kpi.answer("count() as n, mean(AvgTalkDuration) as aht_s, count(AvgTalkDuration) as talked"),
      """
      n|aht_s|talked
      5000|224.9228|4054
      """)
  }

  @Test func `a score is answered from the only table that has it, a count of tickets is not`() throws {
    let calls = try conversation("load \"awkward/callcenter.csv.gz\"")
    expectTable(
      try calls.answer("csat by Agent top 1 with n"),
      """
      Agent|csat|csat_n
      Martha|52.7237|514
      """)
    let heard = try telephoneCustomers().ask("contacts")
    #expect(heard.hasPrefix("error: contacts needs `created_at`, which accounts does not have"))
  }

  @Test func `rows with too many and too few cells`() throws {
    let kpi = try conversation("load \"awkward/callcenter_ragged.csv\"")
    expectTable(
      try kpi.answer("count() as n, count(`Satisfaction rating`) as rated"),
      """
      n|rated
      5000|4017
      """)
  }

  @Test func `semicolons, a decimal comma and Windows characters`() throws {
    let kpi = try conversation("load \"awkward/nps_fr_excel_cp1252_semicolon_decimalcomma.csv\"")
    expectTable(
      try kpi.answer("count() as n, nps, mean(CaTicket) as mean_basket"),
      """
      n|nps|mean_basket
      13954|53.4161|75.022275
      """)
  }
}
