import WorkQLCatalog
import WorkQLCommand
import WorkQLEditor
import WorkQLSyntax

extension Workload {
    /// Workloads on a text while it is typed and afterwards.
    static let texts = [
        Workload("highlight 200 lines") {
            let script = SampleScript.text
            return { Highlight.pieces(of: script).count }
        },
        Workload("parse 200 lines") {
            let script = SampleScript.text
            return {
                guard case .complete(let statements) = Parser.parse(script) else {
                    throw Astray("the script has mistakes")
                }
                return statements.count
            }
        },
        Workload("complete on 200 lines") {
            // In the middle, with the same amount of text before and after.
            let lines = SampleScript.lines
            let before = lines[..<(lines.count / 2)].joined(separator: "\n")
            let typed = "\nSELECT user"
            let behind = lines[(lines.count / 2)...].joined(separator: "\n")
            let text = before + typed + " FROM checkin;\n" + behind
            let cursor = (before + typed).utf8.count
            let vocabulary = Vocabulary(catalog: .builtIn)
            return {
                let offered = Completer.complete(text, cursor, vocabulary).candidates.count
                guard offered > 0 else { throw Astray("nothing was offered") }
                return offered
            }
        },
    ]
}
