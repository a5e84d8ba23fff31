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
        load "answers.arrow"                        Arrow files; .gz and .zst are unpacked

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
    name: "extras", aliases: ["n", "total", "others", "share", "ledger", "partial"],
    summary: "with n, total, others, share, interval, ledger, target, partial",
    text: """
      with EXTRA, …

        nps by country with n                       how many answers stand behind each value
        count() from orders by country with share   each group's part of the whole
        nps by country with total                   computed from the rows of all groups, never from their results
        nps by country top 5 with others, total
        nps by segment with interval                how far it may be off by chance, at 95 %
        nps with ledger                             rows read, outside, not eligible, unknown, used
        nps by month with target                    beside what it should be: help target
        cohort_retention by cohort month pivot age with partial     the running age too, marked
      """),
  HelpPage(
    name: "sql", aliases: ["connect", "cluster"], summary: "the SQL of a query; not available yet",
    text: """
      sql QUERY [for DIALECT]

      Will show the SQL that a cluster would run for a query; `connect "URL"` will name the cluster. Neither
      is available yet: all data are read on this machine. `explain QUERY` says in words what a query computes.
      """),
  HelpPage(
    name: "interval", aliases: ["intervals", "confidence", "uncertainty", "bootstrap"],
    summary: "how far a value may be off by chance",
    text: """
      ITEM, … with interval

        nps by segment with interval            ±4.2, or 1.2 … 2.1 where one side is longer
        aov, first_response with interval       in files NAME_low and NAME_high

      The formula decides: shares by Wilson, NPS by adjusted Wald, means by Student's t, medians between ordered
      values, survival by Greenwood, counts by Poisson, ratios by customer, anything else by resampling customers
      2,000 times. Sums and stocks such as revenue, MRR and backlog are counted and have none. A line below the
      table says which way was taken.
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
      into "FILE"       csv, tsv, json, ndjson, arrow, md, html, svg or png by its ending

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
    name: "theme", aliases: ["themes", "comments", "comment"], summary: "what comments are about",
    text: """
      theme NAME = "word", "several words", "begin*", /regular expression/

        theme slow = "slow", "waiting", "esperar"
        count() as comments, nps by theme(comment) with share, total
        nps where theme(comment) = "slow"
        theme_effect(theme = "slow")

      Letter case, accents and endings do not matter, in English, Spanish and French; the language is told
      from each comment, or set comment language spanish. A comment counts in each of its themes, so shares
      may pass 100 %; rows without a comment are left out, and the total is all comments.
      show themes lists them, describe NAME counts their words, forget NAME takes yours back.
      """),
  HelpPage(
    name: "terms", aliases: ["words", "term"], summary: "words that set comments apart",
    text: """
      terms COLUMN where CONDITION [vs rest | where CONDITION | PERIOD | previous | last year] [top N]
      terms COLUMN by DIMENSION [top N]

        terms comment where nps <= 6
        terms comment where nps <= 6 vs where nps >= 9 top 5
        terms comment during 2024-09..2024-11 vs 2024-01..2024-03
        terms comment during 2024-Q4 vs previous
        terms comment by segment top 3

      Words and pairs, endings joined, stop words left out, each counted once a comment. z is the log-odds
      (with a prior of a tenth of all comments) divided by its standard error; beyond ±1.96 it is shown.
      Of many words some pass by chance: read the comments too (quotes).
      """),
  HelpPage(
    name: "quotes", aliases: ["quote", "mask", "masking"], summary: "typical comments, personal data masked",
    text: """
      quotes COLUMN where CONDITION [by DIMENSION] [top N]

        quotes comment where nps <= 6 top 3
        quotes comment by segment top 1

      Comments near the centre of their group, unlike each other, the same every time.
      Masked by their form: [email] [link] [phone] [card] [iban] [number]. Masked where something gives them
      away (a title, a common first name, my name is, me llamo, regards): [name]. Other names, addresses of
      streets and what only the story tells are NOT found: read quotes before you pass them on.
      """),
  HelpPage(
    name: "why", aliases: ["causes", "cause", "mix", "within"], summary: "what made a value change",
    text: """
      why ITEM [where CONDITION] [during PERIOD] vs COMPARISON [by DIMENSION, …] [limit N] [with n, interval]

        why nps during 2024-06 vs previous by segment, channel
        why churn_rate during 2024-03 vs last year
        why nps where segment = "pro" vs rest

      Each group adds its own change (within) and that of its weight (mix); together they are the whole change.
      clear says whether a group's own change is larger than chance. Without `by` the columns of the tables are
      tried, and the three that explain most are shown. Medians, cohorts and products are refused.
      """),
  HelpPage(
    name: "rows", aliases: ["behind", "drill"], summary: "the rows behind a result",
    text: """
      rows QUERY [sort COLUMN [desc]] [limit N] [into "FILE"]

        rows nps where segment = "pro" during 2024-06 limit 20
        rows churn_rate by plan during 2024-03
        rows complaint_rate from tickets during 2024-06

      First the groups, then how each row counts (nps >= 9: true or false), then its own columns. For KPIs of
      customers a row is a customer with its computed values; a KPI of several parts gives several tables.
      """),
  HelpPage(
    name: "target", aliases: ["targets", "goal", "goals"], summary: "what a KPI should be",
    text: """
      target KPI = VALUE [where CONDITION] [during PERIOD]

        target nps = 40
        target nps = 55 where segment = "enterprise" during 2024
        target first_response = 4h
        nps by segment, month with target

      `with target` adds the target, the distance from it, and whether it is met (better up or down decides).
      The target with most conditions wins, then the one for the shorter period, then the last one set.
      show targets lists them, forget target KPI takes those of a KPI back.
      """),
  HelpPage(
    name: "explain", aliases: ["explanation"],
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
    name: "learn", aliases: ["lesson", "lessons", "language", "idioma", "docs", "handbook"],
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
    name: "scripts", aliases: ["script", "param", "expect", "run", "save", "let", "check", "print"],
    summary: "save and check statements",
    text: """
      param NAME = VALUE · let NAME = VALUE · $NAME · expect CONDITION … · run "other.kpi" · print VALUE

        param segment = "pro"
        nps where segment = $segment by month into "nps.csv"
        expect nps > 30 during 2024-06
        expect nps_previous_change > -5 by segment during 2024-06 vs previous

      expect must hold in every row; `expect csat > 60 by segment with total` checks each segment and all.
      kpi report.kpi segment=free runs the script; an expectation that fails ends it with exit code 5.
      check QUERY reads a statement, answers nothing and shows the plan: the columns, how they are stored, the
      steps. It goes behind explain, plot, rows, why, terms, quotes or expect too, then without the plan;
      kpi check report.kpi reads a whole script.
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
