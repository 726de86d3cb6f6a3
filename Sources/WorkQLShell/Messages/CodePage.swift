import WorkQLSyntax

/// What `workql explain` prints.
struct CodePage {
    /// Ends without a line break.
    let text: String

    /// - Parameter names: codes in any case, with or without their leading zeros; none asks for
    ///   the list of all.
    init(_ names: [String]) throws(ShellError) {
        guard !names.isEmpty else {
            text = DiagnosticCode.all.map { "\($0.rawValue)  \($0.title)" }.joined(separator: "\n")
            return
        }
        var pages: [String] = []
        for name in names {
            let code = try Self.code(name)
            pages.append("\(code.rawValue): \(code.title)\n\n\(code.explanation)")
        }
        text = pages.joined(separator: "\n\n")
    }

    private static func code(_ name: String) throws(ShellError) -> DiagnosticCode {
        let digits = name.drop { $0 == "E" || $0 == "e" }
        let wanted = "E" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        if let code = DiagnosticCode.all.first(where: { $0.rawValue == wanted }) { return code }
        throw ShellError(
            .usage, "there is no error code \"\(name)\"",
            help: "codes look like E0402; workql explain lists them")
    }
}
