import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQL
@testable import WorkQLFiles

/// Files in Windows-1252 and in GB18030 without a mark: what could be either is refused with the
/// words to write, or read with a note.
@Suite struct LatinDoubtTests {
    enum Outcome: Equatable {
        case read([String])
        case noted([String])
        case neither, either
    }

    /// Reads a file at once and in parts of a few bytes.
    private static func outcome(_ bytes: [UInt8], with options: String = "") throws -> Outcome {
        let folder = try FileFolder()
        try folder.write(bytes, "a.csv")
        func read(_ open: () throws -> FileTable) throws -> Outcome {
            do {
                let table = try open()
                let first = try FileContents(table).rows.map { $0[0] }
                guard let note = table.notes.first else { return .read(first) }
                #expect(
                    note.message
                        == "a.csv: the text is read as GB18030; it could be Windows-1252")
                return .noted(first)
            } catch let failure as UserError {
                #expect(failure.help?.contains("windows-1252") == true, "\(failure)")
                if failure.message.hasSuffix("is neither UTF-8 nor GB18030") { return .neither }
                #expect(
                    failure.message
                        == "a.csv: the text could be Windows-1252, such as German or French, or "
                        + "GB18030")
                return .either
            }
        }
        let whole = try read { try folder.open("a.csv", with: options) }
        for size in [7, 64] {
            let parts = try read { try folder.openParts("a.csv", of: size, with: options) }
            #expect(parts == whole, "in parts of \(size)")
        }
        return whole
    }

    private static func latin(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { $0 == "€" ? 0x80 : UInt8($0.value) }
    }

    /// Western texts, of which none may be read as Chinese.
    static let western: [(String, Outcome)] = [
        ("Müller", .neither), ("café", .neither), ("Ren\u{E9}e", .neither),
        ("Ærøskøbing", .neither), ("20°C", .neither), ("Señor Núñez", .either),
        ("naïve façade", .neither), ("Größe", .either),
        ("informação", .either), ("créée", .either), ("Straßenbahnhöfe und Größen", .either),
        ("São Paulo, ações", .either), ("Müllerstraße, Größe €", .either),
    ]

    @Test(arguments: western)
    func westernTexts(_ text: String, _ expected: Outcome) throws {
        let file = "name,n\n\"\(text)\",1\nSmith,2\n"
        #expect(try Self.outcome(Self.latin(file)) == expected)
        #expect(
            try Self.outcome(Self.latin(file), with: "encoding = 'windows-1252'")
                == .read(["'\(text)'", "'Smith'"]))
    }

    /// Chinese texts, with the bytes of GB18030.
    static let chinese: [([UInt8], Outcome)] = [
        ([0xD5, 0xC5, 0xC8, 0xFD], .read(["'张三'"])),
        (Array("iPhone".utf8) + [0xCA, 0xD6, 0xBB, 0xFA], .read(["'iPhone手机'"])),
        ([0xB2, 0xC6, 0xCE, 0xF1] + Array("A".utf8), .read(["'财务A'"])),
        (Array("A".utf8) + [0xD7, 0xE9], .read(["'A组'"])),
        // The letters `Çø` and `Ðô`.
        (Array("C".utf8) + [0xC7, 0xF8], .noted(["'C区'"])),
        (Array("T".utf8) + [0xD0, 0xF4], .noted(["'T恤'"])),
        (Array("T".utf8) + [0xD0, 0xF4, 0x0A, 0xD5, 0xC5, 0xC8, 0xFD], .read(["'T恤'", "'张三'"])),
    ]

    @Test(arguments: chinese)
    func chineseTexts(_ cell: [UInt8], _ expected: Outcome) throws {
        #expect(try Self.outcome(Array("name\n".utf8) + cell + [0x0A]) == expected)
    }

    @Test func namedEncodings() throws {
        let file = Array("name\nC".utf8) + [0xC7, 0xF8, 0x0A]
        #expect(try Self.outcome(file, with: "encoding = 'gb18030'") == .read(["'C区'"]))
        #expect(try Self.outcome(file, with: "encoding = 'windows-1252'") == .read(["'CÇø'"]))
    }
}
