import Testing
import WorkQLCatalog

@testable import WorkQLAPI

/// A response that is not an answer is identified as what it is.
@Suite struct ShapeTests {
    private static let screen = Table.named("screen_capture")
    private static let call = Call.of(screen, 1, 2)
    private static let row = #"{"time":1785686400,"userid":"a"}"#

    private func ask(
        _ body: String, token: String? = nil, type: String? = nil
    ) async -> (failure: ServiceFailure?, transport: ScriptedTransport) {
        let transport = ScriptedTransport { request, _ in
            if request.url.contains("gettoken") { return token.map { .json($0) } ?? .token }
            var answer = HTTPAnswer.json(body)
            if let type { answer.headers = [("content-type", type)] }
            return answer
        }
        let client = ServiceClient(
            credentials: .demo, requestClock: ManualClock().requestClock, transport: transport,
            random: { 0.5 })
        do {
            _ = try await client.gather(Self.call, of: Self.screen)
            return (nil, transport)
        } catch {
            return (error as? ServiceFailure, transport)
        }
    }

    @Test(arguments: [
        ("", "the response is empty"), (" \n", "the response is empty"),
        (
            "{\"errcode\":0,\"record_list\":[]} <!-- proxy -->",
            #"the response has text after its JSON object: "<!-- proxy -->""#
        ),
        (
            #"{"errcode":0,"record_list":[{"userid":"}"#,
            "the response is not complete JSON: it ends in the middle of an object, after 40 bytes"
        ),
        (
            #"[{"errcode":0}]"#,
            #"the response is a JSON array where an object is expected: "[{"errcode":0}]""#
        ),
        (
            "null",
            #"the response is a single value or text where a JSON object is expected: "null""#
        ),
        ("<html>", #"the response is HTML or XML, not JSON: "<html>""#),
        (
            "<html>\u{1B}[31m" + String(repeating: "x", count: 100),
            "the response is HTML or XML, not JSON: \"<html>\u{FFFD}[31m"
                + String(repeating: "x", count: 29) + "…\""
        ),
        ("?", #"the response is not JSON: "?""#),
        (#"{"errcode":0}"#, #"the response has no "record_list""#),
        (#"{"errcode":0,"has_more":false}"#, #"the response has no "record_list""#),
        (#"{"errcode":0,"record_list":null}"#, #"the response has no "record_list""#),
        (#"{"record_list":[]}"#, #"the response has no "errcode""#),
        (
            #"{"errcode":0,"record_list":[{"meeting_record_id":"1"}]}"#,
            "the rows of the response have none of the fields of this endpoint"
        ),
    ])
    func isNamed(_ body: String, _ message: String) async {
        let (failure, transport) = await ask(body)
        #expect(failure?.message == message)
        #expect(failure?.kind == .malformed)
        // Perhaps damaged in transit: three retries.
        #expect(transport.business.count == 4)
    }

    @Test func pagesOfHTMLSayWhoMayHaveSentThem() async {
        let (failure, _) = await ask("<!DOCTYPE html><p>Sign in", type: "text/html; charset=utf-8")
        #expect(
            failure?.message
                == "the response is HTML or XML (text/html; charset=utf-8), not JSON: "
                + #""<!DOCTYPE html><p>Sign in""#)
        #expect(failure?.help?.hasPrefix("a proxy or a login page") == true)
    }

    @Test func secretsAreNotQuoted() async {
        let (failure, _) = await ask("<p>/x?access_token=t+1/k= t+1/k=")
        #expect(failure?.message.contains("t+1/k=") == false)
    }

    @Test func aMarkOfTheByteOrderDoesNoHarm() async {
        let (failure, _) = await ask("\u{FEFF}{\"errcode\":0,\"record_list\":[\(Self.row)]}")
        #expect(failure == nil)
    }

    @Test func aTotalOfNothingNeedsNoList() async throws {
        let table = Table.named("corp_recording")
        for (body, message) in [
            (#"{"total_count":0}"#, nil),
            (#"{"total_count":0,"total_page":0,"record_meetings":null}"#, nil),
            (#"{"total_count":5}"#, #"the response has no "record_meetings", but a total of 5"#),
            ("{}", #"the response has neither "record_meetings" nor pagination fields"#),
        ] as [(String, String?)] {
            let client = ServiceClient(
                credentials: .demo, requestClock: ManualClock().requestClock,
                transport: ScriptedTransport([.success(body)]), random: { 0.5 })
            do {
                _ = try await client.gather(.of(table, 100, 200), of: table)
                #expect(message == nil)
            } catch {
                #expect((error as? ServiceFailure)?.message == message)
            }
        }
    }

    /// A token is used whatever its declared lifetime, and never requested twice unnecessarily.
    @Test(arguments: ["", #","expires_in":0"#, #","expires_in":-5"#, #","expires_in":null"#])
    func tokensWithoutALifeAreUsed(_ life: String) async throws {
        let token = #"{"errcode":0,"access_token":"t"\#(life)}"#
        let transport = ScriptedTransport { request, _ in
            request.url.contains("gettoken")
                ? .json(token) : .json(#"{"errcode":0,"record_list":[\#(Self.row)]}"#)
        }
        let clock = ManualClock()
        let client = ServiceClient(
            credentials: .demo, requestClock: clock.requestClock, transport: transport)
        for (seconds, tokens) in [(0, 1), (6899, 1), (2, 2)] {
            clock.advance(by: .seconds(seconds))
            _ = try await client.gather(Self.call, of: Self.screen)
            #expect(transport.tokens == tokens)
        }
    }

    @Test(arguments: [
        (#"{"errcode":0,"expires_in":7200}"#, #"the response has no "access_token""#),
        (
            #"{"errcode":0,"access_token":"","expires_in":7200}"#,
            #"the response has no "access_token""#
        ),
        (
            #"{"errcode":0,"access_token":"t","expires_in":"soon"}"#,
            #"in the response, "expires_in" is a string where an integer is expected"#
        ),
    ])
    func answersWithoutATokenAreNotAskedForAgain(_ token: String, _ message: String) async {
        let (failure, transport) = await ask("", token: token)
        #expect(failure?.message == message)
        #expect(failure?.endpoint == "gettoken")
        #expect(transport.tokens == 1)
        #expect(transport.business.isEmpty)
    }
}
