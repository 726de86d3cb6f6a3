import Foundation
import NIOCore
import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQLServer

/// Bytes and their meaning.
@Suite struct ProtocolTests {
    private func message(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        let length = Int32(body.count + 4)
        return [type.asciiValue ?? 0] + withUnsafeBytes(of: length.bigEndian) { Array($0) } + body
    }

    private func opened() -> MessageDecoder {
        var decoder = MessageDecoder()
        var buffer = ByteBuffer(
            bytes: [0, 0, 0, 19, 0, 3, 0, 0] + Array("user\0lisa\0\0".utf8))
        #expect(decoder.next(&buffer) == .startup(version: 196_608, parameters: ["user": "lisa"]))
        return decoder
    }

    @Test("Messages are read wherever their bytes are cut")
    func cuts() {
        let bytes =
            message("P", Array("s\0SELECT $1\0".utf8) + [0, 1, 0, 0, 0, 25])
            + message("B", Array("p\0s\0".utf8) + [0, 0, 0, 1, 0, 0, 0, 2, 0x68, 0x69, 0, 1, 0, 1])
            + message("E", Array("p\0".utf8) + [0, 0, 0, 5]) + message("S", [])
        for cut in 0...bytes.count {
            var decoder = opened()
            var buffer = ByteBuffer()
            var messages: [FrontendMessage] = []
            for part in [bytes[..<cut], bytes[cut...]] {
                buffer.writeBytes(part)
                while let next = decoder.next(&buffer) { messages.append(next) }
            }
            #expect(
                messages == [
                    .parse(name: "s", text: "SELECT $1", types: [25]),
                    .bind(
                        .init(
                            portal: "p", statement: "s", formats: [],
                            values: [Array("hi".utf8)], resultFormats: [1])),
                    .execute(portal: "p", maxRows: 5), .sync,
                ])
        }
    }

    @Test("Bytes behind a request for encryption are refused, whoever sent them")
    func injection() {
        var decoder = MessageDecoder()
        var buffer = ByteBuffer(
            bytes: [0, 0, 0, 8, 4, 210, 22, 47] + [0, 0, 0, 8, 0, 3, 0, 0])
        guard case .malformed? = decoder.next(&buffer) else {
            Issue.record("the bytes were taken")
            return
        }
    }

    @Test("Any bytes are read to their end without a trap")
    func anyBytes() {
        var random = SplitMix64(seed: 20)
        let types = Array("QPBDECHSXpdcfZz".utf8)
        for _ in 0..<(Soak.isOn ? 200_000 : 3000) {
            var decoder = MessageDecoder()
            var buffer = ByteBuffer(
                bytes: [0, 0, 0, 19, 0, 3, 0, 0] + Array("user\0lisa\0\0".utf8))
            if Bool.random(using: &random) { buffer.clear() }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let body = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                    Bool.random(using: &random) ? 0 : UInt8.random(in: 0...255, using: &random)
                }
                var bytes = message(
                    Character(Unicode.Scalar(types.randomElement(using: &random) ?? 0)), body)
                if Int.random(in: 0..<8, using: &random) == 0 {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
                        in: 0...255, using: &random)
                }
                buffer.writeBytes(bytes)
            }
            var count = 0
            while decoder.next(&buffer) != nil { count += 1 }
            #expect(count <= 8)
        }
    }

    @Test("Random sequences of messages are answered in their order, and Sync always brings Ready")
    func sequences() async throws {
        try await Harness.with(try await Harness()) { harness in
            var random = SplitMix64(seed: 7)
            let texts = [
                "SELECT 1", "SELECT $1", "SELEC", "BEGIN", "COMMIT", "ROLLBACK", "", "SELECT x",
                "SELECT * FROM (VALUES (1), (2), (3)) AS v(n)", "SHOW DateStyle", "DISCARD ALL",
                "DECLARE p CURSOR FOR SELECT 1", "FETCH 1 FROM p", "SAVEPOINT a", "ROLLBACK TO a",
                "COPY (SELECT 1) TO STDOUT", "SELECT count(*) FROM checkin", "CLOSE ALL",
            ]
            let names = ["", "a", "p"]
            for _ in 0..<(Soak.isOn ? 10_000 : 60) {
                let wire = try Wire(harness)
                var (syncs, skips) = (0, false)
                var messages: [FrontendMessage] = []
                for _ in 0..<Int.random(in: 1...12, using: &random) {
                    let text = texts.randomElement(using: &random) ?? ""
                    let name = names.randomElement(using: &random) ?? ""
                    let other = names.randomElement(using: &random) ?? ""
                    switch Int.random(in: 0..<9, using: &random) {
                    case 0: messages.append(.query(text))
                    case 1, 2: messages.append(.parse(text, name: name))
                    case 3:
                        messages.append(
                            .bind(
                                Bool.random(using: &random) ? [] : ["5"], portal: other,
                                statement: name, results: [.random(in: 0...1, using: &random)]))
                    case 4: messages.append(.describe(.statement(name)))
                    case 5: messages.append(.describe(.portal(name)))
                    case 6:
                        messages.append(
                            .execute(Int.random(in: 0...2, using: &random), portal: name))
                    case 7: messages.append(.close(.portal(name)))
                    default: messages.append(.sync)
                    }
                }
                messages.append(.sync)
                for message in messages {
                    let answer = try await wire.all([message])
                    let ready = answer.filter { $0.type == "Z" }.count
                    switch message {
                    case .sync:
                        skips = false
                        syncs += 1
                        #expect(ready == 1)
                    case .query:
                        #expect(ready == (skips ? 0 : 1))
                        if skips { #expect(answer.isEmpty) }
                    default:
                        #expect(ready == 0)
                        if skips { #expect(answer.isEmpty, "\(message) \(answer)") }
                        let errors = answer.filter { $0.type == "E" }.count
                        #expect(errors <= 1)
                        if errors == 1 { skips = true }
                    }
                }
            }
        }
    }

    // MARK: Values

    @Test(
        "Doubles are written as PostgreSQL writes them",
        arguments: [
            (0.0, "0"), (-0.0, "-0"), (1, "1"), (-1.5, "-1.5"), (0.1, "0.1"),
            (1e14, "100000000000000"),
            (1e15, "1e+15"), (123_456_789_012_345_680, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"), (1.25e-7, "1.25e-07"), (.leastNonzeroMagnitude, "5e-324"),
            (1.797_693_134_862_315_7e308, "1.7976931348623157e+308"), (30.547769, "30.547769"),
            (.infinity, "Infinity"), (100, "100"), (1234.5, "1234.5"),
        ])
    func doubles(_ number: Double, _ text: String) {
        var bytes: [UInt8] = []
        CellEncoder.append(number, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    private func encoded(
        _ value: ServerValue, _ type: ServerType, isBinary: Bool
    ) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        let encoder = CellEncoder(
            column: ServerColumn("c", type), isBinary: isBinary, zone: .shanghai)
        return try encoder.append(value, to: &bytes) ? bytes : nil
    }

    @Test("What is written in either format is read as the same value")
    func roundTrips() throws {
        let values: [(ServerValue, ServerType)] = [
            (.integer(.max), .int8), (.integer(.min), .int8), (.integer(-7), .int2),
            (.integer(70_000), .int4), (.integer(4_000_000_000), .oid), (.real(0.1), .float8),
            (.real(0.5), .float4), (.boolean(true), .boolean), (.boolean(false), .boolean),
            (.text("𠮷'\"\\"), .text), (.text("2026-08-01"), .date), (.text("09:00:00.250"), .time),
            (.array([.text("a,b"), .null, .text(""), .text("NULL")]), .texts),
            (.array([.integer(1), .integer(2)]), .int4s), (.array([]), .texts),
            (.text("{\"a\": 1}"), .json), (.text("{}"), .jsonb),
            (.real(.infinity), .float8), (.real(-.infinity), .float4),
        ]
        for (value, type) in values {
            for isBinary in [false, true] {
                let bytes = try #require(try encoded(value, type, isBinary: isBinary))
                let back = try ParameterDecoder.value(
                    bytes, of: type, isBinary: isBinary, number: 1)
                // In text format the same time is written shorter.
                let isTime = type == .time && !isBinary
                #expect(isTime || back == value, "\(type.name) \(isBinary)")
            }
        }
        #expect(try encoded(.null, .int8, isBinary: true) == nil)
    }

    @Test("NaN is refused, because it would be NULL in the statement", arguments: [false, true])
    func noNumber(_ isBinary: Bool) throws {
        let bytes = try #require(try encoded(.real(.nan), .float8, isBinary: isBinary))
        let error = #expect(throws: UserError.self) {
            try ParameterDecoder.value(bytes, of: .float8, isBinary: isBinary, number: 1)
        }
        #expect(error?.message == "$1 is NaN, which is not a value of WorkQL")
    }

    @Test("Arrays are stored as JSON, whose booleans are numbers")
    func storedArrays() {
        let values: [ServerValue] = [
            .boolean(true), .null, .integer(.max), .real(0.5), .text("a/\"b"),
            .array([.boolean(false)]),
        ]
        let text = CatalogArray.json(values)
        #expect(text == "[1,null,9223372036854775807,0.5,\"a/\\\"b\",[0]]")
        #expect(
            CatalogArray.elements(of: text) == [
                .integer(1), .null, .integer(.max), .real(0.5), .text("a/\"b"),
                .array([.integer(0)]),
            ])
    }

    @Test("Numbers of PostgreSQL's decimal type are read")
    func numerics() throws {
        func number(_ groups: [UInt16], weight: Int16, sign: UInt16 = 0) throws -> ServerValue {
            let words = [UInt16(groups.count), UInt16(bitPattern: weight), sign, 0] + groups
            return try ParameterDecoder.value(
                words.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }, of: .numeric, isBinary: true,
                number: 1)
        }
        #expect(try number([1, 2345], weight: 1) == .integer(12_345))
        #expect(try number([1], weight: 1) == .integer(10_000))
        #expect(try number([12, 5000], weight: 0, sign: 0x4000) == .real(-12.5))
        #expect(try number([25], weight: -1) == .real(0.0025))
        #expect(try number([], weight: 0) == .integer(0))
    }

    @Test(
        "Times in the spellings of drivers are read",
        arguments: [
            ("2026-08-01 09:00:00+08", "2026-08-01T01:00:00Z"),
            ("2026-08-01T09:00:00.123456+08:00", "2026-08-01T01:00:00.123Z"),
            ("2026-08-01 09:00:00-0530", "2026-08-01T14:30:00Z"),
            ("2026-08-01T01:00Z", "2026-08-01T01:00:00Z"),
        ])
    func times(_ text: String, _ instant: String) throws {
        let read = try #require(PostgresTime.read(text)?.instant)
        #expect(TimestampFormat(.rfc3339, zone: .utc).string(read) == instant)
    }

    @Test(
        "A text that is not a time is not read as one",
        arguments: ["2026-02-30", "yesterday", "7d", "2026-08-01 25:00", ""])
    func noTimes(_ text: String) { #expect(PostgresTime.read(text) == nil) }

    // MARK: Passwords and addresses

    @Test("The exchange is that of RFC 7677")
    func scram() throws {
        let salt = try #require(Data(base64Encoded: "W22ZaJ0SNY7soEsUEjb6gQ=="))
        let verifier = Scram.Verifier(password: "pencil", salt: Array(salt), iterations: 4096)
        #expect(Scram.Verifier(verifier.text) == verifier)
        var exchange = Scram.Exchange(
            verifier, nonce: "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")
        #expect(
            exchange.begin("n,,n=user,r=rOprNGfwEbeRWgbNEkqO")
                == "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
        let last = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p="
        #expect(
            exchange.finish(last + "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
                == "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
        #expect(exchange.finish(last + "eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=") == nil)
        #expect(exchange.finish("nonsense") == nil)
    }

    @Test("Names that nobody has are answered like others, the same each time")
    func nobody() throws {
        let users = try ServerUsers("# who\nlisa \(ServerUsers.verifier(of: "secret"))\n")
        #expect(users.verifier(of: "x") == users.verifier(of: "x"))
        #expect(users.verifier(of: "x").salt != users.verifier(of: "y").salt)
        #expect(throws: UserError.self) { try ServerUsers("lisa secret") }
        #expect(throws: UserError.self) { try ServerUsers("\n") }
    }

    @Test func addresses() {
        func read(_ text: String) -> ListenAddress? { ListenAddress(text) { $0 == "/run/workql" } }
        #expect(read("127.0.0.1:5433") == .host("127.0.0.1", port: 5433))
        #expect(read("5433") == .host("127.0.0.1", port: 5433))
        #expect(read("localhost") == .host("localhost", port: 5432))
        #expect(read("[::1]:0") == .host("::1", port: 0))
        #expect(read("/run/workql") == .socket(path: "/run/workql/.s.PGSQL.5432"))
        #expect(read("./s") == .socket(path: "./s"))
        #expect(read("a:b") == nil && read("[::1") == nil && read("") == nil)
        #expect(read("0.0.0.0:1")?.isLocal == false)
        #expect(read("127.0.0.2:1")?.isLocal == true)
    }

    @Test("Statements are told apart as PostgreSQL's scanner does")
    func statements() {
        let text = "SELECT ';' ; /* a /* ; */ */ SELECT $$ ; $$, E'\\';', \"a;\"; -- ;\n SELECT 3"
        #expect(
            StatementText.statements(of: text).map(\.text) == [
                "SELECT ';'", "SELECT $$ ; $$, E'\\';', \"a;\"", "SELECT 3",
            ])
        #expect(StatementText.parameterNumbers(in: "SELECT $1, '$2', $10 -- $3") == [1, 10])
    }
}
