import WorkQLCommand

/// Where the process begins: apart from the shell's module, because what is an executable's cannot
/// be linked into another, as the benchmarks do with writers and completion.
@main
enum Main {
    /// An asynchronous one would end the main thread as soon as it waits, for which glibc first
    /// loads libgcc and unwinds the stack.
    static func main() {
        StandardDescriptors.complete()
        Task.detached(executorPreference: MainThread.shared) { await Workql.main() }
        MainThread.shared.run()
    }
}
