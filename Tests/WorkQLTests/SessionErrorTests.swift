import Foundation
import Testing
import WorkQL
import WorkQLSandbox

@Suite struct SessionErrorTests {
    private static func refusal(
        _ text: String, _ parameters: [String: Value] = [:]
    ) async throws -> WorkQLError {
        let session = try Session()
        return try #require(
            await #expect(throws: WorkQLError.self) {
                _ = try await session.query(text, parameters)
            })
    }

    @Test func mistakesAreShownInTheText() async throws {
        let error = try await Self.refusal("SELECT useridd FROM checkin SINCE 1d")
        #expect(error.kind == .query)
        #expect(error.code == .unknownColumn)
        #expect(error.message == "unknown column \"useridd\" in checkin")
        #expect(error.help == "did you mean \"userid\"?")
        #expect(error.service == nil)
        #expect(
            error.excerpt == """
                error[E0402]: unknown column "useridd" in checkin
                 --> <query>:1:8
                  |
                1 | SELECT useridd FROM checkin SINCE 1d
                  |        ^^^^^^^
                  = help: did you mean "userid"?
                """)
        #expect(error.description == error.excerpt)
    }

    @Test(arguments: [
        ("", "the text contains no statement", "run each statement separately"),
        ("SELECT 1; SELECT 2", "a second statement", "run each statement separately"),
        (
            "SET timezone = 'UTC'", "a statement for scripts",
            "set it in Session.Configuration"
        ),
        (
            "PARAM a INT = 1", "a statement for scripts",
            "pass the values as parameters, without PARAM"
        ),
        (
            "LET a = (1, 2)", "a statement for scripts",
            "WITH name AS (…) names a query within the statement"
        ),
        (
            "COPY (SELECT 1) TO 'a.csv'", "a statement for scripts",
            "read the rows and write them with write(to:as:)"
        ),
    ])
    func scriptsAreRefused(_ text: String, _ message: String, _ help: String) async throws {
        let error = try await Self.refusal(text)
        #expect(error.code.rawValue == "E1304")
        #expect(error.message == message)
        #expect(error.help == help)
    }

    @Test func planIsOfAQuery() async throws {
        let session = try Session()
        let error = await #expect(throws: WorkQLError.self) {
            _ = try await session.explain("SHOW TABLES")
        }
        #expect(error?.message == "only a SELECT has a plan")
    }

    @Test func parametersAreChecked() async throws {
        let unknown = try await Self.refusal("SELECT :users", ["user": 1])
        #expect(unknown.kind == .usage)
        #expect(unknown.message == "the statement has no parameter :user")
        #expect(unknown.help == "did you mean \"users\"?")
        let missing = try await Self.refusal("SELECT :a, :b", ["a": 1])
        #expect(missing.message == "parameter :b has no value")
        #expect(missing.help == "bind [\"b\": …]")
        let nested = try await Self.refusal("SELECT 1 IN :a", ["a": [1, [2]]])
        #expect(nested.message == "the value of :a is a list within a list")
        let list = try await Self.refusal("SELECT :a", ["a": [1]])
        #expect(list.message == ":a is a list, where one value is expected")
        #expect(list.excerpt?.contains("^^") == true)
    }

    @Test func cellsAreWhatTheyAre() async throws {
        struct Person: Decodable {
            var name: String
            var age: Int
        }
        enum Level: String, Decodable { case low, high }
        let session = try Session()
        let all = "SELECT '张三' AS name, NULL AS age, 3.5 AS half, 300 AS large, 'low' AS level"
        let row = try #require(try await session.query(all).collect().first)
        func refusal(_ body: () throws -> Void) -> WorkQLError? {
            #expect(throws: WorkQLError.self) { try body() }
        }
        let null = refusal { _ = try row.decode(Person.self) }
        #expect(null?.code == .cellType)
        #expect(null?.message == "column \"age\": NULL is no Int")
        let text = refusal { _ = try row.get(Int.self, "name") }
        #expect(text?.message == "column \"name\": a text is no Int")
        #expect(refusal { _ = try row.get(Int.self, "half") }?.code == .cellType)
        #expect(refusal { _ = try row.get(UInt8.self, "large") }?.code == .cellType)
        #expect(refusal { _ = try row.get(Date.self, "name") }?.code == .cellType)
        #expect(try row.get(Level.self, "level") == .low)
        #expect(refusal { _ = try row.get(Level.self, "name") }?.code == .cellType)
        let unknown = refusal { _ = try row.get(Int.self, "nme") }
        #expect(unknown?.code == .unknownColumn)
        #expect(unknown?.help == "there are name, age, half, large and level")
        let one = try await session.query("SELECT 7 AS n").decode(as: Int.self).collect()
        #expect(one == [7])
    }

    @Test func jsonIsDecoded() async throws {
        let session = try Session()
        let row = try #require(
            try await session.query("SELECT json('{\"a\": [1, 2]}') AS j").collect().first)
        #expect(try row.get(String.self, "j") == #"{"a":[1,2]}"#)
        #expect(try row.get([String: [Int]].self, "j") == ["a": [1, 2]])
    }

    @Test func serviceErrorsNameCallAndCode() async throws {
        try await Embedded.with { configuration in
            configuration.wecom?.secret = "not-the-secret"
        } _: { embedded in
            let result = try await embedded.session.query(
                "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 1d")
            let error = await #expect(throws: WorkQLError.self) { _ = try await result.collect() }
            #expect(error?.kind == .permission)
            #expect(error?.service?.code == 40_001)
            #expect(error?.service?.endpoint == "gettoken")
            #expect(error?.excerpt == nil)
            let shown = "\(embedded.configuration)".contains("not-the-secret")
            #expect(!shown)
        }
    }

    @Test func budgetsAreKept() async throws {
        try await Embedded.with { configuration in
            configuration.maxCalls = 2
        } _: { embedded in
            let error = await #expect(throws: WorkQLError.self) {
                _ = try await embedded.session.query(
                    "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 100d")
            }
            #expect(error?.kind == .quota)
            #expect(error?.code == .tooManyCalls)
            #expect(embedded.server.requests.isEmpty)
        }
    }

    @Test func partialAnswersTellWhatIsMissing() async throws {
        let faults = (3...40).map { SandboxFault.nth($0, .http502, on: .checkin) }
        let text = "SELECT userid FROM checkin WHERE userid = 'lisi' SINCE 100d"
        try await Embedded.with(faults: faults) { embedded in
            let result = try await embedded.session.query(text)
            let error = await #expect(throws: WorkQLError.self) { _ = try await result.collect() }
            #expect(error?.kind == .service)
        }
        try await Embedded.with(faults: faults) { configuration in
            configuration.takesPartial = true
        } _: { embedded in
            let result = try await embedded.session.query(text)
            #expect(try await result.collect().count > 0)
            let shortfall = try #require(result.statistics.shortfall)
            #expect(shortfall.kind == .quota)
            #expect(shortfall.message.hasPrefix("the result is partial, missing: checkin"))
        }
    }
}
