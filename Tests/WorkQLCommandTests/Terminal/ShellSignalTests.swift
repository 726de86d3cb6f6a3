import Foundation
import TestSupport
import Testing
import WorkQLEditor

@testable import WorkQLCommand

/// What a Ctrl-C is meant for is decided when it is pressed, however late it is handled.
///
/// Serialized, because the count of prompts is the process's.
@Suite(.serialized) struct ShellSignalTests {
    private func signals() throws -> ShellSignals {
        ShellSignals(try TerminalLine(input: STDIN_FILENO, output: STDOUT_FILENO))
    }

    private func isCancelled(
        _ signals: ShellSignals, by signal: ShellSignals.Received
    ) async -> Bool {
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            beginning.finish()
            while !Task.isCancelled { await Task.yield() }
        }
        for await _ in begun {}
        async let value: Void = signals.value(of: task)
        while !signals.hasTask { await Task.yield() }
        signals.receive(signal)
        let isCancelled = task.isCancelled
        task.cancel()
        await value
        return isCancelled
    }

    @Test func aStatementOfThisPromptIsCancelled() async throws {
        let signals = try signals()
        signals.beginPrompt()
        #expect(await isCancelled(signals, by: .init(number: SIGINT, prompt: signals.prompt)))
        #expect(signals.takeInterruption())
    }

    @Test func aCtrlCOfAnEarlierPromptCancelsNothing() async throws {
        let signals = try signals()
        signals.beginPrompt()
        let earlier = signals.prompt
        signals.beginPrompt()
        #expect(await !isCancelled(signals, by: .init(number: SIGINT, prompt: earlier)))
        #expect(!signals.takeInterruption())
    }

    @Test func aCtrlCBeforeThePromptIsForgotten() throws {
        let signals = try signals()
        signals.beginPrompt()
        signals.receive(.init(number: SIGINT, prompt: signals.prompt))
        signals.beginPrompt()
        #expect(!signals.takeInterruption())
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func endingIsNeverLate(_ number: Int32) async throws {
        let signals = try signals()
        signals.beginPrompt()
        let earlier = signals.prompt
        signals.beginPrompt()
        #expect(await isCancelled(signals, by: .init(number: number, prompt: earlier)))
        #expect(signals.isEnding)
    }

    /// Until its end has been waited for. Other tests of this process start no such program.
    @Test func anotherProgramHasTheKeyboard() throws {
        let ends = Pipe()
        let process = try ShellCommand("read x", environment: [:]).start(
            input: ends.fileHandleForReading.fileDescriptor)
        #expect(Keyboard.isOthers)
        kill(process, SIGTERM)
        try ShellCommand.wait(for: process)
        #expect(!Keyboard.isOthers)
    }
}
