/// What `workql explain` tells about a kind of mistake.
struct Explanation {
    let code: DiagnosticCode
    /// A few words, lowercase.
    let title: String
    /// Why it is a mistake and what to do about it, in whole sentences.
    let text: String
    /// A statement that is refused for it, and one that is not; both empty where no statement shows
    /// it.
    let wrong: String
    let right: String

    init(
        _ code: DiagnosticCode, _ title: String, _ text: String, wrong: String = "",
        right: String = ""
    ) {
        self.code = code
        self.title = title
        self.text = text
        self.wrong = wrong
        self.right = right
    }

    static let all = ofText + ofTime + ofMeaning + ofRunning

    static let byCode = Dictionary(
        all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
}

extension DiagnosticCode {
    /// Every code that can be explained, in order.
    package static let all: [DiagnosticCode] = Explanation.all.map(\.code)

    /// The kind of mistake in a few words, lowercase; empty for a code that nobody knows.
    package var title: String { Explanation.byCode[self]?.title ?? "" }

    /// A paragraph on the kind of mistake, and an example where a statement can show it.
    package var explanation: String {
        guard let found = Explanation.byCode[self] else { return "" }
        guard !found.wrong.isEmpty else { return found.text }
        let example = ["Refused:", indented(found.wrong), "Instead:", indented(found.right)]
        return ([found.text] + example).joined(separator: "\n\n")
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
    }
}
