import Testing
import WorkQLSyntax

@testable import WorkQLOutput

@Suite struct VisibleTextTests {
    private func shown(_ text: String, ambiguous: Int = 1) -> (text: String, width: Int) {
        var bytes: [UInt8] = []
        let width = Array(text.utf8).withUnsafeBufferPointer {
            bytes.appendVisible($0, ambiguous: ambiguous)
        }
        return (String(decoding: bytes, as: UTF8.self), width)
    }

    /// The width is the character's by every method: for each fifth of the characters with three
    /// bytes in UTF-8 and for all at the bounds of the fast method, alone and among others.
    @Test func widthsAreThoseOfCharacters() throws {
        var wide = 0
        let borders: [UInt32] = [
            0x4E00, 0x9FFF, 0x3001, 0x3003, 0x3008, 0x3011, 0x3041, 0x3096, 0x30A1, 0x30FA, 0xFF01,
            0xFF60,
        ]
        let numbers = stride(from: UInt32(0x0800), through: 0xFFFF, by: 5)
        for number in numbers + borders.flatMap({ [$0 - 1, $0, $0 + 1] }) {
            guard let scalar = Unicode.Scalar(number) else { continue }
            let text = String(Character(scalar))
            for ambiguous in 1...2 {
                let (seen, width) = shown(text, ambiguous: ambiguous)
                guard seen == text else { continue }
                #expect(width == text.displayWidth(ambiguous: ambiguous), "\(number)")
                let among = "a人\(text)，b"
                let other = shown(among, ambiguous: ambiguous).width
                #expect(other == among.displayWidth(ambiguous: ambiguous), "\(number)")
                wide += width - 1
            }
        }
        #expect(wide > 10_000)
    }

    @Test(arguments: [
        ("", "", 0), ("plain", "plain", 5), ("上班打卡", "上班打卡", 8), ("路上堵车，迟到了5分钟", "路上堵车，迟到了5分钟", 21),
        ("a\nb", "a⏎b", 3), ("か\u{3099}", "か\u{3099}", 2), ("e\u{301}", "e\u{301}", 1),
        ("人\u{202E}", "人<202E>", 8), ("👨‍👩‍👧", "👨‍👩‍👧", 2),
    ])
    func allIsSeen(_ text: String, _ expected: String, _ width: Int) {
        let (seen, columns) = shown(text)
        #expect(seen == expected)
        #expect(columns == width)
    }
}
