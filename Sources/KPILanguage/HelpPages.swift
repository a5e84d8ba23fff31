/// The pages of `help`, in the order in which `help` lists them.
let helpPages: [HelpPage] = [
  HelpPage(
    name: "load", aliases: ["files", "csv", "with", "roles", "per"], summary: "read files as tables",
    text: """
      load "FILE" [as NAME] [per COLUMN] [with ROLE = COLUMN, …] [where CONDITION]

        load "survey.csv"
        load "jan.csv", "feb.csv" as responses
        load "exports/*.csv" as orders with ordered_at = "Order Date", customer = email
        load "lines.csv" as orders per order_id with amount = quantity * price
        load "export.csv" with delimiter = ";", decimal = ",", date_order = "dmy"

      Delimiter, encoding, header, decimal comma and types are detected and said; `with` overrules them
      (delimiter, decimal, encoding, header, date_order, null). Definitions speak of roles such as
      responded_at, nps, customer or amount; `with` binds a role to a column, an expression or none.
      describe TABLE shows every column, its type, its role, and the cells that did not fit.
      """),
  HelpPage(
    name: "query", aliases: ["queries", "items", "as"], summary: "ask for KPIs",
    text: """
      ITEM, … CLAUSE …

        nps
        nps, csat where segment = "pro" by month
        100 * complaints / orders_placed as complaints_per_100
        count(), median(amount) from orders by country
        (nps where plan = "pro") - (nps where plan = "free") as gap

      An item is a KPI, arithmetic between KPIs, or an aggregate. Clauses come in any order:
      where by during since until vs rolling cumulative with sort top bottom limit pivot from into.
      At the prompt a line that starts with a clause refines the last query.
      """),
  HelpPage(
    name: "where", aliases: ["and", "condition", "conditions"], summary: "which rows count",
    text: """
      where CONDITION

        where segment = "pro" and nps is known
        where country in {"ES", "MX"} or amount > 100
        where comment ~ "refund|devol"          regular expression, any case
        where created_at >= 2024-03 and created_at in 2024
        where amount between 10 and 50
        where reason is none

      = compares text exactly; contains, starts with, ends with and ~ ignore case. A comparison with an
      unknown value is unknown, and only rows for which the condition is true count.
      At the prompt `and CONDITION` narrows the last query.
      """),
  HelpPage(
    name: "by", aliases: ["group", "dimension", "dimensions", "band", "calendar"],
    summary: "one result row for each value",
    text: """
      by DIMENSION, …

        by month                       hour day week month quarter year of the KPI's own time
        by month of created_at         the same of a column
        by weekday, hour of day        places in a cycle
        by country, plan               columns, also of linked tables
        by band(amount, 0, 50, 100)    <0, 0..<50, 50..<100, ≥100
        by amount > 100 as large       an expression

      The calendar has no gaps: a month without rows is a row. `by` a column called month needs backticks.
      """),
  HelpPage(
    name: "during", aliases: ["since", "until", "period", "periods", "now", "dates"], summary: "which period",
    text: """
      during PERIOD · since TIME · until TIME

        during 2024 · 2024-Q1 · 2024-03 · 2024-W07 · 2024-03-31 · 2024-01..2024-06
        during last 90 days · last 3 months · this month · previous quarter · year to date · yesterday
        since 2024-01 until 2024-06      both included

      Relative periods count from `now`, the midnight after the latest event in the tables that the query
      reads; `set now = 2024-07-01` fixes it. A period that is not over is marked.
      """),
  HelpPage(
    name: "vs", aliases: ["compare", "comparison", "previous", "rest", "change", "versus"],
    summary: "compare with another period or group",
    text: """
      vs COMPARISON, …

        nps by month vs previous                    each row's earlier period
        nps during 2024-06 vs previous, last year   the period before, the same a year earlier
        nps by month during 2024 vs 2023            another period, matched row by row
        nps by segment vs rest                      all other groups
        csat where channel = "chat" vs where channel = "phone"

      Adds the other value, the change (this minus the other; in points for percentages, else also in
      percent), and whether the change is larger than chance, which tables mark with `!`.
      A period that is not over is compared with the same elapsed part of the other one.
      """),
  HelpPage(
    name: "rolling", aliases: ["cumulative", "window", "windows", "moving"],
    summary: "pool the periods of a calendar",
    text: """
      rolling N UNIT · cumulative

        nps by month rolling 3 months
        distinct(customer) from orders by day rolling 30 days
        orders_placed by month during 2024 cumulative

      Each period pools the rows of the stretch that ends with it, never the results: medians and different
      customers too. Transitions such as churn_rate pool N transitions. States and cohorts are refused.
      A window that begins before the table's first row has no value.
      """),
  HelpPage(
    name: "extras", aliases: ["n", "total", "others", "share", "interval", "ledger", "partial"],
    summary: "with n, total, others, share, interval, ledger, partial",
    text: """
      with EXTRA, …

        nps by country with n                       how many answers stand behind each value
        count() from orders by country with share   each group's part of the whole
        nps by country with total                   computed from the rows of all groups, never from their results
        nps by country top 5 with others, total
        nps by segment with interval                its limits at 95 %: NAME_low, NAME_high
        nps with ledger                             rows read, outside, not eligible, unknown, used
        cohort_retention by cohort month pivot age with partial     the running age too, marked
      """),
  HelpPage(
    name: "sort", aliases: ["top", "bottom", "limit", "order", "pivot"], summary: "order and number of rows",
    text: """
      sort KEY [asc|desc], … · top N · bottom N · limit N · pivot DIMENSION

        aov by product sort aov desc limit 10
        nps by country top 5            the five best values of the dimension, over the whole query
        nps by month, segment pivot segment
      """),
  HelpPage(
    name: "into", aliases: ["output", "export", "format"], summary: "write the result to a file",
    text: """
      into "FILE"       csv, tsv, json, ndjson or md by its ending

        nps by month into "nps.csv"

      Files have full precision and no marks; `with n` adds NAME_n. The file appears whole or not at all.
      """),
  HelpPage(
    name: "kpi", aliases: ["define", "definition", "definitions", "forget", "is"],
    summary: "define a KPI of your own",
    text: """
      kpi NAME ["TITLE"] from TABLE [when TIME] [keep CONDITION] [mature CONDITION] [let NAME = VALUE]
          is FORMULA [unit UNIT] [better up|down] [needs N] [params NAME = VALUE]

        kpi promoters from responses when responded_at is share(nps >= 9) unit percent better up
        kpi promoter_gap is promoters - 50

      keep says which rows are eligible, mature which had time for their outcome, when dates the rows.
      show kpis lists all, describe NAME shows the text of one, forget NAME takes yours back.
      """),
  HelpPage(
    name: "scripts", aliases: ["script", "param", "expect", "run", "save", "let"],
    summary: "save and check statements",
    text: """
      param NAME = VALUE · let NAME = VALUE · $NAME · expect CONDITION … · run "other.kpi" · print VALUE

        param segment = "pro"
        nps where segment = $segment by month into "nps.csv"
        expect nps > 30 during 2024-06

      kpi report.kpi segment=free runs the script; an expectation that fails ends it with exit code 5.
      At the prompt save "report.kpi" writes the statements that worked.
      """),
  HelpPage(
    name: "business hours", aliases: ["business", "business_hours", "holidays", "schedule", "opening"],
    summary: "hours in which somebody works",
    text: """
      set business hours DAYS HOURS [HOURS …], … [zone "ZONE"] [holidays "FILE"]
      business_hours(from, to)     the hours between two times that lie in them, half open, negative backwards

        set business hours mon-fri 09:00-18:00
        set business hours mon-thu 09:00-13:00 14:00-18:00, fri 09:00-15:00
          zone "Europe/Madrid" holidays "holidays.csv"
        median(business_hours(created_at, first_reply_at)) by month
        set business hours none

      The file of holidays holds a date a line (other columns are left aside) or is a calendar (.ics).
      No stretch of hours runs over midnight. Without the setting the function is refused: every shipped
      KPI counts the hours of the calendar.
      """),
  HelpPage(
    name: "set", aliases: ["settings", "setting", "week", "year", "zone", "timezone", "fiscal"],
    summary: "cut-off and calendar",
    text: """
      set now = 2024-07-01         the data cut-off: everything from then on is outside
      set week starts sunday
      set year starts april        2024 then runs from April 2024 to March 2025
      set zone "Europe/Madrid"     times with an offset, Z or (UTC) are shown on its clocks; utc takes it back
      set business hours …         what business_hours counts: `help business_hours`
      set safe_export on           texts in files cannot act as spreadsheet formulas
      show settings
      """),
]
