import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import WorkQLSandbox

/// Behaviour that only a real connection has.
@Suite struct ServerTests {
    private func get(_ url: String) async throws -> (status: Int, body: String) {
        let response = try await HTTPClient.shared.execute(
            HTTPClientRequest(url: url), timeout: .seconds(20))
        let body = try await response.body.collect(upTo: 1 << 26)
        return (Int(response.status.code), String(buffer: body))
    }

    private func withServer(
        faults: [SandboxFault] = [], _ use: (SandboxServer) async throws -> Void
    ) async throws {
        var configuration = SandboxConfiguration.demo
        configuration.faults = faults
        let server = try await SandboxServer.start(configuration)
        do {
            try await use(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private var tokenPath: String {
        "/cgi-bin/gettoken?corpid=\(WeComCredentials.demoCorpID)"
            + "&corpsecret=\(WeComCredentials.demoSecret)"
    }

    /// Connections that nothing took yet when the server ends: NIO trapped, once in some thousand
    /// stops of a busy machine.
    @Test func stopsWhileConnectionsArrive() async throws {
        for round in 0..<10 {
            let server = try await SandboxServer.start(.demo)
            let end = ContinuousClock.now + .milliseconds(round)
            await withTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        repeat {
                            let channel = try? await ClientBootstrap(
                                group: MultiThreadedEventLoopGroup.singleton
                            ).connect(host: "127.0.0.1", port: server.port).get()
                            if round.isMultiple(of: 2) { try? await channel?.close() }
                        } while ContinuousClock.now < end
                    }
                }
                let began = ContinuousClock.now
                await server.stop()
                #expect(ContinuousClock.now - began < .seconds(20))
            }
        }
    }

    @Test func answersOverHTTP() async throws {
        try await withServer { server in
            let granted = try await get(server.baseURL + tokenPath)
            #expect(granted.status == 200)
            let object = try JSONSerialization.jsonObject(with: Data(granted.body.utf8))
            let token = try #require((object as? [String: Any])?["access_token"] as? String)

            var request = HTTPClientRequest(
                url: server.baseURL + "/cgi-bin/checkin/getcheckindata?access_token=" + token)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(
                ByteBuffer(
                    string: """
                        {"opencheckindatatype":3,"starttime":1785686400,"endtime":1788278400,\
                        "useridlist":["zhangsan"]}
                        """))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            #expect(
                response.headers.first(name: "Content-Type") == "application/json; charset=UTF-8")
            let body = try await response.body.collect(upTo: 1 << 26)
            #expect(String(buffer: body).hasPrefix(#"{"errcode":0,"errmsg":"ok","checkindata":[{"#))

            let asked = server.takeRequests()
            #expect(asked.map(\.endpoint) == [.getToken, .checkin])
            #expect(asked.allSatisfy { !$0.target.contains(token) })
            #expect(server.requests.isEmpty)
            #expect(server.violations.isEmpty)
        }
    }

    @Test func targetsReachTheSignatureAsSent() async throws {
        try await withServer { server in
            let target =
                "/v1/corp/records?start_time=1785686400&end_time=1786291200"
                + "&operator_id=%7Ahangsan&operator_id_type=1"
            let stamp = String(Int(Date().timeIntervalSince1970))
            let key = TencentMeetingCredentials.demoSecretID
            var request = HTTPClientRequest(url: server.baseURL + target)
            for (name, value) in [
                ("X-TC-Key", key), ("X-TC-Timestamp", stamp), ("X-TC-Nonce", "7"),
                ("AppId", TencentMeetingCredentials.demoAppID),
                ("SdkId", TencentMeetingCredentials.demoSdkID), ("X-TC-Registered", "1"),
                (
                    "X-TC-Signature",
                    Signature.of(
                        method: "GET", key: key, nonce: "7", timestamp: stamp, target: target,
                        body: [], secret: TencentMeetingCredentials.demoSecretKey)
                ),
            ] {
                request.headers.add(name: name, value: value)
            }
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
            #expect(response.status == .ok)
            _ = try await response.body.collect(upTo: 1 << 26)
            #expect(server.violations.isEmpty)
        }
    }

    @Test func droppedConnectionsGiveNoAnswer() async throws {
        try await withServer(faults: [.nth(1, .dropped, on: .getToken)]) { server in
            await #expect(throws: (any Error).self) { try await get(server.baseURL + tokenPath) }
            #expect(server.requests.map(\.status) == [0])
            let again = try await get(server.baseURL + tokenPath)
            #expect(again.status == 200)
        }
    }

    @Test func shortBodiesEndBeforeTheirLength() async throws {
        try await withServer(faults: [.nth(1, .cutShort, on: .getToken)]) { server in
            await #expect(throws: (any Error).self) { try await get(server.baseURL + tokenPath) }
            #expect(server.requests.map(\.status) == [200])
            let again = try await get(server.baseURL + tokenPath)
            #expect(again.status == 200)
        }
    }

    @Test func portsCanBeChosenAndAreFreedByStopping() async throws {
        let first = try await SandboxServer.start()
        let port = first.port
        #expect(port > 0)
        await #expect(throws: (any Error).self) {
            _ = try await SandboxServer.start(port: port)
        }
        await first.stop()
        let second = try await SandboxServer.start(port: port)
        #expect(second.port == port)
        await second.stop()
    }
}
