-- metabase
SELECT DATE_TRUNC('week', "public"."checkin"."checkin_time") AS "checkin_time", COUNT(*) AS "count" FROM "public"."checkin" WHERE ("public"."checkin"."checkin_time" >= DATE_TRUNC('day', (NOW() + INTERVAL '-30 day'))) AND ("public"."checkin"."checkin_time" < DATE_TRUNC('day', NOW())) AND ("public"."checkin"."userid" = 'lisi') GROUP BY DATE_TRUNC('week', "public"."checkin"."checkin_time") ORDER BY DATE_TRUNC('week', "public"."checkin"."checkin_time") ASC
====
-- metabase
SELECT CAST("public"."checkin"."checkin_time" AS date) AS "checkin_time", SUM(CASE WHEN "public"."checkin"."exception_type" = '' THEN 1 ELSE 0.0 END) AS "n" FROM "public"."checkin" WHERE "public"."checkin"."checkin_time" >= timestamp with time zone '2026-08-01 00:00:00.000+08:00' AND "public"."checkin"."checkin_time" < timestamp with time zone '2026-08-08 00:00:00.000+08:00' AND "public"."checkin"."userid" = 'lisi' GROUP BY CAST("public"."checkin"."checkin_time" AS date) ORDER BY CAST("public"."checkin"."checkin_time" AS date) ASC
====
-- metabase
SELECT CAST(extract(hour from "public"."checkin"."checkin_time") AS integer) AS "checkin_time", count(distinct "public"."checkin"."userid") AS "count" FROM "public"."checkin" WHERE "public"."checkin"."checkin_time" BETWEEN timestamp with time zone '2026-08-01 00:00:00.000+08:00' AND timestamp with time zone '2026-08-08 00:00:00.000+08:00' AND "public"."checkin"."userid" = 'lisi' GROUP BY CAST(extract(hour from "public"."checkin"."checkin_time") AS integer) ORDER BY 1
====
-- metabase
SELECT ((CAST(extract(dow from "public"."checkin"."checkin_time") AS integer) + 1) + 6) % 7 AS "dow", COUNT(*) AS "count" FROM "public"."checkin" WHERE "public"."checkin"."userid" = 'lisi' AND "public"."checkin"."checkin_time" >= DATE_TRUNC('month', NOW()) GROUP BY 1
====
-- metabase
SELECT "source"."userid" AS "userid", PERCENTILE_CONT(0.5) within group (order by "source"."n") AS "median" FROM (SELECT "public"."checkin"."userid" AS "userid", COUNT(*) AS "n" FROM "public"."checkin" WHERE "public"."checkin"."userid" = 'lisi' AND "public"."checkin"."checkin_time" >= DATE_TRUNC('month', NOW()) GROUP BY "public"."checkin"."userid") AS "source" GROUP BY "source"."userid" ORDER BY "source"."userid" ASC
====
-- grafana
SELECT floor(extract(epoch from checkin_time)/3600)*3600 AS "time", count(*) AS "n", userid AS metric FROM checkin WHERE checkin_time BETWEEN '2026-08-01T00:00:00Z' AND '2026-08-07T23:59:59.999Z' AND userid IN ('lisi','zhangsan') GROUP BY 1, userid ORDER BY 1, 3
====
-- grafana
SELECT checkin_time AS "time", lat FROM checkin WHERE checkin_time BETWEEN '2026-08-01T00:00:00Z' AND '2026-08-07T23:59:59.999Z' AND userid = 'lisi' ORDER BY 1
====
-- grafana
SELECT extract(epoch from checkin_time) as "time", lat FROM checkin WHERE extract(epoch from checkin_time) >= 1785542400 AND extract(epoch from checkin_time) <= 1786147199 AND userid = 'lisi'
====
-- grafana
SELECT date_trunc('day', checkin_time) AS time, count(*) FROM checkin WHERE checkin_time >= '2026-08-01T00:00:00Z' AND checkin_time <= '2026-08-07T23:59:59Z' AND userid ~ '^(lisi|zhangsan)$' GROUP BY 1
====
-- superset
SELECT DATE_TRUNC('quarter', checkin_time) AS checkin_time, count(*) AS count FROM public.checkin WHERE checkin_time >= TO_TIMESTAMP('2026-07-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND checkin_time < TO_TIMESTAMP('2026-08-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND userid IN ('lisi') GROUP BY DATE_TRUNC('quarter', checkin_time) ORDER BY count DESC LIMIT 10000
====
-- tableau
SELECT DATE_TRUNC( 'MONTH', CAST("checkin"."checkin_time" AS TIMESTAMP) ) AS "tmn:checkin_time:ok", COUNT(DISTINCT "checkin"."userid") AS "ctd:userid:ok" FROM "public"."checkin" "checkin" WHERE (("checkin"."checkin_time" >= (TIMESTAMP '2026-08-01 00:00:00.000')) AND ("checkin"."checkin_time" < (TIMESTAMP '2026-08-08 00:00:00.000'))) AND "checkin"."userid" = 'lisi' GROUP BY 1
====
-- dbeaver
SELECT x.* FROM public.checkin x WHERE userid = 'lisi' AND checkin_time > '2026-08-10 00:00:00' ORDER BY x.checkin_time DESC
====
-- dataease
SELECT t_a_0."userid" AS f_ax_0 FROM "public"."checkin" t_a_0 WHERE (FLOOR(extract(epoch from t_a_0."checkin_time")) * 1000 >= 1785513600000 AND FLOOR(extract(epoch from t_a_0."checkin_time")) * 1000 <= 1786118399000) AND t_a_0."userid" = 'lisi' LIMIT 1000 OFFSET 0
