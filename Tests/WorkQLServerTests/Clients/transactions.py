"""Runs scripts of statements on two servers, and compares what each statement answers and in which
state it leaves the transaction.

    transactions.py HOST:PORT FOLDER:PORT

Prints `ok`, or the first statement of each script whose answers differ.
"""
import sys

import psycopg

CURSOR = "DECLARE c CURSOR FOR SELECT 1 UNION ALL SELECT 2"
NO_SCROLL = "DECLARE c NO SCROLL CURSOR FOR SELECT 1 UNION ALL SELECT 2"
NEXT = "SELECT 7"
SCRIPTS = [
    ["BEGIN", NO_SCROLL, "FETCH c", "FETCH BACKWARD 1 FROM c", NEXT, "FETCH c", "ROLLBACK", NEXT],
    ["BEGIN", NO_SCROLL, "FETCH 2 FROM c", "FETCH PRIOR FROM c", NEXT, "COMMIT", NEXT],
    ["BEGIN", NO_SCROLL, "FETCH 2 FROM c", "FETCH -1 FROM c", NEXT, "COMMIT", NEXT],
    ["BEGIN", NO_SCROLL, "FETCH 2 FROM c", "MOVE BACKWARD 1 FROM c", NEXT, "END", NEXT],
    ["BEGIN", "SAVEPOINT s", NO_SCROLL, "FETCH c", "FETCH PRIOR FROM c", NEXT,
     "ROLLBACK TO s", NEXT, "COMMIT"],
    ["BEGIN", NO_SCROLL, "SAVEPOINT s", "FETCH c", "FETCH PRIOR FROM c", "ROLLBACK TO s",
     NEXT, "COMMIT"],
    ["BEGIN", "SELECT nosuch", "FETCH BACKWARD 1 FROM c", "DECLARE c CURSOR FOR SELECT 1",
     "INSERT INTO t VALUES (1)", "CREATE TABLE t (a int)", "SELECT FROM WHERE", "ROLLBACK", NEXT],
    ["BEGIN", "FETCH nosuch", NEXT, "ROLLBACK"],
    ["BEGIN", "CLOSE nosuch", NEXT, "ROLLBACK"],
    ["BEGIN", CURSOR, CURSOR, "FETCH c", "ROLLBACK"],
    ["BEGIN", "SELECT 1; SELECT nosuch; SELECT 3", NEXT, "ROLLBACK"],
    ["BEGIN", "SELECT 1; SELECT FROM WHERE", NEXT, "ROLLBACK"],
    ["BEGIN", "SELECT nosuch(1)", NEXT, "SAVEPOINT s", "RELEASE s", "ROLLBACK"],
    ["BEGIN", "SAVEPOINT s", "ROLLBACK TO nosuch", NEXT, "ROLLBACK TO s", NEXT, "COMMIT"],
    ["BEGIN", "RELEASE nosuch", NEXT, "COMMIT", NEXT],
    ["BEGIN", "EXECUTE nosuch", NEXT, "ROLLBACK"],
    ["BEGIN", "DEALLOCATE nosuch", NEXT, "ROLLBACK"],
    ["BEGIN", "SET timezone = 'nosuch'", NEXT, "ROLLBACK"],
    ["BEGIN", "SHOW nosuch", NEXT, "ROLLBACK"],
    ["BEGIN", "DISCARD ALL", NEXT, "ROLLBACK"],
    ["BEGIN", "COPY (SELECT nosuch) TO STDOUT", NEXT, "ROLLBACK"],
    ["BEGIN", "EXPLAIN SELECT nosuch", NEXT, "ROLLBACK"],
    ["BEGIN", "SELECT nosuch", "BEGIN", "SHOW timezone", "SET timezone = 'UTC'", "COMMIT"],
    ["SAVEPOINT s", NEXT], ["ROLLBACK TO s", NEXT], ["RELEASE s", NEXT],
    [NO_SCROLL, NEXT], ["FETCH BACKWARD 1 FROM c", NEXT], ["COMMIT", NEXT],
    ["BEGIN", "BEGIN", "SELECT nosuch", "ROLLBACK"],
    ["BEGIN", CURSOR, "FETCH 0 FROM c", "FETCH c", "FETCH ALL FROM c",
     "FETCH c", "COMMIT", "FETCH c"],
    ["BEGIN", "DECLARE c CURSOR FOR SELECT 1 / a FROM (VALUES (1)) t(a) WHERE nosuch",
     "FETCH c", "ROLLBACK"],
]


def answers(scripts, host, port, user, database):
    """For each script: what each statement answers, and the state after it."""
    found = []
    for script in scripts:
        with psycopg.connect(
                host=host, port=port, user=user, dbname=database, autocommit=True) as connection:
            connection.execute("SET lc_messages = 'C'") if user == "postgres" else None
            steps = []
            for statement in script:
                result = connection.pgconn.exec_(statement.encode())
                state = result.error_field(psycopg.pq.DiagnosticField.SQLSTATE)
                rows = [
                    [result.get_value(row, column) for column in range(result.nfields)]
                    for row in range(result.ntuples)]
                shown = rows if not statement.startswith(("SHOW", "EXPLAIN")) else None
                steps.append((
                    statement, (state or b"").decode(), shown, result.command_status,
                    connection.pgconn.transaction_status))
                if result.status == psycopg.pq.ExecStatus.COPY_OUT:
                    while connection.pgconn.get_copy_data(0)[0] > 0:
                        pass
            found.append(steps)
    return found


def compare(scripts):
    here, there = [target.rsplit(":", 1) for target in sys.argv[1:3]]
    failed = False
    for own, other in zip(
            answers(scripts, *here, "lisa", "workql"),
            answers(scripts, *there, "postgres", "postgres")):
        for step, expected in zip(own, other):
            if step != expected:
                failed = True
                print(f"{[s[0] for s in own]}:\n  here  {step}\n  there {expected}")
                break
    if not failed:
        print("ok")


if __name__ == "__main__":
    compare(SCRIPTS)
