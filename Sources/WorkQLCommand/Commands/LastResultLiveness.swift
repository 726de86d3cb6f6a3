import WorkQLPlanner
import WorkQLSyntax

/// The statements of scripts whose answers a later statement reads as `_`. The other answers are
/// not kept, so that a script of large answers needs no more memory than its pages.
struct LastResultLiveness {
    private let isKept: [[Bool]]

    /// - Parameter scripts: the scripts, which run one after the other in one session.
    init(_ scripts: [Script]) {
        var isRead = false
        // A LET may be used by any later statement.
        let isNamed = scripts.contains { script in
            script.statements.contains { statement in
                if case .bind = statement.kind { return script.mentionsLast(statement) }
                return false
            }
        }
        isKept = scripts.reversed().map { script in
            script.statements.reversed().map { statement in
                defer {
                    // A statement with an answer of its own ends the lifetime of the previous
                    // answer.
                    isRead =
                        script.mentionsLast(statement) || statement.isRun
                        || isRead && !statement.replacesLast
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
            .parameters, .bind, .save, .run:
            false
        }
    }

    /// Whether its statements are not in the script.
    fileprivate var isRun: Bool { if case .run = kind { true } else { false } }
}
