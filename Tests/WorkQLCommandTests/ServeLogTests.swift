import Foundation
import Logging
import Testing

@testable import WorkQLCommand
@testable import WorkQLServer

/// What `workql serve` writes of each statement.
@Suite struct ServeLogTests {
    private func record() -> StatementRecord {
        var record = StatementRecord(user: "lisa", application: "Metabase \"x\"", kind: "select")
        record.tables = ["checkin", "member"]
        (record.calls, record.rows, record.stored) = (1, 12, 7)
        record.duration = .milliseconds(1016)
        return record
    }

    @Test func aLineIsAnObject() throws {
        var record = record()
        let time = Date(timeIntervalSince1970: 0)
        let line = LogRecord(.info, "statement ended", record.fields, at: time).line
        #expect(
            line == """
                {"time":"1970-01-01T00:00:00.000Z","level":"info","message":"statement ended",\
                "user":"lisa","application":"Metabase \\"x\\"","statement":"select",\
                "tables":"checkin,member","calls":1,"shared":0,"rows":12,"stored":7,"store_only":0,"ms":1016}

                """)
        record.state = "53400"
        record.isStoreAlone = true
        let fields = Dictionary(uniqueKeysWithValues: record.fields.map { ($0, "\($1)") })
        #expect(fields["error"] == #"text("53400")"#)
        #expect(fields["store_only"] == "integer(1)")
    }

    @Test func aLineIsText() {
        #expect(
            record().line
                == "user=lisa application=Metabase \"x\" statement=select tables=checkin,member "
                + "calls=1 rows=12 stored=7 ms=1016")
    }

    @Test func theFormatIsAnOptionOfServe() throws {
        guard case .serve(let query, _) = try Invocation(["serve", "--demo", "--log", "json"])
        else {
            Issue.record("not served")
            return
        }
        #expect(query.log == .json)
    }
}
