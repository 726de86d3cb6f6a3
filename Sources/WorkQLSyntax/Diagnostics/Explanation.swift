/// The text of `workql explain` about an error code.
struct Explanation {
    let code: DiagnosticCode
    /// The error in a few words, lowercase.
    let title: String
    /// The reason for the error and how to fix it, in complete sentences.
    let text: String
    /// A statement that is refused with the code, and one that is not; both empty if no statement
    /// can show it.
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
    /// All codes that can be explained, in order.
    package static let all: [DiagnosticCode] = Explanation.all.map(\.code)

    /// The error in a few words, lowercase; empty for an unknown code.
    package var title: String { Explanation.byCode[self]?.title ?? "" }

    /// A paragraph about the error, and an example if a statement can show it.
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
