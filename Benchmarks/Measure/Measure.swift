import ArgumentParser

/// What the scripts beside it measure from outside: pieces of work in a process of their own.
@main
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "WorkQLMeasure",
        subcommands: [Answers.self, MakeAnswers.self, Serve.self, Planning.self, Work.self])
}
