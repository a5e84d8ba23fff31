"""The peers: how each loads a file with its best ordinary types, and the process in which it waits for queries."""
import json
import os
import re
import resource
import subprocess
import sys
import time
import venv

PEERS = ["duckdb", "polars", "chdb"]
# Texts with few values, and small numbers: the types that the peers' manuals recommend for them.
CODED = {"survey": ["segment", "country"], "tickets": ["channel"], "orders": [], "subscriptions": [], "comments": ["comment"]}
SMALL = {"survey": ["nps", "csat"], "comments": ["nps"]}
STRUCTURES = {
    "survey": "id UInt64, customer String, responded_at DateTime('UTC'), nps Nullable(Int8), csat Int8,"
              " segment LowCardinality(String), country LowCardinality(String), amount Float64",
    "tickets": "ticket UInt64, customer String, created_at DateTime('UTC'), solved_at Nullable(DateTime('UTC')),"
               " channel LowCardinality(String)",
    "orders": "order UInt64, customer String, ordered_at Date, amount Float64",
    "subscriptions": "subscription UInt64, customer String, started_at Date32, ended_at Nullable(Date32), mrr Float64",
    "comments": "id String, customer String, responded_at DateTime('UTC'), nps Int8, comment LowCardinality(String)",
}


def install(folder):
    """The peers that can be installed, and the Python that has them."""
    python = folder / "peers/bin/python"
    if not python.exists():
        venv.create(folder / "peers", with_pip=True)
    found = []
    for name in PEERS:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", name],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if subprocess.run([python, "-c", f"import {name}"], stderr=subprocess.DEVNULL).returncode == 0:
            found.append(name)
        else:
            print(f"{name} cannot be installed and is left out", file=sys.stderr)
    return python, found


class Peer:
    """A peer's process that holds one table and answers one query a line."""

    def __init__(self, name, python, program, file, path, threads):
        self.name = name
        environment = dict(os.environ, POLARS_MAX_THREADS=str(threads))
        self.process = subprocess.Popen(
            [str(python), program, "--serve", name, file, str(path), str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)
        self.loaded = self.read()

    def ask(self, query):
        """Seconds, rows and the peak of memory in MB while this query ran."""
        self.process.stdin.write(json.dumps(query) + "\n")
        self.process.stdin.flush()
        return self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def serve(name, file, path, threads):
    """The inside of a peer's process."""
    try:
        begin = time.perf_counter()
        query = connect(name, file, path, int(threads))
        reply({"seconds": time.perf_counter() - begin,
               "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    except Exception as error:
        return reply({"error": str(error)})
    for line in sys.stdin:
        try:
            # The high-water mark of memory begins anew with each query.
            with open("/proc/self/clear_refs", "w") as marks:
                marks.write("5")
            begin = time.perf_counter()
            rows = query(json.loads(line))
            seconds = time.perf_counter() - begin
            reply({"seconds": seconds, "rows": [[plain(cell) for cell in row] for row in rows], "peak": high_water()})
        except Exception as error:
            reply({"error": str(error)})


def reply(answer):
    print(json.dumps(answer), flush=True)


def high_water():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\s*(\d+)", status.read()).group(1)) / 1024


def plain(cell):
    if cell is None or isinstance(cell, (int, float)):
        return cell
    text = str(cell)
    # A month is told by its first day or by its name.
    return text[:7] if re.match(r"\d{4}-\d\d(-01.*)?$", text) else text


def connect(name, file, path, threads):
    """Loads the table and returns how to run a query."""
    return {"duckdb": connect_duckdb, "chdb": connect_chdb, "polars": connect_polars}[name](file, path, threads)


def connect_duckdb(file, path, threads):
    import duckdb
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    source, casts = f"read_csv('{path}')", []
    coded = CODED[file] if file != "comments" else []
    if coded or file in SMALL:
        connection.execute(f"CREATE TABLE s AS SELECT * FROM {source}")
        source = "s"
    for column in coded:
        connection.execute(f"CREATE TYPE {column}_type AS ENUM (SELECT DISTINCT {column} FROM s ORDER BY 1)")
        casts.append(f"{column}::{column}_type AS {column}")
    casts += [f"{column}::TINYINT AS {column}" for column in SMALL.get(file, [])]
    replaced = f" REPLACE ({', '.join(casts)})" if casts else ""
    connection.execute(f"CREATE TABLE t AS SELECT *{replaced} FROM {source}")
    connection.execute("DROP TABLE IF EXISTS s")
    return lambda query: connection.execute(query).fetchall()


def connect_chdb(file, path, threads):
    from chdb import session
    connection = session.Session()
    structure = STRUCTURES[file]
    connection.query("CREATE DATABASE IF NOT EXISTS d ENGINE = Atomic")
    connection.query(f"CREATE TABLE d.t ({structure}) ENGINE = Memory")
    quoted = structure.replace("'", "\\'")
    connection.query(f"INSERT INTO d.t SELECT * FROM file('{path}', 'CSVWithNames', '{quoted}')")

    def run(query):
        table = re.sub(r"\bFROM t\b", "FROM d.t AS t", query)
        settings = f" SETTINGS max_threads = {threads}, joined_subquery_requires_alias = 0"
        return json.loads(str(connection.query(table + settings, "JSONCompact")))["data"]
    return run


def connect_polars(file, path, threads):
    from datetime import date, datetime
    import polars
    frame = polars.read_csv(path, try_parse_dates=True).with_columns(
        [polars.col(column).cast(polars.Int8) for column in SMALL.get(file, [])]
        + [polars.col(column).cast(polars.Categorical) for column in CODED[file]])
    context = polars.SQLContext(t=frame.lazy())
    names = {"t": frame.lazy(), "pl": polars, "date": date, "datetime": datetime}

    def run(query):
        if query.startswith(("SELECT", "WITH")):
            return context.execute(query, eager=True).rows()
        if "answer = " in query:
            # Steps with names, the last of them the answer.
            results = dict(names)
            exec(query, results)
            return results["answer"].collect().rows()
        return eval(query, names).collect().rows()
    return run
