SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT -1
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT NULL
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 0
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 1.5
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 2.5
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 1e3
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT '2'
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT ' 2 '
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT '1.5'
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 1 - 3
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 1 + 1
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT (SELECT -1)
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT (SELECT 2)
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT (SELECT 1.5)
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT CASE WHEN true THEN 2 END
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT CASE WHEN false THEN 2 END
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT ALL OFFSET 1
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a OFFSET -1
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a OFFSET NULL
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a OFFSET 0.5
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a OFFSET '2'
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a LIMIT 2 OFFSET -1
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a FETCH FIRST 2 ROWS ONLY
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a FETCH FIRST ROW ONLY
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a FETCH FIRST -1 ROWS ONLY
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a FETCH FIRST (1 + 1) ROWS ONLY
SELECT a FROM (VALUES (1), (2), (3)) AS v (a) ORDER BY a FETCH FIRST 1.5 ROWS ONLY
SELECT a FROM (SELECT 1 AS a LIMIT -1) AS v
SELECT a FROM (SELECT 1 AS a LIMIT NULL) AS v
SELECT (SELECT 1 LIMIT -1)
SELECT 1 UNION SELECT 2 LIMIT -1
SELECT 1 LIMIT -1
SELECT 1 LIMIT NULL
SELECT 1 OFFSET -1
SELECT relname FROM pg_class WHERE relname = 'pg_class' LIMIT -1
SELECT relname FROM pg_class WHERE relname = 'pg_class' LIMIT NULL
SELECT relname FROM pg_class WHERE relname = 'pg_class' LIMIT 0.5
SELECT relname FROM pg_class WHERE relname = 'pg_class' LIMIT '1'
SELECT relname FROM pg_class WHERE relname = 'pg_class' LIMIT 'x'
SELECT relname FROM pg_class WHERE relname = 'pg_class' LIMIT 1 - 2
SELECT relname FROM pg_class WHERE relname = 'pg_class' OFFSET -1
SELECT relname FROM pg_class WHERE relname = 'pg_class' OFFSET NULL
SELECT relname FROM pg_class WHERE relname = 'pg_class' OFFSET 0.5
SELECT timestamptz 'epoch'
SELECT 'epoch'::timestamptz
SELECT timestamptz 'epoch' + 1785000000 * interval '1 second'
SELECT (timestamp 'epoch' + 1785000000 * interval '1 second')::timestamptz
SELECT (timestamp 'epoch' + interval '1 second' * 1785000000)::timestamptz
SELECT ('1970-01-01'::timestamp + 1785000000 * interval '1 second')::timestamptz
SELECT (interval '1 second' * 1785000000 + timestamp '1970-01-01 00:00:00')::timestamptz
SELECT (timestamp 'epoch' + a * interval '1 second')::timestamptz FROM (VALUES (1785000000)) AS v (a)
SELECT (timestamp 'epoch' + interval '20 days')::timestamptz
SELECT timestamptz '2026-08-31 00:00+08' + interval '1 day' * 3
SELECT timestamptz '2026-08-31 00:00+08' - 3 * interval '1 month'
SELECT timestamptz '2026-08-31 00:00+08' - interval '1 month' * 6
SELECT timestamptz '2026-08-31 00:00+08' + -2 * interval '1 hour'
SELECT timestamptz '2026-08-31 00:00+08' + interval '1 day' * 1.5
SELECT timestamptz '2026-08-31 00:00+08' + interval '1 hour' / 2
SELECT timestamptz '2026-08-31 00:00+08' + make_interval(days => 2) * 2
SELECT CAST(age(timestamp '2026-08-01', timestamp '2026-07-15') AS text)
SELECT age(timestamp '2026-08-01 12:30:15.5', timestamp '2020-02-29 13:00')::text
SELECT age(timestamp '2020-02-29 13:00', timestamp '2026-08-01 12:30:15.5')::text
SELECT age(date '2026-08-01', date '2020-02-29')::text
SELECT age(timestamp '2026-03-31', timestamp '2026-02-28')::text
SELECT age(timestamp '2026-03-01', timestamp '2026-01-31')::text
SELECT age(timestamp '2026-01-31', timestamp '2026-03-01')::text
SELECT age(timestamp '2026-08-01', timestamp '2026-08-01')::text
SELECT age(timestamp '2026-08-01 01:00', timestamp '2026-08-02')::text
SELECT age(timestamp '2024-12-31 23:59:59', timestamp '2024-02-29')::text
SELECT age(NULL::timestamp, timestamp '2024-02-29')::text
SELECT extract(year FROM age(timestamp '2026-08-01', timestamp '2020-09-15'))::int8
SELECT extract(month FROM age(timestamp '2026-08-01', timestamp '2020-09-15'))::int8
SELECT extract(day FROM age(timestamp '2026-08-01', timestamp '2020-09-15'))::int8
SELECT extract(hour FROM age(timestamp '2026-08-01 07:00', timestamp '2020-09-15 08:30'))::int8
SELECT extract(minute FROM age(timestamp '2026-08-01 07:00', timestamp '2020-09-15 08:30'))::int8
SELECT date_part('second', age(timestamp '2026-08-01 07:00:10.5', timestamp '2020-09-15 08:30'))
SELECT date_part('year', age(timestamp '2020-08-01', timestamp '2026-09-15'))::int8
SELECT extract(epoch FROM age(timestamp '2026-08-01', timestamp '2026-07-15'))::int8
SELECT extract(epoch FROM age(timestamp '2026-08-01', timestamp '2020-02-15'))::int8
SELECT extract(epoch FROM interval '1 hour')::int8
SELECT extract(day FROM age(a, b))::int8 FROM (VALUES (timestamptz '2026-08-01 00:00+08', timestamptz '2026-07-15 00:00+08')) AS v (a, b)
-- here 0A000: an interval of years and months is no type here, of which parts and the text have an answer
SELECT age(timestamp '2026-08-01', timestamp '2026-07-15')
-- here 0A000: an interval of years and months is no type here, of which parts and the text have an answer
SELECT age(timestamptz '2026-08-01 00:00+08')
-- here 3600: an interval is its number of seconds
SELECT interval '1 hour'
-- here 259200: an interval is its number of seconds
SELECT interval '1 day' * 3
SELECT x, count(*) FROM (VALUES (1)) AS v (x) WHERE false GROUP BY ROLLUP (x)
SELECT x, count(*) FROM (VALUES (1)) AS v (x) WHERE 1 <> 1 GROUP BY GROUPING SETS ((x), ())
SELECT x, count(*) FROM (VALUES (1)) AS v (x) WHERE 1 = 0 GROUP BY CUBE (x)
SELECT x, count(*) FROM (VALUES (1)) AS v (x) WHERE false GROUP BY x
SELECT count(*) FROM (VALUES (1)) AS v (x) WHERE false
SELECT count(*) FROM (VALUES (1)) AS v (x) WHERE false HAVING count(*) > 0
SELECT x FROM (VALUES (1)) AS v (x) WHERE false
