"""What is asked: each work in the words of kpi and of each peer.

`{k}` is another number of two digits in each run and changes no answer, so that nothing can be answered from a kept result. `touch` are
statements for kpi that read the columns first: the peers hold all columns before they are asked.
"""
from dataclasses import dataclass, field

NPS = ("1e2 * (count(CASE WHEN nps >= 9 THEN 1 END) - count(CASE WHEN nps <= 6 THEN 1 END))"
       " / nullif(count(nps), 0)")
CSAT = "1e2 * count(CASE WHEN csat >= 4 THEN 1 END) / nullif(count(csat), 0)"
MONTH = {"duckdb": "date_trunc('month', {0})::DATE", "chdb": "toStartOfMonth({0})", "polars": "date_trunc('month', {0})"}


@dataclass
class Work:
    """A question. `file` names its data; `parts` are pieces of SQL that differ from peer to peer; a peer in `own` has a
    text of its own instead, for Polars an expression over the lazy frame `t`."""

    name: str
    file: str
    touch: str
    kpi: str
    sql: str
    parts: dict = field(default_factory=dict)
    own: dict = field(default_factory=dict)
    # The first query of its kind on a table may build what later ones use, and is what the target is about.
    keyed: bool = False
    target: float = 0

    def query(self, engine, k):
        if engine == "kpi":
            return self.kpi.replace("{k}", str(k))
        text = self.own.get(engine, self.sql)
        for part, texts in self.parts.items():
            text = text.replace("{" + part + "}", texts.get(engine, ""))
        return text.replace("{k}", str(k))


def month(column):
    return {"month": {engine: form.format(column) for engine, form in MONTH.items()}}


HOURS = {"duckdb": "epoch(solved_at - created_at) / 3600", "chdb": "dateDiff('second', created_at, solved_at) / 3600"}
# The islands of touching spans of each customer, then counts by the month in which something begins or ends.
STAYS = """WITH spans AS (SELECT customer, started_at, coalesce(ended_at, {open}) AS ended_at, mrr FROM t WHERE mrr >= 0.00{k}),
marked AS (SELECT *, CASE WHEN started_at = {before} THEN 0 ELSE 1 END AS fresh FROM spans),
stays AS (SELECT *, sum(fresh) OVER (PARTITION BY customer ORDER BY started_at) AS stay FROM marked),
whole AS (SELECT started_at, ended_at, mrr, min(started_at) OVER (PARTITION BY customer, stay) AS joined_at,
  max(ended_at) OVER (PARTITION BY customer, stay) AS left_at FROM stays),
turns AS (
  SELECT {next_start} AS month, 1 AS n, mrr AS value, 0 AS leavers, 0 AS young FROM whole
  UNION ALL SELECT {next_end}, -1, -mrr, 0, 0 FROM whole
  UNION ALL SELECT {left_month}, 0, 0, 1, 0 FROM whole WHERE ended_at = left_at AND {join_month} < {left_month}
  UNION ALL SELECT {join_shift}, 0, 0, 0, mrr FROM whole
    WHERE {next_start} <= {next_join} AND ended_at >= {next_join}),
months AS (SELECT month, sum(n) AS n, sum(value) AS value, sum(leavers) AS leavers, sum(young) AS young FROM turns GROUP BY month),
sums AS (SELECT month, sum(n) OVER (ORDER BY month) AS base, sum(value) OVER (ORDER BY month) AS opening, leavers, young FROM months)
SELECT a.month, 1e2 * a.leavers / nullif(a.base, 0), 1e2 * (b.opening - a.young) / nullif(a.opening, 0)
FROM sums AS a JOIN sums AS b ON b.month = {following} WHERE a.month < {end} ORDER BY 1"""


def month_parts():
    parts = {"open": {"duckdb": "DATE '2140-01-01'", "chdb": "toDate32('2140-01-01')"},
             "end": {"duckdb": "DATE '2024-01-01'", "chdb": "toDate32('2024-01-01')"},
             "before": {"duckdb": "lag(ended_at) OVER (PARTITION BY customer ORDER BY started_at)",
                        "chdb": "lagInFrame(ended_at) OVER (PARTITION BY customer ORDER BY started_at"
                                " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"}}
    duck, house = "date_trunc('month', {0})::DATE", "toStartOfMonth({0})"
    for name, column, shift in [("next_start", "started_at", 1), ("next_end", "ended_at", 1), ("left_month", "left_at", 0),
                                ("join_month", "joined_at", 0), ("join_shift", "joined_at", 0),
                                ("next_join", "joined_at", 1), ("following", "a.month", 1)]:
        plain = {"duckdb": duck.format(column), "chdb": house.format(column)}
        parts[name] = plain if not shift else {"duckdb": f"({plain['duckdb']} + INTERVAL 1 MONTH)::DATE",
                                               "chdb": f"addMonths({plain['chdb']}, 1)"}
    return parts


POLARS_STAYS = """months = lambda column, shift=0: pl.col(column).dt.truncate("1mo").dt.offset_by(f"{shift}mo")
spans = (t.filter(pl.col("mrr") >= 0.00{k}).with_columns(pl.col("ended_at").fill_null(date(2140, 1, 1)))
  .sort("customer", "started_at")
  .with_columns(stay=((pl.col("customer") != pl.col("customer").shift(1))
    | (pl.col("started_at") != pl.col("ended_at").shift(1))).fill_null(True).cum_sum())
  .with_columns(joined_at=pl.col("started_at").min().over("stay"), left_at=pl.col("ended_at").max().over("stay")).collect().lazy())
turn = lambda rows, month, **sums: rows.group_by(month=month).agg(
  *[sums.get(name, pl.lit(0)).sum().cast(pl.Float64).alias(name) for name in ("n", "value", "leavers", "young")])
months_of = pl.concat([
  turn(spans, months("started_at", 1), n=pl.col("mrr") * 0 + 1, value=pl.col("mrr")),
  turn(spans, months("ended_at", 1), n=pl.col("mrr") * 0 - 1, value=-pl.col("mrr")),
  turn(spans.filter((pl.col("ended_at") == pl.col("left_at")) & (months("joined_at") < months("left_at"))),
    months("left_at"), leavers=pl.col("mrr") * 0 + 1),
  turn(spans.filter((months("started_at", 1) <= months("joined_at", 1)) & (pl.col("ended_at") >= months("joined_at", 1))),
    months("joined_at"), young=pl.col("mrr"))]).group_by("month").sum().sort("month").with_columns(
  base=pl.col("n").cum_sum(), opening=pl.col("value").cum_sum())
answer = (months_of.with_columns(closing=pl.col("opening").shift(-1)).filter(pl.col("month") < date(2024, 1, 1))
  .select("month", pl.when(pl.col("base") > 0).then(1e2 * pl.col("leavers") / pl.col("base")),
    pl.when(pl.col("base") > 0).then(1e2 * (pl.col("closing") - pl.col("young")) / pl.col("opening")).alias("nrr")))"""

WORKS = [
    Work("NPS of a segment by month", "survey",
         'nps where segment = "pro" and amount >= 0.009 by month',
         'nps where segment = "pro" and amount >= 0.00{k} by month',
         f"SELECT {{month}}, {NPS} FROM t WHERE segment = 'pro' AND amount >= 0.00{{k}} GROUP BY 1 ORDER BY 1",
         month("responded_at"), target=8),
    Work("NPS and CSAT by month, segment and country", "survey",
         "nps, csat where amount >= 0.009 by month, segment, country",
         "nps, csat where amount >= 0.00{k} by month, segment, country",
         f"SELECT {{month}}, segment, country, {NPS}, {CSAT} FROM t WHERE amount >= 0.00{{k}}"
         " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", month("responded_at"), target=15),
    Work("the same without a condition on the amount", "survey",
         'nps, csat by month, segment, country', 'nps, csat where csat <= 9{k} by month, segment, country',
         f"SELECT {{month}}, segment, country, {NPS}, {CSAT} FROM t WHERE csat <= 9{{k}}"
         " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3", month("responded_at"), target=15),
    Work("answers and customers by month", "survey",
         "count(given amount >= 0.009), count(given customer is known) by month",
         "count(), distinct(customer) where amount >= 0.00{k} by month",
         "SELECT {month}, count(*), count(DISTINCT customer) FROM t WHERE amount >= 0.00{k} GROUP BY 1 ORDER BY 1",
         month("responded_at"), keyed=True, target=20),
    Work("the ten customers with most answers", "survey",
         "count(given amount >= 0.009), count(given customer is known) by month",
         "count() where amount >= 0.00{k} by customer top 10 sort customer",
         "SELECT customer, n FROM (SELECT customer, count(*) AS n FROM t WHERE amount >= 0.00{k} GROUP BY 1"
         " ORDER BY 2 DESC, 1 LIMIT 10) AS s ORDER BY 1", keyed=True),
    Work("median and 90th percentile of an amount by month", "survey",
         "median(amount) where amount >= 0.009 by month",
         "median(amount), pct(amount, 90) where amount >= 0.00{k} by month",
         "SELECT {month}, {median}, {percentile} FROM t WHERE amount >= 0.00{k} GROUP BY 1 ORDER BY 1",
         month("responded_at") | {
             "median": {"duckdb": "quantile_cont(amount, 0.5)", "chdb": "quantileExactInclusive(0.5)(amount)",
                        "polars": "median(amount)"},
             "percentile": {"duckdb": "quantile_cont(amount, 0.9)", "chdb": "quantileExactInclusive(0.9)(amount)",
                            "polars": "quantile_cont(amount, 0.9)"}}, target=5),
    Work("median and 90th percentile of the hours to solve by month and channel", "tickets",
         "median(hours(solved_at - created_at)) where created_at >= 2020-01-09 by month, channel",
         "median(hours(solved_at - created_at)), pct(hours(solved_at - created_at), 90) where created_at >= 2020-01-{k}"
         " by month, channel",
         "SELECT {month}, channel, {median}, {percentile} FROM t WHERE created_at >= {date} GROUP BY 1, 2 ORDER BY 1, 2",
         month("created_at") | {
             "date": {"duckdb": "TIMESTAMP '2020-01-{k}'", "chdb": "toDateTime('2020-01-{k} 00:00:00', 'UTC')"},
             "median": {"duckdb": f"quantile_cont({HOURS['duckdb']}, 0.5)",
                        "chdb": f"quantileExactInclusive(0.5)({HOURS['chdb']})"},
             "percentile": {"duckdb": f"quantile_cont({HOURS['duckdb']}, 0.9)",
                            "chdb": f"quantileExactInclusive(0.9)({HOURS['chdb']})"}},
         own={"polars": "t.filter(pl.col('created_at') >= datetime(2020, 1, {k}))"
                        ".with_columns(h=(pl.col('solved_at') - pl.col('created_at')).dt.total_seconds() / 3600)"
                        ".group_by(pl.col('created_at').dt.truncate('1mo').dt.date(), 'channel')"
                        ".agg(pl.col('h').median(), p=pl.col('h').quantile(0.9, 'linear')).sort('created_at', 'channel')"}, target=5),
    Work("customers with a second order within 90 days", "orders",
         "count(given amount >= 0.009), count(given customer is known), count(given ordered_at is known)",
         "repeat_rate(window = 90d) where amount >= 0.00{k}",
         "WITH c AS (SELECT customer, min(ordered_at) AS f, {second} AS s FROM t WHERE amount >= 0.00{k} GROUP BY 1)"
         " SELECT 1e2 * count(CASE WHEN {known} s <= f + INTERVAL 90 DAY THEN 1 END) / count(*) FROM c"
         " WHERE f <= (SELECT max(ordered_at) FROM t) + INTERVAL 1 DAY - INTERVAL 90 DAY",
         {"second": {"duckdb": "min(ordered_at, 2)[2]", "chdb": "groupArraySorted(2)(ordered_at)[2]"},
          "known": {"chdb": "s > toDate('1970-01-01') AND"}},
         own={"polars": "t.filter(pl.col('amount') >= 0.00{k}).group_by('customer')"
                        ".agg(f=pl.col('ordered_at').min(), s=pl.col('ordered_at').bottom_k(2).sort().get(1, null_on_oob=True))"
                        ".filter(pl.col('f') <= pl.lit(date(2024, 12, 31)) - pl.duration(days=90))"
                        ".select(1e2 * (pl.col('s') <= pl.col('f') + pl.duration(days=90)).sum() / pl.len())"},
         keyed=True, target=8),
    Work("retention of each month's first buyers by age", "orders",
         "count(given amount >= 0.009), count(given customer is known), count(given ordered_at is known)",
         "cohort_retention where amount >= 0.00{k} by cohort month",
         "WITH f AS (SELECT customer, min(ordered_at) AS f FROM t WHERE amount >= 0.00{k} GROUP BY 1),"
         " o AS (SELECT {first_month} AS m, {age} AS age, count(DISTINCT t.customer) AS n FROM t JOIN f ON"
         " t.customer = f.customer WHERE amount >= 0.00{k} AND ordered_at < {end} GROUP BY 1, 2)"
         " SELECT m, age, 1e2 * n / max(n) OVER (PARTITION BY m) FROM o ORDER BY 1, 2",
         {"first_month": {"duckdb": "date_trunc('month', f)::DATE", "chdb": "toStartOfMonth(f)"},
          "age": {"duckdb": "date_diff('month', date_trunc('month', f), date_trunc('month', ordered_at))",
                  "chdb": "dateDiff('month', toStartOfMonth(f), toStartOfMonth(ordered_at))"},
          "end": {"duckdb": "DATE '2024-12-01'", "chdb": "toDate('2024-12-01')"}},
         own={"polars": "(lambda o: o.with_columns(v=1e2 * pl.col('n') / pl.col('n').max().over('m'))"
                        ".select('m', 'age', 'v').sort('m', 'age'))("
                        "t.filter(pl.col('amount') >= 0.00{k}).join(t.filter(pl.col('amount') >= 0.00{k})"
                        ".group_by('customer').agg(f=pl.col('ordered_at').min()), on='customer')"
                        ".filter(pl.col('ordered_at') < date(2024, 12, 1))"
                        ".with_columns(m=pl.col('f').dt.truncate('1mo'), age=(pl.col('ordered_at').dt.year().cast(pl.Int32)"
                        " - pl.col('f').dt.year()) * 12 + pl.col('ordered_at').dt.month() - pl.col('f').dt.month())"
                        ".group_by('m', 'age').agg(n=pl.col('customer').n_unique()))"},
         keyed=True, target=8),
    Work("churn and net revenue retention by month", "subscriptions",
         "count(given mrr >= 0.009), count(given customer is known), count(given started_at is known),"
         " count(given ended_at is known)",
         "churn_rate, nrr where mrr >= 0.00{k} by month", STAYS, month_parts(),
         own={"polars": POLARS_STAYS}, keyed=True, target=10),
    Work("a pattern in comments", "comments",
         'count(given comment ~ "hello")', 'count() where comment ~ "refund|devol|zzz{k}"',
         "SELECT count(*) FROM t WHERE {match}",
         {"match": {"duckdb": "regexp_matches(comment, 'refund|devol|zzz{k}')",
                    "chdb": "match(comment, 'refund|devol|zzz{k}')"}},
         own={"polars": "t.filter(pl.col('comment').cast(pl.String).str.contains('refund|devol|zzz{k}')).select(pl.len())"}, target=5),
]
