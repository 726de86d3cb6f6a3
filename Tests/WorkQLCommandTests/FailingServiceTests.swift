import Foundation
import TestSupport
import Testing
import WorkQL
import WorkQLCatalog
import WorkQLSandbox
import WorkQLSyntax

@testable import WorkQLCommand

/// The state that the command leaves if a service fails in the middle of an answer.
@Suite struct FailingServiceTests {
    private static let query = "SELECT meeting_record_id FROM corp_recording SINCE 30d"

    /// Three pages of one call arrive, and at the fourth the service fails. If refused at a first
    /// page, a call would be repeated in halves.
    @Test(
        arguments: [
            (.noPermission, .permission, "the operator may not see the recordings"),
            (.dayFrequency, .quota, "are used up"),
            (.code(190_004), .service, "190004"),
        ] as [(SandboxFault.Kind, WorkQLCommand.ExitStatus, String)])
    func noFileAppears(
        _ fault: SandboxFault.Kind, _ status: WorkQLCommand.ExitStatus, _ words: String
    ) async throws {
        let path = FileManager.default.temporaryDirectory.path() + "/workql-\(UUID()).csv"
        let run = try await run(
            ["-f", "csv", "-o", path, "-c", Self.query], faults: [.nth(4, fault)])
        #expect(run.status == status.rawValue)
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("error[\(status.code.rawValue)]: v1/corp/records: "))
        #expect(run.errors.contains(words))
        #expect(!run.errors.contains("-- "))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// Redirection into a file does not leave anything that could be mistaken for an answer either.
    @Test(arguments: ["table", "csv", "json", "ndjson"])
    func noAnswerIsPrinted(_ format: String) async throws {
        let run = try await run(
            ["-f", format, "-c", Self.query], faults: [.nth(4, .noPermission)])
        #expect(run.status == WorkQLCommand.ExitStatus.permission.rawValue)
        #expect(run.output == "")
        #expect(!run.errors.contains("-- "))
    }

    private func run(
        _ arguments: [String], faults: [SandboxFault]
    ) async throws -> CommandRun {
        var configuration = SandboxConfiguration.demo.withoutQuotas
        configuration.faults = faults
        let server = try await SandboxServer.start(configuration)
        let services = Demo.services(at: server.baseURL).map { ($0.variable, $1) }
        let environment = Dictionary(services, uniquingKeysWith: { first, _ in first })
        let all = ["--now", "2026-08-08", "--quota", "corp_recording=600/min"] + arguments
        // On a separate thread: the server needs the threads that waiting for the command would
        // block.
        let result: Result<CommandRun, any Error> = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    returning: Result { try CommandRun(all, environment: environment) })
            }
            thread.start()
        }
        await server.stop()
        return try result.get()
    }
}
