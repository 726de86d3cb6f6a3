"""Shillelagh with an adapter for the sandbox: http_shillelagh.py SERVICE.json SINCE UNTIL."""

import json
import sys
import time

import orjson
from http_python import Client
from shillelagh.adapters.base import Adapter
from shillelagh.adapters.registry import registry
from shillelagh.backends.apsw.db import connect
from shillelagh.fields import Float, Integer, Order, String
from shillelagh.filters import Range

with open(sys.argv[1], encoding="utf-8") as file:
    SERVICE = json.load(file)


class Checkins(Adapter):
    """The check-ins of all users, by their time."""

    safe = True
    supports_requested_columns = True

    checkin_time = Integer(filters=[Range], order=Order.NONE, exact=True)
    userid = String()
    groupname = String()
    checkin_type = String()
    exception_type = String()
    location_title = String()
    location_detail = String()
    wifiname = String()
    notes = String()
    wifimac = String()
    mediaids = String()
    lat = Float()
    lng = Float()
    deviceid = String()
    sch_checkin_time = Integer()
    groupid = Integer()
    schedule_id = Integer()
    timeline_id = Integer()

    @staticmethod
    def supports(uri, fast=True, **kwargs):
        return uri == "checkin"

    @staticmethod
    def parse_uri(uri):
        return ()

    def get_data(self, bounds, order, requested_columns=None, **kwargs):
        time = bounds["checkin_time"]
        columns = requested_columns or set(self.get_columns())
        for number, row in enumerate(Client(SERVICE).rows(time.start, time.end)):
            values = {column: row.get(column) for column in columns}
            if "mediaids" in columns:
                values["mediaids"] = orjson.dumps(row["mediaids"]).decode()
            for degrees in columns & {"lat", "lng"}:
                if values[degrees] is not None:
                    values[degrees] /= 1e6
            values["rowid"] = number
            yield values


registry.add("checkin", Checkins)
start = time.perf_counter()
cursor = connect(":memory:", adapters=["checkin"]).cursor()
cursor.execute(
    'SELECT checkin_type, count(*) FROM "checkin" '
    f"WHERE checkin_time >= {sys.argv[2]} AND checkin_time < {sys.argv[3]} GROUP BY 1"
)
counts = dict(cursor.fetchall())
print(json.dumps({"seconds": time.perf_counter() - start, "counts": counts}))
