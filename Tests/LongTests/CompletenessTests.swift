import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLPlanner
import WorkQLSandbox
import WorkQLSyntax
import WorkQLTime

/// Every row of the range, once, under every interpretation of what the pages leave open, and
/// without a request that a page forbids.
@Suite struct CompletenessTests {
    /// 2026-05-17 00:00 and 2026-08-15 00:00 in Shanghai, 90 days apart.
    private static let from = 1_778_947_200
    private static let until = 1_786_723_200

    private static let checkinColumns = [
        "userid", "groupname", "checkin_type", "exception_type", "checkin_time", "location_title",
        "location_detail", "wifiname", "notes", "wifimac", "lat", "lng", "deviceid",
        "sch_checkin_time", "groupid", "schedule_id", "timeline_id",
    ]

    private static func quoted(_ values: some Sequence<String>) -> String {
        values.map { "'\($0)'" }.joined(separator: ", ")
    }

    @Test(
        arguments: Soak.isOn ? SandboxReadings.WindowEnd.allCases : [.closed],
        Soak.isOn ? SandboxReadings.CheckinWindow.allCases : [.attendanceDayWhole])
    func ninetyDaysOf120UsersInEightCalls(
        _ windowEnd: SandboxReadings.WindowEnd, _ window: SandboxReadings.CheckinWindow
    ) async throws {
        var readings = SandboxReadings()
        readings.windowEnd = windowEnd
        readings.checkinWindow = window
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let users = harness.company.visiblePeople.map(\.userid).prefix(120)
            let (rows, statistics) = try await harness.run(
                "SELECT * FROM checkin WHERE userid IN (\(Self.quoted(users))) "
                    + "SINCE 90d@d UNTIL today")
            let truth = Truth.checkins(harness.company, from: Self.from, until: Self.until)
                .filter { users.contains($0["userid"] ?? "") }
            #expect(statistics.calls == 8)
            #expect(truth.count > 10_000)
            let found = rows.sorted(Self.checkinColumns)
            #expect(found.count == truth.count)
            #expect(found == truth.sorted(Self.checkinColumns))
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// Windows whose bounds are in the middle of days, and exactly at the second of a row.
    @Test func rangesThatBeginAndEndAtRows() async throws {
        for windowEnd in SandboxReadings.WindowEnd.allCases {
            var readings = SandboxReadings()
            readings.windowEnd = windowEnd
            try await Harness.with(try await Harness(readings: readings)) { harness in
                let all = harness.company.checkins(
                    userids: ["zhaoliu", "liuyang"], from: Self.from, until: Self.until)
                let times = all.map(\.checkinTime)
                for (first, last) in [(3, 40), (10, 11), (0, times.count - 1), (7, 7)] {
                    let (since, until) = (times.sorted()[first], times.sorted()[last])
                    let (rows, _) = try await harness.run(
                        "SELECT * FROM checkin WHERE userid IN ('zhaoliu', 'liuyang') "
                            + "SINCE '\(Truth.time(seconds: since))' "
                            + "UNTIL '\(Truth.time(seconds: until))'")
                    #expect(rows.rows.count == times.count { $0 >= since && $0 < until })
                }
                #expect(harness.server.violations.isEmpty)
            }
        }
    }

    typealias Case = (condition: String, holds: @Sendable (TruthRow) -> Bool)

    private static func check(
        _ table: String, columns: [String], harness: Harness, truth: [TruthRow], cases: [Case],
        range: String = "SINCE 60d@d UNTIL today"
    ) async throws {
        for (condition, holds) in cases {
            let clause = condition.isEmpty ? "" : "WHERE \(condition) "
            let (rows, _) = try await harness.run("SELECT * FROM \(table) \(clause)\(range)")
            let expected = truth.filter(holds).sorted(columns)
            #expect(
                rows.sorted(columns) == expected,
                "\(table) WHERE \(condition): \(rows.rows.count) rows, not \(expected.count)")
            #expect(
                condition.contains("nothing") || !expected.isEmpty, "\(condition) tests nothing")
        }
        #expect(harness.server.violations.isEmpty, "\(harness.server.violations.prefix(3))")
    }

    /// 60 days before 2026-08-15.
    private static let from60 = until - 60 * 86_400

    /// If the service defines the meaning of a range, it also defines its bounds: a closed window
    /// includes events in the second of its end.
    private static func end(_ readings: SandboxReadings) -> Int {
        readings.windowEnd == .closed ? until + 1 : until
    }

    @Test func checkinConditions() async throws {
        try await Harness.with(try await Harness()) { harness in
            let truth = Truth.checkins(harness.company, from: Self.from60, until: Self.until)
            let one: @Sendable (TruthRow) -> Bool = {
                ["zhangsan", "wujiu", "gaoyuan"].contains($0["userid"] ?? "")
            }
            let users = "userid IN ('zhangsan', 'wujiu', 'gaoyuan')"
            try await Self.check(
                "checkin", columns: Self.checkinColumns, harness: harness, truth: truth,
                cases: [
                    ("userid = 'zhangsan'", { $0["userid"] == "zhangsan" }),
                    (users, one),
                    (
                        "\(users) AND checkin_type = '外出打卡'",
                        { one($0) && $0["checkin_type"] == "外出打卡" }
                    ),
                    (
                        "\(users) AND checkin_type = '上班打卡'",
                        { one($0) && $0["checkin_type"] == "上班打卡" }
                    ),
                    (
                        "\(users) AND checkin_type IN ('上班打卡', '下班打卡')",
                        { one($0) && ["上班打卡", "下班打卡"].contains($0["checkin_type"] ?? "") }
                    ),
                    (
                        "\(users) AND checkin_type IN ('外出打卡', '下班打卡')",
                        { one($0) && ["外出打卡", "下班打卡"].contains($0["checkin_type"] ?? "") }
                    ),
                    (
                        "\(users) AND (checkin_type = '外出打卡' OR exception_type <> '')",
                        {
                            one($0)
                                && ($0["checkin_type"] == "外出打卡" || $0["exception_type"] != "")
                        }
                    ),
                    (
                        "\(users) AND checkin_time >= '2026-07-01' AND checkin_time < '2026-07-20'",
                        {
                            one($0) && ($0["checkin_time"] ?? "") >= "2026-07-01"
                                && ($0["checkin_time"] ?? "") < "2026-07-20"
                        }
                    ),
                    ("\(users) AND exception_type = 'nothing'", { _ in false }),
                ])
        }
    }

    @Test func screenCaptureConditions() async throws {
        let columns = [
            "time", "userid", "department_id", "screen_shot_type", "screen_shot_content", "system",
        ]
        for (windowEnd, unit) in [
            (SandboxReadings.WindowEnd.closed, SandboxReadings.TimeUnit.seconds),
            (.halfOpen, .milliseconds),
        ] {
            var readings = SandboxReadings()
            readings.windowEnd = windowEnd
            readings.screenCaptureTime = unit
            try await Harness.with(try await Harness(readings: readings)) { harness in
                let truth = Truth.screenCaptures(
                    harness.company, from: Self.from60, until: Self.until)
                try await Self.check(
                    "screen_capture", columns: columns, harness: harness, truth: truth,
                    cases: [
                        ("", { _ in true }),
                        ("userid = 'lisi'", { $0["userid"] == "lisi" }),
                        (
                            "userid IN ('lisi', 'zhangsan', 'u001')",
                            { ["lisi", "zhangsan", "u001"].contains($0["userid"] ?? "") }
                        ),
                        ("department_id = 3", { $0["department_id"] == "3" }),
                        (
                            "department_id IN (3, 4)",
                            { ["3", "4"].contains($0["department_id"] ?? "") }
                        ),
                        ("screen_shot_type = 4", { $0["screen_shot_type"] == "4" }),
                        (
                            "screen_shot_type IN (1, 4)",
                            { ["1", "4"].contains($0["screen_shot_type"] ?? "") }
                        ),
                        (
                            "department_id = 3 AND userid IN ('u013', 'u020', 'u030')",
                            {
                                $0["department_id"] == "3"
                                    && ["u013", "u020", "u030"].contains($0["userid"] ?? "")
                            }
                        ),
                        (
                            "department_id = 3 AND screen_shot_type = 1",
                            { $0["department_id"] == "3" && $0["screen_shot_type"] == "1" }
                        ),
                        ("system = 'iPad'", { $0["system"] == "iPad" }),
                        (
                            "time >= '2026-08-01' AND screen_shot_type = 2",
                            { ($0["time"] ?? "") >= "2026-08-01" && $0["screen_shot_type"] == "2" }
                        ),
                    ])
            }
        }
    }

    @Test(
        arguments: SandboxReadings.MeetingSpelling.allCases,
        Soak.isOn ? RecordingInstant.allCases : [.fileEnd])
    func meetingRecordingConditions(
        _ spelling: SandboxReadings.MeetingSpelling, _ instant: RecordingInstant
    ) async throws {
        var readings = SandboxReadings()
        readings.meetingSpelling = spelling
        readings.meetingInstant = instant
        readings.windowEnd = instant == .fileEnd ? .halfOpen : .closed
        let columns = [
            "meeting_record_id", "meetingid", "meeting_code", "host_user_id", "meeting_start_time",
            "title", "state",
        ]
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let truth = Truth.meetingRecordings(
                harness.company, from: Self.from60, until: Self.end(readings), by: instant)
            let visible = Set(harness.company.visiblePeople.map(\.userid))
            let creators = Dictionary(grouping: truth) { $0["_creator"] ?? "" }
                .filter { visible.contains($0.key) }
                .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.key)
            let (first, second) = (creators[0], creators[1])
            let meeting = try #require(truth.first { $0["_creator"] == first })
            let (id, code) = (meeting["meetingid"] ?? "", meeting["meeting_code"] ?? "")
            try await Self.check(
                "meeting_recording", columns: columns, harness: harness, truth: truth,
                cases: [
                    ("userid = '\(first)'", { $0["_creator"] == first }),
                    (
                        "userid IN ('\(first)', '\(second)')",
                        { [first, second].contains($0["_creator"] ?? "") }
                    ),
                    ("meetingid = '\(id)'", { $0["meetingid"] == id }),
                    ("meeting_code = '\(code)'", { $0["meeting_code"] == code }),
                    (
                        "userid = '\(first)' AND meetingid = '\(id)'",
                        { $0["_creator"] == first && $0["meetingid"] == id }
                    ),
                    (
                        "userid = '\(first)' AND state = 3",
                        { $0["_creator"] == first && $0["state"] == "3" }
                    ),
                ])
            let (files, _) = try await harness.run(
                "SELECT userid, count(*), count(DISTINCT record_file_id) "
                    + "FROM meeting_recording_file WHERE userid = '\(first)' "
                    + "SINCE 60d@d UNTIL today GROUP BY userid")
            let count = truth.filter { $0["_creator"] == first }
                .reduce(0) { $0 + (Int($1["_files"] ?? "") ?? 0) }
            #expect(files.rows == [[first, "\(count)", "\(count)"]])
        }
    }

    @Test(arguments: SandboxReadings.WindowEnd.allCases)
    func journalConditions(_ windowEnd: SandboxReadings.WindowEnd) async throws {
        var readings = SandboxReadings()
        readings.windowEnd = windowEnd
        let daily = Company.journalTemplates[0].templateID
        let weekly = Company.journalTemplates[1].templateID
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let truth = Truth.journals(
                harness.company, from: Self.from60, until: Self.end(readings))
            try await Self.check(
                "journal", columns: ["journaluuid"], harness: harness, truth: truth,
                cases: [
                    ("creator = 'zhangsan'", { $0["_creator"] == "zhangsan" }),
                    (
                        "creator IN ('zhangsan', 'lisi')",
                        { ["zhangsan", "lisi"].contains($0["_creator"] ?? "") }
                    ),
                    ("department = 9", { ($0["_departments"] ?? "").contains("[9]") }),
                    ("template_id = '\(weekly)'", { $0["_template"] == weekly }),
                    (
                        "department = 9 AND template_id IN ('\(daily)', '\(weekly)')",
                        {
                            ($0["_departments"] ?? "").contains("[9]")
                                && [daily, weekly].contains($0["_template"] ?? "")
                        }
                    ),
                    (
                        "creator = 'zhangsan' AND template_id = '\(weekly)' AND department = 3",
                        { $0["_creator"] == "zhangsan" && $0["_template"] == weekly }
                    ),
                ])
            let (asked, _) = try await harness.run(
                "SELECT department, count(*) FROM journal "
                    + "WHERE department IN (9, 10) DURING 2026-07 GROUP BY department")
            #expect(asked.rows.map { $0[0] } == ["9", "10"])
            for column in ["template_id", "creator"] {
                await #expect(throws: UserError.self, "rows do not carry \(column)") {
                    try await harness.run(
                        "SELECT max(\(column)) FROM journal WHERE department = 9 DURING 2026-07")
                }
            }
        }
    }

    @Test(arguments: RecordingInstant.allCases)
    func corpRecordingConditions(_ instant: RecordingInstant) async throws {
        var readings = SandboxReadings()
        readings.corpInstant = instant
        readings.corpFileID = instant == .meetingStart ? .string : .number
        let columns = [
            "meeting_record_id", "meeting_id", "meeting_code", "userid", "media_start_time",
            "subject", "state", "record_type",
        ]
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let truth = Truth.corpRecordings(
                harness.company, from: Self.from60, until: Self.end(readings), by: instant)
            try await Self.check(
                "corp_recording", columns: columns, harness: harness, truth: truth,
                cases: [
                    ("", { _ in true }),
                    ("record_type = 0", { $0["record_type"] == "0" }),
                    ("record_type = 2", { $0["record_type"] == "2" }),
                    ("record_type IN (0, 2)", { ["0", "2"].contains($0["record_type"] ?? "") }),
                    ("record_type = 4", { $0["record_type"] == "4" }),
                    ("userid = ''", { $0["userid"] == "" }),
                    (
                        "record_type = 0 AND state = 3",
                        { $0["record_type"] == "0" && $0["state"] == "3" }
                    ),
                ])
        }
    }

    @Test func corpFiles() async throws {
        let columns = [
            "meeting_record_id", "subject", "record_file_id", "record_start_time",
            "record_end_time", "record_size", "sharing_state", "sharing_url", "required_same_corp",
            "required_participant", "password", "sharing_expire", "allow_download",
        ]
        for spelling in SandboxReadings.IDSpelling.allCases {
            var readings = SandboxReadings()
            readings.corpFileID = spelling
            try await Harness.with(try await Harness(readings: readings)) { harness in
                let truth = Truth.corpFiles(
                    harness.company, from: Self.from60, until: Self.end(readings))
                try await Self.check(
                    "corp_recording_file", columns: columns, harness: harness, truth: truth,
                    cases: [("", { _ in true })])
            }
        }
    }

    /// New recordings shift rows from page to page while they are read. Rows that existed when the
    /// first page was returned occur once; the two that are added later in each window may or may
    /// not occur.
    @Test func rowsThatMoveBetweenPagesComeOnce() async throws {
        var readings = SandboxReadings()
        readings.corpArrivals = 2
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let truth = Truth.corpRecordings(
                harness.company, from: Self.from60, until: Self.until, by: .meetingStart)
            let (rows, _) = try await harness.run(
                "SELECT meeting_record_id FROM corp_recording SINCE 60d@d UNTIL today")
            let ids = rows.rows.compactMap { $0[0] }
            #expect(Set(ids).count == ids.count)
            let lost = Set(truth.compactMap { $0["meeting_record_id"] }).subtracting(ids)
            #expect(lost.count <= 2 * 2)
        }
    }
}
