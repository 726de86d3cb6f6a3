"""orjson and Python over a folder of answers: answers_orjson.py FOLDER group|csv OUTPUT."""

import csv
import glob
import json
import sys
import time
from collections import Counter
from datetime import datetime, timedelta, timezone

import orjson

folder, work, output = sys.argv[1:]

ORDER = (
    "userid groupname checkin_type exception_type checkin_time location_title location_detail "
    "wifiname notes wifimac mediaids lat lng deviceid sch_checkin_time groupid schedule_id "
    "timeline_id"
).split()
ZONE = timezone(timedelta(hours=8))


def answers():
    for path in sorted(glob.glob(f"{folder}/*.json")):
        with open(path, "rb") as file:
            yield orjson.loads(file.read())["checkindata"]


def moment(seconds):
    return None if seconds is None else datetime.fromtimestamp(seconds, ZONE).isoformat()


def degrees(millionths):
    return None if millionths is None else millionths / 1e6


def cells(row):
    values = [row.get(column) for column in ORDER]
    values[4], values[14] = moment(values[4]), moment(values[14])
    values[10] = orjson.dumps(values[10]).decode()
    values[11], values[12] = degrees(values[11]), degrees(values[12])
    return values


start = time.perf_counter()
with open(output, "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file, lineterminator="\n")
    if work == "group":
        counts = Counter()
        for rows in answers():
            counts.update(row["checkin_type"] for row in rows)
        writer.writerow(["checkin_type", "count(*)"])
        writer.writerows(sorted(counts.items()))
    else:
        writer.writerow(ORDER)
        for rows in answers():
            writer.writerows(map(cells, rows))
print(json.dumps({"seconds": time.perf_counter() - start}))
