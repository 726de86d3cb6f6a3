import Testing

@testable import WorkQLShell

@Suite struct ShellInputTests {
    @Test(arguments: [
        "SELECT 1;", "SELECT 1； ", "SELECT 1; -- done", "SELECT 1;\n", "SELECT 1\n", "SELECT 1\n\n",
        "SHOW TABLES", "DESCRIBE checkin", "SET timezone = 'UTC'", "RESET timezone", "", " \n",
        "-- x",
        "SELEC 1", "help", ".help", "exit", "QUIT ;", "SELECT (1;",
    ])
    func ends(text: String) {
        #expect(ShellInput.isFinished(text))
    }

    @Test(arguments: [
        "SELECT", "SELECT 1", "SELECT * FROM checkin\nWHERE", "SELECT 'a;", "SELECT 1; SELECT",
        "SELECT 1; SELECT 2", "/* ;", "SELECT 1 -- ;", "LET a = 1", "EXPLAIN SELECT 1",
        "SELECT 'a\n", "SELECT\n",
    ])
    func goesOn(text: String) {
        #expect(!ShellInput.isFinished(text))
    }

    @Test func kinds() {
        #expect(ShellInput(" \n") == .nothing)
        #expect(ShellInput(" exit; ") == .leave)
        #expect(ShellInput("Quit") == .leave)
        #expect(ShellInput(" .mode  csv \n") == .command("mode", "csv"))
        #expect(ShellInput(".") == .command("", ""))
        #expect(ShellInput(".quit ;") == .command("quit", ""))
        #expect(ShellInput(".tables；") == .command("tables", ""))
        #expect(
            ShellInput(".explain SELECT 'a  b' ; ") == .command("explain", "SELECT 'a  b'"))
        #expect(ShellInput("exit_code") == .statements)
    }
}
