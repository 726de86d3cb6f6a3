#!/usr/bin/env bash
# Measures the time of workql for queries over a million stored rows, in alternation with the
# sqlite3 shell running the same statements on a plain table of the same rows.
#
#     Benchmarks/stored-rows.sh [STORE]
#
# A store that does not exist is filled from the sandbox first, which takes a minute or two; the
# table of sqlite3 is filled from the store, and is stored next to it. WORKQL names the command (a
# release build by default), ROWS is the minimum number of rows, PAIRS the number of runs of each
# statement, MOST the ratio of the medians at which it fails.
set -eu

cd "$(dirname "$0")/.."
store=${1:-.build/stored-rows.store}
workql=${WORKQL:-.build/release/workql}
pairs=${PAIRS:-7}
most=${MOST:-1.5}
rows=${ROWS:-1000000}
# The address is part of the identity of the store's rows, so that it has to stay the same.
port=47615
days=$((rows / 390 + 1))
until=2026-08-01

for command in "$workql" sqlite3; do
    command -v "$command" >/dev/null || { echo "$command is missing" >&2; exit 2; }
done
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
export XDG_STATE_HOME=$folder XDG_CONFIG_HOME=$folder HOME=$folder TZ=Asia/Shanghai

ask() { "$workql" --now 2026-08-15 --store "$store" -f csv "$@" 2>>"$folder/errors"; }

"$workql" sandbox --port $port >"$folder/environment" &
server=$!
for _ in $(seq 100); do
    grep -q OPERATOR_ID "$folder/environment" && break
    sleep 0.1
done
. "$folder/environment"
isNew=$([ -e "$store" ] || echo yes)
users=$(ask -c "SELECT DISTINCT userid FROM member ORDER BY userid" | sed -n "2,\$s/.*/'&'/p" | paste -sd, -)
where="userid IN ($users)"
# GNU's date, or BSD's.
since=$(date -u -d "$until - $days days" +%F 2>/dev/null ||
    date -u -j -v "-${days}d" -f %F "$until" +%F)
range="SINCE $since UNTIL $until"
if [ -n "$isNew" ]; then
    echo "filling $store from $since to $until"
    time ask -c "SELECT count(*) FROM checkin WHERE $where $range" >"$folder/filled" ||
        { cat "$folder/errors" >&2; exit 2; }
fi
kill "$server"
server=
if [ ! -e "$store.plain" ]; then
    columns="userid, groupname, checkin_type, exception_type, checkin_time, location_title,
        location_detail, wifiname, notes, wifimac, mediaids, lat, lng, deviceid, sch_checkin_time,
        groupid, schedule_id, timeline_id"
    ask --offline -c "SELECT $columns FROM checkin WHERE $where $range" >"$folder/rows.csv"
    sqlite3 "$store.plain" <<END
CREATE TABLE checkin(userid TEXT, groupname TEXT, checkin_type TEXT, exception_type TEXT,
    checkin_time, location_title TEXT, location_detail TEXT, wifiname TEXT, notes TEXT,
    wifimac TEXT, mediaids TEXT, lat REAL, lng REAL, deviceid TEXT, sch_checkin_time,
    groupid INTEGER, schedule_id INTEGER, timeline_id INTEGER);
.mode csv
.import --skip 1 $folder/rows.csv checkin
UPDATE checkin SET checkin_time = unixepoch(checkin_time),
    sch_checkin_time = unixepoch(sch_checkin_time), lat = nullif(lat, ''), lng = nullif(lng, '');
END
fi

# The queries for both. SINCE and UNTIL are instants in seconds for sqlite3.
seconds() { date -u -d "$1T00:00:00+08:00" +%s 2>/dev/null || date -j -f %FT%T%z "$1T00:00:00+0800" +%s; }
instants="checkin_time >= $(seconds "$since") AND checkin_time < $(seconds "$until")"

once() { # workql|sqlite3 SELECT CONDITION TAIL
    TIMEFORMAT=%R
    if [ "$1" = workql ]; then
        { time ask --offline -c "$2 WHERE $where $3 $range $4" >"$folder/workql.csv"; } 2>&1
    else
        { time sqlite3 -csv -header "$store.plain" "$2 WHERE $where $3 AND $instants $4" \
            >"$folder/sqlite3.csv"; } 2>&1
    fi
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

status=0
compare() { # NAME SELECT CONDITION TAIL
    : >"$folder/workql.times"
    : >"$folder/sqlite3.times"
    for _ in $(seq "$pairs"); do
        for command in workql sqlite3; do
            once $command "$2" "$3" "$4" >>"$folder/$command.times"
        done
    done
    local ours theirs lines
    lines=$(wc -l <"$folder/workql.csv")
    if [ "$lines" != "$(wc -l <"$folder/sqlite3.csv")" ] || [ "$lines" -lt 2 ]; then
        echo "$1: the answers differ" >&2
        cat "$folder/errors" >&2
        exit 2
    fi
    ours=$(median <"$folder/workql.times")
    theirs=$(median <"$folder/sqlite3.times")
    awk -v name="$1" -v ours="$ours" -v theirs="$theirs" -v most="$most" 'BEGIN {
        ratio = ours / theirs
        printf "%-28s workql %7.3f s   sqlite3 %7.3f s   ratio %.2f%s\n", name, ours, theirs, ratio,
            (ratio > most ? "   above " most : "")
        exit (ratio > most)
    }' || status=1
}

count=$(ask --offline -c "SELECT count(*) FROM checkin WHERE $where $range" | sed -n 2p)
echo "$count rows in $store, $(wc -c <"$store") bytes; the medians of $pairs runs in turn"
[ "${count:-0}" -ge "$rows" ] || { echo "there are not $rows rows; remove $store" >&2; exit 2; }
compare "count" "SELECT count(*) AS n FROM checkin" "" ""
compare "count by user" "SELECT userid, count(*) AS n FROM checkin" "" "GROUP BY userid"
compare "late by user" \
    "SELECT userid, count(*) AS n, min(checkin_time) AS first, max(lat) AS north FROM checkin" \
    "AND exception_type LIKE '%时间%'" "GROUP BY userid ORDER BY n DESC"
compare "latest hundred" "SELECT * FROM checkin" "" "ORDER BY checkin_time DESC, userid LIMIT 100"
compare "wide rows as CSV" \
    "SELECT userid, checkin_type, exception_type, checkin_time, location_title, location_detail, notes, lat, lng FROM checkin" \
    "" ""
exit $status
