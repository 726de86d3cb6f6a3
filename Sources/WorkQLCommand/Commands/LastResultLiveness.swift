import WorkQLPlanner
import WorkQLSyntax

/// Which statements of scripts have an answer that a later one reads as `_`. The others are not
/// kept, so that a script of large answers needs no more memory than its pages do.
struct LastResultLiveness {
    private let isKept: [[Bool]]

    /// - Parameter scripts: run one after the other in one session.
    init(_ scripts: [Script]) {
        var isRead = false
        // A LET may be used by any statement behind it.
        let isNamed = scripts.contains { script in
            script.statements.contains { statement in
                if case .bind = statement.kind { return script.mentionsLast(statement) }
                return false
            }
        }
        isKept = scripts.reversed().map { script in
            script.statements.reversed().map { statement in
                defer {
                    // What has an answer of its own ends the life of the one before.
                    isRead =
                        script.mentionsLast(statement) || isRead && !statement.replacesLast
                }
                return isRead || isNamed
            }.reversed()
        }.reversed()
    }

    func contains(_ statement: Int, of script: Int) -> Bool { isKept[script][statement] }
}

extension Script {
    fileprivate func mentionsLast(_ statement: Statement) -> Bool {
        mentions(PlanningContext.lastResult, in: statement)
    }
}

extension Statement {
    fileprivate var replacesLast: Bool {
        switch kind {
        case .query, .copy, .refresh, .summarize: true
        case .forget: false
        case .explain, .describe, .describeFile, .describeQuery, .show, .set, .reset,
            .parameters, .bind:
            false
        }
    }
}
