import WorkQLShell

/// Where the process begins: apart from the shell's module, because what is an executable's cannot
/// be linked into another, as the benchmarks do with writers and completion.
@main
enum Main {
    static func main() async { await Workql.main() }
}
