import WorkQL
import WorkQLLanguage
import WorkQLPlanner
import WorkQLSyntax

/// The progress of a statement, in one line.
struct ProgressText: Sendable {
    var progress: RunProgress
    /// The seconds since the statement began to run.
    var elapsed: Double
    /// The time at which the waiting call may be sent, such as `12:00:05`; nil if none waits.
    var waitsUntil: String?

    /// `8 of 66 calls · 12340 rows · 2 retries · waiting for the quota until 12:00:05 · 2 min left`,
    /// or `computing the result · 12 s` of a statement that makes no call, cut to so many cells.
    func line(columns: Int, _ translation: Translation = Translation()) -> String {
        guard progress.planned > 0 || progress.calls > 0 else {
            let seconds = elapsed < 1 ? "" : " · " + Scan.duration(elapsed.rounded(.down))
            return Self.cut(translation("computing the result") + seconds, to: columns)
        }
        var parts = [calls, counted(progress.rows, "row")]
        if progress.retries > 0 { parts.append(counted(progress.retries, "retry", "retries")) }
        if progress.refused > 0 { parts.append(counted(progress.refused, "user") + " refused") }
        if let waitsUntil { parts.append("waiting for the quota until \(waitsUntil)") }
        if let left { parts.append("\(Scan.duration(left)) left") }
        if isComputing { parts.append("computing the result") }
        return Self.cut(parts.map { translation($0) }.joined(separator: " · "), to: columns)
    }

    /// Whether all calls that are known have been answered, so that only local work is left.
    private var isComputing: Bool {
        progress.answered >= progress.planned && waitsUntil == nil
            && progress.calls - progress.retries <= progress.answered
    }

    private var calls: String {
        // Answers of several pages take more calls than the plan could predict.
        progress.answered <= progress.planned
            ? "\(progress.answered) of \(counted(progress.planned, "call"))"
            : "\(counted(progress.answered, "call")), \(progress.planned) planned"
    }

    /// The remaining time in whole seconds, estimated from the pace so far and at least the time
    /// that the quota requires; nil if nothing is known.
    private var left: Double? {
        let missing = progress.planned - progress.answered
        guard missing > 0 else { return nil }
        let paced =
            progress.answered > 0
            ? elapsed * Double(missing) / Double(progress.answered) : 0
        let seconds = max(paced, progress.seconds - elapsed).rounded(.up)
        return seconds >= 1 ? seconds : nil
    }

    private static func cut(_ text: String, to columns: Int) -> String {
        guard text.displayWidth > columns else { return text }
        var kept = ""
        var width = 0
        for character in text {
            width += character.displayWidth
            guard width < columns else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
