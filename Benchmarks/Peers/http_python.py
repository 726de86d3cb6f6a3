"""A straight client of the sandbox, one connection and orjson: http_python.py SERVICE.json
SINCE UNTIL, both in seconds since 1970."""

import http.client
import json
import sys
import time
from collections import Counter

import orjson

DAY = 86_400
# The service takes 30 days and selects by attendance days, so one more day on either side is
# requested, as FACTS require, and its rows are dropped.
WINDOW = 28 * DAY


class Client:
    def __init__(self, service):
        self.service = service
        self.connection = http.client.HTTPConnection(service["address"].removeprefix("http://"))
        token = self.ask(
            "GET", f"/cgi-bin/gettoken?corpid={service['corpid']}&corpsecret={service['secret']}"
        )
        self.path = f"/cgi-bin/checkin/getcheckindata?access_token={token['access_token']}"

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json"} if body else {}
        self.connection.request(method, path, body, headers)
        answer = orjson.loads(self.connection.getresponse().read())
        if answer["errcode"] != 0:
            raise RuntimeError(answer["errmsg"])
        return answer

    def rows(self, since, until):
        """The check-ins of [since, until), all users', once each."""
        users = self.service["users"]
        for start in range(since, until, WINDOW):
            end = min(start + WINDOW, until)
            for first in range(0, len(users), 100):
                body = {
                    "opencheckindatatype": 3,
                    "starttime": start - DAY,
                    "endtime": end + DAY,
                    "useridlist": users[first : first + 100],
                }
                for row in self.ask("POST", self.path, orjson.dumps(body))["checkindata"]:
                    if start <= row["checkin_time"] < end:
                        yield row


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        service = json.load(file)
    start = time.perf_counter()
    client = Client(service)
    counts = Counter(
        row["checkin_type"] for row in client.rows(int(sys.argv[2]), int(sys.argv[3]))
    )
    print(json.dumps({"seconds": time.perf_counter() - start, "counts": counts}))
