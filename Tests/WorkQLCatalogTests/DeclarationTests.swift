import Testing
import WorkQLCatalog
import WorkQLSyntax

/// An invalid declaration is refused with the name of the field.
@Suite struct DeclarationTests {
    private static let service = Service(
        name: "shop", title: "the shop", baseURL: "https://shop.example.com")
    private static let range = RangeParameter(
        start: "from", end: "to", longest: 86_400, meaning: .instants(of: "placed_at"))
    private static let userid = KeyParameter(column: "userid", form: .list("users"), maximum: 50)
    private static let columns: [Column] = [
        .text("order_id", "number"), .text("userid", "who took it"),
        .timestamp("placed_at", .seconds, "when"), .real("amount", "in yuan"),
        .json("items", "what"),
    ]

    private static func endpoint(
        _ name: String = "orders/list", service: Service = service,
        method: Endpoint.Method = .get, path: String = "/v1/orders",
        range: RangeParameter = range,
        keys: KeyParameters = KeyParameters(parameters: [userid]),
        choices: [ChoiceParameter] = [], constants: [ConstantParameter] = [],
        paging: Paging = .whole, quota: [Quota] = [Quota(calls: 60, seconds: 60)],
        freshness: FreshnessPolicy = .never
    ) -> Endpoint {
        Endpoint(
            name: name, service: service, method: method, path: path, range: range, keys: keys,
            choices: choices, constants: constants, paging: paging, quota: quota,
            freshness: freshness)
    }

    private static func table(
        _ name: String = "orders", endpoint: Endpoint = endpoint(), rows: RowPath = .list("orders"),
        columns: [Column] = columns, time: String? = "placed_at", identity: [String] = ["order_id"]
    ) -> Table {
        Table(
            name: name, summary: "orders", endpoint: endpoint, rows: rows, columns: columns,
            time: time, identity: identity)
    }

    private static func message(_ tables: Table...) -> String {
        var catalog = Catalog.builtIn
        do throws(DeclarationError) {
            for table in tables { catalog = try catalog.adding(table) }
            return "fine"
        } catch {
            return error.message
        }
    }

    private static func message(_ endpoint: Endpoint) -> String {
        message(table(endpoint: endpoint))
    }

    private static func message(_ service: Service) -> String {
        message(endpoint(service: service))
    }

    private static func ofRange(
        start: String = "from", end: String = "to", longest: Int = 86_400,
        meaning: RangeParameter.Meaning = .instants(of: "placed_at"), seeming: String? = nil
    ) -> String {
        message(
            endpoint(
                range: RangeParameter(
                    start: start, end: end, longest: longest, meaning: meaning,
                    seemingColumn: seeming)))
    }

    private static func ofKey(
        _ key: KeyParameter, method: Endpoint.Method = .post
    ) -> String {
        message(endpoint(method: method, keys: KeyParameters(parameters: [key])))
    }

    private static func ofColumn(_ column: Column) -> String {
        message(table(columns: columns + [column]))
    }

    private static func local(
        _ name: String = "roster", columns: [Column] = [.text("userid", "id"), .json("tags", "t")],
        time: String? = nil, filters: [String] = ["userid"]
    ) -> String {
        do throws(DeclarationError) {
            _ = try Catalog.builtIn.adding(
                LocalTable(
                    name: name, summary: "who", columns: columns, time: time, filters: filters
                ) { _ in AsyncStream<[Value]> { $0.finish() } })
            return "fine"
        } catch {
            return error.message
        }
    }

    private static func paged(_ paging: Paging) -> String { message(endpoint(paging: paging)) }

    @Test func whatIsRightIsTaken() {
        #expect(Self.message(Self.table()) == "fine")
        #expect(Self.local() == "fine")
    }

    @Test(arguments: [
        (message(table("")), "name: is empty"),
        (
            message(table("Orders")),
            "name: \"Orders\" is not of small letters, digits and underscores, a letter first"
        ),
        (
            message(table("2nd")),
            "name: \"2nd\" is not of small letters, digits and underscores, a letter first"
        ),
        (message(table("order")), "name: \"order\" is a word of the language"),
        (message(table("checkin")), "name: a table of this name exists already"),
        (message(table(columns: [], time: nil, identity: [])), "columns: there is none"),
        (
            ofColumn(.text("a b", "x")),
            "column \"a b\": \"a b\" is not of small letters, digits and underscores, a letter first"
        ),
        (ofColumn(.real("amount", "x")), "column \"amount\": spelled twice"),
        (
            ofColumn(.text("x", "x", field: "a.b.c")),
            "column \"x\".field: \"a.b.c\" is not a field name"
        ),
        (ofColumn(.text("x", "x", field: "")), "column \"x\".field: \"\" is not a field name"),
        (ofColumn(.timestamp("x", .text, "x")), "column \"x\".decoding: text is not a time"),
        (ofColumn(.asked("x", .text, "x")), "column \"x\": is not requested by any key"),
        (
            ofColumn(Column.text("x", "x").ofParent),
            "column \"x\": is of a parent, and rows stand in no list of each"
        ),
        (message(table(time: "when")), "time: the table has no column \"when\""),
        (message(table(time: "userid")), "time: \"userid\" is text, not timestamp"),
        (message(table(identity: ["id"])), "identity: the table has no column \"id\""),
        (
            message(
                table(
                    endpoint: endpoint(
                        range: RangeParameter(
                            start: "from", end: "to", longest: 1, meaning: .chosenByService)),
                    identity: [])),
            "identity: is empty, and a row that two ranges return would be two rows"
        ),
        (message(table(rows: .list(""))), "rows: a name is empty"),
    ])
    func names(_ message: String, _ expected: String) {
        #expect(message.drop { $0 != ":" }.dropFirst(2) == expected)
    }

    @Test(arguments: [
        (
            message(Service(name: "Shop", title: "t", baseURL: "https://a")),
            "service.name: \"Shop\" is not of small letters, digits and underscores, a letter first"
        ),
        (
            message(Service(name: "wecom", title: "t", baseURL: "https://a")),
            "service.name: \"wecom\" is built in"
        ),
        (
            message(Service(name: "shop", title: "", baseURL: "https://a")),
            "service.title: is empty"
        ),
        (
            message(Service(name: "shop", title: "t", baseURL: "http://a")),
            "service.baseURL: is not encrypted, which is allowed only for this machine"
        ),
        (
            message(Service(name: "shop", title: "t", baseURL: "https://a?b")),
            "service.baseURL: is not of the form https://host, https://host:port or "
                + "https://host/path"
        ),
        (
            message(
                Service(
                    name: "shop", title: "t", baseURL: "https://a", failures: FailureMarks(code: "")
                )), "service.failures.code: \"\" is not a field name"
        ),
        (
            message(
                Service(
                    name: "shop", title: "t", baseURL: "https://a",
                    failures: FailureMarks(message: "a."))),
            "service.failures.message: \"a.\" is not a field name"
        ),
        (
            message(
                table(),
                table(
                    "more",
                    endpoint: endpoint(
                        "more", service: Service(name: "shop", title: "t", baseURL: "https://b")))),
            "service: \"shop\" is another one in an earlier table"
        ),
    ])
    func services(_ message: String, _ expected: String) {
        #expect(message.drop { $0 != ":" }.dropFirst(2) == expected)
    }

    @Test(arguments: [
        (message(endpoint("")), "name: is empty"),
        (
            message(table(), table("more")),
            "name: \"orders/list\" is that of the table \"orders\", which was added before"
        ),
        (message(endpoint(path: "v1")), "path: \"v1\" does not begin with /"),
        (
            message(endpoint(path: "/v1?a=1")),
            "path: holds what a path has only escaped, or a query"
        ),
        (ofRange(start: ""), "range.start: is empty"),
        (ofRange(end: ""), "range.end: is empty"),
        (ofRange(longest: 0), "range.longest: 0 is not above 0"),
        (ofRange(meaning: .instants(of: "x")), "range.meaning: the table has no column \"x\""),
        (
            ofRange(meaning: .instants(of: "amount")),
            "range.meaning: \"amount\" is real, not timestamp"
        ),
        (
            ofRange(meaning: .near(column: "x", padding: 1)),
            "range.meaning: the table has no column \"x\""
        ),
        (
            ofRange(meaning: .near(column: "placed_at", padding: -1)),
            "range.meaning: a padding of -1 is below 0"
        ),
        (
            ofRange(longest: 20, meaning: .near(column: "placed_at", padding: 10)),
            "range.longest: 20 leaves nothing between paddings of 10"
        ),
        (ofRange(seeming: "x"), "range.seemingColumn: the table has no column \"x\""),
        (
            message(endpoint(keys: KeyParameters(parameters: [], rule: .exactlyOne))),
            "keys: exactly one key must be given, and the table has none"
        ),
        (
            ofKey(KeyParameter(column: "x", form: .list("x"), maximum: 1)),
            "keys \"x\": the table has no column \"x\""
        ),
        (
            message(endpoint(keys: KeyParameters(parameters: [userid, userid]))),
            "keys \"userid\": stands twice"
        ),
        (
            ofKey(KeyParameter(column: "userid", form: .list("x"), maximum: 0)),
            "keys \"userid\".most: 0 is not above 0"
        ),
        (
            ofKey(KeyParameter(column: "userid", form: .value("x"), maximum: 2)),
            "keys \"userid\".most: the form takes one value, not 2"
        ),
        (
            ofKey(KeyParameter(column: "userid", form: .list(""), maximum: 1)),
            "keys \"userid\".form: a name is empty"
        ),
        (
            ofKey(KeyParameter(column: "userid", form: .joined("x", separator: ""), maximum: 1)),
            "keys \"userid\".form: the separator is empty"
        ),
        (
            ofKey(
                KeyParameter(column: "userid", form: .filter(list: "f", key: "x"), maximum: 1),
                method: .get), "keys \"userid\".form: an object does not fit into an address"
        ),
        (
            ofKey(KeyParameter(column: "amount", form: .list("x"), maximum: 1)),
            "keys \"amount\": \"amount\" is real, and keys are text or integer"
        ),
        (
            ofKey(
                KeyParameter(
                    column: "userid", form: .list("x"), maximum: 1,
                    suppliedBy: ColumnReference(table: "member", column: "x", summary: "all"))),
            "keys \"userid\".suppliedBy: there is no column \"x\" of a table \"member\""
        ),
        (
            message(
                endpoint(choices: [
                    ChoiceParameter(
                        parameter: "p", column: "x", options: [.init(send: 1, covers: ["a"])])
                ])), "choices \"p\": the table has no column \"x\""
        ),
        (
            message(
                endpoint(choices: [ChoiceParameter(parameter: "p", column: "userid", options: [])])),
            "choices \"p\": there must be at least one option"
        ),
        (
            message(
                endpoint(choices: [
                    ChoiceParameter(
                        parameter: "p", column: "userid", options: [.init(send: 1, covers: [])])
                ])), "choices \"p\": an option covers no value"
        ),
        (
            message(
                endpoint(constants: [
                    ConstantParameter(parameter: "o", value: .profile("operator_id"))
                ])),
            "constants \"o\": no profile of the shop has a key \"operator_id\""
        ),
        (
            paged(.cursor(limit: "l", maximum: 0, cursor: "c", next: "n", more: nil)),
            "paging.most: 0 is not above 0"
        ),
        (
            paged(.cursor(limit: "", maximum: 1, cursor: "c", next: "n", more: nil)),
            "paging.limit: \"\" is not a field name"
        ),
        (
            paged(.counter(limit: "l", maximum: 1, cursor: "", next: "n", end: "e")),
            "paging.cursor: \"\" is not a field name"
        ),
        (
            paged(.counter(limit: "l", maximum: 1, cursor: "c", next: "n", end: "")),
            "paging.end: \"\" is not a field name"
        ),
        (
            paged(.numbered(size: "s", maximum: 1, page: "p", pages: "a.b.c")),
            "paging.pages: \"a.b.c\" is not a field name"
        ),
        (
            message(
                table(
                    endpoint: endpoint(
                        paging: .numbered(size: "s", maximum: 1, page: "p", pages: "n")),
                    rows: .root)),
            "paging: an answer that is a bare array has no room for \"pages\""
        ),
        (
            message(endpoint(constants: [ConstantParameter(parameter: "", value: .integer(1))])),
            "parameters: a name is empty"
        ),
        (
            message(
                endpoint(constants: [ConstantParameter(parameter: "from", value: .integer(1))])),
            "parameters: \"from\" is sent twice"
        ),
        (message(endpoint(quota: [Quota(calls: 0, seconds: 1)])), "quota.calls: 0 is not above 0"),
        (
            message(endpoint(quota: [Quota(calls: 1, seconds: 0)])),
            "quota.seconds: 0.0 is not above 0"
        ),
        (
            message(endpoint(quota: [Quota(calls: 1, seconds: .infinity)])),
            "quota.seconds: inf is not above 0"
        ),
        (
            message(endpoint(freshness: FreshnessPolicy(after: nil, freshFor: -1))),
            "settling.freshFor: is below 0"
        ),
    ])
    func endpoints(_ message: String, _ expected: String) {
        #expect(message.drop { $0 != ":" }.dropFirst(2) == "endpoint.\(expected)")
    }

    @Test(arguments: [
        (local("select"), "name: \"select\" is a word of the language"),
        (local(columns: []), "columns: there is none"),
        (local(time: "x"), "time: the table has no column \"x\""),
        (local(filters: ["x"]), "filters: the table has no column \"x\""),
        (local(filters: ["userid", "userid"]), "filters: \"userid\" stands twice"),
        (local(filters: ["tags"]), "filters: \"tags\" is json, which no condition compares"),
    ])
    func localTables(_ message: String, _ expected: String) {
        #expect(message.drop { $0 != ":" }.dropFirst(2) == expected)
    }

    /// If several tables use the answers of one endpoint, they must declare the same endpoint.
    @Test func tablesOfOneEndpointAreAddedTogether() throws {
        let lines = Self.table("order_line", rows: .list("lines", ofEach: "orders"))
        let both = try Catalog.builtIn.adding(Self.table(), lines)
        #expect(both.tables.suffix(2).map(\.name) == ["orders", "order_line"])
        let editions = Set(both.tables.suffix(2).map(\.endpoint.fingerprint))
        #expect(editions.count == 1)
        let alone = try Catalog.builtIn.adding(Self.table())
        #expect(!editions.contains(alone.tables.last?.endpoint.fingerprint ?? ""))
        let other = Self.table("order_line", endpoint: Self.endpoint(path: "/v2/orders"))
        #expect {
            try Catalog.builtIn.adding(Self.table(), other)
        } throws: { error in
            (error as? DeclarationError)?.field == "endpoint.name"
        }
    }

    /// A change in which rows are returned, or how they are read, changes the edition; a change of
    /// descriptions does not.
    @Test func editionsTellDeclarationsApart() throws {
        func fingerprint(_ table: Table) throws -> String {
            try #require(try Catalog.builtIn.adding(table).tables.last).endpoint.fingerprint
        }
        let first = try fingerprint(Self.table())
        #expect(first.count == 16)
        #expect(try fingerprint(Self.table(columns: Self.columns.map { $0 })) == first)
        let renamed = Self.columns.dropLast() + [Column.json("items", "which goods")]
        #expect(try fingerprint(Self.table(columns: Array(renamed))) == first)
        let moved = Self.columns.dropLast() + [Column.json("items", "what", field: "goods")]
        #expect(try fingerprint(Self.table(columns: Array(moved))) != first)
        #expect(try fingerprint(Self.table(endpoint: Self.endpoint(path: "/v2"))) != first)
        #expect(try fingerprint(Self.table(rows: .root)) != first)
    }

    /// The catalog cannot import the parser, and its list of words must be the same.
    @Test func reservedWordsAreTheParsers() {
        func parses(_ name: String) -> Bool {
            if case .complete = Parser.parse("SELECT * FROM \(name)") { true } else { false }
        }
        for word in ReservedWords.all { #expect(!parses(word), "\(word)") }
        for word in ["date", "values", "first", "today", "by", "asc", "orders", "calls"] {
            #expect(parses(word) && !ReservedWords.all.contains(word), "\(word)")
        }
    }

    @Test func secretsOfServicesAreNotPrinted() {
        let service = Service(
            name: "shop", title: "the shop", baseURL: "https://a", authorization: .bearer("hush"))
        var text = String(describing: service) + String(reflecting: service.authorization)
        dump(Self.table(endpoint: Self.endpoint(service: service)), to: &text)
        #expect(!text.contains("hush"))
    }
}
