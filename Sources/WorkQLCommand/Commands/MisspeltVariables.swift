import WorkQL
import WorkQLCatalog
import WorkQLSyntax

/// Variables of the environment that are none of ours, but nearly are.
///
/// Others that begin with `WORKQL_` may belong to programs around the command.
enum MisspeltVariables {
    private static let prefix = "WORKQL_"

    /// The variables that the command and its shell read.
    static let known =
        ServiceKey.all.map(\.variable) + Setting.all.compactMap(\.variable)
        + ["QUOTA", "LOG", "MEMORY", "PAGER"].map { prefix + $0 }

    /// Returns the warnings, each with its help.
    static func warnings(_ environment: [String: String]) -> [(message: String, help: String)] {
        let words = known.map { String($0.dropFirst(prefix.count)) }
        return environment.keys.filter { $0.hasPrefix(prefix) && !known.contains($0) }.sorted()
            .compactMap { name in
                nearest(String(name.dropFirst(prefix.count)), in: words).map { word in
                    (
                        "the variable \(name.neutralized) means nothing to workql",
                        "did you mean \(prefix)\(word)?"
                    )
                }
            }
    }
}
