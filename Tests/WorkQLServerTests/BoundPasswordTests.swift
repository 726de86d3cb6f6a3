import Foundation
import TestSupport
import Testing
import WorkQL

@testable import WorkQLServer

/// Passwords that are bound to the TLS connection, and sockets that have a server already.
@Suite struct BoundPasswordTests {
    private static let proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="

    @Test("An exchange is bound if the client binds it, and not if somebody took the offer away")
    func exchange() throws {
        let verifier = Scram.Verifier(password: "pencil")
        let first = ",,n=,r=abc"
        var bound = Scram.Exchange(verifier, binding: [1, 2, 3])
        #expect(bound.begin("p=tls-server-end-point" + first, isBound: true) != nil)
        for (binding, header, isBound) in [
            ([UInt8(1)], "y", false), ([1], "n", true), ([1], "y", true), (nil, "n", true),
            (nil, "p=tls-server-end-point", true), ([1], "p=tls-unique", true),
            ([1], "p=tls-server-end-point", false),
        ] as [([UInt8]?, String, Bool)] {
            var exchange = Scram.Exchange(verifier, binding: binding)
            #expect(exchange.begin(header + first, isBound: isBound) == nil, "\(header)")
        }
        for (binding, header) in [([UInt8(1)], "n"), (nil, "y"), (nil, "n")] as [([UInt8]?, String)]
        {
            var exchange = Scram.Exchange(verifier, binding: binding)
            #expect(exchange.begin(header + first) != nil)
        }
    }

    @Test(
        "psql binds its password to the certificate, of whatever kind",
        arguments: [
            ["rsa:2048", "-sha256"], ["rsa:2048", "-sha384"], ["rsa:2048", "-sha512"],
            ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-sha256"],
        ])
    func psql(_ kind: [String]) async throws {
        guard ServerClientTests.has("psql", ["--version"]),
            ServerClientTests.has("openssl", ["version"])
        else { return print("psql and openssl are not installed: their test is passed over") }
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("workql-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (certificate, key) = ("\(folder)/s.crt", "\(folder)/s.key")
        let made = try ServerClientTests.run(
            "openssl",
            ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-newkey"] + kind
                + ["-keyout", key, "-out", certificate])
        try #require(made.status == 0, "\(made.output)")
        var configuration = Server.Configuration()
        configuration.certificate = certificate
        configuration.key = key
        configuration.users = try ServerUsers("lisa \(ServerUsers.verifier(of: "secret"))\n")
        try await ServerClientTests.serving(configuration) { port, _ in
            for (binding, mode, works) in [
                ("require", "require", true), ("prefer", "require", true),
                ("disable", "require", true), ("require", "disable", false),
            ] {
                let run = try await onOwnThread {
                    try ServerClientTests.run(
                        "psql",
                        [
                            "-XAt", "-c", "SELECT 1",
                            "host=127.0.0.1 port=\(port) user=lisa password=secret dbname=workql "
                                + "sslmode=\(mode) channel_binding=\(binding)",
                        ])
                }
                #expect((run.output == "1\n") == works, "\(binding): \(run.output)")
            }
        }
    }

    @Test("A second server does not take the socket of the first")
    func socket() async throws {
        let path = "/tmp/workql-\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(path) }
        // What a server leaves behind that was killed is not in the way.
        #expect(!SocketProbe.answers(at: path))
        var configuration = Server.Configuration()
        configuration.listen = .socket(path: path)
        try await ServerClientTests.serving(configuration) { [configuration] _, harness in
            #expect(SocketProbe.answers(at: path))
            let now = harness.session.options.now
            let second = try Server(
                configuration, script: harness.session, now: { now }, log: { _ in })
            await #expect(throws: (any Error).self) { try await second.run { _ in } }
            #expect(SocketProbe.answers(at: path))
        }
        #expect(!SocketProbe.answers(at: path))
    }
}
