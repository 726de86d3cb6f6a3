import Dispatch
import Foundation

/// The entry point. The first thread waits here because it would otherwise become dispatch's, which
/// waits for signals in a way that crashes valgrind 3.19. The task is detached, as the main actor
/// waits here.
@main
enum Main {
    static func main() {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            await Measure.main(Array(CommandLine.arguments.dropFirst()))
            done.signal()
        }
        done.wait()
    }
}

/// Work that the scripts in this folder measure from outside, each piece in its own process.
enum Measure {
    private static let commands: [(usage: String, run: @Sendable (Words) async throws -> Void)] = [
        (Answers.usage, { try await Answers($0).run() }),
        (MakeAnswers.usage, { try MakeAnswers($0).run() }),
        (Serve.usage, { _ in try await Serve().run() }),
        (Planning.usage, { try await Planning($0).run() }),
        (Work.usage, { try await Work($0).run() }),
    ]

    static func main(_ words: [String]) async {
        do {
            guard
                let command = commands.first(where: {
                    $0.usage.split(separator: " ")[0] == words.first ?? ""
                })
            else { throw Mistake("there are\n" + commands.map(\.usage).joined(separator: "\n")) }
            try await command.run(try Words(words.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(64)
        }
    }
}

struct Mistake: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}

/// The arguments of a command: `--name value`, and the rest in order.
struct Words: Sendable {
    private var options: [String: String] = [:]
    private(set) var rest: [String] = []

    init(_ words: some Collection<String>) throws {
        var words = Array(words)[...]
        while let word = words.popFirst() {
            guard word.hasPrefix("--") else {
                rest.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1)
            guard let value = parts.count == 2 ? String(parts[1]) : words.popFirst() else {
                throw Mistake("\(word) lacks its value")
            }
            options[String(parts.first ?? "")] = value
        }
    }

    func option(_ name: String) -> String? { options[name] }

    func number(_ name: String, else usual: Int) throws -> Int {
        guard let text = options[name] else { return usual }
        guard let number = Int(text) else { throw Mistake("--\(name) takes a number") }
        return number
    }

    func operand(_ index: Int, _ name: String) throws -> String {
        guard rest.indices.contains(index) else { throw Mistake("\(name) is missing") }
        return rest[index]
    }
}
