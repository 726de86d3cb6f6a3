import ArgumentParser
import Dispatch

/// Where the process begins. The first thread waits where it would else become dispatch's, which
/// waits for signals in a way that valgrind 3.19 dies of. Detached, as the main actor waits here.
@main
enum Main {
    static func main() {
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            await Measure.main()
            done.signal()
        }
        done.wait()
    }
}

/// What the scripts beside it measure from outside: pieces of work in a process of their own.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "WorkQLMeasure",
        subcommands: [Answers.self, MakeAnswers.self, Serve.self, Planning.self, Work.self])
}
