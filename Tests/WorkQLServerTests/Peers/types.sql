SELECT 1 AS a
SELECT 1 AS a, 'x' AS b
SELECT 1 AS a, count(*) AS c FROM (VALUES (1)) AS v (a)
SELECT 1 AS a, userid AS b FROM member
SELECT 1 AS a, count(*) AS c FROM checkin WHERE userid = 'lisi' AND checkin_time >= '2026-08-01' AND checkin_time < '2026-08-02'
SELECT 2147483647 AS a, 2147483648 AS b, -2147483648 AS c, -2147483649 AS d
SELECT 2147483647 AS a, 2147483648 AS b, -2147483648 AS c, -2147483649 AS d FROM member
SELECT -(-1) AS a FROM member
SELECT 1 AS a UNION SELECT 2
SELECT 1 AS a UNION SELECT 3000000000
SELECT 3000000000 AS a UNION ALL SELECT 1
SELECT 1 AS a FROM member UNION ALL SELECT department_id FROM member
SELECT CASE WHEN true THEN 1 ELSE 2 END AS a
SELECT CASE WHEN true THEN 1 END AS a FROM member
SELECT CASE WHEN name = 'x' THEN 1 ELSE 3000000000 END AS a FROM member
SELECT CASE WHEN name = 'x' THEN 1 ELSE department_id END AS a FROM member
SELECT coalesce(1, 2) AS a, coalesce(NULL, 2) AS b, nullif(1, 2) AS c, greatest(1, 2) AS d, least(1, 3000000000) AS e
SELECT coalesce(1, 2) AS a, coalesce(department_id, 0) AS b, nullif(1, 2) AS c FROM member
SELECT a FROM (SELECT 1 AS a) AS t
SELECT t.* FROM (SELECT 1 AS a, 3000000000 AS b) AS t
SELECT a FROM (VALUES (1), (2)) AS t (a)
SELECT a FROM (VALUES (1), (3000000000)) AS t (a)
SELECT a FROM (VALUES (1), (NULL)) AS t (a)
WITH t AS (SELECT 1 AS a) SELECT a FROM t
WITH t (b) AS (SELECT 1) SELECT b FROM t
SELECT (SELECT 1) AS a
SELECT max(a) AS a, min(a) AS b, sum(a) AS c, count(a) AS d FROM (VALUES (1)) AS t (a)
SELECT 1::bigint AS a, 1::smallint AS b, 1::int4 AS c, 1::int2 AS d, 1::int8 AS e
SELECT 1::bigint AS a, 1::smallint AS b, 1::int4 AS c FROM member
SELECT CAST('5' AS int8) AS a, CAST('5' AS int4) AS b, CAST('5' AS int2) AS c
SELECT CAST('5' AS int8) AS a, CAST('5' AS int4) AS b FROM member
SELECT CAST(department_id AS int4) AS a FROM member
SELECT relname AS a, 1 AS b, 3000000000 AS c FROM pg_class
SELECT CASE WHEN relname = 'x' THEN 1 ELSE 3000000000 END AS a FROM pg_class
SELECT 1 AS a FROM pg_class UNION SELECT 3000000000
SELECT row_number() OVER () AS a FROM member
SELECT true AS a, NULL AS b, 'x'::text AS c, date '2026-08-01' AS d, time '09:00' AS e, timestamptz '2026-08-01 09:00+08' AS f
-- here a|bigint: sums are computed with 64 bits
SELECT 1 + 1 AS a
-- here a|bigint: sums are computed with 64 bits
SELECT a + 1 AS a FROM (SELECT 1 AS a) AS t
-- here 42601: there is no type of numbers with more digits
SELECT 9223372036854775808 AS a
-- here a|double precision: numbers with a fraction are reals
SELECT 1.5 AS a
-- here a|bigint: functions return integers of 64 bits
SELECT length('abc') AS a
-- here a|bigint: a number of days is an integer of 64 bits
SELECT date '2026-08-05' - date '2026-08-01' AS a
