import Testing
import WorkQLSyntax

/// Every kind of mistake is explained, and the explanations are true.
@Suite struct DiagnosticCodeTests {
    @Test func codesAreInOrder() {
        let codes = DiagnosticCode.all.map(\.rawValue)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        #expect(codes.count > 60)
        for code in codes {
            #expect(code.count == 5 && code.first == "E" && Int(code.dropFirst()) != nil)
        }
        #expect(!DiagnosticCode.all.contains(.unspecified))
        #expect(DiagnosticCode(rawValue: "E9999").title.isEmpty)
        #expect(DiagnosticCode(rawValue: "E9999").explanation.isEmpty)
    }

    @Test func explanationsRead() {
        for code in DiagnosticCode.all {
            let first = code.title.prefix { $0 != " " }
            #expect(first == first.lowercased() || first == first.uppercased(), "\(first)")
            #expect(!code.title.hasSuffix(".") && code.title.count < 60, "\(code.title)")
            let paragraph = code.explanation.split(separator: "\n").first ?? ""
            #expect(paragraph.hasSuffix(".") || paragraph.contains(".csv"), "\(paragraph)")
            #expect(paragraph.count > 40, "\(paragraph)")
            let words = code.explanation.lowercased().split { !$0.isLetter }
            for banned in ["invalid", "illegal", "unable", "you", "your"] {
                #expect(!words.contains { $0 == banned }, "\(code.explanation)")
            }
        }
    }

    /// The wrong example of an explanation is refused for its reason, if the syntax can detect it;
    /// the suggested replacement is not.
    @Test func examplesAreTrue() {
        var shown = 0
        for code in DiagnosticCode.all {
            guard let example = example(of: code) else { continue }
            shown += 1
            let isSyntax =
                code.rawValue < "E0310" && code != .forgottenRows || Self.others.contains(code)
            switch Parser.parse(example.wrong) {
            case .complete: #expect(!isSyntax, "\(example.wrong)")
            case .incomplete(let mistake): #expect(mistake.code == code, "\(example.wrong)")
            case .failed(let mistakes):
                #expect(mistakes.map(\.code) == [code], "\(example.wrong)")
            }
            guard case .complete = Parser.parse(example.right) else {
                Issue.record("refused: \(example.right)")
                continue
            }
        }
        #expect(shown > 45)
    }

    private static let others: Set<DiagnosticCode> = [.nameParts, .unknownType, .parameterValue]

    private func example(of code: DiagnosticCode) -> (wrong: String, right: String)? {
        let parts = code.explanation.split(separator: "\n\n").map { part in
            part.split(separator: "\n").map { $0.dropFirst(4) }.joined(separator: "\n")
        }
        guard parts.count == 5 else { return nil }
        return (parts[2], parts[4])
    }
}
