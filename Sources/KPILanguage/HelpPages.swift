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
      where by during since until with sort top bottom limit pivot from into.
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
    name: "extras", aliases: ["n", "total", "others", "share", "interval", "ledger"],
    summary: "with n, total, others, share, interval, ledger",
    text: """
      with EXTRA, …

        nps by country with n                       how many answers stand behind each value
        count() from orders by country with share   each group's part of the whole
        nps by country with total                   computed from the rows of all groups, never from their results
        nps by country top 5 with others, total
        nps by segment with interval                its limits at 95 %: NAME_low, NAME_high
        nps with ledger                             rows read, outside, not eligible, unknown, used
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
    name: "plot", aliases: ["picture", "pictures", "chart", "svg", "png", "html"],
    summary: "a query as a picture",
    text: """
      plot QUERY [into "FILE.svg"]

        plot nps by month                      a curve with its 95 % interval
        plot nps by month, segment             one curve for each
        plot nps by country sort nps desc      bars
        plot cohort_retention by cohort month  cohorts by age, darker for more
        plot nps by month into "nps.png"       svg, png or html

      ○ is a value of few rows, a gap is unknown, a dashed end is a period that is not over.
      """),
  HelpPage(
    name: "into", aliases: ["output", "export", "format"], summary: "write the result to a file",
    text: """
      into "FILE"       csv, tsv, json, ndjson, md, html, svg or png by its ending

        nps by month into "nps.csv"
        plot nps by month into "nps.svg"       a picture; html has the picture above the table

      Files for programs have full precision and no marks; `with n` adds NAME_n. The file appears whole or not at all.
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
    name: "explain", aliases: ["explanation", "uncertainty"],
    summary: "a query step by step, with its own counts",
    text: """
      explain QUERY

        explain nps where segment = "pro"
        explain churn_rate during 2024-06 by industry
        explain median(amount) from orders

      Says in words what the definition means, what became of the rows that were read, the value of each
      part of the formula, how sure one can be, and what to look at next. It works for KPIs of your own.
      """),
  HelpPage(
    name: "learn", aliases: ["lesson", "lessons", "language", "idioma"],
    summary: "lessons about KPIs, in English and Spanish",
    text: """
      learn · learn KPI

        learn                  the lessons, with marks at those that you have done
        learn churn_rate       a worked example on a small table, the trap, three questions
        set language es        lessons and explanations in Spanish

      At the prompt the questions are asked: type a number, press Enter to see the answer, Ctrl-C leaves.
      kpi docs writes all lessons and definitions as a handbook.
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
      set language es              explanations, lessons and titles in Spanish; en for English
      set safe_export on           texts in files cannot act as spreadsheet formulas
      show settings
      """),
]
