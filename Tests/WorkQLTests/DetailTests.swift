import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

/// Columns that cost a call for each row: correct in every row, and requested for no unnecessary
/// row.
@Suite struct DetailTests {
    /// 2026-08-08 00:00 and 2026-08-15 00:00 in Shanghai.
    private static let from = 1_786_118_400
    private static let until = 1_786_723_200

    private static let columns = [
        "journaluuid", "template_name", "report_time", "submitter", "text", "comment",
    ]

    private static let question = """
        SELECT journaluuid, template_name, report_time, submitter,
               contents->>'$[0].value.text' AS text, comments->>'$[0].commentid' AS comment
        FROM journal
        """

    private static func truth(_ company: Company, _ creators: Set<String>) -> [String] {
        company.journals(from: from, until: until + 1).filter { creators.contains($0.creator) }
            .map { record in
                [
                    record.journalUUID, record.templateName, Truth.time(seconds: record.reportTime),
                    record.creator, record.text,
                    record.comments.first.map { "\($0.commentid)" } ?? "∅",
                ].joined(separator: "|")
            }.sorted()
    }

    @Test(arguments: SandboxReadings.WindowEnd.allCases)
    func detailsAreThoseOfTheirRows(_ end: SandboxReadings.WindowEnd) async throws {
        var readings = SandboxReadings()
        readings.windowEnd = end
        try await Harness.with(try await Harness(readings: readings)) { harness in
            let creators: Set = ["zhangsan", "wangwu", "lisi", "han-meimei", "tianxin"]
            let list = creators.sorted().map { "'\($0)'" }.joined(separator: ", ")
            let (rows, statistics) = try await harness.run(
                "\(Self.question) WHERE creator IN (\(list)) SINCE 7d@d UNTIL today")
            let truth = Self.truth(harness.company, creators)
            let found = rows.sorted(Self.columns)
            #expect(found.count >= 20)
            #expect(Set(found).isSubset(of: truth))
            #expect(found.count >= truth.count - 2, "only rows of the very edges may differ")
            #expect(statistics.calls == creators.count + found.count)
            #expect(harness.server.violations.isEmpty)
        }
    }

    @Test func faultsChangeNothing() async throws {
        let question = "\(Self.question) WHERE creator = 'zhangsan' SINCE 7d@d UNTIL today"
        let plain = try await Harness.with(try await Harness()) {
            try await $0.run(question).rows.sorted(Self.columns)
        }
        #expect(plain.count >= 4)
        for kind in [
            SandboxFault.Kind.busy, .http502, .dropped, .cutShort, .cutJSON, .expiredToken,
            .frequency, .tooMany,
        ] {
            try await Harness.with(try await Harness(faults: [.every(3, kind)])) { harness in
                let (rows, statistics) = try await harness.run(question)
                #expect(rows.sorted(Self.columns) == plain, "\(kind)")
                #expect(statistics.retries > 0)
                #expect(harness.server.violations.isEmpty)
            }
        }
    }

    /// For any query, details are requested only for rows that it can use.
    @Test(arguments: [
        ("SELECT journaluuid FROM journal WHERE department = 9 SINCE 7d@d UNTIL today", 0),
        ("SELECT count(*) FROM journal WHERE department = 9 SINCE 7d@d UNTIL today", 0),
        ("SELECT submitter FROM journal WHERE department = 9 SINCE 7d@d UNTIL today LIMIT 1", 1),
        ("SELECT submitter FROM journal WHERE department = 9 SINCE 7d@d UNTIL today LIMIT 11", 11),
        (
            "SELECT submitter FROM journal WHERE department = 9 SINCE 7d@d UNTIL today "
                + "LIMIT 2 OFFSET 3", 5
        ),
        ("SELECT submitter FROM journal WHERE department = 9 SINCE 7d@d UNTIL today LIMIT 0", 0),
        (
            "SELECT submitter FROM journal WHERE department = 9 AND journaluuid = 'x' "
                + "SINCE 7d@d UNTIL today", 0
        ),
        ("SELECT submitter FROM journal WHERE department = 9 AND FALSE SINCE 7d", 0),
    ])
    func onlyRowsOfUseCostACall(_ text: String, _ details: Int) async throws {
        try await Harness.with(try await Harness()) { harness in
            _ = try await harness.run(text)
            let sent = harness.server.takeRequests()
            #expect(sent.count { $0.endpoint == .journalDetail } == details)
            #expect(harness.server.violations.isEmpty)
        }
    }

    /// An outer join may replace a row by NULL: its condition must not be treated as one on the
    /// rows themselves.
    @Test func aConditionOnRowsThatAreNotThereKeepsTheOthers() async throws {
        try await Harness.with(try await Harness()) { harness in
            let (rows, _) = try await harness.run(
                """
                SELECT r.u, j.submitter FROM (VALUES ('zhangsan'), ('nobody')) AS r(u)
                LEFT JOIN journal j ON j.submitter = r.u AND j.creator = 'zhangsan'
                WHERE j.journaluuid IS NULL SINCE 7d@d UNTIL today
                """)
            #expect(rows.rows == [["nobody", nil]])
        }
    }

    @Test func quotasAreKept() async throws {
        let quotas = ["oa/journal/get_record_detail": [Quota(calls: 2, seconds: 10)]]
        let sandbox: [SandboxEndpoint: [SandboxQuota]] = [
            .journalDetail: [SandboxQuota(calls: 2, seconds: 10)]
        ]
        try await Harness.with(
            try await Harness(quotas: quotas, sandboxQuotas: sandbox)
        ) { harness in
            let (rows, statistics) = try await harness.run(
                "SELECT submitter FROM journal WHERE creator = 'zhangsan' SINCE 7d@d UNTIL today")
            #expect(rows.rows.count >= 4)
            #expect(statistics.calls == rows.rows.count + 1)
            #expect(statistics.waited >= 10)
            #expect(harness.server.violations.isEmpty)
        }
    }
}
