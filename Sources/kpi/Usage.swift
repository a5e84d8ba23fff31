/// What `kpi --help` shows.
let usagePage = """
  kpi asks files for customer KPIs and says how many rows stand behind each of them.

  Usage
    kpi                              the prompt
    kpi FILE.csv …                   the prompt with these files loaded
    kpi NAME=FILE.csv …              the same, under these names
    kpi SCRIPT.kpi [NAME=VALUE …]    run a script with parameters
    kpi -c 'STATEMENT' [FILES …]     run statements; -c may be repeated
    kpi demo [SCRIPT.kpi]            the prompt, a script or -c on the built-in company
    kpi check SCRIPT.kpi …           say what is wrong in scripts, run nothing
    kpi format [--check] SCRIPT.kpi …   rewrite scripts in the standard layout
    kpi docs [SCRIPT.kpi …]          write the handbook of all definitions, into --output FOLDER
    … | kpi [FILES …]                statements from standard input

  Examples
    kpi demo -c 'nps by month'
    kpi survey.csv -c 'nps by year' -c 'csat where channel = "chat"'
    kpi orders=shop.csv -c 'return_rate by product' --format md
    kpi report.kpi segment=pro --output report.csv

  Options
    --format FORMAT      table, csv, tsv, json, ndjson, md, html, svg; by default table on a terminal,
                         else csv
    -o, --output FILE    write data to a file, whole or not at all; its ending tells the format
    --set NAME=VALUE     a setting, such as --set now=2024-07-01; may be repeated
    --color WHEN         auto, always or never; NO_COLOR and FORCE_COLOR are respected
    --ascii              pictures on the terminal are made of ASCII alone
    --threads N          processor threads; all by default
    --memory SIZE        memory for data, such as 4GB or 50%; three quarters by default
    --keep-going         a script goes on after an error, and still ends with 1
    --no-init            do not run ~/.config/kpi/init.kpi at the prompt
    --timing             say on standard error how long each statement took
    -q, --quiet          only data, warnings and errors
    --version, --help

  Ends with
    0 ok · 1 a query or its data was wrong · 2 the command line was wrong ·
    5 an expectation failed · 130 interrupted

  At the prompt, help says more; explain and learn teach a KPI.

  """
