import WorkQL
import WorkQLSyntax

/// Values for the parameters that scripts declare.
enum ScriptParameters {
    /// Splits `部门=财务部` into the name and the value after the sign, which may be full-width.
    static func assignment(_ word: String) -> (name: Name, value: String)? {
        guard let sign = word.firstIndex(where: { $0 == "=" || $0 == "＝" }), sign > word.startIndex
        else { return nil }
        return (Name(String(word[..<sign])), String(word[word.index(after: sign)...]))
    }

    /// - Parameter words: the words after the name of a script.
    static func values(
        _ words: some Sequence<String>, of script: Script, usage: String
    ) throws(UserError) -> [Name: String] {
        var values: [Name: String] = [:]
        for word in words {
            guard let (name, value) = assignment(word) else {
                throw UserError(
                    .usage, "\"\(word)\" is not of the form NAME=VALUE",
                    help: "write \(usage); use quotes around a word with spaces")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw UserError(.usage, "parameter \(name.text) is given twice")
            }
        }
        try check(values, for: [script])
        return values
    }

    /// Refuses a value that no script declares: it is probably a typing error, and the script would
    /// run without it.
    static func check(_ values: [Name: String], for scripts: [Script]) throws(UserError) {
        let declared = Set(scripts.flatMap(\.declarations).map(\.name))
        for name in values.keys.sorted(by: { $0.text < $1.text }) where !declared.contains(name) {
            let known = declared.map(\.text).sorted()
            throw UserError(
                .usage, "no script declares a parameter \(name.text)",
                help: nearest(name.text, in: known).map { "did you mean \($0)?" }
                    ?? (known.isEmpty
                        ? "scripts declare them with PARAM" : "there are " + known.listed),
                code: .unknownParameter)
        }
    }

    /// Returns the parameters that have neither a default nor a value.
    static func missing(
        in scripts: [Script], besides values: [Name: String]
    ) -> [ParameterDeclaration] {
        scripts.flatMap(\.declarations).filter { $0.initial == nil && values[$0.name] == nil }
    }
}

extension ParameterDeclaration {
    /// The question for the value: `部门 (TEXT): `
    var question: String { "\(name.text) (\(type.rawValue)): ".neutralized }
}
