import Foundation
import Testing
import WorkQL
import WorkQLSandbox
import WorkQLTime

/// Results that are read slowly, twice, partly, or not at all.
@Suite struct SessionReadingTests {
    /// 14 calls, one after the other, of some 40 rows.
    private static let many = "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 364d"

    @Test func secondReaderGetsAnError() async throws {
        try await Embedded.with { embedded in
            let result = try await embedded.session.query(Self.many)
            var first = result.makeAsyncIterator()
            _ = try await first.next()
            let error = await #expect(throws: WorkQLError.self) { _ = try await result.collect() }
            #expect(error?.code == .readTwice)
            #expect(error?.kind == .usage)
            var rest = 0
            while try await first.next() != nil { rest += 1 }
            #expect(rest + 1 == result.statistics.rows)
            #expect(try await first.next() == nil)
            let late = await #expect(throws: WorkQLError.self) { _ = try await result.collect() }
            #expect(late?.code == .readTwice)
        }
    }

    @Test func unreadResultCostsNothing() async throws {
        try await Embedded.with { embedded in
            for _ in 0..<50 { _ = try await embedded.session.query(Self.many) }
            // Observers of its progress are notified of its end.
            let dropped = try await embedded.session.query(Self.many).progress
            for await _ in dropped { Issue.record("there is no progress") }
            #expect(embedded.server.requests.isEmpty)
        }
    }

    @Test func leavingTheLoopEndsTheCalls() async throws {
        let sent = Counter()
        let cancelled = Counter()
        let session = try Self.session(answering: 1, sent, cancelled)
        for try await row in try await session.query(Self.many) {
            #expect(row["userid"] == "lisi")
            break
        }
        try await Self.eventually { cancelled.value == sent.value - 1 }
        #expect(sent.value > 1)
    }

    @Test func cancelledTaskEndsTheCalls() async throws {
        let cancelled = Counter()
        let sent = Counter()
        let session = try Self.session(answering: 0, sent, cancelled)
        let reading = Task { try await session.query(Self.many).collect() }
        try await Self.eventually { sent.value > 0 }
        reading.cancel()
        let error = await #expect(throws: WorkQLError.self) { _ = try await reading.value }
        #expect(error?.kind == .cancelled)
        #expect(error?.description == "error[E1301]: the query was cancelled")
        try await Self.eventually { cancelled.value == sent.value }
    }

    /// A task that was cancelled before it reads makes no call.
    @Test func cancelledBeforeTheFirstRow() async throws {
        try await Embedded.with { embedded in
            let result = try await embedded.session.query(Self.many)
            let reading = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await result.collect()
            }
            let error = await #expect(throws: WorkQLError.self) { _ = try await reading.value }
            #expect(error?.kind == .cancelled)
            #expect(embedded.server.requests.isEmpty)
        }
    }

    /// Rows wait for a slow reader, and calls wait for the rows.
    @Test func slowReaderHoldsTheCallsBack() async throws {
        try await Embedded.with { embedded in
            let result = try await embedded.session.query(
                "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 5y")
            var rows = result.makeAsyncIterator()
            _ = try await rows.next()
            var before = -1
            while before != embedded.calls {
                before = embedded.calls
                try await Task.sleep(for: .milliseconds(200))
            }
            var count = 1
            while try await rows.next() != nil { count += 1 }
            #expect(count == result.statistics.rows)
            #expect(count > 2000)
            #expect(embedded.calls > 60)
            #expect(before < 30)
        }
    }

    /// More results are partly read than there are threads, and other queries are still answered.
    @Test func halfReadResultsHoldNoThread() async throws {
        let session = try Session()
        let text = """
            WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
            SELECT i FROM n
            """
        var readers: [QueryResult.AsyncIterator] = []
        for _ in 0..<20 {
            var reader = try await session.query(text).makeAsyncIterator()
            #expect(try await reader.next()?[0] == 1)
            readers.append(reader)
        }
        #expect(try await session.query("SELECT 'done'").collect()[0][0] == "done")
        for index in readers.indices {
            var count = 1
            while let row = try await readers[index].next() {
                count += 1
                #expect(row[0] == .integer(Int64(count)))
            }
            #expect(count == 1500)
        }
    }

    private static let token = Session.Transport.Answer(
        status: 200,
        body: Array(#"{"errcode":0,"access_token":"t","expires_in":7200}"#.utf8))

    private static let punch = Session.Transport.Answer(
        status: 200,
        body: Array(
            #"""
            {"errcode":0,"errmsg":"ok","checkindata":[{"userid":"lisi","checkin_type":"上班打卡",
            "checkin_time":1786700000,"groupname":"g"},{"userid":"lisi","checkin_type":"上班打卡",
            "checkin_time":1756700000,"groupname":"g"}]}
            """#.utf8))

    /// Returns a session whose service answers a number of calls, and later ones only by
    /// cancellation.
    private static func session(
        answering count: Int, _ sent: Counter, _ cancelled: Counter
    ) throws -> Session {
        var configuration = Session.Configuration()
        configuration.wecom = .init(corpID: "ww1", secret: "s")
        configuration.clock = .manual(from: Embedded.now)
        configuration.transport = .init { request in
            if request.url.contains("gettoken") { return Self.token }
            guard sent.add() > count else { return Self.punch }
            return try await Self.hanging(counting: cancelled)
        }
        return try Session(configuration)
    }

    private static func hanging(
        counting cancelled: Counter
    ) async throws -> Session.Transport.Answer {
        do {
            try await Task.sleep(for: .seconds(600))
        } catch {
            cancelled.add()
            throw error
        }
        return token
    }

    private static func eventually(_ condition: () -> Bool) async throws {
        for _ in 0..<500 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(condition())
    }
}
