import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLCommand
@testable import WorkQLOutput

@Suite struct AnswerPlaceTests {
    private static let run = QueryRun(
        query: Invocation.Query(origins: []), environment: [:], messages: Messages { _ in })

    private func write(_ text: String, to answers: OutputTarget) throws {
        var output = answers.output(Self.run)
        if !output.beginResult() { output.bytes.append("\n") }
        output.bytes.appendText(text)
        try output.flush()
    }

    private func content(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }

    @Test func answersStandOneBehindTheOther() throws {
        try withFolder { folder in
            let path = folder + "/all.csv"
            var answers = OutputTarget()
            try answers.open(path, once: false)
            #expect(answers.presentation(Presentation()).format == .csv)
            #expect(!answers.isOnce)
            try write("one\n", to: answers)
            answers.keepAnswer()
            try write("half", to: answers)
            answers.dropAnswer()
            try write("two\n", to: answers)
            answers.keepAnswer()
            #expect(content(path) == nil)
            #expect(try answers.close()?.answers == 2)
            #expect(content(path) == "one\n\ntwo\n")
            #expect(try answers.close() == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["all.csv"])
        }
    }

    @Test func theNextOneGoesBefore() throws {
        try withFolder { folder in
            var answers = OutputTarget()
            try answers.open(folder + "/all.tsv", once: false)
            try answers.open(folder + "/lost.csv", once: true)
            try answers.open(folder + "/once.json", once: true)
            #expect(answers.isOnce)
            #expect(answers.presentation(Presentation()).format == .json)
            #expect(answers.presentation(Presentation(format: .html)).format == .json)
            try write("once", to: answers)
            answers.keepAnswer()
            #expect(try answers.close()?.name == folder + "/once.json")
            try write("all", to: answers)
            answers.keepAnswer()
            #expect(try answers.close()?.name == folder + "/all.tsv")
            #expect(content(folder + "/once.json") == "once")
            #expect(content(folder + "/all.tsv") == "all")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        }
    }

    @Test func withoutAnswersThereIsNoFile() throws {
        try withFolder { folder in
            var answers = OutputTarget()
            try answers.open(folder + "/none", once: false)
            #expect(answers.presentation(Presentation(format: .html)).format == .html)
            #expect(try answers.close()?.answers == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
            #expect(throws: UserError.self) { try answers.open(folder + "/no/x.csv", once: true) }
            #expect(throws: UserError.self) { try answers.open("|less", once: true) }
            for name in ["a.orc", "a.foo", "a.csv.gz", "a.vertical", "a.chart", "a.doc"] {
                let error = #expect(throws: UserError.self) {
                    try answers.open("\(folder)/\(name)", once: true)
                }
                #expect(error?.code == .unknownFormat)
                #expect(error?.status == .usage)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }
}
