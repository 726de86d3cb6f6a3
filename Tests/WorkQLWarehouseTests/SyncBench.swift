import Foundation
import TestSupport
import WorkQL
import WorkQLCatalog
import WorkQLSandbox

@testable import WorkQLCommand

/// A sandbox, a database and a folder, and the command that carries records between them.
struct SyncBench: Sendable {
    let server: SandboxServer
    let database: PostgreSQL
    let folder: String
    let environment: [String: String]

    static let now = "2026-08-15T12:00"

    static func with(
        latency: Double = 0, quotas: [SandboxEndpoint: [SandboxQuota]] = [:],
        _ body: (SyncBench) async throws -> Void
    ) async throws {
        try await SandboxGate.with {
            try await PostgreSQL.with { database in
                var configuration = SandboxConfiguration.demo.withoutQuotas
                configuration.latency = latency
                configuration.quotas.merge(quotas) { $1 }
                let server = try await SandboxServer.start(configuration)
                let folder = FileManager.default.temporaryDirectory
                    .appending(path: "workql-\(UUID().uuidString)").path()
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(atPath: folder) }
                var environment: [String: String] = [:]
                for (key, value) in Demo.services(at: server.baseURL) {
                    environment[key.variable] = value
                }
                let bench = SyncBench(
                    server: server, database: database, folder: folder, environment: environment)
                try await body(bench)
                await server.stop()
            }
        }
    }

    /// The calls of an endpoint since they were last counted, of all but lists of people.
    func calls() -> Int {
        server.takeRequests().count { request in
            request.endpoint == .checkin || request.endpoint == .meetingRecording
                || request.endpoint == .screenCapture
        }
    }

    func script(_ text: String, named name: String = "late") throws -> String {
        let path = "\(folder)/\(name).wql"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    func arguments(_ words: [String], store: String, schema: String?) -> [String] {
        [
            "sync", "--now", Self.now, "--store", "\(folder)/\(store)", "--into",
            database.address(schema: schema),
        ] + words
    }

    func sync(
        _ words: String..., store: String = "store", schema: String? = nil,
        environment: [String: String]? = nil
    ) async throws -> CommandRun {
        let arguments = arguments(words, store: store, schema: schema)
        return try await onOwnThread { [environment] in
            try CommandRun(arguments, environment: environment ?? self.environment)
        }
    }

    /// A sync that is not waited for.
    func process(
        _ words: [String], store: String = "store", environment: [String: String]? = nil
    ) throws -> Process {
        let process = try CommandRun.process(
            arguments(words, store: store, schema: nil),
            environment: environment ?? self.environment, home: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// The same, which has begun.
    func start(
        _ words: String..., store: String = "store", environment: [String: String]? = nil
    ) throws -> Process {
        let process = try process(words, store: store, environment: environment)
        try process.run()
        return process
    }

    /// What the command answers without a store, a line a row, ascending.
    func fetched(_ query: String) async throws -> [String] {
        let arguments = [
            "--now", Self.now, "--store", "off", "--quiet", "-f", "csv", "-c", query,
        ]
        let run = try await onOwnThread { [environment] in
            try CommandRun(arguments, environment: environment)
        }
        guard run.status == 0 else { throw Failure(errors: run.errors) }
        return run.output.split(separator: "\n").dropFirst().map(String.init).sorted()
    }

    struct Failure: Error {
        var errors: String
    }
}
