-- Wrong statements, and the codes of their errors.
SELEC 1
SELECT FROM WHERE
SELECT 1 FROM
SELECT 1 +
SELECT * FROM nosuch
SELECT nosuch FROM member
SELECT m.nosuch FROM member AS m
SELECT x.userid FROM member AS m
SELECT nosuch(1)
SELECT lower(1, 2)
SELECT lower()
SELECT userid FROM member AS a, member AS b
SELECT * FROM member AS a, member AS a
SELECT * FROM nosuch.member
SELECT count(*) FROM member WHERE count(*) > 1
SELECT userid, count(*) FROM member
SELECT userid FROM member GROUP BY name
-- here 42804: types that do not meet have one code, of functions, operators and columns
SELECT userid FROM member HAVING count(*) > userid
SELECT sum(count(*)) FROM member
SELECT row_number() OVER () FROM member WHERE row_number() OVER () = 1
SELECT sum(lat) OVER w FROM checkin
-- here 42P20: a window function outside of its place has one code
SELECT rank() FROM member
SELECT userid FROM member ORDER BY 5
SELECT userid FROM member GROUP BY 5
-- here 42P10: a text in ORDER BY is a position that there is not
SELECT userid FROM member ORDER BY 'a'
SELECT userid FROM member LIMIT -1
SELECT userid FROM member OFFSET -1
SELECT userid FROM member LIMIT 'x'
SELECT userid FROM member LIMIT true
-- here 42P10: that it is no constant is seen first
SELECT userid FROM member LIMIT userid
SELECT userid FROM member LIMIT 1, 2
SELECT 1 UNION SELECT 1, 2
SELECT 1 UNION SELECT date '2026-08-01'
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT userid FROM member UNION SELECT department_id FROM member
SELECT 1 AS a UNION SELECT 2 ORDER BY nosuch
SELECT (SELECT 1, 2)
SELECT (SELECT a FROM (VALUES (1), (2)) AS v (a))
SELECT 1 IN (SELECT 1, 2)
SELECT CAST('x' AS bigint)
SELECT CAST('x' AS double precision)
SELECT CAST('x' AS boolean)
SELECT CAST('x' AS date)
SELECT CAST('2026-02-30' AS date)
SELECT date '2026-13-01'
SELECT timestamp '2026-08-01 25:00:00'
SELECT time '25:00'
SELECT interval 'x'
SELECT CAST(300000 AS smallint)
SELECT CAST(3000000000 AS int4)
SELECT CAST('99999999999999999999' AS bigint)
SELECT CAST(12345 AS numeric(3, 1))
SELECT CAST(1 AS nosuch)
SELECT 9223372036854775807 + 1
SELECT 9223372036854775807 * 2
-- here 00000: a quotient by zero is NULL
SELECT 1 / 0
-- here 00000: a quotient by zero is NULL
SELECT 1 % 0
-- here 00000: a quotient by zero is NULL
SELECT 1.0 / 0
-- here 00000: NULL, as for every value that is not a number
SELECT sqrt(-1)
-- here 00000: NULL, as for every value that is not a number
SELECT ln(0)
-- here 42804: types that do not meet have one code, of functions, operators and columns
SELECT 'a' + 1
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT true + 1
-- here 42804: types that do not meet have one code, of functions, operators and columns
SELECT date '2026-08-01' + date '2026-08-02'
-- here 42804: types that do not meet have one code, of functions, operators and columns
SELECT userid + 1 FROM member
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT userid = 1 FROM member
SELECT lat = 'x' FROM checkin
SELECT checkin_time > 'x' FROM checkin
-- here 42804: types that do not meet have one code, of functions, operators and columns
SELECT checkin_time > 5 FROM checkin
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT userid FROM member WHERE 1
SELECT userid FROM member WHERE userid
SELECT userid FROM member WHERE 'x'
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT NOT 1
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT 1 AND true
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT CASE WHEN 1 THEN 2 END
SELECT CASE WHEN true THEN 1 ELSE date '2026-08-01' END
SELECT coalesce(1, date '2026-08-01')
SELECT 'a' LIKE 'b' ESCAPE 'xy'
SELECT 'a' ~ '('
SELECT now() AT TIME ZONE 'Nowhere/Never'
SELECT date_trunc('nosuch', now())
SELECT extract(nosuch FROM now())
SELECT '{'::json
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT '{}'::json ->> 1 = 2
SELECT to_char(now())
SELECT $1
SELECT $0
WITH a AS (SELECT 1), a AS (SELECT 2) SELECT 1
-- here 42P01: the table is not there yet
WITH RECURSIVE a AS (SELECT a.x FROM a) SELECT * FROM a
WITH a (x, y) AS (SELECT 1) SELECT * FROM a
SELECT * FROM member JOIN checkin USING (nosuch)
SELECT * FROM member JOIN checkin ON member.nosuch = 1
SELECT * FROM member JOIN checkin ON member.userid
SELECT * FROM member LEFT JOIN checkin
-- here 00000: DISTINCT ON keeps a row of any order
SELECT DISTINCT ON (name) userid FROM member ORDER BY userid
SELECT userid FROM (SELECT name FROM member) AS m
SELECT * FROM (VALUES (1), (2, 3)) AS v
SELECT a FROM (VALUES (1)) AS v (a, b)
INSERT INTO member VALUES ('a', 'b', 1)
UPDATE member SET name = 'x'
DELETE FROM member
CREATE TABLE t (a int)
DROP TABLE member
TRUNCATE member
SET nosuch.thing TO
SET TimeZone = 'Nowhere/Never'
SET client_encoding = 'nosuch'
-- here 0A000: one style is supported
SET DateStyle = 'nosuch'
SET statement_timeout = 'x'
SHOW nosuch
RESET nosuch
FETCH 1 FROM nosuch
CLOSE nosuch
EXECUTE nosuch
DEALLOCATE nosuch
DECLARE c CURSOR FOR SELECT 1
SAVEPOINT s
RELEASE s
ROLLBACK TO s
COMMIT AND CHAIN
DISCARD nosuch
COPY nosuch TO STDOUT
COPY (SELECT 1) TO STDOUT (FORMAT nosuch)
EXPLAIN SELECT nosuch FROM member
PREPARE p (nosuch) AS SELECT $1
SELECT pg_catalog.nosuch()
SELECT nosuch FROM pg_class
SELECT * FROM pg_catalog.nosuch
SELECT 'nosuch'::regclass
SELECT current_setting('nosuch')
SELECT relname FROM pg_class LIMIT -1
-- here 42601: there is no type of numbers with more digits
SELECT 99999999999999999999999 FROM member
-- here 22000: what a function cannot compute has one code
SELECT chr(-1)
-- here 22000: what a function cannot compute has one code
SELECT repeat('a', -1), lpad('a', 2000000000)
-- here 00000: a negative length counts to the left
SELECT substring('a', 1, -1)
-- here 22000: what a function cannot compute has one code
SELECT split_part('a', 'b', 0)
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT string_agg(userid) FROM member
-- here 00000: numbers are conditions, and integers meet texts as their digits
SELECT max(userid, name) FROM member
-- here 22000: what a function cannot compute has one code
SELECT ntile(0) OVER () FROM (VALUES (1)) AS v (a)
-- here 22000: what a function cannot compute has one code
SELECT percentile_cont(2) WITHIN GROUP (ORDER BY a) FROM (VALUES (1.0)) AS v (a)
-- here 22000: what a function cannot compute has one code
SELECT width_bucket(1, 2, 2, 3)
-- here 42883: the function is one of the catalog
SELECT generate_series(1, 2, 0)
-- here 00000: arrays of one type are not required
SELECT array[1, 'x']
-- here 0A000: an age is no type here, of whatever value
SELECT age(1)
